import assert from "node:assert/strict";
import { type Address, isFault, parseAddress } from "../../../../provider/ipam";
import { ROOMS } from "../../../../provider/kinds";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { guardObject } from "../../../../provider/objects/kubeovn/guard";
import { type CheckedKind, type CheckResult, check, diff, type Planner, UNKNOWN } from "../../../../provider/plan";
import { ipObject, podObject, poolObject, subnetObject, vipObject } from "../../../support/objects";
import { checkProgram, declarationOf, plannerFor, STORE } from "../../../support/plan";
import { pathOf, type Resource } from "../../../support/program";

const S4 = subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1" });
const SMALL = subnetObject("small", "10.17.0.0/29", { gateway: "10.17.0.1" });
const OWNER = "organization/test/dev/Vip/";

const vip = (name: string, args: Record<string, unknown> = {}, rest: Partial<Resource> = {}): Resource => ({
  kind: "Vip",
  name,
  args: { subnet: "s4", ...args },
  ...rest,
});

function checkOne(planner: Planner<CheckedKind>, resource: Resource, olds: Record<string, unknown> = {}): CheckResult {
  return check(planner, { olds, news: resource.args, declaration: declarationOf(resource), store: STORE });
}

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (isFault(address)) throw new Error(text);
  return address;
}

function codes(result: CheckResult | undefined): readonly string[] {
  return (result?.refusals ?? []).map((refusal) => refusal.code);
}

describe("owners", () => {
  it("has the owner key of today's name and keeps the address of the object that has the earlier one", () => {
    const live = vipObject("old", "s4", "10.16.0.77", {}, { "pulumi-kubeovn/owner": `${OWNER}old` });
    const planner = plannerFor([S4, live], [vip("new", { name: "old" })]);
    const { inputs, refusals } = checkOne(planner, vip("new", { name: "old" }), {
      owner: `${OWNER}old`,
      name: "old",
      subnet: "s4",
      v4ip: "10.16.0.77",
    });
    assert.deepEqual(refusals, []);
    assert.equal(inputs.v4ip, "10.16.0.77");
    assert.equal(inputs.owner, `${OWNER}new`);
  });

  it("finds its address by the key when the stack is another one", () => {
    const live = vipObject("web", "s4", "10.16.0.78", {}, { "pulumi-kubeovn/owner": "key/web" });
    const results = checkProgram([S4, live], [vip("renamed", { key: "web", name: "web" })]);
    assert.equal(results.get("Vip::renamed")?.inputs.v4ip, "10.16.0.78");
  });
});

describe("a guard that a killed run left", () => {
  const reservedIp = (name: string): Resource => ({
    kind: "ReservedIP",
    name,
    args: { subnet: "s4", workload: { kind: "VirtualMachine", name } },
  });
  const madeFor = (name: string, address: string): KubeObject =>
    ipObject(
      name,
      "default",
      "s4",
      address,
      {},
      { "pulumi-kubeovn/owner": `organization/test/dev/ReservedIP/${name}` },
    );
  const waitingGuard = (name: string, address: string): KubeObject =>
    guardObject(madeFor(name, address), { subnet: "s4", addresses: [addressOf(address)] }, "0a1b");
  const readyGuard = (name: string, address: string): KubeObject => ({
    ...waitingGuard(name, address),
    status: { ready: true, v4ip: address },
  });

  it("keeps the address for its owner, whose IP object gets the MAC that it would have had", () => {
    const ip = reservedIp("db");
    const asked = { ...ip, args: { ...ip.args, v4IpAddress: "10.16.0.78" } };
    const alone = checkOne(plannerFor([S4], [asked]), asked);
    const { inputs, refusals } = checkOne(plannerFor([S4, readyGuard("db", "10.16.0.78")], [ip]), ip);
    assert.deepEqual(refusals, []);
    assert.equal(inputs.v4IpAddress, "10.16.0.78");
    assert.match(String(inputs.macAddress), /^([\da-f]{2}:){5}[\da-f]{2}$/);
    assert.equal(inputs.macAddress, alone.inputs.macAddress);
  });

  it("stands in nobody's way where it waits for an address that someone else has got: both plan on", () => {
    const [loser, winner] = [reservedIp("db"), reservedIp("web")];
    const objects = [S4, madeFor("web", "10.16.0.78"), waitingGuard("db", "10.16.0.78")];
    const won = checkOne(plannerFor(objects, [winner]), winner);
    assert.deepEqual([won.refusals, won.inputs.v4IpAddress], [[], "10.16.0.78"]);
    const again = checkOne(plannerFor(objects, [loser]), loser);
    const alone = checkOne(plannerFor([S4], [loser]), loser);
    assert.deepEqual([again.refusals, again.inputs.v4IpAddress], [[], alone.inputs.v4IpAddress]);
  });
});

