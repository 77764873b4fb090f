import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installKubernetesPlugin, missingKubernetesPlugin } from "../support/kubernetes-plugin";
import { repositoryFolder } from "../support/toolchain";
import { clusterOf, EXAMPLES, rendersWorkloads } from "./support/examples";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

/** Folders of examples by their program; the quick start is the program of the repository's own project file. */
const examples = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(EXAMPLES, entry.name, "index.ts")))
  .map(({ name }) => name);

describe("an example", () => {
  before(needPulumi);

  it("is one of at least nine, and each names its program's file", () => {
    assert.ok(examples.length >= 9, examples.join());
    for (const name of examples.filter((example) => example !== "quickstart")) {
      assert.match(readFileSync(join(EXAMPLES, name, "Pulumi.yaml"), "utf8"), /^main: index\.ts$/m, name);
    }
    assert.match(
      readFileSync(join(repositoryFolder, "Pulumi.yaml"), "utf8"),
      /^main: examples\/quickstart\/index\.ts$/m,
    );
  });

  for (const name of examples) {
    it(`${name} shows on its cluster what it creates, and then has nothing left to do`, async function () {
      if (rendersWorkloads(name)) {
        if ((await missingKubernetesPlugin()) !== undefined) this.skip();
        await installKubernetesPlugin(install().home);
      }
      const project = await createProject({ example: name, config: { "kubeovn:manifests": "manifests" } });
      cpSync(clusterOf(name), join(project.folder, "manifests"), { recursive: true });
      const manifests = (): Map<string, string> => filesIn(join(project.folder, "manifests"));
      const untouched = manifests();

      const shown = inputsIn(await project.previewJson());
      assert.deepEqual(manifests(), untouched);
      succeeded(await project.up());
      const created = inputsIn(await project.exportState());
      assert.ok(created.size > 0);
      assert.deepEqual([...created.keys()].sort(), [...shown.keys()].sort());
      for (const [at, inputs] of created) assert.deepEqual(inputs, shown.get(at), at);
      assert.notDeepEqual(manifests(), untouched);
      succeeded(await project.preview("--expect-no-changes"));
    });
  }
});
