import fc from "fast-check";
import { acts } from "../support/identity/acts";
import { World } from "../support/identity/world";
import { propertyOptions } from "../support/property";

/** The plain run tries the same sequences every time; a long one others every time. */
const SEED = 20261129;

describe("one owner per address, whatever is done to stacks", function () {
  this.timeout(3_600_000);

  it("on a manifest directory", async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (commands) => {
        const world = new World();
        try {
          await fc.asyncModelRun(() => ({ model: world, real: {} }), commands);
        } finally {
          world.close();
        }
      }),
      { ...(process.env.FC_RUNS === undefined ? { seed: SEED } : {}), ...propertyOptions({ runs: 100 }) },
    );
  });
});
