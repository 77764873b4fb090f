import assert from "node:assert/strict";
import { mkdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { currentTurn, type LockTiming, withLock } from "../../../../provider/stores/manifests/lock";
import { guardLock } from "../../../../provider/stores/manifests/lock-guard";
import { inScratch, tree } from "./scratch";

const TIMING: LockTiming = { waitMs: 5_000, staleMs: 10_000 };

/** A lock that another process left some time ago. */
function leaveLock(root: string, ageMs: number): void {
  const path = join(root, ".kubeovn", "lock");
  mkdirSync(path, { recursive: true });
  const at = new Date(Date.now() - ageMs);
  utimesSync(path, at, at);
}

/** What is waited for, and what ends the waiting. */
function signal(): readonly [Promise<void>, () => void] {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return [ended, end];
}

describe("withLock", () => {
  it("answers what the body answers and leaves empty folders only, which git does not see", () =>
    inScratch({}, async (root) => {
      assert.equal(await withLock(root, TIMING, async (lock) => lock.beginWrite().length > 0), true);
      assert.deepEqual(tree(root), [`.kubeovn/${currentTurn(root)}/`]);
    }));

  it("lets one body run at a time", () =>
    inScratch({}, async (root) => {
      let running = 0;
      const most: number[] = [];
      await Promise.all(
        Array.from({ length: 8 }, () =>
          withLock(root, TIMING, async () => {
            running += 1;
            most.push(running);
            await sleep(3);
            running -= 1;
          }),
        ),
      );
      assert.deepEqual(most, [1, 1, 1, 1, 1, 1, 1, 1]);
    }));

  it("releases the lock when the body throws", () =>
    inScratch({}, async (root) => {
      await assert.rejects(
        withLock(root, TIMING, () => Promise.reject(new Error("no"))),
        /no/,
      );
      assert.equal(await withLock(root, { ...TIMING, waitMs: 0 }, async () => "free"), "free");
    }));

  it("gives up after its time and names the lock", () =>
    inScratch({}, async (root) => {
      leaveLock(root, 0);
      await assert.rejects(
        withLock(root, { ...TIMING, waitMs: 100 }, async () => undefined),
        (error: Error & { code: string }) => {
          assert.equal(error.code, "locked");
          assert.match(error.message, new RegExp(join(root, ".kubeovn", "lock")));
          return true;
        },
      );
    }));

  it("takes over a lock that gave no sign of life", () =>
    inScratch({}, async (root) => {
      leaveLock(root, 11_000);
      assert.equal(await withLock(root, { ...TIMING, waitMs: 0 }, async () => "taken"), "taken");
      assert.deepEqual(tree(root), [".kubeovn/"]);
    }));

  it("lets one of many take a dead lock over at a time", () =>
    inScratch({}, async (root) => {
      leaveLock(root, 11_000);
      let running = 0;
      await Promise.all(
        Array.from({ length: 8 }, () =>
          withLock(root, TIMING, async () => {
            running += 1;
            assert.equal(running, 1);
            await sleep(2);
            running -= 1;
          }),
        ),
      );
    }));

  it("keeps the lock fresh while a body takes its time", () =>
    inScratch({}, async (root) => {
      const timing = { waitMs: 2_500, staleMs: 2_000 };
      const [entered, enter] = signal();
      const [refused, refuse] = signal();
      const slow = withLock(root, timing, async (lock) => {
        enter();
        await refused;
        return lock.beginWrite().length > 0;
      });
      await entered;
      const second = withLock(root, timing, async () => undefined);
      await assert.rejects(second.finally(refuse), { code: "locked" });
      assert.equal(await slow, true);
    }));

  it("refuses to write after the lock was lost, and leaves the other's lock alone", () =>
    inScratch({}, async (root) => {
      await assert.rejects(
        withLock(root, TIMING, async (lock) => {
          rmSync(join(root, ".kubeovn", "lock"), { recursive: true });
          leaveLock(root, 0);
          lock.beginWrite();
        }),
        { code: "locked" },
      );
      assert.deepEqual(tree(root), [".kubeovn/lock/"]);
    }));

  it("survives that someone cleans the folder away", () =>
    inScratch({}, async (root) => {
      await withLock(root, TIMING, async (lock) => void lock.beginWrite());
      rmSync(join(root, ".kubeovn"), { recursive: true });
      assert.equal(await withLock(root, TIMING, async () => "again"), "again");
    }));
});

describe("currentTurn", () => {
  it("is empty before the first write and changes with every one", () =>
    inScratch({}, async (root) => {
      const turns = [currentTurn(root)];
      for (let write = 0; write < 3; write += 1) {
        await withLock(root, TIMING, async (lock) => void lock.beginWrite());
        turns.push(currentTurn(root));
      }
      assert.equal(turns[0], "");
      assert.equal(new Set(turns).size, 4);
    }));

  it("stays when nothing is written", () =>
    inScratch({}, async (root) => {
      await withLock(root, TIMING, async () => undefined);
      assert.equal(currentTurn(root), "");
    }));
});

describe("guardLock", () => {
  it("does not remove a lock that came alive between the look and the removal", () =>
    inScratch({}, async (root) => {
      leaveLock(root, 0);
      const path = join(root, ".kubeovn", "lock");
      assert.throws(() => guardLock(path, 10_000).fs.rmdirSync(path), { code: "ELOCKED" });
      assert.deepEqual(tree(root), [".kubeovn/lock/"]);
    }));

  it("leaves the takeover to the run that is at it, and takes a dead one's place", () =>
    inScratch({}, async (root) => {
      leaveLock(root, 11_000);
      const path = join(root, ".kubeovn", "lock");
      mkdirSync(`${path}-takeover`);
      assert.throws(() => guardLock(path, 10_000).fs.rmdirSync(path), { code: "ELOCKED" });
      utimesSync(`${path}-takeover`, new Date(0), new Date(0));
      guardLock(path, 10_000).fs.rmdirSync(path);
      assert.deepEqual(tree(root), [".kubeovn/"]);
    }));
});
