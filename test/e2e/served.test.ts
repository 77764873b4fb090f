import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KINDS, servedToken } from "../../provider/plan";
import { CATALOG } from "../../sdk/components/catalog";
import { repositoryFolder } from "../support/toolchain";
import { commandFolder, PLUGIN, withPlugin } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

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
const CLASSES_OF_OURS = `const { Vip } = require("pulumi-kubeovn");
const web = new Vip("web", { subnet: "ovn-default" });
const db = new Vip("db", { subnet: "ovn-default" });
exports.web = web.v4ip;
exports.db = db.v4ip;
`;

/** Resources in resources, and in a provider of their own. */
const FAMILY = `const pulumi = require("@pulumi/pulumi");
const { Provider, Subnet, Vip, withPodAddresses } = require("pulumi-kubeovn");
const { KeepalivedPair } = require("pulumi-kubeovn/components");
const subnet = new Subnet("shop", { cidrBlock: "10.80.0.0/24" });
new Vip("inside", { subnet }, { parent: subnet });
const edge = new Provider("edge", { manifests: "manifests", prune: true });
exports.edge = new Vip("edge-vip", { subnet: "ovn-default" }, { provider: edge }).v4ip;
const members = [{ kind: "Pod", name: "lb-a" }, { kind: "Pod", name: "lb-b" }];
const pair = new KeepalivedPair("lb", { subnet: "ovn-default", members, labels: { app: "lb" } });
exports.pod = withPodAddresses({ metadata: { labels: { app: "lb" } }, spec: {} }, pair.first).metadata;
`;
/** Ten Vips in a subnet that has room for thirteen, declared in the order that a file says. */
const TEN = `const { Vip } = require("pulumi-kubeovn");
for (const name of require("./order.json")) exports[name] = new Vip(name, { subnet: "small" }).v4ip;
`;
const SMALL = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: small }
spec: { cidrBlock: 10.99.0.0/28, gateway: 10.99.0.1, excludeIps: [10.99.0.1], protocol: IPv4 }
`;

describe("the served plugin under the Pulumi CLI", () => {
  before(needPulumi);

  const project = async (program: string): Promise<Project> => {
    const created = await createProject({
      files: { "Pulumi.yaml": withPlugin(), "index.js": program },
      config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
    });
    cpSync(CLUSTER, join(created.folder, "manifests"), { recursive: true });
    return created;
  };
  const manifests = ({ folder }: Project): ReadonlyMap<string, string> => filesIn(join(folder, "manifests"));

  it("has a schema that Pulumi's own binder accepts", async () => {
    const { pulumi } = await project("");
    const command = join(commandFolder(), PLUGIN);
    const schema = JSON.parse(succeeded(await pulumi("package", "get-schema", command)).stdout);
    const components = Object.keys(CATALOG).map((name) => `kubeovn:index:${name}`);
    assert.deepEqual(Object.keys(schema.resources).sort(), [...KINDS.map(servedToken), ...components].sort());
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

  it("plans ten Vips of a small subnet together, and refuses a new one that --target takes without the plan", async () => {
    const small = { apiVersion: "kubeovn.io/v1", kind: "Subnet", metadata: { name: "small" } };
    const spec = { cidrBlock: "10.99.0.0/28", gateway: "10.99.0.1", excludeIps: ["10.99.0.1"], protocol: "IPv4" };
    const program = (names: readonly string[]): string => `${CLASSES}
