import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ON_CLUSTER } from "./support/cluster";
import { killTree } from "./support/commands";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

const COUNT = 30;

const PROGRAM = `const kubeovn = require("pulumi-kubeovn");
for (let n = 0; n < ${COUNT / 2}; n++) {
  new kubeovn.Vip("vip-" + n, { subnet: "ovn-default" });
  new kubeovn.ReservedIP("vm-" + n, { subnet: "six", workload: { kind: "VirtualMachine", name: "vm-" + n } });
}
`;

describe("an update that is killed half-way", () => {
  before(needPulumi);

  it("converges when it is run again, and no address changes", async () => {
    const project = await createProject({ ...ON_CLUSTER, files: { ...ON_CLUSTER.files, "index.js": PROGRAM } });
    const addresses = join(project.folder, "manifests", "addresses");
    const written = (): Map<string, string> => filesIn(addresses);
    const isManifest = (file: string): boolean => file.endsWith(".yaml");
    const countWritten = (): number =>
      existsSync(addresses)
        ? readdirSync(addresses, { recursive: true, encoding: "utf8" }).filter(isManifest).length
        : 0;
    const shown = inputsIn(await project.previewJson());
    assert.equal(shown.size, COUNT);

    const { child, result } = project.start("up", "--yes", "--skip-preview", "--parallel=1");
    const deadline = Date.now() + 300_000;
    while (countWritten() < 5 && Date.now() < deadline) await sleep(2);
    killTree(child);
    await result;
    const left = new Map([...written()].filter(([file]) => isManifest(file)));
    assert.ok(left.size >= 5 && left.size < COUNT, `${left.size} of ${COUNT} files when it was killed`);

    await project.pulumi("cancel", "--yes");
    const state = await project.exportState();
    assert.ok(inputsIn(state).size < COUNT);
    const half = inputsIn(await project.previewJson());
    for (const [at, inputs] of half) assert.deepEqual(inputs, shown.get(at), at);

    succeeded(await project.up());
    const created = inputsIn(await project.exportState());
    assert.deepEqual([...created].sort(), [...shown].sort());
    assert.equal(written().size, COUNT);
    for (const [file, text] of left) assert.equal(written().get(file), text, file);
    succeeded(await project.preview("--expect-no-changes"));
  });
});
