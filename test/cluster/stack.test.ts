import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { needPulumi } from "../e2e/support/need-pulumi";
import { inputsIn, operationsIn, outputsIn, type Properties, refused, succeeded } from "../e2e/support/outcome";
import { createProject, type Preview, type Project } from "../e2e/support/project";
import { writeKubeconfig } from "../support/kubeconfig";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { accountWith } from "./accounts";
import { type ApiObject, KUBE_OVN_API } from "./objects";

const PROGRAM = `
import * as kubeovn from "pulumi-kubeovn";

const team = new kubeovn.Subnet("team-a", {
  cidrBlock: "10.80.0.0/24,fd00:80::/64",
  allocation: { range: ["10.80.0.200..10.80.0.250", "fd00:80::200..fd00:80::2ff"] },
});
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
new kubeovn.IPPool("pool", { subnet: team, ips: ["10.80.0.16/28"] });
const vm = new kubeovn.ReservedIP("vm", { subnet: team, workload: { kind: "VirtualMachine", name: "db" } });
new kubeovn.ReservedIPSet("set", {
  subnet: team,
  statefulSet: { name: "web", namespace: "shop", replicas: 2 },
});
const vip = new kubeovn.Vip("vip", { subnet: "ovn-default" });
new kubeovn.AapBinding("pair", { vips: [vip], namespace: "shop", selector: ["app: web"] });
export const address = vm.ipAddress;
`;

const UNKNOWN = /04da6b54-80e4-46f7-96ec-b56ff0331ba9/;

