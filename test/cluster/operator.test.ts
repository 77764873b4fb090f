import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import type { CommandResult } from "../e2e/support/commands";
import { needPulumi } from "../e2e/support/need-pulumi";
import { refused, succeeded } from "../e2e/support/outcome";
import { createProject, type Project } from "../e2e/support/project";
import { writeKubeconfig } from "../support/kubeconfig";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { repositoryFolder } from "../support/toolchain";
import { accountWith } from "./accounts";
import { type ApiObject, createSubnet, families, KUBE_OVN_API } from "./objects";

interface StackSpec {
  readonly stack: string;
  readonly branch: string;
  readonly config: Readonly<Record<string, string>>;
}

for (const family of families(187)) {
  describe(`the stack of the Pulumi operator's example, in a fresh workspace each time, ${family.protocol}`, () => {
    const file = join(repositoryFolder, "examples", "pipelines", "pulumi-operator", "stack.yaml");
    const { spec } = parse(readFileSync(file, "utf8")) as { readonly spec: StackSpec };
    const subnet = `operator-${family.protocol.toLowerCase()}`;
    const program = (more = ""): string => `const kubeovn = require("pulumi-kubeovn");
new kubeovn.Vip("web", { name: "${subnet}-web", subnet: "${subnet}" });
new kubeovn.ReservedIP("db", { subnet: "${subnet}", workload: { kind: "VirtualMachine", name: "${subnet}-db" } });
${more}`;
    let repository: Project;
    let backend: string;
    let kubeconfig: string;
    let workspaces = 0;

    before(async function () {
      await needPulumi.call(this);
      await needCluster.call(this);
      await createSubnet(subnet, family);
      kubeconfig = await accountWith("cluster-role-preview", "cluster-role-up");
      backend = mkdtempSync(join(tmpdir(), "operator-backend-"));
      const [, name] = spec.stack.split("/");
      repository = await createProject({
        files: {
          "index.js": program(),
          "Pulumi.yaml": `name: ${name}\nruntime: nodejs\nmain: index.js\n`,
          ".gitignore": ".state\nnode_modules\nPulumi.*.yaml\n",
        },
      });
      await commit();
    });
    after(async () => {
      if (backend === undefined) return;
      succeeded(await inWorkspace("pulumi destroy --yes --skip-preview --suppress-progress"));
      rmSync(backend, { recursive: true, force: true });
    });

    const commit = async (): Promise<void> => {
      const git = "git -c user.name=t -c user.email=t@example.com";
      const init = `test -d .git || git init -q -b ${spec.branch}`;
      succeeded(await repository.shell(`${init}; git add -A && ${git} commit -q -m change`));
    };

    /** What the operator does: a clone, the stack and its configuration, then one command. The packages are there. */
    const inWorkspace = (command: string): Promise<CommandResult> => {
      const workspace = join(repository.folder, "..", `workspace-${subnet}-${workspaces++}`);
      const configure = Object.entries(spec.config).map(([key, value]) => `pulumi config set ${key} ${value}`);
      const lines = [
        `git clone -q --branch ${spec.branch} . '${workspace}'`,
        `cd '${workspace}'`,
        `pulumi stack select --create ${spec.stack}`,
        ...configure,
        command,
        "git status --porcelain --ignored",
      ];
      const env = { KUBECONFIG: kubeconfig, PULUMI_BACKEND_URL: pathToFileURL(backend).href, PULUMI_STACK: undefined };
      return repository.shell(lines.join("\n"), env);
    };
    const up = (...options: string[]): Promise<CommandResult> =>
      inWorkspace(["pulumi up --yes --skip-preview --suppress-progress", ...options].join(" "));
    const live = async (): Promise<readonly unknown[]> => {
      const { admin } = await sharedCluster();
      const paths = [`vips/${subnet}-web`, `ips/${subnet}-db.default`];
      const found = await Promise.all(paths.map((path) => admin("GET", `${KUBE_OVN_API}/${path}`)));
      return found.map(({ body }: { readonly body: ApiObject }) => [
        body.metadata?.uid,
        body.spec?.v4ip,
        body.spec?.ipAddress,
      ]);
    };
    let first: readonly unknown[];

    it("makes the objects, and leaves no file behind that another run would need", async () => {
      const { stdout } = succeeded(await up());
      first = await live();
      assert.ok(first.flat().filter(Boolean).length >= 3, JSON.stringify(first));
      // The stack's configuration is what the operator has written there itself.
      assert.deepEqual(stdout.trim().split("\n").at(-1), `!! Pulumi.${spec.stack.split("/").at(-1)}.yaml`);
    });

    it("has nothing left to do in the next workspace", async () => {
      succeeded(await up("--expect-no-changes"));
      assert.deepEqual(await live(), first);
    });

    it("keeps every address, and every object, when the state is lost too", async () => {
      rmSync(backend, { recursive: true });
      backend = mkdtempSync(join(tmpdir(), "operator-backend-"));
      succeeded(await up());
      assert.deepEqual(await live(), first);
    });

    it("takes in what is committed, and fails without the cluster as its configuration says", async () => {
      repository.write(
        "index.js",
        program(`new kubeovn.Vip("more", { name: "${subnet}-more", subnet: "${subnet}" });\n`),
      );
      await commit();
      succeeded(await up());
      assert.deepEqual(await live(), first);
      const away = writeKubeconfig("away", { cluster: { server: "https://127.0.0.1:9" }, user: { token: "x" } });
      const preview = await inWorkspace(`KUBECONFIG=${away} pulumi preview --suppress-progress`);
      assert.match(refused(preview), /cannot be reached: nothing listens/);
    });
  });
}
