import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, outputsIn, type Properties, succeeded } from "./support/outcome";
import { createProject, type Preview, type Project } from "./support/project";

const PROGRAM = `
import * as kubeovn from "pulumi-kubeovn";
import * as pulumi from "@pulumi/pulumi";

const team = new kubeovn.Subnet("team-a", {
  cidrBlock: "10.80.0.0/24,fd00:80::/64",
  allocation: { range: ["10.80.0.200..10.80.0.250", "fd00:80::200..fd00:80::2ff"] },
});
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
new kubeovn.IPPool("pool", { subnet: team, ips: ["10.80.0.16/28"] });
const vm = new kubeovn.ReservedIP("vm", { subnet: team, workload: { kind: "VirtualMachine", name: "db" } });
const set = new kubeovn.ReservedIPSet("set", {
  subnet: "six",
  statefulSet: { name: "web", namespace: "shop", replicas: 2 },
});
const vip = new kubeovn.Vip("vip", { subnet: "ovn-default" });
new kubeovn.Vip("quiet", { subnet: "six", v6ip: pulumi.secret("fd00:16::abcd") });
const pair = new kubeovn.AapBinding("pair", { vips: [vip], namespace: "shop", selector: ["app: web"] });

export const address = vm.ipAddress;
export const annotations = vm.annotations;
export const members = set.reservations.apply((members) => members.map((member) => member.v6IpAddress));
export const virtualIps = pair.virtualIps;
export const token = new pulumi.Config().requireSecret("token");
`;

const ALL = [
  "AapBinding::pair",
  "IPPool::pool",
  "PlannedRange::planned",
  "ReservedIP::vm",
  "ReservedIPSet::set",
  "Subnet::team-a",
  "Vip::quiet",
  "Vip::vip",
];

describe("a program with all seven resources", () => {
  before(needPulumi);

  let project: Project;
  let untouched: ReadonlyMap<string, string>;
  let shown: Preview;
  let outputs: Readonly<Record<string, unknown>>;

  const manifests = (): Map<string, string> => filesIn(join(project.folder, "manifests"));
  const planned = (at: string): Properties => inputsIn(shown).get(at) ?? assert.fail(`${at} is not in the preview`);

  it("shows every address in its preview, and writes nothing", async () => {
    project = await createProject({
      ...ON_CLUSTER,
      env: { KUBEOVN_PRUNE: "true" },
      files: { ...ON_CLUSTER.files, "index.ts": PROGRAM },
    });
    succeeded(await project.pulumi("config", "set", "--secret", "token", "hunter2-in-plain"));
    untouched = manifests();
    shown = await project.previewJson("--save-plan", "plan.json");

    assert.deepEqual([...inputsIn(shown).keys()].sort(), ALL);
    assert.doesNotMatch(JSON.stringify([...inputsIn(shown)]), /04da6b54-80e4-46f7-96ec-b56ff0331ba9/);
    const team = planned("Subnet::team-a");
    assert.equal(team.gateway, "10.80.0.1,fd00:80::1");
    assert.equal(team.protocol, "Dual");
    assert.equal(planned("PlannedRange::planned").size, "256");
    assert.deepEqual(planned("IPPool::pool").ips, ["10.80.0.16..10.80.0.31"]);
    assert.match(String(planned("ReservedIP::vm").v4IpAddress), /^10\.80\.0\.2([0-4]\d|50)$/);
    assert.match(String(planned("ReservedIP::vm").v6IpAddress), /^fd00:80::2[0-9a-f]{2}$/);
    assert.match(String(planned("Vip::vip").v4ip), /^10\.16\.200\.\d+$/);
    assert.match(String(planned("Vip::vip").macAddress), /^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/);
    assert.deepEqual(planned("AapBinding::pair").virtualIps, [planned("Vip::vip").v4ip]);
    assert.deepEqual(manifests(), untouched);
  });

  it("shows the values that follow from the addresses, too", () => {
    const stack = shown.steps.find(({ urn }) => urn.includes("pulumi:pulumi:Stack"))?.newState;
    const { v4IpAddress, v6IpAddress, macAddress } = planned("ReservedIP::vm");
    assert.ok(stack !== undefined);
    outputs = {
      address: `${v4IpAddress},${v6IpAddress}`,
      annotations: {
        "ovn.kubernetes.io/logical_switch": "team-a",
        "ovn.kubernetes.io/ip_address": `${v4IpAddress},${v6IpAddress}`,
        "ovn.kubernetes.io/mac_address": macAddress,
      },
      members: (planned("ReservedIPSet::set").reservations as Properties[]).map(({ v6IpAddress }) => v6IpAddress),
      virtualIps: [planned("Vip::vip").v4ip],
      token: "[secret]",
    };
  });

  it("creates exactly what the saved plan holds", async () => {
    succeeded(await project.up("--plan", "plan.json"));
    const state = await project.exportState();
    assert.equal(inputsIn(state).get("Vip::quiet")?.v6ip, "[secret]");
    for (const at of ALL) {
      assert.deepEqual(inputsIn(state).get(at), planned(at), at);
      assert.deepEqual(outputsIn(state).get(at), planned(at), at);
    }
    assert.deepEqual(await project.outputs(), outputs);
  });

  it("writes the addresses where a reader looks for them", () => {
    const { v4IpAddress, v6IpAddress } = planned("ReservedIP::vm");
    const file = manifests().get(`addresses/team-a/${v4IpAddress}.yaml`) ?? "";
    assert.ok(file.includes(`\n  ipAddress: ${v4IpAddress},${v6IpAddress}\n`), file);
    assert.ok(manifests().has(`addresses/ovn-default/${planned("Vip::vip").v4ip}.yaml`));
    assert.ok(manifests().has("addresses/six/fd00-16--abcd.yaml"));
    for (const [name, text] of manifests()) assert.doesNotMatch(text, /null|undefined|04da6b54/, `${name}\n${text}`);
  });

  it("keeps no declaration, no path of this machine and no secret", async () => {
    const text = JSON.stringify(
      (await project.exportState()).deployment.resources?.map(({ inputs, outputs }) => [inputs, outputs]),
    );
    const files = [...manifests().values()].join("");
    for (const [where, content] of Object.entries({ state: text, manifests: files })) {
      assert.doesNotMatch(content, /__declaration/, where);
      assert.doesNotMatch(content, /hunter2-in-plain/, where);
      assert.ok(!content.includes(project.folder) && !content.includes(tmpdir()), where);
    }
    assert.doesNotMatch(text, /fd00:16::abcd/);
    assert.doesNotMatch(readFileSync(join(project.folder, "plan.json"), "utf8"), /hunter2-in-plain|fd00:16::abcd/);
  });

  it("has nothing left to do: preview, refresh and up change nothing", async () => {
    const files = manifests();
    const state = await project.exportState();
    assert.deepEqual((await project.previewJson("--expect-no-changes")).changeSummary, { same: ALL.length + 1 });
    succeeded(await project.refresh("--expect-no-changes"));
    succeeded(await project.up("--expect-no-changes"));
    assert.deepEqual(manifests(), files);
    assert.deepEqual(inputsIn(await project.exportState()), inputsIn(state));
    assert.deepEqual(outputsIn(await project.exportState()), outputsIn(state));
  });

  it("leaves the directory as it was when it is destroyed, byte for byte", async () => {
    succeeded(await project.destroy());
    assert.deepEqual(manifests(), untouched);
  });
});