describe("old inputs", () => {
  it("give back the address of an object that is gone", () => {
    const results = checkProgram([S4], [vip("a")], {
      olds: { "Vip::a": { owner: `${OWNER}a`, subnet: "s4", v4ip: "10.16.0.9" } },
    });
    assert.equal(results.get("Vip::a")?.inputs.v4ip, "10.16.0.9");
  });

  it("keep a contiguous set together that has lost its objects and grows in the same run", () => {
    const strategy = { "pulumi-kubeovn/strategy": "lowest" };
    const set = (replicas: number): Resource => ({
      kind: "ReservedIPSet",
      name: "set",
      args: { subnet: "s4", statefulSet: { name: "web", replicas }, layout: "contiguous" },
    });
    const low = subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1" }, strategy);
    const olds = {
      owner: "organization/test/dev/ReservedIPSet/set",
      subnet: "s4",
      reservations: [0, 1, 2].map((i) => ({
        name: `web-${i}.default`,
        podName: `web-${i}`,
        namespace: "default",
        podType: "StatefulSet",
        v4IpAddress: `10.16.0.${40 + i}`,
      })),
    };
    const placed = (objects: Parameters<typeof plannerFor>[0], replicas: number): CheckResult =>
      checkOne(plannerFor(objects, [set(replicas)]), set(replicas), olds);
    const texts = ({ inputs }: CheckResult): unknown[] =>
      (inputs.reservations as readonly { v4IpAddress: string }[]).map(({ v4IpAddress }) => v4IpAddress);
    assert.deepEqual(
      texts(placed([low], 5)),
      [40, 41, 42, 43, 44].map((last) => `10.16.0.${last}`),
    );

    const taken = vipObject("stranger", "s4", "10.16.0.43");
    assert.deepEqual(codes(placed([low, taken], 5)), ["block-interrupted"]);
  });

  it("move a sibling that was only searched for and not asked for yet", () => {
    const program = [vip("a"), vip("b")];
    const planner = plannerFor([S4], program);
    const searched = plannerFor([S4], program);
    const taken = checkOne(searched, vip("b")).inputs.v4ip;
    const a = checkOne(planner, vip("a"), { owner: `${OWNER}a`, subnet: "s4", v4ip: taken });
    const b = checkOne(planner, vip("b"));
    assert.equal(a.inputs.v4ip, taken);
    assert.deepEqual(b.refusals, []);
    assert.notEqual(b.inputs.v4ip, taken);
  });

  it("never take an address that a sibling was answered: both are named", () => {
    const planner = plannerFor([S4], [vip("a"), vip("b")]);
    const taken = checkOne(planner, vip("b")).inputs.v4ip;
    const a = checkOne(planner, vip("a"), { owner: `${OWNER}a`, subnet: "s4", v4ip: taken });
    assert.deepEqual(codes(a), ["address-given"]);
    assert.match(a.refusals[0]?.reason ?? "", /Vip "b"/);
  });

  it("are refused, not renumbered, when a stranger has the address now", () => {
    const objects = [S4, podObject("x", "shop", "s4", "10.16.0.9")];
    const results = checkProgram(objects, [vip("a")], {
      olds: { "Vip::a": { owner: `${OWNER}a`, subnet: "s4", v4ip: "10.16.0.9" } },
    });
    assert.deepEqual(codes(results.get("Vip::a")), ["address-lost"]);
  });
});

