import assert from "node:assert/strict";
import { isFault, parseAddress } from "../../../../provider/ipam";
import type { Uuid } from "../../../../provider/ovsdb-client";
import { type PortRow, portUuid } from "../../../../provider/stores/ovn/port-row";
import {
  isRowOf,
  isSame,
  namesOf,
  newColumns,
  type PortColumns,
  releasedColumns,
  type WantedVirtualPort,
  wantedColumns,
} from "../../../../provider/stores/ovn/wanted-port";

const SWITCH = "11111111-1111-4111-8111-111111111111" as Uuid;

function wanted(text: string, more: Partial<WantedVirtualPort> = {}): WantedVirtualPort {
  const address = parseAddress(text);
  if (isFault(address)) throw new Error(text);
  return { kind: "virtual", vip: "web", logicalSwitch: "s1", address, isDual: false, parents: ["b.x", "a.x"], ...more };
}

function row(more: { name?: string; type?: string; options?: object; externalIds?: object } = {}): PortRow {
  return {
    uuid: "22222222-2222-4222-8222-222222222222" as Uuid,
    name: more.name ?? "web",
    type: more.type ?? "virtual",
    options: new Map(Object.entries(more.options ?? {})),
    addresses: [],
    externalIds: new Map(Object.entries(more.externalIds ?? {})),
  };
}

const plain = ({ options, externalIds }: PortColumns): object[] => [
  Object.fromEntries(options),
  Object.fromEntries(externalIds),
];

const MINE = "pulumi-kubeovn:me";
const OTHERS = "pulumi-kubeovn:other";

for (const address of ["10.16.0.60", "fd00:16::60"]) {
  const family = address.includes(":") ? 6 : 4;
  describe(`a virtual port for ${address}`, () => {
    it("is named like the Vip, and with its family where the Vip has both", () => {
      assert.deepEqual(namesOf(wanted(address)), ["web", `vip:web:ipv${family}`]);
      assert.deepEqual(namesOf(wanted(address, { isDual: true })), [`vip:web:ipv${family}`, "web"]);
    });

    it("is known under both names, whatever its address has become", () => {
      assert.equal(isRowOf(wanted(address), row({ options: { "virtual-ip": "10.0.0.9" } })), true);
      assert.equal(isRowOf(wanted(address), row({ name: `vip:web:ipv${family}` })), true);
    });

    it("is not the port of another kind, of another Vip or of both families", () => {
      assert.equal(isRowOf(wanted(address), row({ type: "" })), false);
      assert.equal(isRowOf(wanted(address), row({ name: "api" })), false);
      const both = row({ options: { "virtual-ip": "10.16.0.60,fd00:16::60" } });
      assert.equal(isRowOf(wanted(address, { isDual: true }), both), false);
    });

    it("is made with everybody's marks and no others", () => {
      assert.deepEqual(plain(newColumns(wanted(address), "me", "own")), [
        { "virtual-ip": address, "virtual-parents": "a.x,b.x" },
        { ls: "s1", vendor: "kube-ovn", [MINE]: "a.x,b.x" },
      ]);
    });

    it("is made so that Kube-OVN's controller leaves it alone where one runs", () => {
      assert.deepEqual(plain(newColumns(wanted(address), "me", "repair")), [
        { "virtual-ip": address, "virtual-parents": "a.x,b.x" },
        { ls: "s1", vendor: "pulumi-kubeovn", [MINE]: "a.x,b.x" },
      ]);
    });
  });
}

describe("wantedColumns", () => {
  it("joins the parents of all owners and keeps what it does not know", () => {
    const there = row({
      options: { "virtual-parents": "c.x", other: "1" },
      externalIds: { [OTHERS]: "c.x", note: "n" },
    });
    assert.deepEqual(plain(wantedColumns(wanted("10.16.0.60"), there, "me", "own")), [
      { "virtual-ip": "10.16.0.60", "virtual-parents": "a.x,b.x,c.x", other: "1" },
      { [OTHERS]: "c.x", note: "n", [MINE]: "a.x,b.x" },
    ]);
  });

  it("leaves parents to the controller once it has named some", () => {
    const there = row({
      options: { "virtual-ip": "10.16.0.60", "virtual-parents": "pod.x" },
      externalIds: { ls: "s1" },
    });
    assert.equal(isSame(there, wantedColumns(wanted("10.16.0.60"), there, "me", "repair")), true);
  });

  it("has no key for parents when there are none", () => {
    const [options] = plain(newColumns(wanted("10.16.0.60", { parents: [] }), "me", "own"));
    assert.deepEqual(options, { "virtual-ip": "10.16.0.60" });
  });
});

describe("isSame", () => {
  it("compares parents as a set", () => {
    const there = row({ options: { "virtual-parents": "b.x, a.x,a.x" } });
    const same = { ...there, options: new Map([["virtual-parents", "a.x,b.x"]]) };
    assert.equal(isSame(there, same), true);
    assert.equal(isSame(there, { ...there, options: new Map([["virtual-parents", "a.x"]]) }), false);
  });
});

describe("releasedColumns", () => {
  const asked = { options: { "virtual-ip": "10.16.0.60", "virtual-parents": "a.x,c.x" } };
  const ours = { isOurs: true, isGivenUp: false };

  it("deletes a port of ours that nobody asks for any more", () => {
    assert.equal(releasedColumns(row({ ...asked, externalIds: { [MINE]: "a.x" } }), "me", "own", ours), "delete");
  });

  it("keeps a port that someone else asks for, with that one's parents", () => {
    const there = row({ ...asked, externalIds: { [MINE]: "a.x", [OTHERS]: "c.x" } });
    const left = releasedColumns(there, "me", "own", ours);
    assert.notEqual(left, "delete");
    assert.deepEqual(plain(left as PortColumns), [
      { "virtual-ip": "10.16.0.60", "virtual-parents": "c.x" },
      { [OTHERS]: "c.x" },
    ]);
  });

  it("leaves a port that it never asked for", () => {
    const there = row({ ...asked, externalIds: { note: "n" } });
    const left = releasedColumns(there, "me", "own", { isOurs: false, isGivenUp: true });
    assert.equal(left !== "delete" && isSame(there, left), true);
  });

  it("deletes the controller's port of a Vip that no pod may use any more, and only then", () => {
    const there = row({ ...asked, externalIds: { vendor: "kube-ovn" } });
    assert.equal(releasedColumns(there, "me", "repair", { isOurs: false, isGivenUp: true }), "delete");
    assert.notEqual(releasedColumns(there, "me", "repair", { isOurs: false, isGivenUp: false }), "delete");
  });
});

describe("portUuid", () => {
  it("is a version 5 uuid that depends on switch and address alone", () => {
    const uuid = portUuid(SWITCH, wanted("10.16.0.60").address);
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(uuid, portUuid(SWITCH, wanted("10.16.0.60", { vip: "api" }).address));
    assert.notEqual(uuid, portUuid(SWITCH, wanted("10.16.0.61").address));
    assert.notEqual(uuid, portUuid("33333333-3333-4333-8333-333333333333" as Uuid, wanted("10.16.0.60").address));
  });

  it("is the same for an IPv6 address however it is written", () => {
    assert.equal(portUuid(SWITCH, wanted("fd00:16::60").address), portUuid(SWITCH, wanted("fd00:16:0:0::60").address));
  });
});
