import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KINDS, servedToken } from "../../provider/plan";
import { copyImported, IMPORTED } from "../support/imported";
import { withPlugin } from "./support/installation";
import { createLanguageProject, needLanguage } from "./support/languages";
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

  it("takes an object over by the option import, and by the command alone, into a program with the classes over the plugin", async () => {
    const shop = await createProject({
      files: { "Pulumi.yaml": withPlugin(), "index.js": "" },
      config: { "kubeovn:manifests": "manifests", "kubeovn:plugin": "true" },
    });
    copyImported(join(shop.folder, "manifests"));
    const before = addressesIn(shop);
    const lb = (options: string): string =>
      `new kubeovn.Vip("lb", { name: "slr-01", subnet: "ovn-default", type: "switch_lb_vip" }, ${options});\n`;
    const api = { subnet: "ovn-default", workload: { kind: "Pod", name: "api-5b68676dbf-5dnks", namespace: "team-a" } };
    const ip = `new kubeovn.ReservedIP("api", ${JSON.stringify(api)});\n`;
    const head = 'const kubeovn = require("pulumi-kubeovn");\n';
    shop.write("index.js", `${head}${lb('{ import: "slr-01" }')}`);
    const { steps } = await shop.previewJson();
    const done = steps.filter(({ urn }) => urn.endsWith("::lb")).map(({ op }) => op);
    assert.deepEqual(done, ["import", "update"]);
    succeeded(await shop.up());
    succeeded(await shop.pulumi("import", "kubeovn:index:ReservedIP", "api", `${api.workload.name}.team-a`, ...bare));
    assert.deepEqual(addressesIn(shop), before);
    shop.write("index.js", `${head}${lb('{ import: "slr-01" }')}${ip}`);
    const { stdout } = succeeded(await shop.up());
    assert.match(stdout, /~ 1 updated/);
    assert.deepEqual(addressesIn(shop), before);
    succeeded(await shop.preview("--expect-no-changes"));
  });

  it("is refused by the option import where the program says otherwise", async () => {
    const shop = await open();
    const args = { name: "slr-01", subnet: "ovn-default", type: "switch_lb_vip", v4ip: "10.16.0.250" };
    const program = `new (require("@pulumi/pulumi").CustomResource)("kubeovn:index:Vip", "lb", ${JSON.stringify(args)}, { import: "slr-01" });\n`;
    shop.write("index.js", program);
    assert.match(refused(await shop.up()), /v4ip|inputs to import do not match/);
  });

  describe("into a program in YAML", () => {
    const openYaml = async (test: Mocha.Context, body: string): Promise<Project> => {
      await needLanguage(test, "yaml");
      const shop = await createLanguageProject("yaml", {}, { body });
      copyImported(join(shop.folder, "manifests"));
      return shop;
    };
    /** Puts generated resources into the program. */
    const add = (shop: Project, file: string): void => {
      const program = readFileSync(join(shop.folder, "Pulumi.yaml"), "utf8");
      const made = readFileSync(join(shop.folder, file), "utf8").replace(/^[\s\S]*?resources:\n/, "");
      shop.write("Pulumi.yaml", program.replace(/resources: {}\n/, `resources:\n${made}`));
    };
    const generated = ["--yes", "--protect=false", "--out", "made.yaml"];

    for (const [what, args] of [
      ["one object", ["kubeovn:index:Vip", "lb", "slr-01"]],
      ["an object of every kind that has one, by a file,", ["--file", "resources.json"]],
    ] as const)
      it(`takes ${what} with a program that is generated, and shows no change but the owner`, async function () {
        const shop = await openYaml(this, "resources: {}\n");
        shop.write("resources.json", JSON.stringify({ resources }));
        const before = addressesIn(shop);
        succeeded(await shop.pulumi("import", ...args, ...generated));
        assert.deepEqual(addressesIn(shop), before);
        add(shop, "made.yaml");
        const { steps } = await shop.previewJson();
        for (const { op, urn } of steps.filter(({ urn }) => urn.includes("::kubeovn:")))
          assert.equal(op, "update", urn);
        succeeded(await shop.up());
        assert.deepEqual(addressesIn(shop), before);
        succeeded(await shop.preview("--expect-no-changes"));
      });

    it("takes one by the option import", async function () {
      const shop = await openYaml(
        this,
        `resources:
  lb:
    type: kubeovn:Vip
    properties: { name: slr-01, subnet: ovn-default, type: switch_lb_vip }
    options: { import: slr-01 }
`,
      );
      const before = addressesIn(shop);
      succeeded(await shop.preview());
      succeeded(await shop.up());
      succeeded(await shop.up());
      assert.deepEqual(addressesIn(shop), before);
      succeeded(await shop.preview("--expect-no-changes"));
    });
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