describe("late declarations", () => {
  it("are placed after the whole first batch", () => {
    const first = checkProgram([SMALL], [vip("a", { subnet: "small" }), vip("b", { subnet: "small" })]);
    const both = checkProgram(
      [SMALL],
      [vip("a", { subnet: "small" }), vip("b", { subnet: "small" }), vip("late", { subnet: "small" }, { batch: 1 })],
    );
    assert.equal(both.get("Vip::a")?.inputs.v4ip, first.get("Vip::a")?.inputs.v4ip);
    assert.equal(both.get("Vip::b")?.inputs.v4ip, first.get("Vip::b")?.inputs.v4ip);
    assert.deepEqual(codes(both.get("Vip::late")), []);
  });

  it("cannot have an address that the first batch was given", () => {
    const given = checkProgram([S4], [vip("a")]).get("Vip::a")?.inputs.v4ip;
    const results = checkProgram([S4], [vip("a"), vip("late", { v4ip: given }, { batch: 1 })]);
    assert.deepEqual(codes(results.get("Vip::late")), ["address-planned"]);
  });

  it("are placed when an input becomes known only in the check", () => {
    const planner = plannerFor([S4], [vip("a", { subnet: UNKNOWN })]);
    const { inputs, refusals } = checkOne(planner, vip("a"));
    assert.deepEqual(refusals, []);
    assert.match(String(inputs.v4ip), /^10\.16\.0\.\d+$/);
  });

  it("stay unknown while the subnet is", () => {
    const { inputs } = checkOne(plannerFor([S4], [vip("a", { subnet: UNKNOWN })]), vip("a", { subnet: UNKNOWN }));
    assert.equal(inputs.v4ip, UNKNOWN);
  });

  it("follow what the check gets, not what the constructor saw", () => {
    const planner = plannerFor([S4], [vip("a", { v4ip: "10.16.0.5" })]);
    assert.equal(checkOne(planner, vip("a", { v4ip: "10.16.0.6" })).inputs.v4ip, "10.16.0.6");
  });
});

describe("release and take in one run", () => {
  it("is refused: what this run removes is held until the next one", () => {
    const live = vipObject("old", "s4", "10.16.0.40", {}, { "pulumi-kubeovn/owner": `${OWNER}old` });
    assert.deepEqual(codes(checkProgram([S4, live], [vip("new", { v4ip: "10.16.0.40" })]).get("Vip::new")), [
      "address-leaving",
    ]);
  });

  it("is refused between two siblings that swap", () => {
    const own = (name: string, address: string) =>
      vipObject(name, "s4", address, {}, { "pulumi-kubeovn/owner": `${OWNER}${name}` });
    const results = checkProgram(
      [S4, own("a", "10.16.0.40"), own("b", "10.16.0.41")],
      [vip("a", { v4ip: "10.16.0.41" }), vip("b", { v4ip: "10.16.0.40" })],
    );
    assert.deepEqual(codes(results.get("Vip::a")), ["address-leaving"]);
    assert.deepEqual(codes(results.get("Vip::b")), ["address-leaving"]);
  });
});