describe("a stack on a cluster, with the rights of the shipped roles and no others", () => {
  let project: Project;
  let kubeconfig: string;
  let untouched: string;
  let shown: Preview;

  const use = async (role: "preview" | "up"): Promise<void> =>
    copyFileSync(await accountWith(`cluster-role-${role}`), kubeconfig);
  const live = async (plural: string, name: string): Promise<ApiObject> => {
    const { admin } = await sharedCluster();
    return (await admin("GET", `${KUBE_OVN_API}/${plural}/${name}`)).body;
  };
  const planned = (at: string): Properties => inputsIn(shown).get(at) ?? assert.fail(`${at} is not in the preview`);
  /** All that is in the subnets that the program has to do with; what earlier files left elsewhere may still be going. */
  const everything = async (): Promise<string> => {
    const { admin } = await sharedCluster();
    const kinds = ["subnets", "ips", "vips", "ippools"];
    const lists = await Promise.all(kinds.map((kind) => admin("GET", `${KUBE_OVN_API}/${kind}`)));
    const objects: readonly ApiObject[] = lists.flatMap(({ body }) => body.items);
    const isNear = ({ kind, metadata, spec }: ApiObject): boolean =>
      ["ovn-default", "team-a"].includes(kind === "Subnet" ? metadata.name : spec.subnet);
    return JSON.stringify(objects.filter(isNear).map(({ kind, metadata, spec }) => [kind, metadata.name, spec]));
  };

  before(async function () {
    await needPulumi.call(this);
    await needCluster.call(this);
    kubeconfig = join(mkdtempSync(join(tmpdir(), "kubeconfig-")), "config");
    untouched = await everything();
    assert.match(untouched, /"ovn-default"/);
  });
  after(() => kubeconfig && rmSync(dirname(kubeconfig), { recursive: true, force: true }));

  it("shows in its preview what it will have, and writes nothing", async () => {
    await use("preview");
    project = await createProject({ files: { "index.ts": PROGRAM }, env: { KUBECONFIG: kubeconfig } });
    shown = await project.previewJson();
    assert.doesNotMatch(JSON.stringify([...inputsIn(shown)]), UNKNOWN);
    assert.match(String(planned("ReservedIP::vm").v4IpAddress), /^10\.80\.0\.2\d\d$/);
    assert.equal(planned("Vip::vip").macAddress, undefined, "1.13 chooses it");
    assert.equal(await everything(), untouched);
  });

  it("has the cluster try it on request, with one more role, and still writes nothing", async () => {
    succeeded(await project.pulumi("config", "set", "kubeovn:serverDryRun", "true"));
    assert.match(refused(await project.preview()), /forbids to (create|update) \w+, which a server-side dry run needs/);
    copyFileSync(await accountWith("cluster-role-preview", "cluster-role-dry-run"), kubeconfig);
    const preview = await project.previewJson();
    assert.deepEqual(inputsIn(preview), inputsIn(shown));
    assert.equal(await everything(), untouched);
    succeeded(await project.pulumi("config", "rm", "kubeovn:serverDryRun"));
    await use("preview");
  });

  it("needs more than the right to look for an update, and says which rule", async () => {
    const said = refused(await project.up());
    assert.match(
      said,
      /forbids to (create|update|watch) \w+; add the rule \{apiGroups: \["kubeovn\.io"\], resources: \["\w+"\], verbs: \["\1"\]\}/,
    );
    assert.equal(await everything(), untouched);
  });

  it("creates what was shown, and the controller takes it", async () => {
    await use("up");
    succeeded(await project.up());
    const inputs = inputsIn(await project.exportState());
    for (const [at, properties] of inputsIn(shown)) assert.deepEqual(inputs.get(at), properties, at);

    const vm = planned("ReservedIP::vm");
    const { spec } = await live("ips", "db.default");
    assert.equal(spec.ipAddress, `${vm.v4IpAddress},${vm.v6IpAddress}`);
    assert.equal(spec.macAddress, vm.macAddress);
    const vip = await live("vips", "vip");
    assert.equal(vip.status.v4ip, planned("Vip::vip").v4ip);
    assert.equal(vip.spec.namespace, "shop");
    assert.equal(outputsIn(await project.exportState()).get("Vip::vip")?.macAddress, vip.status.mac);
    const subnet = await live("subnets", "team-a");
    assert.equal(subnet.spec.gateway, planned("Subnet::team-a").gateway);
    const { admin } = await sharedCluster();
    const { body } = await admin("GET", "/api/v1/namespaces/kube-system");
    assert.equal(inputs.get("Vip::vip")?.store, `cluster:${body.metadata.uid}`);
  });

  it("has nothing left to do: preview, refresh and update change nothing, twice", async () => {
    for (let round = 0; round < 2; round++) {
      succeeded(await project.refresh("--expect-no-changes"));
      succeeded(await project.up("--expect-no-changes"));
    }
    await use("preview");
    succeeded(await project.preview("--expect-no-changes", "--refresh"));
  });

  it("puts no secret and no path of this machine into the state", async () => {
    const state = JSON.stringify(await project.exportState());
    const { token } = JSON.parse(readFileSync(kubeconfig, "utf8")).users[0].user;
    assert.ok(!state.includes(token));
    assert.ok(!state.includes(dirname(kubeconfig)));
  });

  it("refuses to work in another cluster than the state's", async () => {
    const state = await project.exportState();
    const elsewhere = JSON.stringify(state).replaceAll(/"cluster:[^"]+"/g, '"cluster:another"');
    await project.importState(JSON.parse(elsewhere));
    for (const command of ["preview", "refresh", "destroy"] as const) {
      assert.match(refused(await project[command]()), /was made in "cluster:another" and the configuration now says/);
    }
    await project.importState(state);
  });

  it("keeps what is known in a preview without the cluster, and leaves new addresses open", async () => {
    const nobody = writeKubeconfig("away", { cluster: { server: "https://127.0.0.1:9" }, user: { token: "x" } });
    copyFileSync(nobody, kubeconfig);
    project.write("index.ts", `${PROGRAM}\nnew kubeovn.Vip("new", { subnet: "ovn-default" });\n`);
    const preview = await project.previewJson();
    const operations = operationsIn(preview);
    assert.deepEqual(operations.get("Vip::new"), ["create"]);
    operations.delete("Vip::new");
    for (const [at, done] of operations) assert.deepEqual(done, ["same"], at);
    assert.match(String(inputsIn(preview).get("Vip::new")?.v4ip), UNKNOWN);
    const [, diagnostics = ""] = succeeded(await project.preview()).stdout.split("Diagnostics:");
    assert.equal(diagnostics.match(/Known addresses are kept, new ones stay open \(cluster-unread\)/g)?.length, 1);
  });

  it("fails without the cluster in update and refresh, and in a preview that requires it", async () => {
    assert.match(
      refused(await project.up()),
      /cluster https:\/\/127\.0\.0\.1:9 \(context "away"\) cannot be reached: nothing listens/,
    );
    assert.match(refused(await project.refresh()), /cannot be reached/);
    succeeded(await project.pulumi("config", "set", "kubeovn:requireCluster", "true"));
    assert.match(refused(await project.preview()), /cannot be reached/);
    succeeded(await project.pulumi("config", "rm", "kubeovn:requireCluster"));
    project.write("index.ts", PROGRAM);
  });

  it("leaves the cluster as it was when it is destroyed", async () => {
    await use("up");
    succeeded(await project.destroy());
    assert.equal(await everything(), untouched);
  });
});
