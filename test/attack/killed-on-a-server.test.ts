import assert from "node:assert/strict";
import { type ApiServer, type Release, startApiServer } from "../support/api-server";
import { isTried } from "../support/attack";
import { subnetObject } from "../support/objects";
import type { Race } from "../support/racer";
import { startRacer } from "../support/racers";

const SEARCHED = 3;
const SUBNET = subnetObject("lab", "10.80.0.0/24", { gateway: "10.80.0.1", excludeIps: ["10.80.0.1"] });
const WRITES: readonly string[] = ["create", "update", "delete"];

describe("an up on an API server that is killed", () => {
  let server: ApiServer;
  afterEach(() => server.close());

  const race = (): Race => ({
    kubeconfig: server.kubeconfig,
    stack: "killed",
    subnet: "lab",
    searched: SEARCHED,
    fixed: [],
    parallel: 1,
  });
  const ips = (): ReadonlyMap<string, unknown> =>
    new Map(
      server
        .objects()
        .filter(({ kind }) => kind === "IP")
        .map(({ metadata, spec }) => [metadata.name, (spec as { ipAddress?: unknown }).ipAddress]),
    );

  /** Kills it at its Nth write, before the server hears of it or after it has done it. */
  async function attack(write: number, when: "before" | "after"): Promise<boolean> {
    const racer = startRacer(race());
    let count = 0;
    const end = server.moments[when]({ where: ({ verb }) => WRITES.includes(verb) }, async () => {
      count += 1;
      if (count !== write) return undefined;
      racer.kill();
      await racer.done;
      return when === "before" ? "drop" : undefined;
    });
    const { isKilled } = await racer.done;
    end();
    return isKilled;
  }

  for (const release of ["1.13", "1.17"] as const satisfies readonly Release[]) {
    for (const when of ["before", "after"] as const) {
      it(`${when} any of its writes leaves no address with two owners, and the next run finishes it: ${release}`, async () => {
        let kills = 0;
        for (let write = 1; ; write++) {
          if (!isTried(write)) continue;
          server = await startApiServer({ release, objects: [SUBNET] });
          if (!(await attack(write, when))) break;
          kills += 1;
          const left = ips();
          assert.equal(new Set(left.values()).size, left.size, `two owners after write ${write}`);
          const again = await startRacer(race()).done;
          const refusals = again.steps.filter((step) => "refused" in step);
          assert.deepEqual(refusals, [], `write ${write}`);
          const made = ips();
          assert.deepEqual([made.size, new Set(made.values()).size], [SEARCHED, SEARCHED], `write ${write}`);
          for (const [name, address] of left) assert.equal(made.get(name), address, `write ${write}`);
          assert.deepEqual(
            server.objects().filter(({ kind }) => kind === "Vip"),
            [],
            `a guard is left of write ${write}`,
          );
          await server.close();
        }
        assert.ok(kills > 0);
        console.log(`      ${kills} kills`);
      });
    }
  }
});
