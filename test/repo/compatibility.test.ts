import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";

const read = (path: string): string => readFileSync(join(repositoryFolder, path), "utf8");
const LOCKED = JSON.parse(read("package-lock.json")).packages as Readonly<Record<string, { readonly version: string }>>;

/** The first group of a pattern, which has to be there. */
function find(pattern: RegExp, path: string): string {
  const found = pattern.exec(read(path))?.[1];
  assert.ok(found, `${pattern} in ${path}`);
  return found;
}

const requiredIn = (file: string, path: string): string =>
  find(new RegExp(`^(?:require|\\t) ?${path.replaceAll(".", "\\.")} v(\\S+)`, "m"), file);
const required = (module: string, path: string): string => requiredIn(`go-modules/${module}/go.mod`, path);

describe("docs/reference/compatibility.md", () => {
  const pinned: readonly (readonly [string, string | undefined])[] = [
    ["Node", find(/^const VERSION = "(.+)";$/m, "scripts/toolchain/node.mjs")],
    ["`@pulumi/pulumi`", LOCKED["node_modules/@pulumi/pulumi"]?.version],
    ["`@pulumi/kubernetes`", LOCKED["node_modules/@pulumi/kubernetes"]?.version],
    ["Pulumi CLI", required("pulumi-cli", "github.com/pulumi/pulumi/pkg/v3")],
    ["language host for Node", required("pulumi-language-nodejs", "github.com/pulumi/pulumi/sdk/v3")],
    ["language host for Go", required("pulumi-language-go", "github.com/pulumi/pulumi/sdk/v3")],
    ["language host for YAML", required("pulumi-language-yaml", "github.com/pulumi/pulumi-yaml")],
    ["Pulumi's SDK for Go", requiredIn("sdks/go/go.mod", "github.com/pulumi/pulumi/sdk/v3")],
    ["its plugin", required("pulumi-kubernetes", "github.com/pulumi/pulumi-kubernetes/provider/v4")],
    ["Kube-OVN", required("kube-ovn-controller", "github.com/kubeovn/kube-ovn")],
    ["Kubernetes", required("testkube", "k8s.io/kubernetes")],
    ["etcd", required("testkube", "go.etcd.io/etcd/server/v3")],
  ];
  for (const [part, version] of pinned) {
    it(`names the ${part} that is pinned`, () => {
      const row = read("docs/reference/compatibility.md")
        .split("\n")
        .find((line) => line.startsWith(`| ${part} |`));
      assert.equal(row?.split("|")[2]?.trim().split(/,? /)[0], version);
    });
  }
});
