import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import { inScratch, read, tree, vip, vipKey, vipText, visible } from "./scratch";

const SHARED = `# two that all runs change\n${vipText("shared-0", "spec:\n  # counted\n  total: 0\n")}---\n${vipText("shared-1", "spec:\n  total: 0 # too\n")}`;

function start(mode: "many" | "once", root: string, name: string, count: number): ChildProcess {
  const child = fork(join(__dirname, "writer-process.js"), [mode, root, name, String(count)], { stdio: "pipe" });
  child.stderr?.pipe(process.stderr);
  return child;
}

async function countsOf(root: string): Promise<readonly Readonly<Record<string, number>>[]> {
  const directory = openManifestDirectory(root);
  const shared = await Promise.all([0, 1].map((n) => directory.get(vipKey(`shared-${n}`))));
  return shared.map((object) => object?.spec as Readonly<Record<string, number>>);
}

/** Lets what a dead run left look as old as it has to be to be taken over, instead of waiting for that. */
function ageLock(root: string): void {
  for (const name of ["lock", "lock-takeover"]) {
    const path = join(root, ".kubeovn", name);
    if (existsSync(path)) utimesSync(path, new Date(0), new Date(0));
  }
}

/** A run that is killed at its nth change of the files, and what can be seen then; false if it came to its end before. */
async function killedAt(n: number): Promise<boolean> {
  const kept = `# about kept\n${vipText("kept", "spec:\n  count: 1 # old\n")}---\n${vipText("other")}`;
  return inScratch({ "kept.yaml": kept, "vips/old.yaml": vipText("old") }, async (root) => {
    const [code] = (await once(start("once", root, "", n), "exit")) as [number | null];
    const directory = openManifestDirectory(root);
    // Every file is whole: reading throws if one is not, and each step was done or not.
    const found = (await directory.objects()).map(({ metadata }) => metadata.name);
    assert.deepEqual(
      found.filter((name) => name === "kept" || name === "other"),
      ["kept", "other"],
    );
    assert.equal([kept, kept.replace("count: 1", "count: 2")].includes(read(root, "kept.yaml")), true);
    if (found.includes("new")) assert.equal(read(root, "vips/new.yaml"), vipText("new", "spec:\n  count: 1\n"));

    // The next run goes on where the dead one was.
    ageLock(root);
    if (!found.includes("new")) await directory.create(vip("new", { count: 1 }), "vips/new.yaml");
    await directory.update(vipKey("kept"), (live) => ({ ...live, spec: { count: 2 } }));
    await directory.delete(vipKey("old"), () => true);
    assert.equal(read(root, "kept.yaml"), kept.replace("count: 1", "count: 2"));
    assert.deepEqual(visible(root), ["kept.yaml", "vips/new.yaml"]);
    return code === null;
  });
}

describe("openManifestDirectory, used by several processes", () => {
  it("loses no write of two runs that make 200 each", async () => {
    await inScratch({ "shared.yaml": SHARED }, async (root) => {
      const runs = ["one", "other"].map((name) => start("many", root, name, 200));
      const codes = await Promise.all(runs.map(async (run) => (await once(run, "exit"))[0] as number));
      assert.deepEqual(codes, [0, 0]);
      const objects = await openManifestDirectory(root).objects();
      assert.equal(objects.length, 2 + 2 * 150);
      assert.deepEqual(await countsOf(root), [
        { total: 200, one: 100, other: 100 },
        { total: 200, one: 100, other: 100 },
      ]);
      assert.match(
        read(root, "shared.yaml"),
        /^# two that all runs change\n[\s\S]*# counted\n {2}total: 200\n[\s\S]*total: 200 # too\n/,
      );
      assert.equal(tree(root).filter((path) => path.startsWith(".kubeovn/")).length, 1);
    });
  });

  it("holds the old text or the new one at whatever change of the files a run is killed", async () => {
    let isKilled = true;
    let changeCount = 0;
    while (isKilled) {
      const killed = await Promise.all([1, 2, 3, 4].map((n) => killedAt(changeCount + n)));
      isKilled = !killed.includes(false);
      changeCount += killed.filter(Boolean).length;
    }
    // Three writes of a lock, a turn, a temporary file each at the least.
    assert.equal(changeCount > 20, true, `${changeCount} changes`);
  });

  it("keeps every write that was acknowledged when runs are killed at any moment", async () => {
    const kills = Number(process.env.CRASH_RUNS ?? 6);
    await inScratch({ "shared.yaml": SHARED }, async (root) => {
      const directory = openManifestDirectory(root);
      let acknowledged = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const run = start("many", root, `run-${kill}`, 1_000_000);
        run.on("message", (message) => {
          if (typeof message === "number") acknowledged += 1;
        });
        await once(run, "message");
        await sleep(20 + Math.random() * 60);
        run.kill("SIGKILL");
        await once(run, "close");
        await directory.objects();
        const counts = await countsOf(root);
        const totals = counts.map(({ total }) => total ?? 0);
        const sums = counts.map(({ total: _, ...runs }) => Object.values(runs).reduce((sum, count) => sum + count, 0));
        assert.deepEqual(totals, sums);
        assert.equal(totals.reduce((sum, total) => sum + total) >= acknowledged, true, `${totals} of ${acknowledged}`);
        ageLock(root);
      }
      await directory.create(vip("last"), "vips/last.yaml");
      assert.equal(
        visible(root).some((path) => path.endsWith(".tmp")),
        false,
      );
    });
  });

  it("gives one address file to one of two runs", () =>
    inScratch({}, async (root) => {
      const runs = [openManifestDirectory(root), openManifestDirectory(root)];
      const path = "addresses/ovn-default/10.16.0.5.yaml";
      const results = await Promise.allSettled(runs.map((run, n) => run.create(vip(`v${n}`), path)));
      const codes = results.map((result) => (result.status === "rejected" ? result.reason.code : "done"));
      assert.deepEqual(codes.sort(), ["done", "file-exists"]);
    }));
});
