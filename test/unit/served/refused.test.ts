import assert from "node:assert/strict";
import { type Snapshot, withCode } from "../../../provider/plan";
import type { Store } from "../../../provider/stores/store";
import { CLUSTER, REFUSED, type Refused } from "../../fixtures/refused";
import { SPIDER_CLUSTER, SPIDER_REFUSED } from "../../fixtures/refused-spiderpool";
import type { CheckAnswer } from "../../support/engine/host";
import { dynamicFront, handedOverFront, type OpenFront, servedFront } from "../../support/fronts";
import { STORE, snapshotWith } from "../../support/plan";
import type { Resource } from "../../support/program";

const nobody = async (): Promise<undefined> => undefined;

/** Where nothing but the snapshot is asked for. */
function readOnly(snapshot: Snapshot): Store {
  const never = async (): Promise<never> => assert.fail("a check reads the snapshot only");
  return {
    where: "the fixture",
    identity: async () => STORE,
    snapshot: async () => snapshot,
    get: never,
    create: never,
    update: never,
    delete: never,
    userOf: never,
  };
}

/** The answer about the last resource of the program, after those about the others. */
async function lastAnswer(
  open: OpenFront,
  { program, olds, northbound }: Refused,
  snapshot: Snapshot,
): Promise<CheckAnswer> {
  const ports = { store: nobody, view: async () => northbound, close: nobody };
  const opened = { open: () => readOnly(snapshot), openPorts: () => ports };
  const front = await open({ program, config: {}, opened });
  try {
    for (const resource of program.slice(0, -1)) await front.check(resource);
    return await front.check(program.at(-1) as Resource, olds);
  } finally {
    await front.stop();
  }
}

describe("a refusal", () => {
  const all = [
    ...REFUSED.map((one) => ({ one, objects: [...CLUSTER, ...(one.objects ?? [])] })),
    ...SPIDER_REFUSED.map((one) => ({ one, objects: SPIDER_CLUSTER })),
  ];
  for (const { one, objects } of all) {
    it(`is the same of both fronts: ${one.input}`, async () => {
      const { property, says, code, version, flags } = one;
      const snapshot = snapshotWith(objects, { version, flags });
      const classes = await lastAnswer(dynamicFront, one, snapshot);
      assert.deepEqual(classes.failures[0], { property, reason: withCode(says, code) });
      for (const front of [servedFront, handedOverFront])
        assert.deepEqual(await lastAnswer(front, one, snapshot), JSON.parse(JSON.stringify(classes)));
    });
  }
});
