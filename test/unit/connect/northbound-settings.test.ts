import assert from "node:assert/strict";
import { readNorthbound } from "../../../provider/connect/northbound-settings";

const read = (config: Record<string, string>): ReturnType<typeof readNorthbound> =>
  readNorthbound((key) => config[key], "/project", "repair");

describe("readNorthbound", () => {
  it("is nothing without an endpoint", () => {
    assert.equal(read({ ovnPorts: "own" }), undefined);
  });

  it("has the defaults of the place that is written to", () => {
    assert.deepEqual(read({ ovnNorthbound: "unix:/run/nb.sock" }), {
      endpoints: "unix:/run/nb.sock",
      duty: "repair",
      wait: "none",
      verifyName: true,
    });
  });

  it("names files from the project on, and reads none of them", () => {
    const config = {
      ovnNorthbound: "ssl:nb:6641",
      ovnCaCert: "pki/ca.pem",
      ovnCert: "/etc/ovn/cert.pem",
      ovnKey: "/etc/ovn/key.pem",
      ovnServerName: "nb.example",
      ovnVerifyName: "false",
      ovnPorts: "verify",
      ovnWait: "northd",
    };
    assert.deepEqual(read(config), {
      endpoints: "ssl:nb:6641",
      duty: "verify",
      wait: "northd",
      verifyName: false,
      caCert: "/project/pki/ca.pem",
      cert: "/etc/ovn/cert.pem",
      key: "/etc/ovn/key.pem",
      serverName: "nb.example",
    });
  });

  for (const { config, says } of [
    { config: { ovnPorts: "mine" }, says: 'kubeovn:ovnPorts is "mine"; it must be own, repair or verify' },
    { config: { ovnWait: "hv" }, says: 'kubeovn:ovnWait is "hv"; it must be none, northd or binding' },
    { config: { ovnVerifyName: "no" }, says: 'kubeovn:ovnVerifyName is "no"; it must be true or false' },
    { config: { ovnCert: "cert.pem" }, says: "kubeovn:ovnCert and kubeovn:ovnKey go together; set both, or neither" },
  ]) {
    it(`refuses ${JSON.stringify(config)}`, () => {
      assert.throws(() => read({ ovnNorthbound: "unix:/run/nb.sock", ...config } as Record<string, string>), {
        message: says,
      });
    });
  }
});
