import assert from "node:assert/strict";
import { UNKNOWN } from "../../../../provider/plan";
import { rollingOf } from "../../../../provider/plan/spiderpool/rolling-update";

describe("rollingOf", () => {
  const rolling = (maxSurge: number | string, maxUnavailable: number | string, replicas: number): unknown =>
    rollingOf({ type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } }, replicas);

  it("takes a quarter of each where nothing is said, the surge rounded up and the rest down", () => {
    assert.deepEqual(rollingOf(undefined, 3), { surge: 1, unavailable: 0 });
    assert.deepEqual(rollingOf({}, 4), { surge: 1, unavailable: 1 });
    assert.deepEqual(rollingOf({ rollingUpdate: {} }, 9), { surge: 3, unavailable: 2 });
  });

  it("reads numbers and shares", () => {
    assert.deepEqual(rolling(2, 0, 5), { surge: 2, unavailable: 0 });
    assert.deepEqual(rolling("100%", "50%", 5), { surge: 5, unavailable: 2 });
    assert.deepEqual(rolling("0%", 0, 5), { surge: 0, unavailable: 1 });
  });

  it("is unknown of pods that are recreated, and of what is not known or no share", () => {
    assert.equal(rollingOf({ type: "Recreate" }, 3), undefined);
    assert.equal(rollingOf(UNKNOWN as never, 3), undefined);
    assert.equal(rollingOf({ rollingUpdate: UNKNOWN as never }, 3), undefined);
    assert.equal(rolling(UNKNOWN, 0, 3), undefined);
    assert.equal(rolling(1, "1.5%", 3), undefined);
  });
});
