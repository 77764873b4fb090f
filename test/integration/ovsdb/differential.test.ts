import assert from "node:assert/strict";
import { type Json, newUuid, type Operation, type OvsdbError } from "../../../provider/ovsdb-client";
import { describeWithServers, run, stopServers } from "../../support/ovn-servers";
import { connectToZoo, startZoo, type Zoo } from "./zoo";

/** A generator of numbers in [0, 1) that repeats itself. @source Numerical Recipes, "quick and dirty" generator */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describeWithServers("OvsdbClient.transact", () => {
  after(stopServers);

  it("gives what the ovsdb-client program gives, for the same 200 random transactions", async () => {
    const [mine, theirs] = [await startZoo(), await startZoo()];
    const client = await connectToZoo(mine);
    const random = repeatable(20_261_121);
    const pick = <E>(list: readonly E[]): E => list[Math.floor(random() * list.length)] as E;
    const codes = new Set<string>();
    for (let round = 0; round < 200; round++) {
      const pairs = Array.from({ length: 1 + Math.floor(random() * 4) }, () => randomOperation(pick));
      const given = await client.transact(pairs.map(({ operation }) => operation) as readonly Operation<Zoo>[]).then(
        (results) => results.map(canonical),
        ({ code, operationIndex }: OvsdbError) => {
          codes.add(code);
          return { code, operationIndex: operationIndex ?? null };
        },
      );
      const printed = run(
        "ovsdb-client",
        "transact",
        `unix:${theirs.socket}`,
        JSON.stringify(["Zoo", ...pairs.map(({ wire }) => wire)]),
      );
      assert.deepEqual(given, expected(JSON.parse(printed), pairs.length), JSON.stringify(pairs));
    }
    assert.ok(codes.has("constraint-violation") && codes.has("timed-out"), [...codes].join());
    client.close();
  });
});

/** The same operation as the client takes it and as it looks on the wire. Rows have their uuids from the test. */
function randomOperation(pick: <E>(list: readonly E[]) => E): {
  readonly operation: Operation<Zoo>;
  readonly wire: Json;
} {
  const name = pick(["ant", "bee", "cat", "dog"]);
  const legs = pick([0, 2, 4, 101 - 1]);
  const tags = pick([[], ["a"], ["a", "b"]]);
  const serial = pick([null, 1, 9_007_199_254_740_991]);
  const wireSet = (atoms: readonly Json[]): Json => (atoms.length === 1 ? (atoms[0] as Json) : ["set", atoms]);
  const where = [["name", "==", name]] as const;
  const columns = ["name", "legs", "serial", "tags", "notes", "tame", "weight"] as const;
  switch (pick(["insert", "insert", "update", "mutate", "delete", "select", "select", "wait"])) {
    case "insert": {
      const uuid = newUuid();
      const row = { name, legs, tags, serial, notes: { k: name }, weight: 0.5 };
      const wireRow = {
        ...row,
        tags: wireSet(tags),
        serial: wireSet(serial === null ? [] : [serial]),
        notes: ["map", [["k", name]]],
      };
      return {
        operation: { op: "insert", table: "Animal", row, uuid },
        wire: { op: "insert", table: "Animal", row: wireRow, uuid },
      };
    }
    case "update":
      return {
        operation: { op: "update", table: "Animal", where, row: { tags, tame: true } },
        wire: { op: "update", table: "Animal", where, row: { tags: wireSet(tags), tame: true } },
      };
    case "mutate":
      return {
        operation: {
          op: "mutate",
          table: "Animal",
          where,
          mutations: [
            ["legs", "+=", 1],
            ["tags", "insert", ["z"]],
          ],
        },
        wire: {
          op: "mutate",
          table: "Animal",
          where,
          mutations: [
            ["legs", "+=", 1],
            ["tags", "insert", "z"],
          ],
        },
      };
    case "delete":
      return { operation: { op: "delete", table: "Animal", where }, wire: { op: "delete", table: "Animal", where } };
    case "wait":
      return {
        operation: { op: "wait", table: "Animal", where, columns: ["name"], until: "!=", rows: [] },
        wire: { op: "wait", table: "Animal", where, columns: ["name"], until: "!=", rows: [], timeout: 0 },
      };
    default:
      return {
        operation: { op: "select", table: "Animal", where: [["legs", ">=", legs]], columns },
        wire: { op: "select", table: "Animal", where: [["legs", ">=", legs]], columns },
      };
  }
}

/** Results of both clients in one form: maps and sets as sorted lists. */
function canonical(result: unknown): unknown {
  if (!Array.isArray(result)) return result;
  return result.map((row) => canonicalRow(row as object)).sort();
}

function canonicalRow(row: object): string {
  const columns = Object.entries(row).map(([column, value]) => {
    if (value instanceof Map) return [column, [...value].sort()];
    return [column, Array.isArray(value) ? [...value].sort() : value];
  });
  return JSON.stringify(columns.sort());
}

/** What the wire form of results says, read by hand. */
function expected(results: readonly ({ readonly [member: string]: Json } | null)[], count: number): unknown {
  const failed = results.findIndex((result) => result !== null && "error" in result);
  if (failed >= 0) {
    return {
      code: String(results[failed]?.error).replaceAll(" ", "-"),
      operationIndex: failed < count ? failed : null,
    };
  }
  return results.map((result) => {
    const { uuid, count: found, rows } = result ?? {};
    if (Array.isArray(rows))
      return rows.map((row) => canonicalRow(readRow(row as { readonly [column: string]: Json }))).sort();
    return Array.isArray(uuid) ? uuid[1] : (found ?? null);
  });
}

function readRow(row: { readonly [column: string]: Json }): object {
  const list = (json: Json | undefined): readonly Json[] =>
    Array.isArray(json) && json[0] === "set" ? (json[1] as readonly Json[]) : [json as Json];
  const notes = row.notes as readonly [string, readonly (readonly [string, string])[]];
  return { ...row, tags: list(row.tags), serial: list(row.serial)[0] ?? null, notes: new Map(notes[1]) };
}
