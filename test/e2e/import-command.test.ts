import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

describe("pulumi-kubeovn import on the example cluster", () => {
  before(needPulumi);

  it("writes a program that compiles, and whose update leaves every address where it is", async () => {
    const project = await createProject({
      files: { "index.ts": "" },
      config: { "kubeovn:manifests": "manifests" },
    });
    cpSync(CLUSTER, join(project.folder, "manifests"), { recursive: true });
    const bin = join(project.folder, "..", "node_modules", "pulumi-kubeovn", "dist", "cli", "main.js");
    const written = succeeded(await project.node(bin, "import", "--manifests", "manifests", "-o", "index.ts"));
    const count = Number(/^(\d+) resources/.exec(written.stderr)?.[1]);
    assert.ok(count >= 5, written.stderr);

    const tsc = join(repositoryFolder, "node_modules", "typescript", "bin", "tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "node16",
      "--target",
      "es2022",
      "--skipLibCheck",
      "--types",
      "node",
    ];
    succeeded(await project.node(tsc, ...options, "index.ts"));

    const fail = ["--format", "json", "--fail-on", "create,change,release"];
    const plan = JSON.parse(succeeded(await project.node(bin, "plan", ...fail)).stdout);
    assert.deepEqual(plan.summary, { create: 0, change: 0, keep: count, release: 0 });
    assert.deepEqual(plan.conflicts, []);

    const addresses = (): string[] =>
      [...filesIn(join(project.folder, "manifests")).values()].flatMap(
        (text) => text.match(/^.*ip(address)?: .*$/gim) ?? [],
      );
    const before = addresses();
    succeeded(await project.up());
    assert.deepEqual(addresses(), before);
    succeeded(await project.preview("--expect-no-changes"));
  });
});
