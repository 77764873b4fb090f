import assert from "node:assert/strict";
import type { ApiClient } from "../../../../provider/stores/kubernetes/api-client";
import { ApiError } from "../../../../provider/stores/kubernetes/api-error";
import { resourceOf } from "../../../../provider/stores/kubernetes/resources";
import { follow } from "../../../../provider/stores/kubernetes/watch-loop";

const expired = new ApiError(410, "Expired", "too old resource version");

/** What a loop does until its third pause, or its tenth request. */
async function followed(list: () => string): Promise<readonly string[]> {
  const done: string[] = [];
  const ended = new AbortController();
  const note = (what: string): void => {
    done.push(what);
    if (done.length === 10 || done.filter((one) => one === "pause").length === 3) ended.abort();
  };
  const clock = { now: () => 0, sleep: async () => note("pause") };
  const watch = async (): Promise<never> => {
    note("watch");
    throw expired;
  };
  const relist = async (): Promise<string> => {
    note("list");
    return list();
  };
  const api = { watch } as unknown as ApiClient;
  await follow(
    { api, clock },
    resourceOf({ apiVersion: "kubeovn.io/v1", kind: "IP" }),
    { cursor: { version: "7" }, saw: () => undefined, relist },
    ended.signal,
  );
  return done;
}

describe("follow", () => {
  it("lists at once what a watch has lost, and pauses before the next watch", async () => {
    const done = await followed(() => "8");
    assert.deepEqual(done, ["watch", "list", "pause", "watch", "list", "pause", "watch", "list", "pause"]);
  });

  it("pauses between lists that expire themselves", async () => {
    const done = await followed(() => {
      throw expired;
    });
    assert.deepEqual(done, ["watch", "list", "pause", "list", "pause", "list", "pause"]);
  });
});
