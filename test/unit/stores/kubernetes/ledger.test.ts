import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import type { ApiClient } from "../../../../provider/stores/kubernetes/api-client";
import { MACHINE_CLOCK } from "../../../../provider/stores/kubernetes/clock";
import { createLedger } from "../../../../provider/stores/kubernetes/ledger";

describe("createLedger", () => {
  it("knows that an object is gone that was there when it began to follow it, though nothing else happened to it", async () => {
    const vip = {
      apiVersion: "kubeovn.io/v1",
      kind: "Vip",
      metadata: { name: "a", uid: "1" },
      spec: { subnet: "lab" },
    };
    const watches: PassThrough[] = [];
    const api: Pick<ApiClient, "list" | "watch" | "readLine"> = {
      list: async ({ kind }, keep) => ({
        items: kind === "Vip" ? [keep(vip as KubeObject)] : [],
        resourceVersion: "1",
      }),
      async watch({ kind }, _version, signal) {
        const stream = new PassThrough();
        signal.addEventListener("abort", () => stream.end());
        if (kind === "Vip") watches.push(stream);
        return stream as never;
      },
      readLine: (text) => JSON.parse(text),
    };
    const gone = { type: "DELETED", object: { ...vip, metadata: { ...vip.metadata, resourceVersion: "2" } } };
    await createLedger(api as ApiClient, MACHINE_CLOCK).use(async (view) => {
      const tracked = view.track("Vip/a");
      assert.equal(tracked.isGone, false);
      while (watches[0] === undefined) await new Promise(setImmediate);
      watches[0].write(`${JSON.stringify(gone)}\n`);
      assert.equal(await view.until(() => (tracked.isGone ? "gone" : undefined), 5_000), "gone");
    });
  });
});
