import fs from "node:fs";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import { vip, vipKey } from "./scratch";

/** The calls that change a file system, each of which a killed process may be the last to have begun. */
const CHANGES = [
  "openSync",
  "writeFileSync",
  "fsyncSync",
  "linkSync",
  "renameSync",
  "rmSync",
  "mkdirSync",
  "rmdirSync",
];

/** Kills this process at its nth change of the file system: half-way where a change has a half, else before it. */
function dieAtChange(n: number): void {
  const system = fs as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  let count = 0;
  for (const name of CHANGES) {
    const original = system[name] as (...args: readonly unknown[]) => unknown;
    system[name] = (...args) => {
      if (++count === n) {
        if (name === "writeFileSync") original(args[0], String(args[1]).slice(0, String(args[1]).length / 2));
        process.kill(process.pid, "SIGKILL");
      }
      return original(...args);
    };
  }
}

/** A create in a new folder, a change in a file of two documents, a delete: what a run does, once each. */
async function onceEach(root: string): Promise<void> {
  const directory = openManifestDirectory(root);
  await directory.create(vip("new", { count: 1 }), "vips/new.yaml");
  await directory.update(vipKey("kept"), (live) => ({ ...live, spec: { count: 2 } }));
  await directory.delete(vipKey("old"), () => true);
}

/**
 * Creates Vips named after this run, and counts up in the two that all runs share. Says "ready" before, and the number
 * of each round after it.
 */
async function manyTimes(root: string, name: string, writeCount: number): Promise<void> {
  const directory = openManifestDirectory(root);
  process.send?.("ready");
  for (let write = 0; write < writeCount; write += 1) {
    await directory.create(vip(`${name}-${write}`, { write }), `vips/${name}-${write}.yaml`);
    await directory.update(vipKey(`shared-${write % 2}`), (live) => {
      const spec = live.spec as Readonly<Record<string, number>>;
      return { ...live, spec: { ...spec, total: (spec.total ?? 0) + 1, [name]: (spec[name] ?? 0) + 1 } };
    });
    if (write % 4 === 3) await directory.delete(vipKey(`${name}-${write}`), () => true);
    process.send?.(write);
  }
  process.disconnect?.();
}

// Mocha loads every file of the folder: only a forked process works.
const [, , mode, root = "", name = "", count = ""] = process.argv;
if (mode === "many") void manyTimes(root, name, Number(count));
if (mode === "once") {
  dieAtChange(Number(count));
  void onceEach(root);
}
