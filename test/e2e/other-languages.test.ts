import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { startCommand } from "./support/commands";
import { commandFolder, PLUGIN } from "./support/installation";
import { createYamlProject, runsYaml, schemaBinder } from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

const EXAMPLE = join(repositoryFolder, "sdks", "yaml", "example", "Pulumi.yaml");
const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

describe("other languages", () => {
  before(needPulumi);

  it("have a schema that Pulumi's own binder takes without a word", async function () {
    const binder = await schemaBinder();
    if (binder === undefined) this.skip();
    const project = await createProject({ files: { "index.js": "" } });
    const plugin = join(commandFolder(), PLUGIN);
    project.write("schema.json", succeeded(await project.pulumi("package", "get-schema", plugin)).stdout);
    const { stdout, stderr } = succeeded(await startCommand(binder, ["schema.json"], project.folder, {}).result);
    assert.equal(`${stdout}${stderr}`, "");
  });

  it("run a program in YAML, and take away what it made", async function () {
    if (!(await runsYaml())) this.skip();
    const example = readFileSync(EXAMPLE, "utf8");
    const project = await createYamlProject(example.slice(example.indexOf("resources:")));
    const folder = join(project.folder, "manifests");
    cpSync(CLUSTER, folder, { recursive: true });
    const before = filesIn(folder);
    succeeded(await project.up());
    const { machine, database, proxyAddress } = await project.outputs();
    assert.equal(machine, "10.16.0.116");
    assert.match(`${database} ${proxyAddress}`, /^10\.16\.\d+\.\d+ 10\.16\.\d+\.\d+$/);
    succeeded(await project.preview("--expect-no-changes"));
    succeeded(await project.destroy());
    assert.deepEqual(filesIn(folder), before);
  });
});
