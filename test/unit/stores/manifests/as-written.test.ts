import assert from "node:assert/strict";
import { asWritten } from "../../../../provider/stores/manifests/as-written";

describe("asWritten", () => {
  it("keeps a MAC and an address as they stand there", () => {
    const live = { mac: "0A:00:00:00:00:FF", v6: "FD00:0::5", both: "10.0.0.5,FD00::5", list: ["fd00:0::1"] };
    const wanted = { mac: "0a:00:00:00:00:ff", v6: "fd00::5", both: "10.0.0.5,fd00::5", list: ["fd00::1"] };
    assert.deepEqual(asWritten(live, wanted), live);
  });

  it("takes what is another one, or no address", () => {
    const wanted = { mac: "0a:00:00:00:00:fe", v4: "10.0.0.6", name: "a", added: 1, list: [] };
    const live = { mac: "0A:00:00:00:00:FF", v4: "10.0.0.5", name: "A", gone: 1, list: ["x"] };
    assert.deepEqual(asWritten(live, wanted), wanted);
  });
});
