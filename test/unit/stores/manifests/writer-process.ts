import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import { vip, vipKey } from "./scratch";

/**
 * A run of its own for tests of several: creates Vips named after it, then counts up in the Vip that all share. Says
 * "ready" before and "done" after; with endless work it goes on until it is killed.
 */
async function main(root: string, name: string, writeCount: number): Promise<void> {
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
  process.send?.("done");
  process.disconnect?.();
}

// Mocha loads every file of the folder: only a forked process works.
if (process.argv[2] === "write") void main(String(process.argv[3]), String(process.argv[4]), Number(process.argv[5]));
