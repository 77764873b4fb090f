import assert from "node:assert/strict";
import fs, { type BigIntStats } from "node:fs";
import { join } from "node:path";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import { inScratch, put, vip, vipKey, vipText } from "./scratch";

const names = (objects: readonly KubeObject[]): readonly string[] => objects.map(({ metadata }) => metadata.name);

/** Runs a body at a time that stands still: every time stamp of a file is that of the beginning, and not older, however slow the machine is. */
async function withStoppedClock<T>(body: () => Promise<T>): Promise<T> {
  const system = fs as { statSync: unknown };
  const original = fs.statSync;
  const { now } = Date;
  const atMs = now();
  const stopped = (...args: Parameters<typeof fs.statSync>): unknown => {
    const stat = original(...args) as BigIntStats | undefined;
    if (typeof stat?.mtimeNs !== "bigint") return stat;
    const [ms, ns] = [BigInt(atMs), BigInt(atMs) * 1_000_000n];
    return Object.assign(stat, { mtimeMs: ms, ctimeMs: ms, mtimeNs: ns, ctimeNs: ns });
  };
  system.statSync = stopped;
  Date.now = () => atMs;
  try {
    return await body();
  } finally {
    system.statSync = original;
    Date.now = now;
  }
}

describe("openManifestDirectory, where time stamps do not move", () => {
  it("sees a file that was rewritten in place with the same size", () =>
    inScratch({ "a.yaml": vipText("a") }, (root) =>
      withStoppedClock(async () => {
        const directory = openManifestDirectory(root);
        assert.deepEqual(names(await directory.objects()), ["a"]);
        put(root, "a.yaml", vipText("b"));
        assert.deepEqual(names(await directory.objects()), ["b"]);
        put(root, "a.yaml", vipText("c"));
        assert.equal(await directory.get(vipKey("b")), undefined);
        assert.deepEqual(names(await directory.objects()), ["c"]);
      }),
    ));

  it("sees files that come and go", () =>
    inScratch({ "a.yaml": vipText("a") }, (root) =>
      withStoppedClock(async () => {
        const directory = openManifestDirectory(root);
        await directory.objects();
        put(root, "b.yaml", vipText("b"));
        assert.deepEqual(names(await directory.objects()), ["a", "b"]);
        fs.rmSync(join(root, "a.yaml"));
        assert.deepEqual(names(await directory.objects()), ["b"]);
      }),
    ));

  it("sees at once what another run created, changed and deleted", () =>
    inScratch({ "vips/x.yaml": vipText("x") }, (root) =>
      withStoppedClock(async () => {
        const placesOf = () => ["here"];
        const [one, other] = [openManifestDirectory(root), openManifestDirectory(root, { placesOf })];
        for (let n = 0; n < 10; n += 1) {
          await one.create(vip(`one-${n}`), `vips/one-${n}.yaml`);
          await one.update(vipKey("x"), (live) => ({ ...live, spec: { count: n } }));
          await other.create(vip(`other-${n}`), `vips/other-${n}.yaml`, (at) => {
            const objects = at(["here"]);
            assert.equal(objects.length, n + 2);
            assert.deepEqual(objects.find(({ metadata }) => metadata.name === "x")?.spec, { count: n });
          });
          await one.delete(vipKey(`other-${n}`), () => true);
          assert.equal(await other.get(vipKey(`other-${n}`)), undefined);
        }
      }),
    ));

  it("keeps in sight the folders that it makes itself", () =>
    inScratch({}, (root) =>
      withStoppedClock(async () => {
        const directory = openManifestDirectory(root, { placesOf: () => ["here"] });
        for (let n = 0; n < 5; n += 1) {
          await directory.create(vip(`v${n}`), `addresses/subnet-${n}/v${n}.yaml`, (at) =>
            assert.equal(at(["here"]).length, n),
          );
        }
        assert.equal((await directory.objects()).length, 5);
      }),
    ));
});
