import assert from "node:assert/strict";
import fc from "fast-check";
import { acts } from "../support/identity/acts";
import { type Ground, onCluster, onDirectory } from "../support/identity/ground";
import { World } from "../support/identity/world";
import { inputsOf, propertyOptions } from "../support/property";

/** The classes over the plugin instead of the dynamic provider. */
const PLUGIN = { config: { "kubeovn:plugin": "true" } };

describe("one owner per address, whatever is done to stacks", function () {
  this.timeout(3_600_000);

  const worldAfter = async (
    commands: Iterable<fc.AsyncCommand<World, object>>,
    open: () => Promise<Ground>,
    options: ConstructorParameters<typeof World>[1] = {},
  ): Promise<{ readonly world: World; readonly objects: readonly string[] }> => {
    const ground = await open();
    try {
      const world = new World(ground, options);
      await fc.asyncModelRun(() => ({ model: world, real: {} }), commands);
      return { world, objects: [...(await ground.objects()).keys()].sort() };
    } finally {
      await ground.close();
    }
  };
  const options = (runs: number): object => propertyOptions({ runs: inputsOf(runs) });

  /** What was done; which one of several mistakes a run meets first is a matter of time. */
  const said = ({ log }: World): readonly string[] => log.map((line) => line.replace(/^( {2}refused): .*/s, "$1"));

  for (const { where, open, front, runs } of [
    { where: "on a manifest directory", open: onDirectory, front: {}, runs: 60 },
    { where: "on a cluster", open: onCluster, front: {}, runs: 40 },
    { where: "on a manifest directory, with the plugin", open: onDirectory, front: PLUGIN, runs: 30 },
    { where: "on a cluster, with the plugin", open: onCluster, front: PLUGIN, runs: 20 },
  ])
    it(where, async () => {
      await fc.assert(
        fc.asyncProperty(acts, async (commands) => void (await worldAfter(commands, open, front))),
        options(runs),
      );
    });

  it("is kept by both fronts with the same answers", async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (commands) => {
        const classes = await worldAfter(commands, onDirectory, { isCalm: true });
        const plugin = await worldAfter(commands, onDirectory, { ...PLUGIN, isCalm: true });
        assert.deepEqual(said(plugin.world), said(classes.world));
        assert.deepEqual(plugin.world.inputs(), classes.world.inputs());
        assert.deepEqual(plugin.objects, classes.objects);
      }),
      options(20),
    );
  });
});
