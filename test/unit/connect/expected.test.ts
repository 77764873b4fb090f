import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isExpected } from "../../../provider/connect/expected";
import { SettingsError } from "../../../provider/connect/settings-error";
import { BatchError } from "../../../provider/runtime/declared";
import { StoreError } from "../../../provider/stores/store";

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe("isExpected", () => {
  it("knows what says in a sentence what is wrong outside", () => {
    const errors = [new SettingsError("a"), new BatchError("b"), new StoreError("timeout", "c")];
    assert.deepEqual(errors.map(isExpected), [true, true, true]);
    assert.equal(isExpected(thrownBy(() => readFileSync("/nobody/here"))), true);
  });

  it("takes a wrong call for a bug, although Node.js gives it a code", () => {
    const wrongCall = thrownBy(() => readFileSync({} as string));
    assert.equal((wrongCall as NodeJS.ErrnoException).code, "ERR_INVALID_ARG_TYPE");
    assert.deepEqual([wrongCall, new TypeError("x is undefined"), "text", undefined].map(isExpected), [
      false,
      false,
      false,
      false,
    ]);
  });
});
