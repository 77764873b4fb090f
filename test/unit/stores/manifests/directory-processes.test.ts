import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import { inScratch, put, read, tree, visible, vip, vipKey, vipText } from "./scratch";

const SHARED = `# two that all runs change\n${vipText("shared-0", "spec:\n  # counted\n  total: 0\n")}---\n${vipText("shared-1", "spec:\n  total: 0 # too\n")}`;

function start(root: string, name: string, writeCount: number): ChildProcess {
  const child = fork(join(__dirname, "writer-process.js"), ["write", root, name, String(writeCount)], { stdio: "pipe" });
  child.stderr?.pipe(process.stderr);
  return child;
}

async function countsOf(root: string): Promise<readonly Readonly<Record<string, number>>[]> {
  const directory = openManifestDirectory(root);
  const shared = await Promise.all([0, 1].map((n) => directory.get(vipKey(`shared-${n}`))));
  return shared.map((object) => object?.spec as Readonly<Record<string, number>>);
}

/** Lets a dead run's lock look as old as it has to be to be taken over, instead of waiting for that. */
function ageLock(root: string): void {
  const path = join(root, ".kubeovn/lock");
  if (existsSync(path)) utimesSync(path, new Date(0), new Date(0));
}

describe("openManifestDirectory, used by several processes", () => {
  it("loses no write of two runs that make 200 each", async function () {
    this.timeout(60_000);
    await inScratch({ "shared.yaml": SHARED }, async (root) => {
      const runs = ["one", "other"].map((name) => start(root, name, 200));
      const codes = await Promise.all(runs.map(async (run) => (await once(run, "exit"))[0] as number));
      assert.deepEqual(codes, [0, 0]);
      const objects = await openManifestDirectory(root).objects();
      assert.equal(objects.length, 2 + 2 * 150);
      assert.deepEqual(await countsOf(root), [
        { total: 200, one: 100, other: 100 },
        { total: 200, one: 100, other: 100 },
      ]);
      assert.match(read(root, "shared.yaml"), /^# two that all runs change\n[^]*# counted\n {2}total: 200\n[^]*total: 200 # too\n/);
      assert.equal(tree(root).filter((path) => path.startsWith(".kubeovn/")).length, 1);
    });
  });

  it("holds the old text or the new one whenever a run is killed, and the next run goes on", async function () {
    this.timeout(60_000);
    const kills = Number(process.env.CRASH_RUNS ?? 10);
    await inScratch({ "shared.yaml": SHARED }, async (root) => {
      const directory = openManifestDirectory(root);
      let acknowledged = 0;
      let deadLocks = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const run = start(root, `run-${kill}`, 1_000_000);
        run.on("message", (message) => {
          if (typeof message === "number") acknowledged += 1;
        });
        await once(run, "message");
        await sleep(20 + Math.random() * 60);
        run.kill("SIGKILL");
        await once(run, "close");
        // Reading throws if any file is torn, and every write that was acknowledged is there.
        await directory.objects();
        const counts = await countsOf(root);
        const totals = counts.map(({ total }) => total ?? 0);
        const sums = counts.map(({ total: _, ...runs }) => Object.values(runs).reduce((sum, count) => sum + count, 0));
        assert.deepEqual(totals, sums);
        assert.equal(totals.reduce((sum, total) => sum + total) >= acknowledged, true, `${totals} of ${acknowledged}`);
        if (existsSync(join(root, ".kubeovn/lock"))) deadLocks += 1;
        ageLock(root);
      }
      assert.equal(deadLocks > 0, true, "no run was killed while it held the lock");
      await directory.create(vip("last"), "vips/last.yaml");
      assert.deepEqual(
        visible(root).filter((path) => path.endsWith(".tmp")),
        [],
      );
      assert.match(read(root, "shared.yaml"), /# counted\n[^]*# too\n/);
    });
  });

  it("gives one address file to one of two runs", () =>
    inScratch({ "shared.yaml": SHARED }, async (root) => {
      const one = openManifestDirectory(root);
      const other = openManifestDirectory(root);
      const path = "addresses/ovn-default/10.16.0.5.yaml";
      const results = await Promise.allSettled([one.create(vip("a"), path), other.create(vip("b"), path)]);
      const codes = results.map((result) => (result.status === "rejected" ? result.reason.code : "done"));
      assert.deepEqual(codes.sort(), ["done", "file-exists"]);
      put(root, "addresses/ovn-default/ignored.txt", "");
      assert.equal((await one.objects()).length, 3);
    }));
});
