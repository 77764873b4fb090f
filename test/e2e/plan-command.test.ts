import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { repositoryFolder } from "../support/toolchain";
import { needPulumi } from "./support/need-pulumi";
import { succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const GOLDEN = join(repositoryFolder, "test", "fixtures", "plan-report");
const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

async function onCluster(example: string): Promise<Project> {
  const project = await createProject({ example, config: { "kubeovn:manifests": "manifests" } });
  const own = join(repositoryFolder, "examples", example, "cluster");
  cpSync(existsSync(own) ? own : CLUSTER, join(project.folder, "manifests"), { recursive: true });
  return project;
}

/** The command as it is installed beside the project. */
async function plan(project: Project, ...args: string[]): Promise<string> {
  const bin = join(project.folder, "..", "node_modules", "pulumi-kubeovn", "dist", "cli", "main.js");
  const result = await project.node(bin, "plan", ...args);
  assert.equal(result.stderr, "");
  return succeeded(result).stdout;
}

/** Compares with the file of that name; UPDATE_GOLDEN=1 writes it, to be read before it is committed. */
function assertGolden(file: string, text: string): void {
  const path = join(GOLDEN, file);
  if (process.env.UPDATE_GOLDEN) writeFileSync(path, text);
  assert.equal(text, readFileSync(path, "utf8"));
}

describe("pulumi-kubeovn plan on examples", () => {
  before(needPulumi);

  const schema = JSON.parse(readFileSync(join(repositoryFolder, "schemas", "plan-report.json"), "utf8"));
  const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

  for (const example of [
    "quickstart",
    "aap-two-vips",
    "dual-stack",
    "reserved-ip-statefulset",
    "spiderpool-reserved-ip",
  ]) {
    it(`reports of ${example} what its update then does`, async () => {
      const project = await onCluster(example);
      const json = await plan(project, "--format", "json");
      assert.ok(fits(JSON.parse(json)), JSON.stringify(fits.errors));
      assertGolden(`${example}.json`, json);

      succeeded(await project.up());
      const { summary, changes } = JSON.parse(json);
      const again = JSON.parse(await plan(project, "--format", "json", "--fail-on", "create,change,release"));
      assert.deepEqual(again.summary, { create: 0, change: 0, keep: summary.create, release: 0 });
      const places = (list: typeof changes): unknown => list.map((change: { after: unknown }) => change.after);
      assert.deepEqual(places(again.changes), places(changes));
    });
  }

  it("reports of an edited program what changes, from a preview and from its saved plan alike", async () => {
    const project = await onCluster("quickstart");
    succeeded(await project.up());
    const program = readFileSync(join(project.folder, "index.ts"), "utf8");
    const edited = program
      .replace("replicas: 3", "replicas: 2")
      .replace(
        'new kubeovn.Vip("proxy", { subnet: teamB })',
        'new kubeovn.Vip("proxy", { subnet: "ovn-default", name: "proxy-2" })',
      )
      .replace("export const database ", 'new kubeovn.Vip("extra", { subnet: teamB });\nexport const database ');
    assert.notEqual(edited, program);
    project.write("index.ts", edited);

    const shown = JSON.parse(await plan(project, "--format", "json", "--", "--save-plan", "plan.json"));
    assert.deepEqual(shown.summary, { create: 1, change: 1, keep: 3, release: 1 });
    assertGolden("quickstart-edited.md", await plan(project, "--format", "markdown"));

    const { changes, regions } = JSON.parse(await plan(project, "plan.json", "--format", "json"));
    const withoutReasons = (list: readonly object[]): unknown => list.map((change) => ({ ...change, reasons: [] }));
    assert.deepEqual(withoutReasons(changes), withoutReasons(shown.changes));
    assert.deepEqual(regions, shown.regions);
  });
});
