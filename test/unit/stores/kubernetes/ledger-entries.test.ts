import assert from "node:assert/strict";
import { isFault, parseAddress, parseMac } from "../../../../provider/ipam";
import { placesOf } from "../../../../provider/objects/address-claim";
import { ANNOTATION } from "../../../../provider/plan";
import { createEntries, entryOf } from "../../../../provider/stores/kubernetes/ledger-entries";
import { ipObject, vipObject } from "../../../support/objects";

const MAC = "02:00:00:00:00:01";

function found(entries: ReturnType<typeof createEntries>, text: string, key = ""): readonly string[] {
  const address = parseAddress(text);
  const mac = parseMac(MAC);
  if (isFault(address) || isFault(mac)) throw new Error(text);
  return entries.at(placesOf({ subnet: "s", addresses: [address], mac }), key).map(({ id }) => id);
}

for (const [family, [a, b]] of [
  ["IPv4", ["10.16.0.5", "10.16.0.6"]],
  ["IPv6", ["fd00::5", "fd00::6"]],
] as const) {
  const ip = (pod: string, text: string, macAddress = "") =>
    entryOf(ipObject(pod, "default", "s", text, { macAddress }));
  const waiting = (name: string, text: string) => entryOf(vipObject(name, "s", "", { v4ip: "", v6ip: text }));

  describe(`createEntries, ${family}`, () => {
    it("finds everybody with an address or the MAC, once each, in the order they came", () => {
      const entries = createEntries();
      for (const entry of [ip("both", a, MAC), ip("mac", b, MAC), waiting("vip", a), ip("other", b)])
        entries.remember(entry);
      assert.deepEqual(found(entries, a), ["IP/both.default", "Vip/vip", "IP/mac.default"]);
    });

    it("omits whoever has the key", () => {
      const entries = createEntries();
      entries.remember(ip("mine", a));
      entries.remember(ip("yours", a));
      assert.deepEqual(found(entries, a, "port/mine.default"), ["IP/yours.default"]);
    });

    it("finds nobody where an object was before it changed or went", () => {
      const entries = createEntries();
      for (const entry of [ip("one", a), ip("two", a), ip("three", a)]) entries.remember(entry);
      entries.remember(ip("two", b));
      entries.forget("IP/three.default");
      assert.deepEqual(found(entries, a), ["IP/one.default"]);
      assert.deepEqual(found(entries, b), ["IP/two.default"]);
      assert.equal(entries.get("IP/three.default"), undefined);
      entries.forget("IP/one.default");
      assert.deepEqual(found(entries, a), []);
    });

    it("replaces one kind and leaves the other", () => {
      const entries = createEntries();
      for (const entry of [ip("old", a), waiting("vip", a)]) entries.remember(entry);
      entries.replace("IP", [ip("new", a)]);
      assert.deepEqual(found(entries, a), ["Vip/vip", "IP/new.default"]);
    });

    it("knows the guards", () => {
      const entries = createEntries();
      const guard = entryOf(vipObject("g", "s", "", { v6ip: a }, { [ANNOTATION.guards]: "vm.default" }));
      for (const entry of [guard, waiting("vip", a)]) entries.remember(entry);
      assert.deepEqual(entries.guards(), [guard]);
      entries.forget("Vip/g");
      assert.deepEqual(entries.guards(), []);
    });
  });
}
