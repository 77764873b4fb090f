import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, operationsIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const RECORDED = join(repositoryFolder, "test", "fixtures", "upgrade", "0.1.0-claims");

describe("a directory and a state of an earlier version", () => {
  before(needPulumi);

  let project: Project;

  it("are previewed unchanged, but for chosen owner keys, which get a place once", async () => {
    project = await createProject({
      config: { "kubeovn:manifests": "manifests" },
      env: { KUBEOVN_PRUNE: "true" },
      files: { "index.js": readFileSync(join(RECORDED, "index.js"), "utf8") },
    });
    cpSync(join(RECORDED, "manifests"), join(project.folder, "manifests"), { recursive: true });
    await project.importState(JSON.parse(readFileSync(join(RECORDED, "state.json"), "utf8")));
    const operations = operationsIn(await project.previewJson());
    assert.deepEqual(Object.fromEntries(operations), { "Vip::keyed": ["update"], "ReservedIP::keyed-ip": ["update"] });
  });

  it("keep every address, and are up to date after one update", async () => {
    const before = filesIn(join(project.folder, "manifests"));
    const addresses = (files: ReadonlyMap<string, string>): string =>
      [...files].map(([file, text]) => file + text.replace(/^ {4}pulumi-kubeovn\/.*\n/gm, "")).join("\n");
    succeeded(await project.up());
    const after = filesIn(join(project.folder, "manifests"));
    assert.equal(addresses(after), addresses(before));
    const changed = [...after].filter(([file, text]) => before.get(file) !== text).map(([, text]) => text);
    assert.equal(changed.length, 2);
    for (const text of changed) assert.match(text, /pulumi-kubeovn\/declared-by: organization\/project\/dev\//);
    succeeded(await project.preview("--expect-no-changes"));
    assert.equal((await project.refresh("--expect-no-changes")).code, 0);
    assert.equal(inputsIn(await project.exportState()).size, 10);
  });

  it("are given up like those of today, but for what the earlier version did not note of an adopted spec", async () => {
    succeeded(await project.destroy());
    const files = filesIn(join(project.folder, "manifests"));
    assert.deepEqual([...files.keys()], ["cluster.yaml"]);
    const others = (text: string): string =>
      text
        .replace(/metadata: *\{ *\n? *name: taken,?\s*\}\nspec: .*/, "")
        .replace("metadata: {name: taken}\nspec: {subnet: ovn-default, v4ip: 10.16.0.9}", "");
    assert.equal(others(files.get("cluster.yaml") ?? ""), others(CLUSTER));
  });
});
