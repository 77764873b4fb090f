import fc from "fast-check";
import { acts } from "../support/identity/acts";
import { World } from "../support/identity/world";
import { propertyOptions } from "../support/property";

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
      propertyOptions({ runs: 100 }),
    );
  });
});
