import assert from "node:assert/strict";
import { printAddressList, readPoolAnnotation } from "../../../../provider/plan/terms/address-list";

describe("printAddressList", () => {
  for (const [what, entries, expected] of [
    ["IPv4 with commas", ["10.16.0.9", "10.16.0.10"], "10.16.0.9,10.16.0.10"],
    ["IPv6 with commas", ["fd00::9", "fd00::10"], "fd00::9,fd00::10"],
    ["pairs with semicolons", ["10.16.0.9,fd00::9", "10.16.0.10,fd00::10"], "10.16.0.9,fd00::9;10.16.0.10,fd00::10"],
    ["one pair as it is", ["10.16.0.9,fd00::9"], "10.16.0.9,fd00::9"],
    [
      "two addresses of different families with a semicolon, or they were one",
      ["10.16.0.9", "fd00::9"],
      "10.16.0.9;fd00::9",
    ],
  ] as const) {
    it(`joins ${what}`, () => {
      assert.equal(printAddressList(entries), expected);
    });
  }
});

describe("readPoolAnnotation", () => {
  for (const [text, expected] of [
    ["front", { kind: "pool", name: "front" }],
    ["10.16.0.9", { kind: "list", entries: ["10.16.0.9"] }],
    ["fd00::9, fd00::10", { kind: "list", entries: ["fd00::9", "fd00::10"] }],
    ["10.16.0.9,fd00::9", { kind: "list", entries: ["10.16.0.9,fd00::9"] }],
    ["10.16.0.9;fd00::9", { kind: "list", entries: ["10.16.0.9", "fd00::9"] }],
    ["10.16.0.9,fd00::9;10.16.0.10,fd00::10", { kind: "list", entries: ["10.16.0.9,fd00::9", "10.16.0.10,fd00::10"] }],
    ["10.16.0.9,fd00::9,10.16.0.10", { kind: "misread", meant: "10.16.0.9,fd00::9;10.16.0.10" }],
  ] as const) {
    it(`reads ${text} as Kube-OVN does`, () => {
      assert.deepEqual(readPoolAnnotation(text), expected);
    });
  }
});
