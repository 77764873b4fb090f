import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openManifestDirectory } from "../../provider/stores/manifests/directory";
import { needPulumi } from "../e2e/support/need-pulumi";
import { succeeded } from "../e2e/support/outcome";
import { createProject, type Project } from "../e2e/support/project";
import { ROUNDS } from "../support/attack";
import { subnetObject } from "../support/objects";

const CLIS = 4;
const VIPS = 12;
const SUBNET = subnetObject("lab", "10.80.0.0/24", { gateway: "10.80.0.1", excludeIps: ["10.80.0.1"] });

const program = (cli: number): string => `
const kubeovn = require("pulumi-kubeovn");
for (let i = 0; i < ${VIPS}; i++) new kubeovn.Vip(\`cli-${cli}-\${i}\`, { subnet: "lab" });
`;

describe("several CLIs that update and destroy on one directory", () => {
  let projects: readonly Project[];
  let directory: string;
  before(async function () {
    await needPulumi.call(this);
    directory = mkdtempSync(join(tmpdir(), "racing-"));
    projects = await Promise.all(
      Array.from({ length: CLIS }, (_, cli) =>
        createProject({
          files: { "index.js": program(cli) },
          config: { "kubeovn:manifests": directory, "kubeovn:prune": "true" },
        }),
      ),
    );
  });
  beforeEach(() => {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory);
    writeFileSync(join(directory, "subnet.json"), JSON.stringify(SUBNET));
  });
  after(() => directory && rmSync(directory, { recursive: true, force: true }));

  async function vips(): Promise<ReadonlyMap<string, string>> {
    const objects = await openManifestDirectory(directory).objects();
    const found = objects.filter(({ kind }) => kind === "Vip");
    return new Map(found.map(({ metadata, spec }) => [metadata.name, (spec as { v4ip: string }).v4ip]));
  }

  /** A CLI that has been beaten to an address plans again. */
  async function upToTheEnd(project: Project): Promise<number> {
    for (let beaten = 0; ; beaten++) {
      const { code, stdout, stderr } = await project.up();
      if (code === 0) return beaten;
      assert.match(stdout + stderr, /(is held by|has been taken by) Vip /);
      assert.ok(beaten < CLIS * VIPS);
    }
  }

  for (let round = 1; round <= ROUNDS; round++) {
    it(`give no address to two, and leave nothing behind: round ${round}`, async () => {
      const beaten = await Promise.all(projects.map(upToTheEnd));
      const made = await vips();
      assert.deepEqual([made.size, new Set(made.values()).size], [CLIS * VIPS, CLIS * VIPS]);
      for (const result of await Promise.all(projects.map((project) => project.preview("--expect-no-changes")))) {
        succeeded(result);
      }
      for (const result of await Promise.all(projects.map((project) => project.destroy()))) succeeded(result);
      assert.equal((await vips()).size, 0);
      assert.equal(existsSync(join(directory, ".kubeovn")), false);
      console.log(
        `      ${CLIS} CLIs, ${made.size} objects, ${beaten.reduce((sum, one) => sum + one, 0)} times beaten`,
      );
    });
  }
});
