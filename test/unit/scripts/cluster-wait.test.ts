import assert from "node:assert/strict";
import { loadToolchain } from "../../support/toolchain";

interface WaitOptions {
  readonly timeoutMs: number;
  readonly about?: string;
  readonly giveUp?: () => void;
}
const wait = loadToolchain<{ waitFor<T>(look: () => T | Promise<T>, options: WaitOptions): Promise<T> }>(
  "../cluster/wait.mjs",
);

describe("waitFor", () => {
  it("gives the first truthy value, and takes errors for not yet", async () => {
    const { waitFor } = await wait;
    let looks = 0;
    const look = () => {
      looks++;
      if (looks === 1) throw new Error("refused");
      return looks === 3 && "there";
    };
    assert.equal(await waitFor(look, { timeoutMs: 5000 }), "there");
    assert.equal(looks, 3);
  });

  it("says what it waited for without success, and the last error", async () => {
    const { waitFor } = await wait;
    const cause = new Error("refused");
    const look = () => Promise.reject(cause);
    await assert.rejects(waitFor(look, { timeoutMs: 0, about: "the API server" }), {
      message: "waited 0 s without success for the API server: refused",
      cause,
    });
  });

  it("ends at once when there is nothing to wait for any more", async () => {
    const { waitFor } = await wait;
    const giveUp = () => {
      throw new Error("etcd has ended");
    };
    await assert.rejects(
      waitFor(() => true, { timeoutMs: 5000, giveUp }),
      /etcd has ended/,
    );
  });
});