describe("an address that a pod uses", () => {
  const owner = { "pulumi-kubeovn/owner": "organization/test/dev/ReservedIP/db" };
  const objects = [
    S4,
    ipObject("db", "default", "s4", "10.16.0.40", {}, owner),
    podObject("db", "default", "s4", "10.16.0.40"),
  ];
  const db = (args: Record<string, unknown>): Resource => ({
    kind: "ReservedIP",
    name: "db",
    args: { subnet: "s4", workload: { kind: "Pod", name: "db" }, ...args },
  });
  const olds = {
    "ReservedIP::db": {
      owner: owner["pulumi-kubeovn/owner"],
      name: "db.default",
      subnet: "s4",
      v4IpAddress: "10.16.0.40",
    },
  };

  it("is not moved from under it, unless that is asked for", () => {
    const moved = checkProgram(objects, [db({ v4IpAddress: "10.16.0.41" })], { olds }).get("ReservedIP::db");
    assert.deepEqual(
      moved?.refusals.map(({ property, reason }) => `${property}: ${reason}`),
      [
        'v4IpAddress: Pod default/db uses 10.16.0.40 of IP "db.default", and would lose its port; stop the pod first, or set force: true',
      ],
    );
    const forced = checkProgram(objects, [db({ v4IpAddress: "10.16.0.41", force: true })], { olds });
    assert.deepEqual(codes(forced.get("ReservedIP::db")), []);
  });

  it("stays with it when the reservation is for another workload", () => {
    const other = db({ workload: { kind: "Pod", name: "other" } });
    const { inputs, refusals } = checkProgram(objects, [other], { olds }).get("ReservedIP::db") ?? assert.fail();
    assert.deepEqual(refusals, []);
    assert.notEqual(inputs.v4IpAddress, "10.16.0.40");
    const asked = db({ workload: { kind: "Pod", name: "other" }, v4IpAddress: "10.16.0.40" });
    assert.deepEqual(codes(checkProgram(objects, [asked], { olds }).get("ReservedIP::db")), ["address-held"]);
  });
});

describe("an untargeted declaration", () => {
  it("counts with its live address although its check never comes", () => {
    const live = vipObject("held", "s4", "10.16.0.40", {}, { "pulumi-kubeovn/owner": `${OWNER}held` });
    const planner = plannerFor([S4, live], [vip("held"), vip("a", { v4ip: "10.16.0.40" })]);
    assert.deepEqual(codes(checkOne(planner, vip("a", { v4ip: "10.16.0.40" }))), ["address-held"]);
  });
});

describe("several providers", () => {
  it("keep automatic picks clear of each other's in a subnet of one name", () => {
    const mine = vip("mine");
    const alone = checkProgram([S4], [mine]).get("Vip::mine")?.inputs.v4ip;
    const theirs = vip("theirs", { v4ip: alone }, { provider: "edge" });
    assert.notEqual(checkProgram([S4], [mine, theirs]).get("Vip::mine")?.inputs.v4ip, alone);
  });

  it("may use equal fixed addresses", () => {
    const program = [vip("mine", { v4ip: "10.16.0.5" }), vip("theirs", { v4ip: "10.16.0.5" }, { provider: "edge" })];
    assert.deepEqual(codes(checkProgram([S4], program).get("Vip::mine")), []);
  });
});

describe("one writer per field", () => {
  it("lets a Vip carry namespace and selector of the binding that lists it", () => {
    const program: Resource[] = [
      vip("a"),
      { kind: "AapBinding", name: "bind", args: { vips: ["a"], namespace: "shop", selector: ["app: web"] } },
    ];
    const { inputs } = checkProgram([S4], program).get("Vip::a") as CheckResult;
    assert.deepEqual([inputs.namespace, inputs.selector], ["shop", ["app: web"]]);
  });
});

describe("addresses shared intentionally", () => {
  it("are no conflict for a pod that uses the Vip", () => {
    const live = vipObject("a", "s4", "10.16.0.40", {}, { "pulumi-kubeovn/owner": `${OWNER}a` });
    const pod = podObject("user", "shop", "s4", "10.16.0.40", { "ovn.kubernetes.io/vip": "a" });
    assert.deepEqual(codes(checkProgram([S4, live, pod], [vip("a")]).get("Vip::a")), []);
  });

  it("are no conflict for the workload of a reserved IP", () => {
    const live = ipObject(
      "db",
      "default",
      "s4",
      "10.16.0.40",
      { podType: "Pod" },
      { "pulumi-kubeovn/owner": "organization/test/dev/ReservedIP/db" },
    );
    const program: Resource[] = [
      { kind: "ReservedIP", name: "db", args: { subnet: "s4", workload: { kind: "Pod", name: "db" } } },
    ];
    const results = checkProgram([S4, live, podObject("db", "default", "s4", "10.16.0.40")], program);
    assert.deepEqual(codes(results.get("ReservedIP::db")), []);
    assert.equal(results.get("ReservedIP::db")?.inputs.v4IpAddress, "10.16.0.40");
  });

  it("are no conflict for a switch_lb_vip and the rule in front of it", () => {
    const rule = {
      apiVersion: "kubeovn.io/v1",
      kind: "SwitchLBRule",
      metadata: { name: "lb" },
      spec: { vip: "10.16.0.40", namespace: "shop" },
    };
    const program = [vip("lb", { type: "switch_lb_vip", v4ip: "10.16.0.40" }), vip("plain", { v4ip: "10.16.0.40" })];
    assert.deepEqual(codes(checkProgram([S4, rule], program.slice(0, 1)).get("Vip::lb")), []);
    assert.deepEqual(codes(checkProgram([S4, rule], program.slice(1)).get("Vip::plain")), ["address-held"]);
  });

  it("are a conflict for anyone else, even where the address is our own", () => {
    const live = vipObject("a", "s4", "10.16.0.40", {}, { "pulumi-kubeovn/owner": `${OWNER}a` });
    assert.deepEqual(
      codes(checkProgram([S4, live, podObject("x", "shop", "s4", "10.16.0.40")], [vip("a")]).get("Vip::a")),
      ["address-shared"],
    );
  });
});

