import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KINDS, servedToken } from "../../provider/plan";
import { copyImported, IMPORTED } from "../support/imported";
import { withPlugin } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

/** Every address that is written anywhere. */
const addressesIn = ({ folder }: Project): readonly string[] =>
  [...filesIn(join(folder, "manifests")).values()].flatMap((text) => text.match(/^.*ip(address)?: .*$/gim) ?? []);

describe("pulumi import with the plugin", () => {
  before(needPulumi);

  const ids = Object.entries(IMPORTED).map(([kind, id]) => ({ type: servedToken(kind as keyof typeof IMPORTED), id }));
  const resources = ids.map(({ type, id }, i) => ({ type, id, name: `r${i}` }));
  const open = async (): Promise<Project> => {
    const project = await createProject({
      files: { "Pulumi.yaml": withPlugin(), "index.js": "" },
      config: { "kubeovn:manifests": "manifests" },
    });
    copyImported(join(project.folder, "manifests"));
    return project;
  };
  const bare = ["--yes", "--protect=false", "--generate-code=false"];

  it("takes an object of every kind that has one, by a file, into a program that changes no address", async () => {
    const shop = await open();
    shop.write("resources.json", JSON.stringify({ resources }));
    const before = addressesIn(shop);
    succeeded(await shop.pulumi("import", "--file", "resources.json", ...bare));
    assert.deepEqual(addressesIn(shop), before);
    const { deployment } = await shop.exportState();
    const lines = resources.map(({ type, name }) => {
      const { inputs } = deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`)) ?? assert.fail(name);
      return `new pulumi.CustomResource("${type}", "${name}", ${JSON.stringify(inputs)});`;
    });
    shop.write("index.js", `const pulumi = require("@pulumi/pulumi");\n${lines.join("\n")}\n`);
    const { stdout } = succeeded(await shop.up());
    assert.match(stdout, new RegExp(`~ ${resources.length} updated`));
    assert.deepEqual(addressesIn(shop), before);
    succeeded(await shop.preview("--expect-no-changes"));
  });

  it("is prepared by a preview that lists what the program takes over", async () => {
    const shop = await open();
    const args = { name: "slr-01", subnet: "ovn-default", type: "switch_lb_vip", adopt: true };
    const program = `new (require("@pulumi/pulumi").CustomResource)("kubeovn:index:Vip", "lb", ${JSON.stringify(args)});\n`;
    shop.write("index.js", program);
    succeeded(await shop.preview("--import-file", "wants.json"));
    const wants = JSON.parse(readFileSync(join(shop.folder, "wants.json"), "utf8"));
    const [lb] = wants.resources.filter(({ type }: { type: string }) => type === "kubeovn:index:Vip");
    assert.equal(lb.name, "lb");
    lb.id = "slr-01";
    shop.write("wants.json", JSON.stringify({ resources: [lb] }));
    succeeded(await shop.pulumi("import", "--file", "wants.json", ...bare));
    succeeded(await shop.up());
    succeeded(await shop.preview("--expect-no-changes"));
  });

  it("refuses what is no object, and says what to do instead", async () => {
    const shop = await open();
    const others = KINDS.filter((kind) => IMPORTED[kind] === undefined);
    const file = { resources: others.map((kind, i) => ({ type: servedToken(kind), id: "db", name: `r${i}` })) };
    shop.write("resources.json", JSON.stringify(file));
    const said = refused(await shop.pulumi("import", "--file", "resources.json", ...bare));
    assert.match(said, /; declare it (with "adopt: true" )?instead/);
  });
});