const names = ${JSON.stringify(names)};
const wants = Object.fromEntries(names.map((name) => [name, { subnet: "small" }]));
const plan = new pulumi.CustomResource("kubeovn:index:AddressPlan", "addresses", { wants, name: undefined, v4ips: undefined });
const vips = names.map((name) => [name, new Vip(name, { subnet: "small", plan: plan.name })]);
exports.planned = plan.v4ips;
exports.held = pulumi.all(Object.fromEntries(vips.map(([name, { v4ip }]) => [name, v4ip])));
`;
    const names = Array.from({ length: 10 }, (_, i) => `v${i}`);
    const shop = await project(program(names));
    writeFileSync(join(shop.folder, "manifests", "small.yaml"), JSON.stringify({ ...small, spec }));
    const { steps } = await shop.previewJson();
    const { v4ips } =
      steps.find(({ newState }) => newState?.type === "kubeovn:index:AddressPlan")?.newState?.inputs ?? {};
    assert.equal(new Set(Object.values(v4ips as object)).size, 10);
    succeeded(await shop.up("--parallel", "64"));
    assert.deepEqual(await shop.outputs(), { planned: v4ips, held: v4ips });
    shop.write("index.js", program([...names.reverse(), "v10"]));
    const urn = "urn:pulumi:dev::project::kubeovn:index:";
    const alone = refused(await shop.preview("--target", `${urn}Vip::v10`));
    assert.match(alone, /AddressPlan "addresses" is not part of this run.*\(unknown-plan\)/);
    succeeded(await shop.up("--target", `${urn}Vip::v10`, "--target", `${urn}AddressPlan::addresses`));
    const { planned, held } = (await shop.outputs()) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    const { v10, ...others } = planned ?? {};
    assert.deepEqual(others, v4ips);
    assert.equal(held?.v10, v10);
    succeeded(await shop.up("--expect-no-changes"));
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
    const shop = await project(CLASSES_OF_OURS);
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

describe("the classes over the served plugin", () => {
  before(needPulumi);

  const project = async (program: string, files: Readonly<Record<string, string>> = {}): Promise<Project> => {
    const created = await createProject({
      files: { "Pulumi.yaml": withPlugin(), "index.js": program, ...files },
      config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
    });
    cpSync(CLUSTER, join(created.folder, "manifests"), { recursive: true });
    return created;
  };
  const manifests = ({ folder }: Project): ReadonlyMap<string, string> => filesIn(join(folder, "manifests"));
  const useThePlugin = async ({ pulumi }: Project, plugin: boolean): Promise<void> =>
    void succeeded(await pulumi("config", "set", "kubeovn:plugin", String(plugin)));

  it("go on with what the dynamic provider made and back again: nothing is replaced or written", async () => {
    const shop = await project(FAMILY);
    const before = manifests(shop);
    succeeded(await shop.up());
    const [made, addresses] = [manifests(shop), await shop.outputs()];
    await useThePlugin(shop, true);
    const there = succeeded(await shop.up()).stdout;
    assert.doesNotMatch(there, /kubeovn:index:\S+ .*(?:creat|updat|replac|delet)/);
    assert.deepEqual([manifests(shop), await shop.outputs()], [made, addresses]);
    succeeded(await shop.refresh("--expect-no-changes"));
    await useThePlugin(shop, false);
    const back = succeeded(await shop.up()).stdout;
    assert.doesNotMatch(back, /dynamic\S+ .*(?:creat|replac|delet)/);
    assert.deepEqual([manifests(shop), await shop.outputs()], [made, addresses]);
    succeeded(await shop.destroy());
    assert.deepEqual(manifests(shop), before);
  });

  it("tell all mistakes at once, and notes of the resource that they are about", async () => {
    const vip = (name: string, v4ip: string): string =>
      `new Vip("${name}", { subnet: "ovn-default", v4ip: "${v4ip}" });\n`;
    const shop = await project(
      `const { Vip } = require("pulumi-kubeovn");\nnew Vip("web", { subnet: "ovn-default" });\n`,
    );
    await useThePlugin(shop, true);
    const noted = succeeded(await shop.preview()).stdout;
    assert.match(noted, /kubeovn:index:Vip \(web\):\n(?:\s+warning: .*\n)*\s+warning: .*\(no-planned-range\)/);
    shop.write(
      "index.js",
      `const { Vip } = require("pulumi-kubeovn");\n${vip("a", "10.17.0.1")}${vip("b", "10.18.0.1")}`,
    );
    const { stdout } = await shop.preview();
    // The engine ends with whichever of the two it asks about first.
    const outside = (address: string): string => `${address.replaceAll(".", "\\.")} in Subnet "ovn-default" is outside`;
    const [a, b] = [outside("10.17.0.1"), outside("10.18.0.1")];
    const either = `${a}[^]*Vip "b" is refused as well: .*${b}|${b}[^]*Vip "a" is refused as well: .*${a}`;
    assert.match(stdout, new RegExp(either));
  });

  it("give one result in whatever order, in every process, which is that of the dynamic provider", async () => {
    const names = ["v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9"];
    const orders = [["v7", "v2", "v9", "v4", "v0", "v5", "v1", "v8", "v3", "v6"], [...names].reverse(), names];
    const ten = await project(TEN, { "order.json": JSON.stringify(names) });
    writeFileSync(join(ten.folder, "manifests", "small.yaml"), SMALL);
    const planned = async (...args: readonly string[]): Promise<unknown> => {
      const { steps } = await ten.previewJson(...args);
      const vips = steps.filter(({ urn }) => /Vip::v\d$/.test(urn));
      return Object.fromEntries(
        vips.map(({ urn, newState }) => [urn.split("::").at(-1), newState?.inputs?.v4ip]).sort(),
      );
    };
    const expected = (await planned()) as Record<string, string>;
    assert.equal(new Set(Object.values(expected)).size, names.length);
    await useThePlugin(ten, true);
    for (const [i, order] of orders.entries()) {
      ten.write("order.json", JSON.stringify(order));
      assert.deepEqual(await planned("--parallel", i % 2 === 0 ? "64" : "1"), expected);
    }
    ten.write("order.json", JSON.stringify(orders[0]));
    succeeded(await ten.up("--parallel", "64"));
    assert.deepEqual(await ten.outputs(), expected);
  });
});
