import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect as connectSocket, createServer, type Server as NetServer } from "node:net";
import path from "node:path";
import { type ConnectionEvent, connect, newUuid, type OvsdbError } from "../../../provider/ovsdb-client";
import {
  describeWithServers,
  freePort,
  makeCertificates,
  pause,
  scratchFolder,
  stopServers,
  until,
} from "../../support/ovn-servers";
import { connectToZoo, startZoo, type Zoo } from "./zoo";

/** Passes on a number of bytes from the server to the client and then cuts; every connection starts counting again. */
async function startCutter(
  target: string,
  cutAfter: () => number,
): Promise<{ readonly socket: string; close(): void; readonly passed: () => number }> {
  const socket = path.join(scratchFolder(), "cut");
  let passed = 0;
  const proxy: NetServer = createServer((near) => {
    const far = connectSocket(target);
    let left = cutAfter();
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.on("data", (chunk) => far.write(chunk));
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    far.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, left);
      left -= part.length;
      passed += part.length;
      near.write(part);
      if (left === 0) near.end();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(socket, resolve));
  return { socket, close: () => proxy.close(), passed: () => passed };
}

function keepBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describeWithServers("a client whose server", () => {
  after(stopServers);

  it("restarts goes on, and waits with what is asked meanwhile", async () => {
    const server = await startZoo();
    const client = await connectToZoo(server, { backoff: { firstMs: 20, maxMs: 100 } });
    await client.transact([{ op: "insert", table: "Animal", row: { name: "a" } }]);
    await server.kill();
    await until(() => client.endpoint === undefined);
    const later = client.transact([{ op: "select", table: "Animal", where: [], columns: ["name"] }]);
    await server.restart();
    assert.deepEqual(await later, [[{ name: "a" }]]);
    client.close();
  });

  it("is stopped gives up within twice the probe, and says that the outcome is unknown", async () => {
    const server = await startZoo();
    const client = await connectToZoo(server, { probeMs: 150 });
    server.process.kill("SIGSTOP");
    const startedAt = performance.now();
    const stuck = client.transact([{ op: "insert", table: "Animal", row: {} }]);
    await assert.rejects(stuck, { code: "outcome-unknown", details: /silent for 300 ms/ });
    assert.ok(performance.now() - startedAt < 15_000);
    const unsent = client.transact([{ op: "insert", table: "Animal", row: {} }], { deadlineMs: 200 });
    await assert.rejects(unsent, { code: "not-connected" });
    server.process.kill("SIGCONT");
    await client.transact([{ op: "comment", comment: "back" }]);
    client.close();
  });

  it("does not answer in time gives an outcome that is unknown, and stays connected", async () => {
    const server = await startZoo();
    const client = await connectToZoo(server);
    const { endpoint } = client;
    const forever = {
      op: "wait",
      table: "Animal",
      where: [],
      columns: ["name"],
      until: "!=",
      rows: [],
      timeoutMs: 60_000,
    } as const;
    await assert.rejects(client.transact([forever], { deadlineMs: 100 }), { code: "outcome-unknown" });
    await client.transact([{ op: "comment", comment: "still here" }]);
    assert.equal(client.endpoint, endpoint);
    client.close();
  });

  it("answered while the client was busy is heard, although the deadline has passed", async () => {
    const server = await startZoo();
    const client = await connectToZoo(server);
    const pending = client.transact([{ op: "comment", comment: "answered while busy" }], { deadlineMs: 200 });
    // Enough turns for the request to be written, and none for its answer to be read.
    for (let turn = 0; turn < 20; turn++) await undefined;
    keepBusy(500);
    assert.deepEqual(await pending, [null]);
    client.close();
  });

  it("answered a probe while the client was busy is not given up", async () => {
    const server = await startZoo();
    const events: ConnectionEvent[] = [];
    // Probes are sent 800 ms after the connection, and given up 400 ms later.
    const client = await connectToZoo(server, { probeMs: 400, onEvent: (event) => events.push(event) });
    await pause(600);
    server.process.kill("SIGSTOP");
    await pause(400);
    server.process.kill("SIGCONT");
    keepBusy(600);
    await pause(300);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["connected"],
    );
    client.close();
  });

  it("refuses everyone is not connected to, with the reason", async () => {
    const port = await freePort();
    const nowhere = { endpoints: `tcp:127.0.0.1:${port}`, database: "Zoo", deadlines: { requestMs: 300 } };
    await assert.rejects(connect(nowhere), { code: "not-connected", details: /ECONNREFUSED/ });
    const server = await startZoo();
    const unknown = { endpoints: `unix:${server.socket}`, database: "Nowhere", deadlines: { requestMs: 300 } };
    await assert.rejects(connect(unknown), { code: "not-connected", details: /no such database/ });
  });

  it("is one of several is found, wherever it is in the list", async () => {
    const server = await startZoo();
    const port = await freePort();
    const endpoints = [`tcp:127.0.0.1:${port}`, "unix:/nonexistent/socket", `unix:${server.socket}`];
    const client = await connect<Zoo>({ endpoints, database: "Zoo" });
    assert.equal(client.endpoint, `unix:${server.socket}`);
    client.close();
  });

  it("accepts and says nothing costs the handshake's deadline", async () => {
    const socket = path.join(scratchFolder(), "mute");
    const mute = createServer((near) => near.on("error", () => undefined)).listen(socket);
    const deadlines = { handshakeMs: 100, requestMs: 400 };
    await assert.rejects(connect({ endpoints: `unix:${socket}`, database: "Zoo", deadlines }), {
      code: "not-connected",
      details: /no reply to monitor within 100 ms/,
    });
    mute.close();
  });

  it("is not reached yet can be left at once", async () => {
    const socket = path.join(scratchFolder(), "mute");
    let gone: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const mute = createServer((near) => near.resume().once("close", gone)).listen(socket);
    const startedAt = performance.now();
    const connecting = connect({
      endpoints: `unix:${socket}`,
      database: "Zoo",
      deadlines: { handshakeMs: 60_000, requestMs: 100 },
    });
    await assert.rejects(connecting, { code: "not-connected" });
    await left;
    assert.ok(performance.now() - startedAt < 30_000);
    mute.close();
  });

  it("asks for a certificate is told so, and its own is checked", async () => {
    const { ca, server: own, client: mine } = makeCertificates();
    const port = await freePort();
    await startZoo({
      remotes: [`pssl:${port}:127.0.0.1`],
      args: [`--private-key=${own.key}`, `--certificate=${own.cert}`, `--ca-cert=${ca}`],
    });
    const attempt = (tls: object): Promise<unknown> =>
      connect({ endpoints: `ssl:127.0.0.1:${port}`, database: "Zoo", tls, deadlines: { requestMs: 500 } });
    const files = { ca: readFileSync(ca), cert: readFileSync(mine.cert), key: readFileSync(mine.key) };
    await assert.rejects(attempt({ ...files, cert: undefined, key: undefined, serverName: "db.test" }), {
      code: "not-connected",
    });
    await assert.rejects(attempt(files), { details: /altnames|IP: 127.0.0.1/i });
    await assert.rejects(attempt({ ...files, serverName: "other.test" }), { details: /altnames/i });
    await assert.rejects(attempt({ ...files, ca: undefined, serverName: "db.test" }), {
      details: /self.signed|issuer/i,
    });
    const client = (await attempt({ ...files, verifyIdentity: false })) as { close(): void };
    client.close();
  });

  it("is cut off at any byte leaves a transaction applied once, and no request without an answer", async () => {
    const server = await startZoo();
    const witness = await connectToZoo(server);
    const whole = await startCutter(server.socket, () => Number.POSITIVE_INFINITY);
    const options = { database: "Zoo", backoff: { firstMs: 1, maxMs: 2 }, probeMs: 0 };
    const warmUp = await connect<Zoo>({ ...options, endpoints: `unix:${whole.socket}` });
    const handshake = whole.passed();
    await warmUp.transact([{ op: "insert", table: "Animal", row: { name: "warm" }, uuid: newUuid() }]);
    await pause(20);
    const exchange = whole.passed();
    warmUp.close();
    whole.close();

    // Several cutters at once, because each connection that does not come about takes its whole deadline.
    let next = 0;
    const outcomes = new Map<string, number>();
    const cutInTurn = async (): Promise<void> => {
      let cutAt = Number.POSITIVE_INFINITY;
      const cutter = await startCutter(server.socket, () => cutAt);
      while (next <= exchange) {
        const at = next++;
        cutAt = at;
        const requestMs = at < handshake ? 60 : 10_000;
        const connecting = connect<Zoo>({ ...options, endpoints: `unix:${cutter.socket}`, deadlines: { requestMs } });
        const client = await connecting.catch((error: OvsdbError) => {
          assert.equal(error.code, "not-connected");
          return undefined;
        });
        assert.equal(client !== undefined, at >= handshake, `cut at ${at} of ${handshake}`);
        if (client === undefined) continue;
        const uuid = newUuid();
        const insert = [{ op: "insert", table: "Animal", row: { name: uuid }, uuid }] as const;
        const outcomeOf = (): Promise<string> =>
          client.transact(insert).then(
            () => "committed",
            (error: OvsdbError) => error.code,
          );
        const outcome = await outcomeOf();
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        cutAt = Number.POSITIVE_INFINITY;
        if (outcome !== "committed") assert.match(await outcomeOf(), /^(committed|duplicate-uuid)$/);
        const [found] = await witness.transact([
          { op: "select", table: "Animal", where: [["name", "==", uuid]], columns: ["_uuid"] },
        ]);
        assert.deepEqual(found, [{ _uuid: uuid }]);
        client.close();
      }
      cutter.close();
    };
    await Promise.all(Array.from({ length: 16 }, cutInTurn));
    // All but the last bytes of the reply are needed to know the outcome.
    assert.deepEqual([...outcomes.keys()].sort(), ["committed", "outcome-unknown"]);
    witness.close();
  });
});