describe("adopt", () => {
  for (const [family, cidr, address, field] of [
    ["IPv4", "10.16.0.0/24", "10.16.0.9", "v4ip"],
    ["IPv6", "fd00:16::/120", "fd00:16::9", "v6ip"],
  ] as const)
    it(`refuses two objects that are there with one address, though both are of the program, ${family}`, () => {
      const live = ["x", "y"].map((name) => vipObject(name, "s", "", { [field]: address }));
      const program = ["x", "y"].map((name): Resource => ({ kind: "Vip", name, args: { subnet: "s", adopt: true } }));
      const results = checkProgram([subnetObject("s", cidr), ...live], program);
      assert.deepEqual(
        [...results.values()].map(({ refusals }) => refusals.map(({ code }) => code)),
        [["address-shared"], ["address-shared"]],
      );
    });

  it("keeps address and MAC of what is there", () => {
    const objects = [
      S4,
      ipObject("web-0", "shop", "s4", "10.16.0.52", { macAddress: "02:00:00:00:00:52" }),
      podObject("web-0", "shop", "s4", "10.16.0.52"),
    ];
    const program: Resource[] = [
      {
        kind: "ReservedIP",
        name: "web",
        args: {
          subnet: "s4",
          adopt: true,
          workload: { kind: "StatefulSet", name: "web", namespace: "shop", ordinal: 0 },
        },
      },
    ];
    const result = checkProgram(objects, program).get("ReservedIP::web") as CheckResult;
    assert.deepEqual(codes(result), []);
    assert.deepEqual(
      [result.inputs.v4IpAddress, result.inputs.macAddress, result.inputs.name],
      ["10.16.0.52", "02:00:00:00:00:52", "web-0.shop"],
    );
  });
});

describe("the planned range", () => {
  it("is where automatic picks come from, and is not excluded for us", () => {
    const program: Resource[] = [
      {
        kind: "Subnet",
        name: "own",
        args: { cidrBlock: "10.90.0.0/24", allocation: { range: "10.90.0.200..10.90.0.201" } },
      },
      vip("a", { subnet: "own" }),
      vip("b", { subnet: "own", v4ip: "10.90.0.201" }),
    ];
    const results = checkProgram([], program);
    assert.deepEqual(results.get("Subnet::own")?.inputs.excludeIps, ["10.90.0.1", "10.90.0.200..10.90.0.201"]);
    assert.equal(results.get("Vip::a")?.inputs.v4ip, "10.90.0.200");
    assert.deepEqual(codes(results.get("Vip::b")), []);
  });

  it("can be set aside in a Subnet of someone else", () => {
    const program: Resource[] = [
      { kind: "PlannedRange", name: "planned", args: { subnet: "s4", range: "10.16.0.250" } },
      vip("a"),
    ];
    assert.equal(checkProgram([S4], program).get("Vip::a")?.inputs.v4ip, "10.16.0.250");
  });
});

