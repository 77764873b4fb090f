import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { isOvsdbError, OvsdbError } from "../../provider/ovsdb-client";
import { createRpc } from "../../provider/ovsdb-client/rpc";
import { propertyOptions } from "../support/property";

const PART = fc.oneof(fc.jsonValue(), fc.constantFrom("echo", "update", "unknown method", 1, 2, null, []));
/** Messages that look like those of the protocol, in part. */
const MESSAGE = fc.record(
  { id: PART, method: PART, params: PART, result: PART, error: PART },
  { requiredKeys: [], noNullPrototype: true },
);

describe("createRpc", () => {
  it("settles every request with a result or an OvsdbError, whatever the peer says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(MESSAGE, { maxLength: 8 }), async (messages) => {
        const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
        const rpc = createRpc(stream, { probeMs: 0, onNotification: () => undefined, onClose: () => undefined });
        const onResult = (result: unknown): unknown => (result as { readonly a: { readonly b: unknown } }).a.b;
        const settled = [1, 2].map(() =>
          rpc.request("transact", [], Number.POSITIVE_INFINITY, { onResult }).then(
            () => true,
            (error) => isOvsdbError(error),
          ),
        );
        stream.push(messages.map((message) => JSON.stringify(message)).join(""));
        await new Promise((resolve) => setImmediate(resolve));
        rpc.close(new OvsdbError("closed"));
        assert.deepEqual(await Promise.all(settled), [true, true]);
      }),
      propertyOptions({ runs: 300 }),
    );
  });
});
