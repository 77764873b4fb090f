import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { satisfies } from "semver";
import { repositoryFolder } from "../support/toolchain";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

interface Manifest {
  readonly version: string;
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

describe("the template of the package", () => {
  before(needPulumi);

  let project: Project;
  const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

  it("asks for this version of the package, and leaves no placeholder", async () => {
    const template = join(install().folder, "node_modules", "pulumi-kubeovn", "templates", "kubeovn-typescript");
    project = await createProject({ template });
    const { name, dependencies } = manifestIn(project.folder);
    assert.equal(name, "project");
    assert.ok(satisfies(manifestIn(repositoryFolder).version, dependencies["pulumi-kubeovn"] ?? ""));
    for (const [file, text] of filesIn(project.folder)) assert.doesNotMatch(text, /\$\{[A-Z]+\}/, file);
  });

  it("compiles", () => {
    const tsc = join(repositoryFolder, "node_modules", "typescript", "bin", "tsc");
    execFileSync(process.execPath, [tsc, "-p", project.folder], { stdio: "pipe" });
  });

  it("plans, writes exactly that, and has nothing left to do", async () => {
    const shown = inputsIn(await project.previewJson());
    const resources = ["AapBinding::proxy", "PlannedRange::planned", "ReservedIP::db", "Vip::proxy"];
    assert.deepEqual([...shown.keys()].sort(), resources);
    succeeded(await project.up());
    assert.deepEqual(inputsIn(await project.exportState()), shown);
    const { dbAddress } = await project.outputs();
    assert.match(String(dbAddress), /^10\.16\.200\.\d+$/);
    succeeded(await project.preview("--expect-no-changes"));
  });
});
