import assert from "node:assert/strict";
import { LONGEST_LINE } from "../../../provider/plan";
import { operationsOf } from "../../../provider/runtime/operations";
import { createSecrets } from "../../../provider/runtime/secrets";
import { openSession, type Session } from "../../../provider/runtime/session";
import { type Store, StoreError } from "../../../provider/stores/store";

describe("createSecrets", () => {
  it("strikes whole words, in any case, the longest first", () => {
    const { add, strike } = createSecrets();
    assert.equal(strike("web of 10.0.0.5"), "web of 10.0.0.5");
    add({ workload: { name: "web" }, list: ["10.0.0.5..10.0.0.9", "FD00::A"], port: 6641, few: 3 });
    assert.equal(
      strike("Web-0.prod at 10.0.0.5 or 10.0.0.9, not 10.0.0.50; fd00::a:6641; 3 webs; 10.0.0.5..10.0.0.9"),
      "(secret)-0.prod at (secret) or (secret), not 10.0.0.50; (secret):(secret); 3 webs; (secret)",
    );
  });

  it("takes every sign for what it is", () => {
    const { add, strike } = createSecrets();
    add("a.b*(c)[d]^$|\\/-");
    assert.equal(strike("x a.b*(c)[d]^$|\\/- y axb*(c)"), "x (secret) y axb*(c)");
  });

  it("strikes every text inside a value", () => {
    const { add, strikeAll } = createSecrets();
    add("hidden");
    assert.deepEqual(strikeAll([{ a: "is hidden", b: 1, c: null }]), [{ a: "is (secret)", b: 1, c: null }]);
  });
});

describe("a failure whose sentence is longer than what is shown", () => {
  /** A secret stands where the sentence is cut. */
  const failure = (): StoreError =>
    new StoreError("unreachable", `${"x".repeat(LONGEST_LINE - 9)} hushhushhush ${"y".repeat(99)}`);
  const fails = (): Promise<never> => Promise.reject(failure());
  /** Of a cluster whose every answer is that failure. */
  function session(): Session {
    const open = (): Store => ({
      where: "x",
      identity: fails,
      snapshot: fails,
      get: fails,
      create: fails,
      update: fails,
      delete: fails,
      userOf: fails,
    });
    const opened = openSession(
      (key) => (key === "kubeovn:kubeconfig" ? "none" : undefined),
      () => undefined,
      { env: {}, open },
    );
    opened.secrets.add("hushhushhush");
    return opened;
  }

  it("has no part of a secret in it, in a check and in an update", async () => {
    const vip = operationsOf("Vip", session);
    const checked = await vip.check({}, {}, () => {
      throw failure();
    });
    const said = checked.failures.map(({ reason }) => reason);
    await vip
      .create({ name: "a", store: "cluster:x" })
      .catch((error: Error) => said.push(error.message, error.stack ?? ""));
    assert.equal(said.length, 3);
    for (const sentence of said) {
      assert.match(sentence, /x \(secret/);
      assert.doesNotMatch(sentence, /hush/);
    }
  });
});
