import assert from "node:assert/strict";
import { type Json, type Operation, readSchema } from "../../../provider/ovsdb-client";
import { decodeReply, encodeTransaction } from "../../../provider/ovsdb-client/transaction";

const UUID = "11111111-2222-3333-4444-555555555555";
const SCHEMA = readSchema({
  name: "D",
  tables: { T: { columns: { tags: { type: { key: "string", min: 0, max: 9 } } } } },
});
const OPERATIONS: readonly Operation[] = [
  { op: "insert", table: "T", row: {} },
  { op: "select", table: "T", where: [] },
  { op: "delete", table: "T", where: [] },
  { op: "comment", comment: "c" },
];

function refusal(reply: Json): unknown {
  try {
    return decodeReply(SCHEMA, OPERATIONS, reply);
  } catch (error) {
    const { code, operationIndex, operation } = error as { code: string; operationIndex?: number; operation?: string };
    return { code, operationIndex, operation };
  }
}

describe("encodeTransaction", () => {
  it("begins with the database", () => {
    assert.deepEqual(encodeTransaction(SCHEMA, [{ op: "abort" }]), ["D", { op: "abort" }]);
  });

  it("tells which operation is wrong", () => {
    const wrong: readonly Operation[] = [{ op: "abort" }, { op: "insert", table: "T", row: { tags: 1 } }];
    assert.throws(() => encodeTransaction(SCHEMA, wrong), {
      code: "invalid-operation",
      operationIndex: 1,
      operation: "insert T",
    });
  });
});

describe("decodeReply", () => {
  it("gives a uuid, rows, a count, and null", () => {
    const reply = [{ uuid: ["uuid", UUID] }, { rows: [{ tags: "a", unheard: 1 }] }, { count: 3 }, {}];
    assert.deepEqual(decodeReply(SCHEMA, OPERATIONS, reply), [UUID, [{ tags: ["a"] }], 3, null]);
  });

  it("fails with the operation that failed", () => {
    const failed = [{ uuid: ["uuid", UUID] }, { error: "timed out" }, null, null];
    assert.deepEqual(refusal(failed), { code: "timed-out", operationIndex: 1, operation: "select T" });
  });

  it("fails without an operation when the commit failed, which is one result more", () => {
    const failed = [{ uuid: ["uuid", UUID] }, { rows: [] }, { count: 0 }, {}, { error: "constraint violation" }];
    assert.deepEqual(refusal(failed), {
      code: "constraint-violation",
      operationIndex: undefined,
      operation: undefined,
    });
  });

  for (const reply of [
    null,
    {},
    [],
    [{}, { rows: [] }, { count: 0 }, {}],
    [{ uuid: ["uuid", UUID] }, { rows: [null] }, { count: 0 }, {}],
    [{ uuid: ["uuid", UUID] }, {}, { count: 0 }, {}],
  ] as readonly Json[]) {
    it(`refuses ${JSON.stringify(reply)}`, () => assert.equal((refusal(reply) as { code: string }).code, "protocol"));
  }
});
