import assert from "node:assert/strict";
import { createSecrets } from "../../../provider/runtime/secrets";

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
