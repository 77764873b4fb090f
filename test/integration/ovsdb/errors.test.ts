import assert from "node:assert/strict";
import {
  type Json,
  named,
  newUuid,
  type OvsdbClient,
  OvsdbError,
  type OvsdbErrorCode,
  type Uuid,
} from "../../../provider/ovsdb-client";
import { describeWithServers, type Server, stopServers } from "../../support/ovn-servers";
import { connectToZoo, startZoo, type Zoo } from "./zoo";

/** What a promise is refused with, as far as a test should know it. */
async function refusal(
  promise: Promise<unknown>,
): Promise<{ readonly code: OvsdbErrorCode; readonly operationIndex: number | undefined }> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof OvsdbError, String(error));
    const { code, operationIndex } = error;
    return { code, operationIndex };
  }
  return assert.fail("nothing was refused");
}

describeWithServers("OvsdbError", () => {
  let server: Server;
  let client: OvsdbClient<Zoo>;
  let other: OvsdbClient<Zoo>;
  before(async () => {
    server = await startZoo();
    client = await connectToZoo(server);
    other = await connectToZoo(server);
  });
  after(async () => {
    client.close();
    other.close();
    await stopServers();
  });
  afterEach(() => client.transact([{ op: "delete", table: "Animal", where: [] }]));

  const stranger = "11111111-2222-3333-4444-555555555555" as Uuid;

  it("tells a constraint violation of the commit, which no operation owns", async () => {
    const twice = client.transact([
      { op: "insert", table: "Animal", row: { name: "a" } },
      { op: "insert", table: "Animal", row: { name: "a" } },
    ]);
    assert.deepEqual(await refusal(twice), { code: "constraint-violation", operationIndex: undefined });
    const full = client.transact([
      { op: "insert", table: "Seat", row: { holder: "a" } },
      { op: "insert", table: "Seat", row: { holder: "b" } },
    ]);
    assert.deepEqual(await refusal(full), { code: "constraint-violation", operationIndex: undefined });
  });

  it("tells a constraint violation of one operation", async () => {
    const tooMany = client.transact([
      { op: "insert", table: "Animal", row: { legs: 100 } },
      { op: "mutate", table: "Animal", where: [], mutations: [["legs", "+=", 1]] },
      { op: "comment", comment: "never reached" },
    ]);
    assert.deepEqual(await refusal(tooMany), { code: "constraint-violation", operationIndex: 1 });
  });

  it("tells a division by zero", async () => {
    const division = client.transact([
      { op: "insert", table: "Animal", row: {} },
      { op: "mutate", table: "Animal", where: [], mutations: [["legs", "/=", 0]] },
    ]);
    assert.deepEqual(await refusal(division), { code: "domain-error", operationIndex: 1 });
  });

  it("tells an overflow", async () => {
    const overflow = client.transact([
      { op: "insert", table: "Animal", row: { serial: 9_223_372_036_854_775_807n } },
      { op: "mutate", table: "Animal", where: [], mutations: [["serial", "+=", 1]] },
    ]);
    assert.deepEqual(await refusal(overflow), { code: "range-error", operationIndex: 1 });
  });

  it("tells a reference to a row that is not there", async () => {
    const dangling = client.transact([{ op: "insert", table: "Animal", row: { keeper: stranger } }]);
    assert.deepEqual(await refusal(dangling), { code: "referential-integrity-violation", operationIndex: undefined });
    const unnamed = client.transact([{ op: "insert", table: "Animal", row: { keeper: named("nobody") } }]);
    assert.deepEqual(await refusal(unnamed), { code: "referential-integrity-violation", operationIndex: undefined });
  });

  it("tells a wait that was not fulfilled, at once and after its time", async () => {
    const look = { op: "wait", table: "Animal", where: [], columns: ["name"], until: "!=", rows: [] } as const;
    assert.deepEqual(await refusal(client.transact([look])), { code: "timed-out", operationIndex: 0 });
    const startedAt = performance.now();
    assert.deepEqual(await refusal(client.transact([{ ...look, timeoutMs: 200 }])), {
      code: "timed-out",
      operationIndex: 0,
    });
    assert.ok(performance.now() - startedAt >= 199);
  });

  it("tells an abort", async () => {
    const aborted = client.transact([{ op: "insert", table: "Animal", row: { name: "a" } }, { op: "abort" }]);
    assert.deepEqual(await refusal(aborted), { code: "aborted", operationIndex: 1 });
    const [rows] = await client.transact([{ op: "select", table: "Animal", where: [] }]);
    assert.deepEqual(rows, []);
  });

  it("tells that a lock is not held", async () => {
    assert.deepEqual(await refusal(client.transact([{ op: "assert", lock: "gate" }])), {
      code: "not-owner",
      operationIndex: 0,
    });
  });

  it("tells a uuid name that is used twice", async () => {
    const twice = client.transact([
      { op: "insert", table: "Animal", row: { name: "a" }, uuidName: "x" },
      { op: "insert", table: "Animal", row: { name: "b" }, uuidName: "x" },
    ]);
    assert.deepEqual(await refusal(twice), { code: "duplicate-uuid-name", operationIndex: 1 });
  });

  it("tells a uuid that exists", async () => {
    const uuid = newUuid();
    const insert = { op: "insert", table: "Animal", row: { name: "a" }, uuid } as const;
    await client.transact([insert]);
    assert.deepEqual(await refusal(client.transact([insert])), { code: "duplicate-uuid", operationIndex: 0 });
  });

  it("tells a syntax error with the JSON that is one", async () => {
    const malformed = client.transact([{ op: "wait", table: "Animal", where: [], until: "?" as "==", rows: [] }]);
    assert.deepEqual(await refusal(malformed), { code: "syntax-error", operationIndex: 0 });
  });

  const requests: readonly {
    readonly method: string;
    readonly params: readonly Json[];
    readonly code: OvsdbErrorCode;
  }[] = [
    { method: "frobnicate", params: [], code: "unknown-method" },
    { method: "get_schema", params: ["Nowhere"], code: "unknown-database" },
    { method: "monitor_cancel", params: ["nothing"], code: "unknown-monitor" },
    { method: "lock", params: ["no name"], code: "syntax-error" },
    {
      method: "transact",
      params: ["Zoo", { op: "insert", table: "Animal", row: { tags: ["set", ["a", "a"]] } }],
      code: "ovsdb-error",
    },
  ];
  for (const { method, params, code } of requests) {
    it(`gives ${code} for ${method}`, async () => {
      const answer = client.request(method, params).then((result) => {
        const [first] = result as readonly [{ readonly error: string }];
        throw new OvsdbError(first.error.replaceAll(" ", "-") as OvsdbErrorCode);
      });
      assert.equal((await refusal(answer)).code, code);
    });
  }

  it("refuses before sending what would end the connection", async () => {
    for (const name of ["a\u0000b", "\ud800", "\udc00x"]) {
      const refused = client.transact([{ op: "insert", table: "Animal", row: { name } }]);
      assert.deepEqual(await refusal(refused), { code: "invalid-operation", operationIndex: 0 });
    }
    assert.equal((await client.transact([{ op: "comment", comment: "still here" }])).length, 1);
  });

  it("tells that a server takes no writes", async () => {
    const readOnly = await startZoo({ args: [`--sync-from=unix:${server.socket}`] });
    const reader = await connectToZoo(readOnly);
    try {
      const written = reader.transact([{ op: "insert", table: "Animal", row: {} }]);
      assert.equal((await refusal(written)).code, "not-allowed");
    } finally {
      reader.close();
      await readOnly.kill();
    }
  });
});
