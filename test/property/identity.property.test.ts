import fc from "fast-check";
import { acts } from "../support/identity/acts";
import { onCluster, onDirectory } from "../support/identity/ground";
import { World } from "../support/identity/world";
import { propertyOptions } from "../support/property";

/** The plain run tries the same sequences every time; a long one others every time. */
const SEED = 20261129;

describe("one owner per address, whatever is done to stacks", function () {
  this.timeout(3_600_000);

  for (const { where, open, runs } of [
    { where: "on a manifest directory", open: onDirectory, runs: 60 },
    { where: "on a cluster", open: onCluster, runs: 40 },
  ]) {
    it(where, async () => {
      await fc.assert(
        fc.asyncProperty(acts, async (commands) => {
          const ground = await open();
          try {
            await fc.asyncModelRun(() => ({ model: new World(ground), real: {} }), commands);
          } finally {
            await ground.close();
          }
        }),
        { ...(process.env.FC_RUNS === undefined ? { seed: SEED } : {}), ...propertyOptions({ runs }) },
      );
    });
  }
});
