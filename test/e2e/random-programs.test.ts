import assert from "node:assert/strict";
import { join } from "node:path";
import { pathOf, type Resource } from "../support/program";
import { inputsOf } from "../support/property";
import { CLUSTER } from "../support/random-program";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, type Properties, succeeded } from "./support/outcome";
import { createProject } from "./support/project";
import { programText, randomPrograms } from "./support/random-project";

const COUNT = inputsOf(5);
const SIBLING: Resource = { kind: "Vip", name: "sibling", args: { subnet: "small" } };

/** The inputs of those resources alone. */
function only(
  inputs: ReadonlyMap<string, Properties>,
  program: readonly Resource[],
): Map<string, Properties | undefined> {
  return new Map(program.map((resource) => [pathOf(resource), inputs.get(pathOf(resource))]));
}

describe("random programs", () => {
  before(needPulumi);

  for (let number = 0; number < COUNT; number++) {
    it(`keep the promises with the engine itself, ${number + 1} of ${COUNT}`, async () => {
      const program = (await randomPrograms(COUNT))[number] ?? assert.fail("too few programs");
      const text = programText(program);
      const project = await createProject({
        files: { "manifests/cluster.yaml": CLUSTER, "index.js": text },
        config: { "kubeovn:manifests": "manifests" },
      });
      const manifests = (): Map<string, string> => filesIn(join(project.folder, "manifests"));
      const untouched = manifests();

      const shown = inputsIn(await project.previewJson("--save-plan", "plan.json"));
      assert.equal(shown.size, program.length, text);
      assert.deepEqual(manifests(), untouched, "a preview writes nothing");

      succeeded(await project.up("--plan", "plan.json"));
      const created = await project.exportState();
      assert.deepEqual(only(inputsIn(created), program), only(shown, program), "up creates what preview showed");
      const written = manifests();
      succeeded(await project.preview("--expect-no-changes"));

      await project.removeState();
      succeeded(await project.up());
      const rebuilt = await project.exportState();
      assert.deepEqual(only(inputsIn(rebuilt), program), only(shown, program), "the manifests alone keep addresses");
      assert.deepEqual(manifests(), written, "byte for byte");

      const gone = program[1] ?? assert.fail("an empty program");
      const rest = program.filter((resource) => resource !== gone);
      project.write("index.js", programText([SIBLING, ...rest]));
      succeeded(await project.up());
      const after = inputsIn(await project.exportState());
      assert.deepEqual(only(after, rest), only(shown, rest), "siblings come and go");
      assert.ok(after.has(pathOf(SIBLING)) && !after.has(pathOf(gone)));
    });
  }
});
