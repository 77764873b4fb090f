import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { type CommandOutcome, runInProcess } from "../../support/command-line";
import { podObject, subnetObject } from "../../support/objects";
import { savedPlan, vipInputs } from "../../support/pulumi-output";

const A = subnetObject("a", "10.0.0.0/24", { gateway: "10.0.0.1", excludeIps: ["10.0.0.1"] });
const SIX = subnetObject("six", "fd00::/64", { gateway: "fd00::1", excludeIps: ["fd00::1"] });

describe("pulumi-kubeovn verify", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "verify-command-"));
    mkdirSync(join(folder, "manifests"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function verify(...more: KubeObject[]): Promise<CommandOutcome> {
    const others = [A, SIX].filter(({ metadata }) => !more.some((one) => one.metadata.name === metadata.name));
    const items = [...others, ...more];
    writeFileSync(join(folder, "manifests", "cluster.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    const plan = savedPlan([
      { op: "create", kind: "Vip", name: "web", now: vipInputs("web", "a", "10.0.0.9") },
      { op: "create", kind: "Vip", name: "six", now: { ...vipInputs("six", "six", null), v6ip: "fd00::9" } },
    ]);
    writeFileSync(join(folder, "plan.json"), plan);
    return runInProcess(["verify", "plan.json"], { cwd: folder });
  }

  it("is content while the planned addresses are free", async () => {
    assert.deepEqual(await verify(), { code: 0, stdout: "2 planned addresses, all still available\n", stderr: "" });
  });

  it("names who has taken an address", async () => {
    const { code, stdout } = await verify(
      podObject("x", "prod", "a", "10.0.0.9"),
      podObject("y", "prod", "six", "fd00::9"),
    );
    assert.equal(code, 3);
    assert.equal(
      stdout,
      [
        'Vip "web": 10.0.0.9 in Subnet "a" has been taken by Pod prod/x',
        'Vip "six": fd00::9 in Subnet "six" has been taken by Pod prod/y',
        "2 planned addresses, 2 taken; preview again\n",
      ].join("\n"),
    );
  });

  it("names an address that the Subnet no longer gives, by the rules of a preview", async () => {
    const [gateway, six] = [
      subnetObject("a", "10.0.0.0/24", { gateway: "10.0.0.9" }),
      { ...SIX, status: { conditions: [{ type: "Validated", status: "False", message: "no room" }] } },
    ];
    const { code, stdout } = await verify(gateway, six);
    assert.equal(code, 3);
    assert.equal(
      stdout,
      [
        'Vip "web": 10.0.0.9 in Subnet "a" is the gateway; use another address or omit it',
        'Vip "six": Kube-OVN refuses Subnet "six": no room; fix the Subnet first',
        "2 planned addresses, 2 no longer possible; preview again\n",
      ].join("\n"),
    );
  });

  it("does not pass a plan whose place is not here", async () => {
    await verify();
    rmSync(join(folder, "manifests"), { recursive: true });
    const { code, stderr } = await runInProcess(["verify", "plan.json"], { cwd: folder });
    assert.equal(code, 1);
    assert.match(stderr, /manifests:manifests cannot be read: the directory is not here; name it with --manifests/);
  });
});
