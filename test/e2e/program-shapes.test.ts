import assert from "node:assert/strict";
import { join } from "node:path";
import { CLUSTER, ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, outputsIn, refused, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const IMPORTS = `
const pulumi = require("@pulumi/pulumi");
const kubeovn = require("pulumi-kubeovn");
`;

describe("programs of other shapes", () => {
  before(needPulumi);

  it("plan what stands in components, an async main, an apply, and beside what is not known yet", async () => {
    const project = await createProject({
      ...ON_CLUSTER,
      files: {
        ...ON_CLUSTER.files,
        "index.js": `${IMPORTS}
class Site extends pulumi.ComponentResource {
  constructor(name, type, opts) { super(type, name, {}, opts); }
}
class Later extends pulumi.dynamic.Resource {
  constructor(name) {
    const create = async () => ({ id: "1", outs: { label: "app: web", subnet: "six" } });
    super({ create }, name, { label: undefined, subnet: undefined });
  }
}
module.exports = async () => {
  const one = new Site("one", "acme:index:One");
  const two = new Site("two", "acme:index:Two");
  const inner = new Site("inner", "acme:net:Zone", { parent: one });
  const first = new kubeovn.Vip("web", { name: "web-1", subnet: "ovn-default" }, { parent: one });
  new kubeovn.Vip("web", { name: "web-2", subnet: "six" }, { parent: two });
  new kubeovn.ReservedIP("vm", { subnet: "six", workload: { kind: "VirtualMachine", name: "vm" } }, { parent: inner });
  const later = new Later("later");
  new kubeovn.Vip("label", { subnet: "ovn-default", namespace: "shop", selector: [later.label] });
  new kubeovn.Vip("place", { subnet: later.subnet });
  first.v4ip.apply((address) => new kubeovn.Vip("applied", { subnet: "ovn-default", namespace: "shop", selector: ["of: x" + address] }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  new kubeovn.Vip("awaited", { subnet: "six" });
};
`,
      },
    });
    const preview = await project.previewJson("--save-plan", "plan.json");
    const shown = inputsIn(preview);
    assert.equal(preview.changeSummary.create, 12);
    assert.match(String(shown.get("Vip::label")?.v4ip), /^10\.16\.\d+\.\d+$/);
    assert.deepEqual(shown.get("Vip::label")?.selector, [UNKNOWN]);
    assert.match(String(shown.get("Vip::applied")?.v4ip), /^10\.16\.\d+\.\d+$/);
    assert.match(String(shown.get("Vip::awaited")?.v6ip), /^fd00:16::[0-9a-f]+$/);
    assert.equal(shown.get("Vip::place")?.v6ip, UNKNOWN);
    const owners = preview.steps.map(({ newState }) => newState?.inputs?.owner);
    assert.ok(owners.includes("organization/project/dev/acme:index:One$Vip/web"));
    assert.ok(owners.includes("organization/project/dev/acme:index:Two$Vip/web"));
    assert.ok(owners.includes("organization/project/dev/acme:index:One$acme:net:Zone$ReservedIP/vm"));

    succeeded(await project.up("--plan", "plan.json"));
    const state = await project.exportState();
    const created = inputsIn(state);
    for (const at of ["ReservedIP::vm", "Vip::applied", "Vip::awaited"])
      assert.deepEqual(created.get(at), shown.get(at), at);
    assert.equal(created.get("Vip::label")?.v4ip, shown.get("Vip::label")?.v4ip);
    assert.match(String(created.get("Vip::place")?.v6ip), /^fd00:16::[0-9a-f]+$/);
    for (const { urn, type, sourcePosition, stackTrace } of state.deployment.resources ?? []) {
      if (!type.includes("kubeovn:")) continue;
      const trace = [sourcePosition, ...(stackTrace ?? []).map((frame) => frame.sourcePosition)];
      const positions = trace.filter((at) => at !== undefined);
      assert.ok(
        positions.every((at) => /^project:\/\/\/index\.js#\d+,\d+$/.test(at)),
        `${urn}: ${positions}`,
      );
      // Pulumi reads no position of a frame without a name.
      assert.equal(sourcePosition === undefined, urn.endsWith("::applied"), urn);
    }
    succeeded(await project.preview("--expect-no-changes"));
  });

  it("plan for each explicit provider in its own directory", async () => {
    const program = `${IMPORTS}
for (const name of ["edge", "core"]) {
  const provider = new kubeovn.Provider(name, { manifests: "clusters/" + name });
  const subnet = new kubeovn.Subnet(name + "-net", { name: "net", cidrBlock: "10.90.0.0/24", allocation: { strategy: "lowest" } }, { provider });
  new kubeovn.Vip(name + "-fixed", { name: "fixed", subnet, v4ip: "10.90.0.53" }, { provider });
  new kubeovn.Vip(name + "-web", { name: "web", subnet: "net" }, { provider });
}
new kubeovn.Vip("web", { subnet: "six" });
`;
    const project = await createProject({
      ...ON_CLUSTER,
      env: { KUBEOVN_PRUNE: "true" },
      files: {
        ...ON_CLUSTER.files,
        "clusters/edge/cluster.yaml": CLUSTER,
        "clusters/core/cluster.yaml": CLUSTER,
        "index.js": program,
      },
    });
    const at = (folder: string): string[] => [...filesIn(join(project.folder, folder)).keys()];
    succeeded(await project.up());
    const state = inputsIn(await project.exportState());
    const [edge, core] = ["edge", "core"].map((name) => String(state.get(`Vip::${name}-web`)?.v4ip));
    assert.deepEqual([edge, core].sort(), ["10.90.0.2", "10.90.0.3"], "one subnet name, no address twice");
    const mine = ["addresses/net/10.90.0.53.yaml", "cluster.yaml", "subnets/net.yaml"];
    assert.deepEqual(at("clusters/edge").sort(), [`addresses/net/${edge}.yaml`, ...mine].sort());
    assert.deepEqual(at("clusters/core").sort(), [`addresses/net/${core}.yaml`, ...mine].sort());
    assert.deepEqual(at("manifests").length, 2);
    succeeded(await project.preview("--expect-no-changes"));
    succeeded(await project.destroy());
    for (const folder of ["clusters/edge", "clusters/core", "manifests"])
      assert.deepEqual(at(folder), ["cluster.yaml"]);
  });

  it("read with get what others own, and leave it alone", async () => {
    const project = await createProject({
      ...ON_CLUSTER,
      env: { KUBEOVN_PRUNE: "true" },
      files: {
        ...ON_CLUSTER.files,
        "index.js": `${IMPORTS}
const taken = kubeovn.Vip.get("theirs", "taken");
const six = kubeovn.Subnet.get("subnet", "six");
const vip = new kubeovn.Vip("mine", { subnet: six });
exports.address = taken.v4ip;
exports.cidr = six.cidrBlock;
exports.mine = vip.v6ip;
`,
      },
    });
    const manifests = (): Map<string, string> => filesIn(join(project.folder, "manifests"));
    const untouched = manifests();
    const shown = inputsIn(await project.previewJson()).get("Vip::mine");
    assert.match(String(shown?.v6ip), /^fd00:16::[0-9a-f]+$/);
    succeeded(await project.up());
    assert.deepEqual(await project.outputs(), { address: "10.16.0.9", cidr: "fd00:16::/112", mine: shown?.v6ip });
    assert.equal(outputsIn(await project.exportState()).get("Vip::theirs")?.subnet, "ovn-default");
    succeeded(await project.destroy());
    assert.deepEqual(manifests(), untouched);

    project.write("index.js", `${IMPORTS} kubeovn.Vip.get("nobody", "nobody");`);
    assert.match(refused(await project.preview()), /Vip "nobody" does not exist/);
  });

  it("run twice in one process of the Automation API, each with its own declarations", async () => {
    const project = await createProject({
      ...ON_CLUSTER,
      env: { KUBEOVN_PRUNE: "true" },
      files: {
        ...ON_CLUSTER.files,
        "index.js": "// The program is in deploy.js.",
        "deploy.js": `${IMPORTS}
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const program = (cidrBlock, range, names) => async () => {
  const subnet = new kubeovn.Subnet("net", { cidrBlock, allocation: { range } });
  for (const name of names) new kubeovn.Vip(name, { subnet });
};
(async () => {
  const runs = [];
  for (const [cidrBlock, range, names] of [
    ["10.90.0.0/24", "10.90.0.200..10.90.0.220", ["a", "b"]],
    ["10.90.0.0/23", "10.90.1.100..10.90.1.120", ["b", "c"]],
  ]) {
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", projectName: "project", program: program(cidrBlock, range, names) },
      { workDir: __dirname },
    );
    const { summary } = await stack.up();
    const { deployment } = await stack.exportStack();
    const vips = deployment.resources.filter(({ type }) => type.endsWith("kubeovn:Vip"));
    runs.push({ changes: summary.resourceChanges, vips: vips.map(({ inputs }) => [inputs.name, inputs.v4ip]).sort() });
  }
  console.log(JSON.stringify(runs));
})();
`,
      },
    });
    const { stdout } = succeeded(await project.node("deploy.js"));
    const [first, second] = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
      changes: Record<string, number>;
      vips: [string, string][];
    }[];
    assert.deepEqual(first?.changes, { create: 4 });
    assert.deepEqual(second?.changes, { create: 1, delete: 1, same: 2, update: 1 });
    assert.deepEqual(
      second?.vips.map(([name]) => name),
      ["b", "c"],
    );
    assert.deepEqual(second?.vips[0], first?.vips[1]);
    assert.match(second?.vips[1]?.[1] ?? "", /^10\.90\.1\.1[012]\d$/);
    assert.equal(filesIn(join(project.folder, "manifests", "addresses")).size, 2);
  });
});
