import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type ClientOptions, connect, named, newUuid, type OvsdbClient } from "../../../provider/ovsdb-client";
import { describeWithServers, freePort, makeCertificates, type Server, stopServers } from "../../support/ovn-servers";
import { startZoo, type Zoo } from "./zoo";

describeWithServers("connect", () => {
  let server: Server;
  const endpoints: { [kind: string]: ClientOptions } = {};

  before(async () => {
    const [tcp, tcp6, ssl] = [await freePort(), await freePort(), await freePort()];
    const { ca, server: own, client } = makeCertificates();
    server = await startZoo({
      remotes: [`ptcp:${tcp}:127.0.0.1`, `ptcp:${tcp6}:[::1]`, `pssl:${ssl}:127.0.0.1`],
      args: [`--private-key=${own.key}`, `--certificate=${own.cert}`, `--ca-cert=${ca}`],
    });
    const tls = {
      ca: readFileSync(ca),
      cert: readFileSync(client.cert),
      key: readFileSync(client.key),
      serverName: "db.test",
    };
    endpoints.unix = { endpoints: `unix:${server.socket}`, database: "Zoo" };
    endpoints.tcp = { endpoints: `tcp:127.0.0.1:${tcp}`, database: "Zoo" };
    endpoints["tcp over IPv6"] = { endpoints: `tcp:[::1]:${tcp6}`, database: "Zoo" };
    endpoints.ssl = { endpoints: `ssl:127.0.0.1:${ssl}`, database: "Zoo", tls };
  });
  after(stopServers);

  for (const kind of ["unix", "tcp", "tcp over IPv6", "ssl"]) {
    describe(`over ${kind}`, () => {
      let client: OvsdbClient<Zoo>;
      before(async () => {
        client = await connect<Zoo>(endpoints[kind] as ClientOptions);
      });
      after(() => client.close());
      afterEach(() =>
        client.transact([
          { op: "delete", table: "Animal", where: [] },
          { op: "delete", table: "Seat", where: [] },
        ]),
      );

      it("reads the schema", () => {
        assert.equal(client.schema.version, "1.2.3");
        assert.deepEqual([...client.schema.tables.keys()], ["Animal", "Keeper", "Seat"]);
      });

      it("gives back every kind of value as it was written", async () => {
        const friend = newUuid();
        const row = {
          name: 'żółw "1"\n\u2028😀',
          legs: 4,
          serial: 9_007_199_254_740_993n,
          weight: 0.1,
          tame: true,
          diet: "grass",
          tags: ["a", "b"],
          scores: [1, -9_223_372_036_854_775_808n],
          notes: new Map([["k", "v"]]),
          counts: new Map([["n", 9_223_372_036_854_775_807n]]),
          label: new Map([["only", "one"]]),
          keeper: null,
          friends: [friend],
          born: "1999",
        } as const;
        const [, , rows] = await client.transact([
          { op: "insert", table: "Animal", row: { name: "friend" }, uuid: friend },
          { op: "insert", table: "Animal", row },
          { op: "select", table: "Animal", where: [["name", "==", row.name]] },
        ]);
        const [{ _uuid, _version, scores, ...read } = assert.fail("no row")] = rows;
        const { scores: written, ...rest } = row;
        assert.deepEqual(read, rest);
        assert.deepEqual(new Set(scores), new Set(written));
      });

      it("gives a row of defaults where nothing was written", async () => {
        const [uuid, rows] = await client.transact([
          { op: "insert", table: "Animal", row: {} },
          { op: "select", table: "Animal", where: [] },
        ]);
        const [{ _version, ...row } = assert.fail("no row")] = rows;
        assert.deepEqual(row, {
          _uuid: uuid,
          name: "",
          legs: 0,
          serial: null,
          weight: 0,
          tame: false,
          diet: "",
          tags: [],
          scores: [],
          notes: new Map(),
          counts: new Map(),
          label: new Map(),
          keeper: null,
          friends: [],
          born: "",
        });
      });

      it("runs every operation and gives the result of each", async () => {
        const results = await client.transact([
          { op: "insert", table: "Animal", row: { name: "cow", keeper: named("k"), notes: { a: "1", b: "2" } } },
          { op: "insert", table: "Keeper", row: { name: "Kim" }, uuidName: "k" },
          { op: "update", table: "Animal", where: [["name", "==", "cow"]], row: { legs: 4 } },
          {
            op: "mutate",
            table: "Animal",
            where: [["legs", ">=", 4]],
            mutations: [
              ["legs", "-=", 1],
              ["tags", "insert", ["x", "y"]],
              ["tags", "delete", "x"],
              ["notes", "delete", ["a"]],
              ["notes", "insert", { c: "3" }],
            ],
          },
          { op: "wait", table: "Animal", where: [], columns: ["legs"], until: "==", rows: [{ legs: 3 }] },
          {
            op: "select",
            table: "Animal",
            where: [["tags", "includes", "y"]],
            columns: ["name", "legs", "notes", "tags"],
          },
          { op: "comment", comment: "all of them" },
          { op: "commit", durable: true },
          { op: "delete", table: "Animal", where: [["name", "!=", "cow"]] },
        ]);
        const [cow, keeper, ...others] = results;
        assert.match(cow, /^[0-9a-f-]{36}$/);
        assert.match(keeper, /^[0-9a-f-]{36}$/);
        const notes = new Map([
          ["b", "2"],
          ["c", "3"],
        ]);
        assert.deepEqual(others, [1, 1, null, [{ name: "cow", legs: 3, notes, tags: ["y"] }], null, null, 0]);
      });

      it("inserts under a uuid of the client's choice", async () => {
        const uuid = newUuid();
        const [inserted] = await client.transact([{ op: "insert", table: "Seat", row: { holder: "me" }, uuid }]);
        assert.equal(inserted, uuid);
      });

      it("asserts a lock that it holds", async () => {
        const lock = await client.lock("gate");
        assert.equal(lock.isHeld, true);
        assert.deepEqual(await client.transact([{ op: "assert", lock: "gate" }]), [null]);
        await lock.release();
      });

      it("answers in the order of the questions when they are pipelined", async () => {
        const inserts = Array.from({ length: 50 }, (_, n) =>
          client.transact([{ op: "insert", table: "Animal", row: { name: `a${n}` } }]),
        );
        await Promise.all(inserts);
        const [rows] = await client.transact([{ op: "select", table: "Animal", where: [], columns: ["name"] }]);
        assert.equal(rows.length, 50);
      });

      it("passes on what other methods answer", async () => {
        assert.deepEqual(await client.request("list_dbs", []), ["Zoo", "_Server"]);
        assert.deepEqual(await client.request("echo", ["a", 9_007_199_254_740_993n]), ["a", 9_007_199_254_740_993n]);
      });
    });
  }
});
