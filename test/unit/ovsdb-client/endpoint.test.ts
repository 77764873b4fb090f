import assert from "node:assert/strict";
import { parseEndpoint, parseEndpoints, printEndpoint } from "../../../provider/ovsdb-client";

describe("parseEndpoint", () => {
  const cases: readonly { readonly text: string; readonly endpoint: object; readonly printed?: string }[] = [
    { text: "unix:/run/db.sock", endpoint: { kind: "unix", path: "/run/db.sock" } },
    { text: "unix:/odd:name", endpoint: { kind: "unix", path: "/odd:name" } },
    { text: "tcp:10.0.0.1:6641", endpoint: { kind: "tcp", host: "10.0.0.1", port: 6641 } },
    { text: "tcp:[fd00::1]:6641", endpoint: { kind: "tcp", host: "fd00::1", port: 6641 } },
    {
      text: "ssl:db.example",
      endpoint: { kind: "ssl", host: "db.example", port: 6640 },
      printed: "ssl:db.example:6640",
    },
    { text: "ssl:[fd00::1]", endpoint: { kind: "ssl", host: "fd00::1", port: 6640 }, printed: "ssl:[fd00::1]:6640" },
  ];
  for (const { text, endpoint, printed = text } of cases) {
    it(`reads ${text}`, () => {
      const parsed = parseEndpoint(text);
      assert.deepEqual(parsed, endpoint);
      assert.equal("fault" in parsed ? "" : printEndpoint(parsed), printed);
    });
  }

  const faults: readonly { readonly text: string; readonly fault: string }[] = [
    { text: "", fault: "empty" },
    { text: "/run/db.sock", fault: "unknown-kind" },
    { text: "ptcp:6640", fault: "unknown-kind" },
    { text: "unix:", fault: "no-path" },
    { text: "tcp:", fault: "no-host" },
    { text: "tcp::6640", fault: "no-host" },
    { text: "tcp:fd00::1:6640", fault: "bad-port" },
    { text: "tcp:10.0.0.1:", fault: "bad-port" },
    { text: "tcp:10.0.0.1:0", fault: "bad-port" },
    { text: "tcp:[fd00::1]:65536", fault: "bad-port" },
  ];
  for (const { text, fault } of faults)
    it(`refuses "${text}"`, () => assert.deepEqual(parseEndpoint(text), { fault, text }));
});

describe("parseEndpoints", () => {
  it("reads a list", () => {
    assert.deepEqual(parseEndpoints("tcp:a:1, tcp:[::1]:2"), [
      { kind: "tcp", host: "a", port: 1 },
      { kind: "tcp", host: "::1", port: 2 },
    ]);
  });

  it("names the part that is wrong", () => {
    assert.deepEqual(parseEndpoints("tcp:a:1,udp:b:2"), { fault: "unknown-kind", text: "udp:b:2" });
  });
});
