import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openManifestDirectory } from "../../provider/stores/manifests/directory";
import { isTried } from "../support/attack";
import { KILL_AT, type KillAt } from "../support/kill-at";
import { subnetObject } from "../support/objects";
import type { Race } from "../support/racer";
import { type Run, startRacer } from "../support/racers";

const PRELOAD = join(__dirname, "..", "support", "kill-at.js");
const SEARCHED = 3;

describe("an up on a directory that is killed", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "killed-"));
    writeFileSync(join(directory, "subnet.json"), JSON.stringify(subnetObject("lab", "10.80.0.0/24")));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const race = (): Race => ({
    manifests: directory,
    stack: "killed",
    subnet: "lab",
    searched: SEARCHED,
    fixed: [],
    parallel: 1,
  });

  /** Addresses by object, as a reader finds them at this moment. */
  async function addresses(): Promise<ReadonlyMap<string, unknown>> {
    const objects = await openManifestDirectory(directory).objects();
    const ips = objects.filter(({ kind }) => kind === "IP");
    return new Map(ips.map(({ metadata, spec }) => [metadata.name, (spec as { ipAddress?: unknown }).ipAddress]));
  }

  async function attack(change: number, when: KillAt["when"]): Promise<Run> {
    const at: KillAt = { directory, change, when };
    return startRacer(race(), { [KILL_AT]: JSON.stringify(at) }, PRELOAD).done;
  }

  /** What a lock looks like once who held it has been dead for a minute. */
  function letAMinutePass(): void {
    const lock = join(directory, ".kubeovn", "lock");
    if (statSync(lock, { throwIfNoEntry: false }) === undefined) return;
    const then = Date.now() / 1000 - 60;
    utimesSync(lock, then, then);
  }

  for (const when of ["before", "middle", "after"] as const) {
    it(`${when} any of its changes leaves a directory that is whole, and the next run finishes it`, async () => {
      let kills = 0;
      for (let change = 1; ; change++) {
        if (!isTried(change)) continue;
        rmSync(directory, { recursive: true, force: true });
        mkdirSync(directory);
        writeFileSync(join(directory, "subnet.json"), JSON.stringify(subnetObject("lab", "10.80.0.0/24")));
        const { isKilled, steps } = await attack(change, when);
        if (!isKilled) break;
        kills += 1;
        const left = await addresses();
        assert.equal(new Set(left.values()).size, left.size, `two owners after change ${change}`);
        for (const step of steps) {
          if ("address" in step) assert.equal(left.get(`${step.name}.default`), step.address, `change ${change}`);
        }
        letAMinutePass();
        const again = await startRacer(race()).done;
        const refusals = again.steps.filter((step) => "refused" in step);
        assert.deepEqual(refusals, [], `change ${change}`);
        const made = await addresses();
        assert.deepEqual([made.size, new Set(made.values()).size], [SEARCHED, SEARCHED], `change ${change}`);
        for (const [name, address] of left) assert.equal(made.get(name), address, `change ${change}`);
        const hidden = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) =>
          /\.tmp$|lock$/.test(file),
        );
        assert.deepEqual(hidden, [], `change ${change}`);
      }
      assert.ok(kills > 0);
      console.log(`      ${kills} kills`);
    });
  }
});
