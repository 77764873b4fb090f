import assert from "node:assert/strict";
import type { KubeObject } from "../../../../../provider/objects/kube-object";
import type { Refusal } from "../../../../../provider/plan";
import { checkProgram } from "../../../../support/plan";
import type { Resource } from "../../../../support/program";
import { reservedObject, spiderPoolObject, spiderSubnetObject } from "../../../../support/spider-objects";

type Args = Readonly<Record<string, unknown>>;

interface Checked {
  readonly codes: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

function checked(resource: Resource, objects: readonly KubeObject[] = [], olds?: Args): Checked {
  const at = `${resource.kind}::${resource.name}`;
  const result = checkProgram(objects, [resource], olds === undefined ? {} : { olds: { [at]: olds } }).get(at);
  return { codes: (result?.refusals ?? []).map((refusal: Refusal) => refusal.code), inputs: result?.inputs ?? {} };
}

const SUBNET = "172.18.40.0/24";
const IPS = ["172.18.40.1-172.18.40.2", "172.18.40.10"];
const V6 = "abcd:1234::/120";
const IPS6 = ["abcd:1234::1-abcd:1234::2", "abcd:1234::a"];

const pool = (args: Args, name = "p"): Resource => ({
  kind: "spiderpool.IPPool",
  name,
  args: { subnet: SUBNET, ips: IPS, ...args },
});
const reserved = (args: Args): Resource => ({ kind: "spiderpool.ReservedIP", name: "r", args });

describe("check of a SpiderReservedIP, by the vectors of its webhook", () => {
  const accepted: readonly [what: string, args: Args, ipVersion: number, ips: readonly string[]][] = [
    ["an IPv4 range without a version", { ips: ["172.18.40.1-172.18.40.2"] }, 4, ["172.18.40.1-172.18.40.2"]],
    ["an IPv6 range without a version", { ips: ["abcd:1234::1-abcd:1234::2"] }, 6, ["abcd:1234::1-abcd:1234::2"]],
    [
      "overlapping IPv4 items",
      { ips: ["172.18.40.10", "172.18.40.1-172.18.40.2", "172.18.40.2-172.18.40.3"] },
      4,
      ["172.18.40.1-172.18.40.3", "172.18.40.10"],
    ],
    [
      "overlapping IPv6 items",
      { ips: ["abcd:1234::a", "abcd:1234::1-abcd:1234::2", "abcd:1234::2-abcd:1234::3"] },
      6,
      ["abcd:1234::1-abcd:1234::3", "abcd:1234::a"],
    ],
    ["nothing with a version", { ipVersion: 4, ips: [] }, 4, []],
    ["an address that another one reserves too", { ips: ["172.18.40.40"] }, 4, ["172.18.40.40"]],
  ];
  for (const [what, args, ipVersion, ips] of accepted) {
    it(`takes ${what}`, () => {
      const { codes, inputs } = checked(reserved(args), [reservedObject("other", ["172.18.40.40"])]);
      assert.deepEqual(codes, []);
      assert.deepEqual([inputs.ipVersion, inputs.ips], [ipVersion, ips]);
    });
  }

  const refused: readonly [what: string, args: Args, codes: readonly string[]][] = [
    ["neither version nor addresses", { ips: [] }, ["spider-nothing"]],
    ["version 976", { ipVersion: 976, ips: ["172.18.40.1"] }, ["out-of-bounds"]],
    ["a text", { ipVersion: 4, ips: ["text"] }, ["spider-item"]],
    ["one bad item among good ones", { ips: [...IPS, "text"] }, ["spider-item"]],
    ["two families", { ips: ["10.0.0.1", "fd00::1"] }, ["spider-family"]],
    ["addresses of the other version", { ipVersion: 6, ips: ["10.0.0.1"] }, ["spider-family"]],
  ];
  for (const [what, args, codes] of refused) {
    it(`refuses ${what}`, () => assert.deepEqual(checked(reserved(args)).codes, codes));
  }

  it("counts no reservation that is being deleted or has no version", () => {
    const objects = [
      reservedObject("live", IPS),
      reservedObject("leaving", ["172.18.40.40"], 4, { isTerminating: true }),
      { ...reservedObject("old", ["172.18.40.41"]), spec: { ips: ["172.18.40.41"] } },
    ];
    const { inputs } = checked(pool({ ips: ["172.18.40.1-172.18.40.50"] }), objects);
    assert.deepEqual(inputs.left, { total: 50, excluded: 0, reserved: 3, allocated: 0, free: 47 });
  });
});

describe("check of a SpiderIPPool, by the vectors of its webhook", () => {
  const accepted: readonly [what: string, args: Args, objects: readonly KubeObject[]][] = [
    [
      "a second pool of the CIDR with other addresses",
      {},
      [spiderPoolObject("o", SUBNET, ["172.18.40.11-172.18.40.12"])],
    ],
    ["no addresses", { ips: [] }, []],
    ["no list at all", { ips: undefined }, []],
    ["the gateway among excluded addresses", { gateway: "172.18.40.1", excludeIPs: ["172.18.40.1"] }, []],
    ["excluded addresses beside the listed ones", { excludeIPs: ["172.18.40.200"] }, []],
    ["an IPv6 pool beside an IPv4 one", { subnet: V6, ips: IPS6 }, [spiderPoolObject("o", SUBNET, IPS)]],
    ["addresses of the controlling subnet", {}, [spiderSubnetObject("s", SUBNET, IPS)]],
    ["pools of a CIDR beside it", {}, [spiderPoolObject("o", "172.18.41.0/24", ["172.18.41.1"])]],
  ];
  for (const [what, args, objects] of accepted) {
    it(`takes ${what}`, () => assert.deepEqual(checked(pool(args), objects).codes, []));
  }

  const owner = "organization/test/dev/spiderpool.IPPool/p";
  const inUse = spiderPoolObject("p", SUBNET, IPS, { owner, allocated: { "172.18.40.10": "ns/pod" } });
  const olds = { owner, name: "p", subnet: SUBNET, ips: IPS, store: "manifests:test" };
  const refused: readonly [what: string, args: Args, objects: readonly KubeObject[], code: string, olds?: Args][] = [
    [
      "another pool's CIDR inside",
      {},
      [spiderPoolObject("o", "172.18.40.0/25", ["172.18.40.77"])],
      "spider-cidr-overlap",
    ],
    ["an address of another pool", {}, [spiderPoolObject("o", SUBNET, ["172.18.40.10"])], "spider-ips-overlap"],
    [
      "an address of a disabled pool",
      {},
      [spiderPoolObject("o", SUBNET, ["172.18.40.10"], { spec: { disable: true } })],
      "spider-ips-overlap",
    ],
    [
      "an address of a pool that is being deleted",
      {},
      [spiderPoolObject("o", SUBNET, ["172.18.40.10"], { isTerminating: true })],
      "spider-ips-overlap",
    ],
    [
      "an IPv6 address of another pool",
      { subnet: V6, ips: IPS6 },
      [spiderPoolObject("o", V6, ["abcd:1234::a"])],
      "spider-ips-overlap",
    ],
    [
      "a pool that cannot be read",
      {},
      [spiderPoolObject("o", SUBNET, ["172.18.40.77", "172.18.40.77"])],
      "spider-broken-pool",
    ],
    ["an address outside", { ips: ["172.18.41.10"] }, [], "outside-subnet"],
    ["an excluded address outside", { excludeIPs: ["172.18.41.10"] }, [], "outside-subnet"],
    ["a range that leaves the CIDR", { ips: ["172.18.40.254-172.18.41.1"] }, [], "outside-subnet"],
    ["an IPv6 range that leaves the CIDR", { subnet: V6, ips: ["abcd:1234::fd-abcd:1234::101"] }, [], "outside-subnet"],
    ["the gateway among the addresses", { gateway: "172.18.40.1" }, [], "spider-gateway-listed"],
    ["a gateway outside", { gateway: "172.18.41.1" }, [], "outside-subnet"],
    ["a gateway that is no address", { gateway: "text" }, [], "malformed-address"],
    ["an existing name", {}, [spiderPoolObject("p", SUBNET, IPS)], "object-exists"],
    [
      "an address that the controlling subnet has not",
      { ips: [...IPS, "172.18.40.40"] },
      [spiderSubnetObject("s", SUBNET, IPS)],
      "spider-not-in-subnet",
    ],
    ["dropping an address in use", { ips: ["172.18.40.1-172.18.40.2"] }, [inUse], "spider-in-use", olds],
    ["excluding an address in use", { excludeIPs: ["172.18.40.10"] }, [inUse], "spider-in-use", olds],
    ["another CIDR for a pool in use", { subnet: "172.18.50.0/24", ips: [] }, [inUse], "spider-replaced-in-use", olds],
  ];
  for (const [what, args, objects, code, before] of refused) {
    it(`refuses ${what}`, () => assert.deepEqual(checked(pool(args), objects, before).codes, [code]));
  }

  it("gets gateway and routes of the SpiderSubnet of its CIDR, where it names none", () => {
    const routes = [{ dst: "10.1.0.0/16", gw: "172.18.40.254" }];
    const subnet = spiderSubnetObject("s", SUBNET, IPS, { gateway: "172.18.40.253", routes });
    const { inputs } = checked(pool({}), [subnet]);
    assert.deepEqual([inputs.gateway, inputs.routes], ["172.18.40.253", routes]);
    const own = checked(pool({ gateway: "172.18.40.254", routes: [] }), [subnet]).inputs;
    assert.deepEqual([own.gateway, own.routes], ["172.18.40.254", []]);
  });

  it("accounts for the addresses of the documents' example", () => {
    const objects = [reservedObject("r", ["10.6.168.131-10.6.168.132"])];
    const documented = pool({ subnet: "10.6.0.0/16", ips: ["10.6.168.131-10.6.168.133"] });
    assert.deepEqual(checked(documented, objects).inputs.left, {
      total: 3,
      excluded: 0,
      reserved: 2,
      allocated: 0,
      free: 1,
    });
  });

  it("accounts for excluded, reserved and given addresses of both families", () => {
    const twin = (cidr: string, at: (end: string) => string): unknown => {
      const live = spiderPoolObject("p", cidr, [], { owner, allocated: { [at("3")]: "ns/a", [at("4")]: "ns/b" } });
      const objects = [live, reservedObject("r", [`${at("4")}-${at("5")}`], cidr.includes(":") ? 6 : 4)];
      const args = { subnet: cidr, ips: [`${at("1")}-${at("9")}`], excludeIPs: [at("1"), at("9")] };
      return checked(pool(args), objects).inputs.left;
    };
    const expected = { total: 7, excluded: 2, reserved: 2, allocated: 2, free: 4 };
    assert.deepEqual(
      twin(SUBNET, (end) => `172.18.40.${end}`),
      expected,
    );
    assert.deepEqual(
      twin(V6, (end) => `abcd:1234::${end}`),
      expected,
    );
  });
});

describe("reservations that this stack takes back", () => {
  it("are free in the same run, those of others are not", () => {
    const of = (owner: string): unknown =>
      checked(pool({ ips: IPS }), [reservedObject("r", IPS, 4, { owner })]).inputs.left;
    const left = { total: 3, excluded: 0, allocated: 0 };
    assert.deepEqual(of("organization/test/dev/spiderpool.ReservedIP/r"), { ...left, reserved: 0, free: 3 });
    assert.deepEqual(of("organization/other/dev/spiderpool.ReservedIP/r"), { ...left, reserved: 3, free: 0 });
  });
});

describe("check of a SpiderSubnet, by the vectors of its webhook", () => {
  const subnet = (args: Args): Resource => ({
    kind: "spiderpool.Subnet",
    name: "s",
    args: { subnet: SUBNET, ips: IPS, ...args },
  });

  it("refuses a pool's CIDR inside, and a pool of its own CIDR that it does not hold", () => {
    assert.deepEqual(checked(subnet({}), [spiderPoolObject("o", "172.18.40.0/25", [])]).codes, ["spider-cidr-overlap"]);
    const held = [spiderPoolObject("o", SUBNET, ["172.18.40.40-172.18.40.45"])];
    assert.deepEqual(checked(subnet({ ips: ["172.18.40.41-172.18.40.45"] }), held).codes, ["spider-not-controlled"]);
    assert.deepEqual(checked(subnet({ ips: ["172.18.40.40-172.18.40.45"] }), held).codes, []);
  });

  it("refuses to drop an address that a pool holds, and drops one that none does", () => {
    const owner = "organization/test/dev/spiderpool.Subnet/s";
    const objects = [
      spiderSubnetObject("s", SUBNET, IPS, {}, { owner }),
      spiderPoolObject("o", SUBNET, ["172.18.40.10"]),
    ];
    assert.deepEqual(checked(subnet({ ips: ["172.18.40.1-172.18.40.2"] }), objects).codes, ["spider-not-controlled"]);
    assert.deepEqual(checked(subnet({ ips: ["172.18.40.2", "172.18.40.10"] }), objects).codes, []);
  });
});