describe("explicit values", () => {
  it("come out canonical, whatever their spelling", () => {
    const six = subnetObject("s6", "fd00:16::/64", { gateway: "fd00:16::1" });
    const { inputs } = checkProgram(
      [six],
      [vip("a", { subnet: "s6", v6ip: "FD00:16:0:0::0A", macAddress: "02-00-00-00-00-0A" })],
    ).get("Vip::a") as CheckResult;
    assert.deepEqual([inputs.v6ip, inputs.macAddress], ["fd00:16::a", "02:00:00:00:00:0a"]);
  });

  it("may be a MAC alone: the address is planned for it", () => {
    const { inputs, refusals } = checkProgram([S4], [vip("a", { macAddress: "02:00:00:00:00:0a" })]).get(
      "Vip::a",
    ) as CheckResult;
    assert.deepEqual(refusals, []);
    assert.equal(inputs.macAddress, "02:00:00:00:00:0a");
    assert.match(String(inputs.v4ip), /^10\.16\.0\.\d+$/);
  });

  it("may be in excludeIps or a pool where allowExcluded says so", () => {
    const objects = [
      subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1", excludeIps: ["10.16.0.9"] }),
      poolObject("p", "s4", ["10.16.0.20"]),
    ];
    const program = [
      vip("a", { v4ip: "10.16.0.9", allowExcluded: true }),
      vip("b", { v4ip: "10.16.0.20", allowExcluded: true }),
    ];
    const results = checkProgram(objects, program);
    assert.deepEqual([...results.values()].flatMap(codes), []);
  });
});

describe("an object under an earlier name", () => {
  it("is held against its resource only while nobody else of the run is to have it", () => {
    const live = vipObject("x", "s4", "10.16.0.40", {}, { "pulumi-kubeovn/owner": `${OWNER}a` });
    const renamed = vip("a", { name: "y" });
    assert.deepEqual(codes(checkProgram([S4, live], [renamed]).get("Vip::a")), ["object-renamed"]);
    const results = checkProgram([S4, live], [renamed, vip("b", { name: "x" })]);
    assert.deepEqual(codes(results.get("Vip::a")), []);
    assert.deepEqual(codes(results.get("Vip::b")), ["object-exists"]);
  });
});

describe("a full subnet", () => {
  it("names who has most of it, counted once for all refusals", () => {
    const tiny = subnetObject("tiny", "10.17.0.0/30", { gateway: "10.17.0.1" });
    const planner = plannerFor([tiny, vipObject("old", "tiny", "10.17.0.2")], []);
    const [a, b] = [vip("a", { subnet: "tiny" }), vip("b", { subnet: "tiny" })].map((one) => checkOne(planner, one));
    for (const result of [a, b]) assert.match(result?.refusals[0]?.reason ?? "", /most of them: Vips 1\)/);
    const space = { subnet: "tiny" };
    assert.equal(planner.topHoldersIn(space, 4), planner.topHoldersIn(space, 4));
    planner.addBatch([declarationOf({ kind: "Subnet", name: "other", args: { cidrBlock: "10.18.0.0/24" } })]);
    assert.deepEqual(planner.topHoldersIn(space, 4), [{ who: "Vips", count: 1 }]);
  });
});

describe("a MAC", () => {
  it("is not planned for an object that lives without one, nor for one that the state has without", () => {
    const live = vipObject("a", "s4", "10.16.0.40", {}, { "pulumi-kubeovn/owner": `${OWNER}a` });
    assert.equal(checkProgram([S4, live], [vip("a")]).get("Vip::a")?.inputs.macAddress, null);
    const olds = { "Vip::a": { owner: `${OWNER}a`, subnet: "s4", v4ip: "10.16.0.9" } };
    assert.equal(checkProgram([S4], [vip("a")], { olds }).get("Vip::a")?.inputs.macAddress, null);
    assert.match(String(checkProgram([S4], [vip("a")]).get("Vip::a")?.inputs.macAddress), /^.[26ae]:/);
  });
});

