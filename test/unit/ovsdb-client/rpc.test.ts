import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import type { Json, OvsdbError } from "../../../provider/ovsdb-client";
import { createRpc, type Rpc } from "../../../provider/ovsdb-client/rpc";

/** An rpc whose peer is the test: what it wrote, and a way to answer. */
function startRpc(probeMs = 0): {
  readonly rpc: Rpc;
  readonly written: () => readonly { readonly [member: string]: Json }[];
  readonly say: (text: string) => void;
  readonly heard: unknown[];
  readonly closed: Promise<OvsdbError>;
} {
  const chunks: string[] = [];
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const heard: unknown[] = [];
  let close: (reason: OvsdbError) => void = () => undefined;
  const closed = new Promise<OvsdbError>((resolve) => {
    close = resolve;
  });
  const onNotification = (method: string, params: readonly Json[]): void => void heard.push([method, params]);
  const rpc = createRpc(stream, { probeMs, onNotification, onClose: close });
  return {
    rpc,
    written: () => chunks.map((chunk) => JSON.parse(chunk)),
    say: (text) => stream.push(text),
    heard,
    closed,
  };
}

describe("createRpc", () => {
  it("matches replies that come in another order", async () => {
    const { rpc, say } = startRpc();
    const answers = [rpc.request("a", [], 500), rpc.request("b", [], 500)];
    say('{"id":2,"result":"second","error":null}{"id":1,"result":"first"}');
    assert.deepEqual(await Promise.all(answers), ["first", "second"]);
  });

  it("knows an error by its being there, with or without a result", async () => {
    const { rpc, say } = startRpc();
    const answers = [rpc.request("a", [], 500), rpc.request("b", [], 500)].map((answer) =>
      answer.catch(({ code }) => code),
    );
    say('{"id":1,"error":"unknown method"}{"id":2,"result":null,"error":{"error":"unknown database","details":"x"}}');
    assert.deepEqual(await Promise.all(answers), ["unknown-method", "unknown-database"]);
  });

  it("ends with a peer that asks without end and reads no answer", async () => {
    let written = 0;
    const stream = new Duplex({
      read() {},
      // Never done: nobody reads.
      write(chunk) {
        written += chunk.length;
      },
    });
    const closed = new Promise<OvsdbError>((resolve) => {
      createRpc(stream, { probeMs: 0, onNotification: () => undefined, onClose: resolve });
    });
    const echo = JSON.stringify({ id: 1, method: "echo", params: ["x".repeat(10_000)] });
    for (let n = 0; n < 2_000; n++) stream.push(echo);
    const { code, message } = await closed;
    assert.equal(code, "protocol");
    assert.match(message, /asks without end, and reads no answer/);
    assert.ok(written < 20_000 && stream.writableLength < 2_000_000);
  });

  it("answers the echo of the peer", () => {
    const { say, written } = startRpc();
    say('{"id":"echo","method":"echo","params":[1]}');
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() =>
      assert.deepEqual(written(), [{ id: "echo", result: [1], error: null }]),
    );
  });

  it("hands a result over before the notification behind it", async () => {
    const { rpc, say, heard } = startRpc();
    const answer = rpc.request("a", [], 500, { onResult: (result) => heard.push(result) });
    say('{"id":1,"result":"result"}{"id":null,"method":"update","params":[]}');
    await answer;
    assert.deepEqual(heard, ["result", ["update", []]]);
  });

  it("cancels what the deadline gives up on, and ignores the late reply", async () => {
    const { rpc, say, written } = startRpc();
    await assert.rejects(rpc.request("transact", [], 10, { cancels: true }), { code: "deadline" });
    assert.deepEqual(written()[1], { id: null, method: "cancel", params: [1] });
    say('{"id":1,"result":[]}');
    const next = rpc.request("a", [], 500);
    say('{"id":2,"result":2}');
    assert.equal(await next, 2);
  });

  it("asks a silent peer for an echo and gives it up without one", async () => {
    const { rpc, closed, written } = startRpc(20);
    const pending = rpc.request("a", [], 5_000);
    await assert.rejects(pending, { code: "connection-lost", details: "silent for 40 ms" });
    assert.deepEqual(written()[1], { id: "probe", method: "echo", params: [] });
    assert.equal((await closed).code, "connection-lost");
  });

  const nonsense: readonly { readonly text: string; readonly details: RegExp }[] = [
    { text: "[]", details: /not-an-object/ },
    { text: '{"id":1,,}', details: /bad-json/ },
    { text: '{"method":"update","params":{}}', details: /params of update/ },
  ];
  for (const { text, details } of nonsense) {
    it(`closes on ${text}, and fails what is pending`, async () => {
      const { rpc, say, closed } = startRpc();
      const pending = rpc.request("a", [], 500);
      say(text);
      await assert.rejects(pending, { code: "protocol", details });
      assert.equal((await closed).code, "protocol");
      await assert.rejects(rpc.request("b", [], 500), { code: "protocol" });
    });
  }

  it("refuses a reply with neither result nor error", async () => {
    const { rpc, say } = startRpc();
    const pending = rpc.request("a", [], 500);
    say('{"id":1}');
    await assert.rejects(pending, { code: "protocol" });
  });
});
