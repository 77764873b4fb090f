import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandOutcome, runInProcess } from "../../support/command-line";
import { podObject, subnetObject } from "../../support/objects";
import { savedPlan, vipInputs } from "../../support/pulumi-output";

const SUBNET = subnetObject("a", "10.0.0.0/24", { gateway: "10.0.0.1", excludeIps: ["10.0.0.1"] });

/** Commands that read a plan or a preview from a file, or from standard input. */
const COMMANDS: readonly (readonly string[])[] = [
  ["plan", "plan.json"],
  ["plan", "-"],
  ["verify", "plan.json"],
  ["verify", "-"],
  ["map", "a", "--plan", "plan.json"],
];

describe("a file from a job that nobody trusts", () => {
  let folder: string;
  let project: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "untrusted-file-"));
    project = join(folder, "project");
    mkdirSync(join(project, "manifests"), { recursive: true });
    writeFileSync(join(project, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function writeFile(config: Readonly<Record<string, unknown>>, store: string): string {
    const now = { ...vipInputs("web", "a", "10.0.0.9"), store };
    const plan = JSON.stringify({
      ...JSON.parse(savedPlan([{ op: "create", kind: "Vip", name: "web", now }])),
      config,
    });
    writeFileSync(join(project, "plan.json"), plan);
    return plan;
  }

  function writeCluster(directory: string): void {
    mkdirSync(directory, { recursive: true });
    const items = [SUBNET, podObject("hidden", "prod", "a", "10.0.0.9")];
    writeFileSync(join(directory, "cluster.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  }

  /** A kubeconfig whose user is a program that leaves a file behind when it is run. */
  function writeKubeconfig(file: string, ran: string): void {
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "touch",
      args: [ran],
      interactiveMode: "Never",
    };
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "x",
      contexts: [{ name: "x", context: { cluster: "x", user: "x" } }],
      clusters: [{ name: "x", cluster: { server: "https://127.0.0.1:1" } }],
      users: [{ name: "x", user: { exec } }],
    };
    writeFileSync(file, JSON.stringify(config));
  }

  async function run(args: readonly string[], stdin: string, env: NodeJS.ProcessEnv = {}): Promise<CommandOutcome> {
    const own = join(folder, "own-kubeconfig");
    return runInProcess(args, { cwd: project, stdin, env: { KUBECONFIG: own, ...env } });
  }

  for (const args of COMMANDS) {
    describe(`as ${args.join(" ")}`, () => {
      for (const form of ["plain", "secret object"] as const) {
        it(`runs no command of a kubeconfig that it names (${form})`, async () => {
          const ran = join(folder, "ran");
          writeKubeconfig(join(project, "kubeconfig"), ran);
          const value = (text: string): unknown => (form === "plain" ? text : { value: text, secret: false });
          const config = {
            "kubeovn:kubeconfig": value("kubeconfig"),
            "kubeovn:context": value("x"),
            "kubeovn:explicit": value("true"),
          };
          const plan = writeFile(config, "cluster:0000");
          for (const env of [{}, { KUBECONFIG: "" }]) {
            const { code, stdout, stderr } = await run(args, plan, { HOME: folder, ...env });
            assert.equal(existsSync(ran), false);
            if (args[0] === "plan") assert.match(stdout, /How full the subnets of cluster:0000 are is not known/);
            else assert.match(`${code} ${stderr}`, /^1 .*cluster:0000 cannot be read/);
          }
        });
      }

      for (const [name, store, config] of [
        ["relative", "manifests:../outside", {}],
        ["absolute", "manifests:outside", { "kubeovn:manifests": "ABSOLUTE" }],
        ["a symbolic link", "manifests:link", {}],
        ["absolute in the identity", "manifests:ABSOLUTE", {}],
      ] as const) {
        it(`reads no directory outside of the project (${name})`, async () => {
          const outside = join(folder, "outside");
          writeCluster(outside);
          symlinkSync(outside, join(project, "link"));
          const filled = (text: string): string => text.replace("ABSOLUTE", outside);
          const configured = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, filled(value)]));
          const plan = writeFile(configured, filled(store));
          const { code, stdout, stderr } = await run(args, plan);
          assert.match(stdout + stderr, /the directory is not below the project; name it with --manifests/);
          assert.doesNotMatch(stdout, /hidden/);
          assert.equal(code, args[0] === "plan" ? 0 : 1);
        });
      }

      it("reads a directory below the project, and one outside that environment or command line name", async () => {
        writeCluster(join(project, "manifests"));
        const found = args[0] === "map" ? 0 : 3;
        assert.equal((await run(args, writeFile({}, "manifests:manifests"))).code, found);
        const outside = join(folder, "outside");
        writeCluster(outside);
        const plan = writeFile({}, "manifests:outside");
        assert.equal((await run(args, plan, { KUBEOVN_MANIFESTS: outside })).code, found);
        assert.equal((await run([...args, "--manifests", outside], plan)).code, found);
      });
    });
  }
});
