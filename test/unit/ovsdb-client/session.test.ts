import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { OvsdbError } from "../../../provider/ovsdb-client";
import { openSession, type Session } from "../../../provider/ovsdb-client/session";

const SCHEMA = { name: "Net", version: "1.0.0", tables: { Port: { columns: { name: { type: "string" } } } } };
const ROW = { name: "Net", model: "standalone", connected: true, leader: true, schema: JSON.stringify(SCHEMA) };
const NOTHING_MORE = { cid: ["set", []], index: ["set", []] };
const ITSELF = { name: "_Server", model: "standalone", connected: true, leader: true, schema: ["set", []] };

type Rows = Readonly<Record<string, object>>;

const listed = (rows: Rows): object =>
  Object.keys(rows).length === 0
    ? {}
    : { Database: Object.fromEntries(Object.entries(rows).map(([uuid, row]) => [uuid, { new: row }])) };

describe("openSession", () => {
  let folder: string;
  let server: Server | undefined;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "session-"));
  });
  afterEach(() => {
    server?.close();
    rmSync(folder, { recursive: true });
  });

  /** A session with a server that lists these databases at first, and those after its first turn, as ovsdb-server does. */
  async function open(first: Rows, then: Rows): Promise<Session> {
    const socket = path.join(folder, "sock");
    server = createServer((connection) => {
      connection.on("data", (text) => {
        const { id, method } = JSON.parse(String(text));
        const answer = (result: object): void => void connection.write(JSON.stringify({ id, result, error: null }));
        if (method === "monitor") return answer(listed(first));
        const update = { id: null, method: "update", params: ["_Server", listed(then)] };
        if (then !== first) connection.write(JSON.stringify(update));
        answer({});
      });
    });
    server.listen(socket);
    await once(server, "listening");
    return openSession(
      { kind: "unix", path: socket },
      {
        database: "Net",
        leaderOnly: true,
        tls: {},
        connectMs: 5_000,
        handshakeMs: 5_000,
        probeMs: 0,
        signal: new AbortController().signal,
        memory: { clusterId: null, index: 0n },
        onNotification: () => undefined,
        onClose: () => undefined,
      },
    );
  }

  it("hears of the database from a server that lists nothing in its first turn", async () => {
    const session = await open({}, { a: { ...ROW, ...NOTHING_MORE }, b: { ...ITSELF, ...NOTHING_MORE } });
    assert.deepEqual([...session.schema.tables.keys()], ["Port"]);
    session.close(new OvsdbError("closed"));
  });

  it("has no database where the server lists others", async () => {
    const others = { b: { ...ITSELF, ...NOTHING_MORE } };
    await assert.rejects(open(others, others), /the server has no such database/);
  });

  it("has no database where the server goes on listing nothing", async () => {
    const none = {};
    await assert.rejects(open(none, none), /the server has no such database/);
  });
});
