import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { runInProcess } from "../../support/command-line";
import { previewOutput, type Step, savedPlan, vipInputs } from "../../support/pulumi-output";

const SUBNET = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: a}
spec: {cidrBlock: 10.0.0.0/28, gateway: 10.0.0.1, excludeIps: [10.0.0.1]}
---
apiVersion: v1
kind: Pod
metadata:
  name: x
  namespace: prod
  annotations: {ovn.kubernetes.io/ip_address: 10.0.0.2, ovn.kubernetes.io/logical_switch: a}
`;

const MOVED: readonly Step[] = [
  {
    op: "replace",
    kind: "Vip",
    name: "web",
    old: vipInputs("web", "a", "10.0.0.5"),
    now: vipInputs("web", "a", "10.0.0.6"),
  },
];
const TAKEN: readonly Step[] = [{ op: "create", kind: "Vip", name: "web", now: vipInputs("web", "a", "10.0.0.2") }];

describe("pulumi-kubeovn plan", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plan-command-"));
    mkdirSync(join(folder, "manifests"));
    writeFileSync(join(folder, "manifests", "cluster.yaml"), SUBNET);
    writeFileSync(join(folder, "moved.json"), previewOutput(MOVED));
    writeFileSync(join(folder, "taken.json"), savedPlan(TAKEN));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("shows a table, and ends with 0 when there is nothing to look at", async () => {
    const { code, stdout, stderr } = await runInProcess(["plan", "moved.json"], { cwd: folder });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^shop\/dev: 1 changed\n/);
    assert.match(stdout, /^~ {7}a {7}10\.0\.0\.5 → 10\.0\.0\.6 .*Vip web .*object is recreated$/m);
    assert.match(stdout, /^Subnet "a" \(IPv4\) {2}10\.0\.0\.0\/28 +14 +1 +0 → 1 +1 +12 → 11 +7 % → 15 %$/m);
  });

  it("reads standard input", async () => {
    const { code, stdout } = await runInProcess(["plan", "-"], { cwd: folder, stdin: previewOutput(MOVED) });
    assert.deepEqual([code, stdout.split("\n")[0]], [0, "shop/dev: 1 changed"]);
  });

  it("ends with 3 for a conflict, and names who has the address", async () => {
    const { code, stdout } = await runInProcess(["plan", "taken.json"], { cwd: folder });
    assert.equal(code, 3);
    assert.match(stdout, /! Vip "web": 10\.0\.0\.2 in Subnet "a" is held by Pod prod\/x;/);
  });

  for (const [options, expected] of [
    [["--fail-on", "release"], 0],
    [["--fail-on", "release,change"], 3],
    [["--max-utilisation", "15"], 0],
    [["--max-utilisation", "14"], 3],
    [["--max-utilization", "14"], 3],
  ] as const) {
    it(`ends with ${expected} for ${options.join(" ")}`, async () => {
      assert.equal((await runInProcess(["plan", "moved.json", ...options], { cwd: folder })).code, expected);
    });
  }

  it("reads what is held from the directory that it is given", async () => {
    mkdirSync(join(folder, "other"));
    const elsewhere = await runInProcess(["plan", "taken.json", "--manifests", "other"], { cwd: folder });
    assert.equal(elsewhere.code, 0);
    const missing = await runInProcess(["plan", "taken.json", "--manifests", "nowhere"], { cwd: folder });
    assert.deepEqual([missing.code, missing.stderr], [1, "pulumi-kubeovn: there is no directory nowhere\n"]);
  });

  for (const [args, sentence] of [
    [["plan", "no.json"], "there is no file no.json"],
    [["verify", "no.json"], "there is no file no.json"],
    [["state", "no.json"], "there is no file no.json"],
    [["plan", "other"], "other cannot be read: EISDIR: illegal operation on a directory, read"],
    [["plan", "taken.json", "--manifests", "taken.json"], "taken.json is not a directory"],
  ] as const) {
    it(`says once what is wrong with ${args.join(" ")}`, async () => {
      mkdirSync(join(folder, "other"), { recursive: true });
      const { code, stderr } = await runInProcess(args, { cwd: folder });
      assert.deepEqual([code, stderr], [1, `pulumi-kubeovn: ${sentence}\n`]);
    });
  }

  it("writes JSON that fits the published schema", async () => {
    const schema = JSON.parse(readFileSync("schemas/plan-report.json", "utf8"));
    const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    for (const file of ["moved.json", "taken.json"]) {
      await runInProcess(["plan", file, "--format", "json", "-o", "report.json"], { cwd: folder });
      const report: object = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
      assert.ok(fits(report), JSON.stringify(fits.errors));
      assert.ok(!fits({ ...report, more: 1 }));
    }
  });

  it("colors only where it is asked to", async () => {
    const run = (env: NodeJS.ProcessEnv, ...options: string[]): Promise<{ stdout: string }> =>
      runInProcess(["plan", "moved.json", ...options], { cwd: folder, env });
    const begin = String.fromCharCode(27);
    assert.ok(!(await run({})).stdout.includes(begin));
    assert.ok((await run({ FORCE_COLOR: "1" })).stdout.includes(begin));
    assert.ok(!(await run({ FORCE_COLOR: "1" }, "--no-color")).stdout.includes(begin));
    assert.ok(!(await run({ FORCE_COLOR: "1", NO_COLOR: "1" })).stdout.includes(begin));
  });

  it("reports 1,000 reservations in every format", async () => {
    const address = (i: number): string => `10.0.${i >> 8}.${i & 255}`;
    const large = SUBNET.replace("10.0.0.0/28", "10.0.0.0/16");
    writeFileSync(join(folder, "manifests", "cluster.yaml"), large);
    const steps = Array.from({ length: 1_000 }, (_, i): Step => {
      const name = `vip-${i}`;
      return { op: "create", kind: "Vip", name, now: vipInputs(name, "a", address(i + 10)) };
    });
    writeFileSync(join(folder, "many.json"), previewOutput(steps));
    for (const format of ["table", "markdown", "json"]) {
      const { code, stdout } = await runInProcess(["plan", "many.json", "--format", format], { cwd: folder });
      assert.equal(code, 0);
      assert.ok(stdout.includes("vip-7"));
    }
  });

  it("lets no text of a file steer the terminal", async () => {
    const name = "we\u001b[2Jb\u202e";
    const steps = [{ op: "create", kind: "Vip", name, now: vipInputs(name, "a", "10.0.0.6") }] as const;
    const { stdout } = await runInProcess(["plan", "-"], { cwd: folder, stdin: previewOutput(steps) });
    assert.match(stdout, /Vip we \[2Jb /);
  });

  for (const [what, args, code, text] of [
    ["a file that is not there", ["plan", "none.json"], 1, /there is no file none\.json/],
    ["a file that is something else", ["plan", "manifests/cluster.yaml"], 1, /cannot be used: it is not JSON/],
    ["an unknown option", ["plan", "--fromat", "json"], 2, /unknown option '--fromat'[\s\S]*--format/],
    ["an unknown form", ["plan", "--format", "html"], 2, /Allowed choices/],
    ["a percentage that is none", ["plan", "--max-utilisation", "x"], 2, /number from 0 to 100/],
    ["an unknown action", ["plan", "--fail-on", "chnage"], 2, /change, release, create/],
    ["an unknown command", ["plam"], 2, /unknown command/],
    ["a preview without Pulumi", ["plan"], 1, /no pulumi on the PATH/],
  ] as const) {
    it(`ends with ${code} for ${what}`, async () => {
      const outcome = await runInProcess(args, { cwd: folder, env: { PATH: "" } });
      assert.equal(outcome.code, code);
      assert.match(outcome.stderr, text);
    });
  }

  it("explains itself, with examples and exit codes", async () => {
    const own = await runInProcess(["plan", "--help"]);
    assert.equal(own.code, 0);
    assert.match(own.stdout, /Examples:\n {2}pulumi-kubeovn plan /);
    const all = await runInProcess(["--help"]);
    assert.match(all.stdout, /Exit codes:\n {2}0 /);
  });
});
