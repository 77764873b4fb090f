import assert from "node:assert/strict";
import { deriveMac, isFault, parseMac, printMac } from "../../../provider/ipam/index";

describe("parseMac", () => {
  const refused: readonly { text: string; fault: string }[] = [
    { text: "", fault: "malformed" },
    { text: "00:00:00:00:00", fault: "malformed" },
    { text: "0a:00:00:00:00:01:02", fault: "malformed" },
    { text: "0a:00:00:00:00:1", fault: "malformed" },
    { text: "0a:00:00-00:00:01", fault: "malformed" },
    { text: "0a00.0000:0001", fault: "malformed" },
    { text: "0a0000000001", fault: "malformed" },
    { text: " 0a:00:00:00:00:01", fault: "malformed" },
    { text: "0a:00:00:00:00:0g", fault: "malformed" },
    { text: "0a:00:00:00:00:00:00:01", fault: "malformed" },
    { text: "00:00:00:00:00:00", fault: "zero" },
    { text: "01:00:5e:00:00:01", fault: "multicast" },
    { text: "ff:ff:ff:ff:ff:ff", fault: "multicast" },
  ];
  for (const { text, fault } of refused) {
    it(`refuses ${JSON.stringify(text)} as ${fault}`, () => {
      assert.deepEqual(parseMac(text), { fault, text });
    });
  }

  for (const text of [
    "0a:1b:2c:3d:4e:5f",
    "0A:1B:2C:3D:4E:5F",
    "0a-1b-2c-3d-4e-5f",
    "0a1b.2c3d.4e5f",
    "0A1B.2c3d.4E5F",
  ]) {
    it(`reads ${text}`, () => {
      assert.equal(parseMac(text), 0x0a1b2c3d4e5f);
    });
  }
});

describe("printMac", () => {
  it("prints lower case with colons", () => {
    assert.equal(printMac(0x0a1b2c3d4e5f), "0a:1b:2c:3d:4e:5f");
    assert.equal(printMac(0x00005e000101), "00:00:5e:00:01:01");
    assert.equal(printMac(0xfeffffffffff), "fe:ff:ff:ff:ff:ff");
  });
});

describe("deriveMac", () => {
  it("is locally administered and unicast for any seed and attempt", () => {
    for (let i = 0; i < 1000; i++) {
      const mac = printMac(deriveMac(`default/web-${i}`, i % 7));
      assert.match(mac, /^[0-9a-f][26ae]:/);
      assert.ok(!isFault(parseMac(mac)));
    }
  });

  it("gives another MAC for another attempt", () => {
    const macs = new Set([0, 1, 2, 3, 4, 5, 6, 7].map((attempt) => deriveMac("default/web", attempt)));
    assert.equal(macs.size, 8);
  });

  it("stays what it was", () => {
    assert.deepEqual([deriveMac("", 0), deriveMac("default/web-0", 0), deriveMac("default/web-0", 1)].map(printMac), [
      "fa:83:8b:f1:08:2e",
      "d2:dd:57:a8:8d:70",
      "b2:02:ff:e4:40:d2",
    ]);
  });
});
