import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, succeeded } from "./support/outcome";
import { onQuickstart, PLUGIN_CLASSES } from "./support/plugin";
import type { Project } from "./support/project";

const CLASSES = `const kubeovn = require("pulumi-kubeovn");
const pulumi = require("@pulumi/pulumi");
`;
const explicit = `const edge = new kubeovn.Provider("edge", { manifests: "edge", prune: true });\n`;
/** One program for both: resources of both providers, one with a secret, a child, and one in a component. */
const RESOURCES = `
class Site extends pulumi.ComponentResource {
  constructor(name) { super("acme:index:Site", name); }
}
const site = new Site("site");
const web = new kubeovn.Vip("web", { subnet: "ovn-default" }, { parent: site });
const db = new kubeovn.ReservedIP("db", { subnet: "ovn-default", workload: { kind: "Pod", name: pulumi.secret("hush"), namespace: "shop" } });
const set = new kubeovn.ReservedIPSet("set", { subnet: "team-a", statefulSet: { name: "kafka", replicas: 2 } }, { dependsOn: [web] });
const range = new kubeovn.PlannedRange("range", { subnet: "team-a", range: "10.66.0.200..10.66.0.219" });
const net = new kubeovn.Subnet("net", { cidrBlock: "10.80.0.0/24" }, { provider: edge });
const inside = new kubeovn.Vip("inside", { subnet: net.name, key: "inside" }, { parent: net });
module.exports = { web: web.v4ip, inside: inside.v4ip, set: set.reservations };
`;

describe("a stack between the classes and the plugin", () => {
  before(needPulumi);

  const begin = async (program: string): Promise<Project> => {
    const project = await onQuickstart(program);
    project.write("edge/subnets.yaml", "");
    return project;
  };
  const addressesIn = ({ folder }: Project): ReadonlyMap<string, string> =>
    new Map([...filesIn(join(folder, "manifests")), ...filesIn(join(folder, "edge"))]);
  const classes = CLASSES + explicit + RESOURCES;
  const plugin = PLUGIN_CLASSES + explicit + RESOURCES;

  const command = (project: Project, ...args: readonly string[]) =>
    project.node(join(project.folder, "..", "node_modules", "pulumi-kubeovn", "dist", "cli", "main.js"), ...args);
  /** Rewrites the state as the documents say. */
  const goBack = async (project: Project): Promise<void> => {
    succeeded(await project.pulumi("stack", "export", "--file", "plugin.json"));
    succeeded(await command(project, "state", "plugin.json", "-o", "classes.json"));
    succeeded(await project.pulumi("stack", "import", "--file", "classes.json"));
  };

  it("goes on with the plugin and back, nothing is changed or written, and all of it can be destroyed", async () => {
    const shop = await begin(classes);
    const untouched = addressesIn(shop);
    succeeded(await shop.up());
    const [files, outputs] = [addressesIn(shop), await shop.outputs()];
    shop.write("index.js", plugin);
    // The explicit provider is another one; everything else is gone on with.
    assert.match(succeeded(await shop.up()).stdout, /\+ 1 created\s+- 1 deleted\s+2 changes\. 8 unchanged/);
    assert.deepEqual([addressesIn(shop), await shop.outputs()], [files, outputs]);
    await goBack(shop);
    const secretsIn = (file: string) => readFileSync(join(shop.folder, file), "utf8").match(/"ciphertext": ".*"/g);
    assert.deepEqual(secretsIn("classes.json"), secretsIn("plugin.json"));
    shop.write("index.js", classes);
    const { stdout } = succeeded(await shop.preview("--expect-no-changes"));
    assert.match(stdout, /unchanged/);
    succeeded(await shop.refresh("--expect-no-changes"));
    succeeded(await shop.up("--expect-no-changes"));
    assert.deepEqual([addressesIn(shop), await shop.outputs()], [files, outputs]);
    succeeded(await shop.destroy());
    assert.deepEqual(addressesIn(shop), untouched);
  });

  it("that the plugin has begun goes on with the classes, and is destroyed without another update", async () => {
    const shop = await begin(plugin);
    const untouched = addressesIn(shop);
    succeeded(await shop.up());
    const files = addressesIn(shop);
    await goBack(shop);
    shop.write("index.js", classes);
    succeeded(await shop.preview("--expect-no-changes"));
    assert.deepEqual(addressesIn(shop), files);
    succeeded(await shop.destroy());
    assert.deepEqual(addressesIn(shop), untouched);
  });
});