describe("addresses of the Subnet itself", () => {
  it("are kept clear of, although Kube-OVN's IPAM does not know them", () => {
    const own: Resource = { kind: "Subnet", name: "own", args: { cidrBlock: "10.90.0.0/30", vips: ["10.90.0.2"] } };
    assert.deepEqual(codes(checkProgram([], [own, vip("a", { subnet: "own" })]).get("Vip::a")), ["pool-exhausted"]);
  });
});

describe("a replace", () => {
  it("is said, with the arguments that Kube-OVN would ignore", () => {
    const results = checkProgram([S4], [vip("a", { v4ip: "10.16.0.6" })], {
      olds: { "Vip::a": { owner: `${OWNER}a`, name: "a", subnet: "s4", type: "", v4ip: "10.16.0.5" } },
    });
    assert.ok(
      results
        .get("Vip::a")
        ?.notes.includes(`Vip "a" is recreated: Kube-OVN ignores a change of "v4ip" on an existing object`),
    );
  });
});

describe("check", () => {
  it("is idempotent on its own output", () => {
    const program: Resource[] = [
      {
        kind: "Subnet",
        name: "own",
        args: { cidrBlock: "10.90.0.0/24,fd00:90::/64", allocation: { range: "10.90.0.200..10.90.0.250" } },
      },
      { kind: "ReservedIPSet", name: "set", args: { subnet: "s4", statefulSet: { name: "web", replicas: 2 } } },
      { kind: "ReservedIP", name: "db", args: { subnet: "s4", workload: { kind: "VirtualMachine", name: "db" } } },
      vip("a"),
    ];
    const first = checkProgram([S4], program);
    const again = program.map(
      (resource): Resource => ({ ...resource, args: first.get(pathOf(resource))?.inputs ?? {} }),
    );
    const olds = Object.fromEntries([...first].map(([at, result]) => [at, result.inputs]));
    const second = checkProgram([S4], again, { olds });
    for (const resource of program) {
      const at = pathOf(resource);
      assert.deepEqual(second.get(at)?.refusals, []);
      assert.deepEqual(second.get(at)?.inputs, first.get(at)?.inputs);
    }
  });
});

describe("diff", () => {
  it("never replaces for something unknown", () => {
    assert.deepEqual(
      diff(ROOMS.Vip, { name: "a", subnet: "s4", v4ip: "10.16.0.5" }, { name: "a", subnet: UNKNOWN, v4ip: UNKNOWN }),
      { changes: true, changed: ["subnet", "v4ip"], replaces: [] },
    );
  });

  it("replaces for an address and updates for a selector", () => {
    assert.deepEqual(diff(ROOMS.Vip, { v4ip: "10.16.0.5" }, { v4ip: "10.16.0.6" }).replaces, ["v4ip"]);
    assert.deepEqual(diff(ROOMS.Vip, { selector: ["a: b"] }, { selector: ["a: c"] }), {
      changes: true,
      changed: ["selector"],
      replaces: [],
    });
  });

  it("updates the outputs when the store has another name, and nothing else", () => {
    const inputs = { v4ip: "10.16.0.5", store: "manifests:now" };
    assert.deepEqual(diff(ROOMS.Vip, { ...inputs, store: "manifests:before" }, inputs), {
      changes: true,
      changed: ["store"],
      replaces: [],
    });
    assert.deepEqual(diff(ROOMS.Vip, { v4ip: "10.16.0.5" }, inputs), { changes: false, changed: [], replaces: [] });
  });

  it("compares exclusions as a set", () => {
    assert.equal(
      diff(ROOMS.Subnet, { excludeIps: ["10.0.0.1", "10.0.0.9"] }, { excludeIps: ["10.0.0.9", "10.0.0.1"] }).changes,
      false,
    );
  });

  it("sees nothing in a MAC that Kube-OVN chose", () => {
    assert.equal(
      diff(ROOMS.Vip, { v4ip: "10.16.0.5", macAddress: "02:00:00:00:00:05" }, { v4ip: "10.16.0.5" }).changes,
      false,
    );
  });

  it("updates an object that is missing", () => {
    assert.deepEqual(diff(ROOMS.Vip, { name: "a", missing: true }, { name: "a" }), {
      changes: true,
      changed: ["missing"],
      replaces: [],
    });
  });
});
