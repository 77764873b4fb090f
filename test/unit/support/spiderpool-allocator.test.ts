import assert from "node:assert/strict";
import { type Address, parseAddress, printAddress } from "../../../provider/ipam";
import {
  assembleReserved,
  findAvailable,
  inOrder,
  type PoolState,
  parseIpRanges,
  SpiderCluster,
} from "../../support/spiderpool/allocator";

const addresses = (texts: readonly string[]): Address[] => texts.map((text) => parseAddress(text) as Address);
const found = (items: readonly string[], taken: readonly string[], count: number): string[] =>
  findAvailable(items, addresses(taken), count).map(printAddress);

const pool = (name: string, ips: readonly string[], rest: Partial<PoolState> = {}): PoolState => ({
  name,
  family: ips[0]?.includes(":") ? 6 : 4,
  ips,
  excludeIPs: [],
  disabled: false,
  ledger: new Map(),
  ...rest,
});

describe("the stand-in for Spiderpool's allocation", () => {
  describe("parseIpRanges", () => {
    it("keeps the order of the items", () => {
      const of = (family: 4 | 6, items: string[]): string[] => parseIpRanges(family, items).map(printAddress);
      assert.deepEqual(of(4, ["172.18.40.10", "172.18.40.1-172.18.40.2"]), [
        "172.18.40.10",
        "172.18.40.1",
        "172.18.40.2",
      ]);
      assert.deepEqual(of(6, ["abcd:1234::a", "abcd:1234::1-abcd:1234::2"]), [
        "abcd:1234::a",
        "abcd:1234::1",
        "abcd:1234::2",
      ]);
    });

    it("fails on a text and on another family", () => {
      for (const items of [["text"], ["10.0.0.1", "fd00::1"], ["172.18.40.2-172.18.40.1"]])
        assert.throws(() => parseIpRanges(4, items), /invalid IP range format/);
    });
  });

  it("assembles the reservations that are not being deleted", () => {
    const reserved = [
      { ipVersion: 4, ips: ["172.18.40.1-172.18.40.2", "172.18.40.10"], isTerminating: false },
      { ipVersion: 4, ips: ["172.18.40.40"], isTerminating: true },
      { ipVersion: 6, ips: ["fd00::1"], isTerminating: false },
    ];
    assert.deepEqual(inOrder(assembleReserved(4, reserved)), ["172.18.40.1", "172.18.40.2", "172.18.40.10"]);
  });

  it("fails the whole family on one malformed reservation", () => {
    const reserved = [{ ipVersion: 4, ips: ["nonsense"], isTerminating: false }];
    assert.throws(() => assembleReserved(4, reserved), /invalid IP range format/);
    assert.deepEqual(assembleReserved(6, reserved), []);
  });

  describe("findAvailable", () => {
    const cases: readonly [items: string[], taken: string[], count: number, expected: string[]][] = [
      [["172.18.40.40"], [], 1, ["172.18.40.40"]],
      [["192.168.1.1-192.168.1.5"], ["192.168.1.2", "192.168.1.4"], 3, ["192.168.1.1", "192.168.1.3", "192.168.1.5"]],
      [["10.0.0.1-10.0.0.3"], [], 2, ["10.0.0.1", "10.0.0.2"]],
      [["2001:db8::1-2001:db8::5"], ["2001:db8::2", "2001:db8::4"], 3, ["2001:db8::1", "2001:db8::3", "2001:db8::5"]],
      [
        ["10.0.0.1-10.0.0.3", "fd00::1-fd00::3"],
        ["10.0.0.2", "fd00::2"],
        4,
        ["10.0.0.1", "10.0.0.3", "fd00::1", "fd00::3"],
      ],
      [["10.6.168.131-10.6.168.133"], ["10.6.168.131", "10.6.168.132"], 1, ["10.6.168.133"]],
      [["172.18.40.9-172.18.40.1", "nonsense", "172.18.40.3"], [], 2, ["172.18.40.3"]],
    ];
    for (const [items, taken, count, expected] of cases) {
      it(`finds ${expected.join(", ")} in ${items.join(", ")}`, () =>
        assert.deepEqual(found(items, taken, count), expected));
    }
  });

  it("takes the lowest address that is not excluded, reserved or recorded", () => {
    const cluster = new SpiderCluster();
    const ledger = new Map([["172.18.40.42", { pod: "a/b", podUid: "1" }]]);
    cluster.pools.set("p", pool("p", ["172.18.40.40-172.18.40.44"], { excludeIPs: ["172.18.40.40"], ledger }));
    cluster.reserved.set("r", { ipVersion: 4, ips: ["172.18.40.41"], isTerminating: false });
    assert.equal(cluster.allocate({ pod: "x/y", uid: "2", kind: "Deployment", pools: ["p"] }, 4), "172.18.40.43");
  });

  it("gives one of three addresses of which two are reserved, then says that all are used out", () => {
    const cluster = new SpiderCluster();
    cluster.pools.set("test-ippool", pool("test-ippool", ["10.6.168.131-10.6.168.133"]));
    cluster.reserved.set("test-reservedip", { ipVersion: 4, ips: ["10.6.168.131-10.6.168.132"], isTerminating: false });
    const pods = ["a", "b"].map((name) => ({
      pod: `default/${name}`,
      uid: name,
      kind: "Deployment",
      pools: ["test-ippool"],
    }));
    const [first, second] = pods as [(typeof pods)[0], (typeof pods)[0]];
    assert.equal(cluster.allocate(first, 4), "10.6.168.133");
    assert.throws(() => cluster.allocate(second, 4), /all IP addresses used out/);
    cluster.reserved.delete("test-reservedip");
    assert.equal(cluster.allocate(second, 4), "10.6.168.131");
  });

  it("returns the address of the same pod, and of a StatefulSet's next pod, reserved or not", () => {
    const cluster = new SpiderCluster();
    cluster.pools.set("p", pool("p", ["fd00::1-fd00::2"]));
    const db = { pod: "shop/db-0", uid: "1", kind: "StatefulSet", pools: ["p"] };
    assert.equal(cluster.allocate(db, 6), "fd00::1");
    cluster.reserved.set("r", { ipVersion: 6, ips: ["fd00::1-fd00::2"], isTerminating: false });
    assert.equal(cluster.allocate(db, 6), "fd00::1");
    cluster.release(db);
    assert.equal(cluster.allocate({ ...db, uid: "2" }, 6), "fd00::1");
    assert.equal(cluster.pools.get("p")?.ledger.get("fd00::1")?.podUid, "2");
  });
});
