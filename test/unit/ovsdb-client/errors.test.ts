import assert from "node:assert/strict";
import { isOvsdbError, OvsdbError } from "../../../provider/ovsdb-client";
import { codeOfServerError, serverError } from "../../../provider/ovsdb-client/errors";

describe("serverError", () => {
  it("tells an error that is no text as JSON, integers beyond 2^53 too", () => {
    const { code, details } = serverError({ error: { moon: [12345678901234567890n, null] } });
    assert.deepEqual([code, details], ["server-error", '{"moon":[12345678901234567890,null]}']);
  });

  it("has the code, the place and the words of the server", () => {
    const error = serverError(
      { error: "constraint violation", details: "too many", syntax: "5" },
      { operationIndex: 2, operation: "insert Port" },
    );
    const { code, details, syntax, operationIndex, message } = error;
    assert.deepEqual(
      { code, details, syntax, operationIndex, message },
      {
        code: "constraint-violation",
        details: "too many",
        syntax: "5",
        operationIndex: 2,
        message: "ovsdb: operation 2 (insert Port) failed: constraint violation: too many",
      },
    );
  });

  it("reads a bare string", () => {
    assert.equal(serverError("unknown method").code, "unknown-method");
  });

  it("keeps a string that is not in the table", () => {
    const { code, details } = serverError({ error: "moon phase", details: "full" });
    assert.deepEqual({ code, details }, { code: "server-error", details: "moon phase: full" });
  });
});

describe("codeOfServerError", () => {
  it("does not take a property of every object for a code", () => {
    assert.equal(codeOfServerError("constructor"), "server-error");
  });
});

describe("isOvsdbError", () => {
  it("knows the error of another copy of the package", () => {
    const foreign = Object.assign(new Error("x"), { name: "OvsdbError", code: "closed" });
    assert.equal(isOvsdbError(foreign), true);
    assert.equal(isOvsdbError(new OvsdbError("closed")), true);
    assert.equal(isOvsdbError(new Error("closed")), false);
    assert.equal(isOvsdbError("closed"), false);
  });
});
