import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const COMMAND = "pulumi-resource-kubeovn";
const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

/** The plugin as npm installs the command of a package. */
function linkCommand(): string {
  const folder = join(install().folder, "node_modules", ".bin");
  const target = join(install().folder, "node_modules", "pulumi-kubeovn", "dist", "provider", "served", "main.js");
  mkdirSync(folder, { recursive: true });
  chmodSync(target, 0o755);
  if (!existsSync(join(folder, COMMAND))) symlinkSync(target, join(folder, COMMAND));
  return folder;
}

const MANIFEST = (folder: string): string => `name: project
runtime: { name: nodejs, options: { typescript: false } }
main: index.js
plugins:
  providers:
    - name: kubeovn
      path: ${folder}
`;

/** Resources of the plugin without generated classes: any program of any language registers these types. */
const CLASSES = `const pulumi = require("@pulumi/pulumi");
const outputs = { name: undefined, v4ip: undefined, v6ip: undefined, macAddress: undefined };
class Vip extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("kubeovn:index:Vip", name, { ...outputs, ...args }, opts);
  }
}
`;
const VIPS = `${CLASSES}
const aliases = [{ type: "pulumi-nodejs:dynamic/kubeovn:Vip" }];
const web = new Vip("web", { subnet: "ovn-default" }, { aliases });
const db = new Vip("db", { subnet: "ovn-default" }, { aliases });
exports.web = web.v4ip;
exports.db = db.v4ip;
`;
const DYNAMIC = `const { Vip } = require("pulumi-kubeovn");
const web = new Vip("web", { subnet: "ovn-default" });
const db = new Vip("db", { subnet: "ovn-default" });
exports.web = web.v4ip;
exports.db = db.v4ip;
`;

describe("the served plugin under the Pulumi CLI", () => {
  before(needPulumi);

  const project = async (program: string): Promise<Project> => {
    const created = await createProject({
      files: { "Pulumi.yaml": MANIFEST(linkCommand()), "index.js": program },
      config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
    });
    cpSync(CLUSTER, join(created.folder, "manifests"), { recursive: true });
    return created;
  };
  const manifests = ({ folder }: Project): ReadonlyMap<string, string> => filesIn(join(folder, "manifests"));

  it("has a schema that Pulumi's own binder accepts", async () => {
    const { pulumi } = await project("");
    const command = join(linkCommand(), COMMAND);
    const schema = JSON.parse(succeeded(await pulumi("package", "get-schema", command)).stdout);
    assert.equal(Object.keys(schema.resources).length, 15);
    const said = succeeded(await pulumi("package", "info", command, "--resource", "Vip")).stdout;
    assert.match(said, /kubeovn:index:Vip/);
    assert.match(said, /v4ip/);
  });

  it("makes what its preview shows, changes nothing after that, and takes it away again", async () => {
    const subnet = `pulumi.runtime.invokeOutput("kubeovn:index:getSubnet", { name: "ovn-default" })`;
    const shop = await project(`${VIPS}exports.cidr = ${subnet}.apply(({ cidrBlock }) => cidrBlock);\n`);
    const before = manifests(shop);
    const preview = await shop.previewJson();
    const planned = Object.fromEntries(
      preview.steps
        .filter(({ newState }) => newState?.type === "kubeovn:index:Vip")
        .map(({ newState }) => [newState?.urn.split("::").at(-1), newState?.inputs?.v4ip]),
    );
    assert.match(String(planned.web), /^10\.16\./);
    succeeded(await shop.up());
    assert.deepEqual(await shop.outputs(), { ...planned, cidr: "10.16.0.0/16" });
    succeeded(await shop.preview("--expect-no-changes"));
    succeeded(await shop.refresh("--expect-no-changes"));
    succeeded(await shop.destroy());
    assert.deepEqual(manifests(shop), before);
  });

  it("shows a change property by property", async () => {
    const program = (label: string): string =>
      `${CLASSES}new Vip("web", { subnet: "ovn-default", namespace: "shop", selector: ["app: ${label}"] });\n`;
    const shop = await project(program("web"));
    succeeded(await shop.up());
    shop.write("index.js", program("db"));
    const { stdout } = succeeded(await shop.preview("--diff"));
    assert.match(stdout, /~ selector *: \[\s*~ \[0\]: "app: web" => "app: db"/);
  });

  it("imports a Vip and a ReservedIP, and takes them over with the next update", async () => {
    const shop = await project("");
    const bare = ["--yes", "--protect=false", "--generate-code=false"];
    const ip = "api-5b68676dbf-5dnks.team-a";
    succeeded(await shop.pulumi("import", "kubeovn:index:Vip", "imported", "slr-01", ...bare));
    succeeded(await shop.pulumi("import", "kubeovn:index:ReservedIP", "api", ip, ...bare));
    const { deployment } = await shop.exportState();
    const state = Object.fromEntries(
      (deployment.resources ?? []).map(({ urn, inputs }) => [urn.split("::").at(-1), inputs]),
    );
    assert.deepEqual(state.api, {
      name: ip,
      subnet: "ovn-default",
      v4IpAddress: "10.16.0.20",
      workload: { kind: "Pod", name: "api-5b68676dbf-5dnks", namespace: "team-a" },
    });
    const { type, v4ip } = state.imported ?? {};
    assert.equal(v4ip, "10.16.0.6");
    shop.write(
      "index.js",
      `${CLASSES}
new Vip("imported", ${JSON.stringify({ name: "slr-01", subnet: "ovn-default", v4ip, type })});
new pulumi.CustomResource("kubeovn:index:ReservedIP", "api", ${JSON.stringify(state.api)});
`,
    );
    const before = readFileSync(join(shop.folder, "manifests", "ips.yaml"), "utf8");
    const { stdout } = succeeded(await shop.up());
    assert.match(stdout, /~ 2 updated/);
    const after = readFileSync(join(shop.folder, "manifests", "ips.yaml"), "utf8");
    assert.equal(after.replace(/^ *pulumi-kubeovn\/.*\n/gm, "").includes("v4IpAddress: 10.16.0.20"), true);
    assert.notEqual(after, before);
    succeeded(await shop.preview("--expect-no-changes"));
  });

  it("goes on with what the classes made: nothing is changed or written", async () => {
    const shop = await project(DYNAMIC);
    succeeded(await shop.up());
    const [before, addresses] = [manifests(shop), await shop.outputs()];
    shop.write("index.js", VIPS);
    succeeded(await shop.preview("--expect-no-changes"));
    succeeded(await shop.up("--expect-no-changes"));
    assert.deepEqual(await shop.outputs(), addresses);
    assert.deepEqual(manifests(shop), before);
    const { deployment } = await shop.exportState();
    const types = (deployment.resources ?? []).map(({ type }) => type);
    assert.equal(types.filter((type) => type === "kubeovn:index:Vip").length, 2);
    succeeded(await shop.destroy());
  });
});
