import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Address, isFault, parseAddress } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { check, type KubeOvnVersion, NOTES } from "../../../../provider/plan";
import { EXPLAINED_NOTES } from "../../../../provider/plan/checks/notes";
import type { Holder } from "../../../../provider/plan/live/snapshot";
import { TEMPLATE_NOTES } from "../../../../provider/plan/templates/template-messages";
import { subnetObject } from "../../../support/objects";
import { checkProgram, declarationOf, plannerFor, STORE } from "../../../support/plan";
import type { Resource } from "../../../support/program";

const SUBNETS = [
  subnetObject("four", "10.16.0.0/24", { gateway: "10.16.0.1", excludeIps: ["10.16.0.1", "10.16.0.200..10.16.0.209"] }),
  subnetObject("six", "fd00:16::/112", {
    gateway: "fd00:16::1",
    excludeIps: ["fd00:16::1", "fd00:16::200..fd00:16::209"],
  }),
];

/** Eight IPv4 and eight IPv6 subnets, with a Vip and a ReservedIP in each. */
function* crowd(): Generator<[subnet: KubeObject, program: readonly Resource[]]> {
  for (let i = 0; i < 8; i++) {
    const members = (subnet: string): readonly Resource[] => [
      { kind: "Vip", name: subnet, args: { subnet } },
      { kind: "ReservedIP", name: subnet, args: { subnet, workload: { kind: "Pod", name: subnet } } },
    ];
    yield [subnetObject(`team-${i}`, `10.${i}.0.0/24`, { gateway: `10.${i}.0.1` }), members(`team-${i}`)];
    yield [subnetObject(`six-${i}`, `fd0${i}::/112`, { gateway: `fd0${i}::1` }), members(`six-${i}`)];
  }
}

describe("advice about many subnets", () => {
  const all = [...crowd()];
  const objects = all.map(([subnet]) => subnet);
  const program = all.flatMap(([, resources]) => resources);
  const notesIn = (order: readonly Resource[]): ReadonlySet<string> =>
    new Set([...checkProgram(objects, order, { version: [1, 17] }).values()].flatMap(({ notes }) => notes));
  const SAID = [
    'Subnets "six-0" and 15 more have no planned range, so pods may get planned addresses; add one (no-planned-range)',
    'controller restarts may delete IPs in Subnets "six-0", "six-1" and 14 more; add a PlannedRange (lost-at-restart)',
  ];

  it("is one line of each sort for the whole run, of at most 120 characters, in whatever order", () => {
    for (const order of [program, [...program].reverse()]) assert.deepEqual([...notesIn(order)].sort(), SAID);
    for (const note of SAID) assert.ok(note.length <= 120, note);
  });

  it("is silent of subnets that get a planned range in the same run, and of another provider's", () => {
    const ranges = all.slice(1).map(([subnet]): Resource => {
      const { name = "" } = subnet.metadata;
      const range = name.startsWith("six")
        ? `fd0${name.at(-1)}::100..fd0${name.at(-1)}::1ff`
        : `10.${name.at(-1)}.0.10..10.${name.at(-1)}.0.99`;
      return { kind: "PlannedRange", name, args: { subnet: name, range } };
    });
    const of = (subnet: string): readonly string[] => [
      `Subnet "${subnet}" has no planned range, so pods may get planned addresses; add one (no-planned-range)`,
      `controller restarts may delete IPs in Subnet "${subnet}"; add a PlannedRange (lost-at-restart)`,
    ];
    assert.deepEqual([...notesIn([...program, ...ranges])].sort(), of("team-0"));
    const others = program.map((one) => (one.args.subnet === "team-0" ? one : { ...one, provider: "elsewhere" }));
    const planner = plannerFor(objects, others, { version: [1, 17] });
    const own = others.filter(({ provider }) => provider === undefined);
    const notes = own.flatMap(
      (one) => check(planner, { olds: {}, news: one.args, declaration: declarationOf(one), store: STORE }).notes,
    );
    assert.deepEqual([...new Set(notes)].sort(), of("team-0"));
  });

  it("looks at each placement once, however many batches there are, and names what earlier ones exposed", () => {
    const planner = plannerFor(objects, [], { version: [1, 17] });
    const looks = new Map<string, number>();
    const isOtherProviders = planner.isOtherProviders.bind(planner);
    const vips = program.filter(({ kind }) => kind === "Vip");
    const lines = vips.map((one) => {
      planner.addBatch([declarationOf(one)]);
      planner.isOtherProviders = (owner) => {
        looks.set(owner, (looks.get(owner) ?? 0) + 1);
        return isOtherProviders(owner);
      };
      return check(planner, { olds: {}, news: one.args, declaration: declarationOf(one), store: STORE }).notes;
    });
    assert.deepEqual([...looks.values()], Array(vips.length).fill(1));
    assert.deepEqual(lines.at(-1), SAID.slice(0, 1));
  });
});

describe("every note with a code", () => {
  const page = readFileSync("docs/reference/notes.md", "utf8");
  const explained = [...page.matchAll(/<a id="([a-z-]+)"><\/a>/g)].map(([, code]) => String(code));
  const addressOf = (text: string): Address => {
    const address = parseAddress(text);
    return isFault(address) ? assert.fail(text) : address;
  };
  const [address, asked] = [addressOf("fd00:10:16::53"), addressOf("fd00:10:16::77")];
  const claimant: Holder = { kind: "StatefulSet", name: "prod/kafka-main" };
  const subnets = Array.from({ length: 60 }, (_, i) => `ovn-default-${i}`);
  const kinds = ["deployments", "statefulsets", "daemonsets", "jobs", "cronjobs", "virtualmachines"];
  const vip = "web";
  const pool = "front";
  const nodes = Array.from({ length: 60 }, (_, i) => `"worker-${i}"`);
  const sibling = { kind: "spiderpool.PodAnnotations", name: "web" } as const;
  const noPods = { moved: ["prod/web-0"], movedCount: 1, kept: [], keptCount: 0 };
  const said: Readonly<Record<string, string>> = {
    "no-planned-range": NOTES["no-planned-range"]({ subnets }),
    "lost-at-restart": NOTES["lost-at-restart"]({ subnets, isCertain: false }),
    "templates-unread": NOTES["templates-unread"]({ kinds }),
    "address-also-asked": NOTES["address-also-asked"]({ address, claimant }),
    "template-asks-other": NOTES["template-asks-other"]({ address, asked, claimant }),
    "range-left": NOTES["range-left"]({ subnet: "ovn-default", ranges: ["fd00:10:16::1000..fd00:10:16::10ff"] }),
    "range-in-refused-subnet": NOTES["range-in-refused-subnet"]({ why: 'Subnet "team-a" is refused' }),
    "cluster-unread": NOTES["cluster-unread"]({ why: "the cluster cannot be reached" }),
    "newer-release": NOTES["newer-release"]({ version: "1.18.12", newest: "1.17" }),
    "dry-run-omitted": NOTES["dry-run-omitted"]({ place: 'Subnet "team-payments"' }),
    "given-up-way": NOTES["given-up-way"]({ directory: "manifests" }),
    "vm-name-unsure": NOTES["vm-name-unsure"]({}),
    "vm-port-unsure": NOTES["vm-port-unsure"]({}),
    "vm-parents-misnamed": NOTES["vm-parents-misnamed"]({ version: "1.13.12" }),
    "pair-port-missing": NOTES["pair-port-missing"]({
      vip: "web",
      logicalSwitch: "ovn-default",
      virtualIp: "10.16.0.53",
    }),
    "pair-port-stays": NOTES["pair-port-stays"]({ vip }),
    "vip-port-missing": NOTES["vip-port-missing"]({ vip, port: vip }),
    "pool-confines-pods": NOTES["pool-confines-pods"]({ pool, ...noPods }),
    "pool-leaves-pods": NOTES["pool-leaves-pods"]({ pool, ...noPods }),
    "pool-leaves-namespace": NOTES["pool-leaves-namespace"]({ pool, namespace: "prod" }),
    "pool-one-family": NOTES["pool-one-family"]({ pool, subnet: "ovn-default", family: 4 }),
    "pool-elsewhere": NOTES["pool-elsewhere"]({ pool, subnet: "team-a", namespace: "prod", homes: [] }),
    "spider-labels-unknown": NOTES["spider-labels-unknown"]({ pool: "default-v4", namespace: "production" }),
    "spider-unserved-nodes": NOTES["spider-unserved-nodes"]({ sibling, family: 4, nodes, count: 9 }),
    "spider-rolling-stuck": NOTES["spider-rolling-stuck"]({ workload: "web", family: 4, available: 3 }),
    "spider-cut-stuck": NOTES["spider-cut-stuck"]({ workload: "web", size: 3 }),
    "vip-as-address": TEMPLATE_NOTES["vip-as-address"]({ who: 'StatefulSet "web"', vip: "web" }),
  };

  it("is explained in the page of notes, which explains no other", () => {
    assert.deepEqual(Object.keys(said), [...EXPLAINED_NOTES, ...Object.keys(TEMPLATE_NOTES)]);
    assert.deepEqual([...explained].sort(), Object.keys(said).sort());
  });

  for (const [code, note] of Object.entries(said)) {
    it(`ends with it and has at most 120 characters: ${code}`, () => {
      assert.ok(note.endsWith(` (${code})`), note);
      assert.ok(note.length <= 120, `${note.length}: ${note}`);
    });
  }
});

function notesOf(version: KubeOvnVersion | undefined, ...resources: readonly Resource[]): readonly string[] {
  const results = [...checkProgram(SUBNETS, resources, version === undefined ? {} : { version }).values()];
  for (const { refusals } of results) assert.deepEqual(refusals, []);
  return [...new Set(results.flatMap(({ notes }) => notes))];
}

for (const [subnet, range, field, inside, outside] of [
  ["four", "10.16.0.200..10.16.0.209", "v4IpAddress", "10.16.0.205", "10.16.0.50"],
  ["six", "fd00:16::200..fd00:16::209", "v6IpAddress", "fd00:16::205", "fd00:16::50"],
] as const) {
  const ip = (name: string, rest: object = {}): Resource => ({
    kind: "ReservedIP",
    name,
    args: { subnet, workload: { kind: "VirtualMachine", name }, ...rest },
  });
  const planned: Resource = { kind: "PlannedRange", name: "planned", args: { subnet, range } };

  describe(`advice about reserved IPs in subnet ${subnet}`, () => {
    it("says once that they do not survive a restart, from 1.14.7 on, fixed ones too", () => {
      const notes = notesOf([1, 14, 7], ip("a"), ip("b"), ip("c", { [field]: outside }));
      const says = `controller restarts may delete IPs in Subnet "${subnet}"; add a PlannedRange (lost-at-restart)`;
      assert.deepEqual(notes, [says]);
    });

    it("says which releases delete them where the release is not known", () => {
      const says = `1.14.7+: controller restarts may delete IPs in Subnet "${subnet}"; add a PlannedRange (lost-at-restart)`;
      assert.deepEqual(notesOf(undefined, ip("a"), ip("b")), [says]);
    });

    it("says in 1.14.6 and older, which keep them, only that a pod may be faster", () => {
      const says = `Subnet "${subnet}" has no planned range, so pods may get planned addresses; add one (no-planned-range)`;
      for (const version of [
        [1, 13],
        [1, 14, 6],
      ] as const)
        assert.deepEqual(notesOf(version, ip("a")), [says]);
    });

    it("says nothing of those in a planned range, or in excludeIps", () => {
      assert.deepEqual(notesOf([1, 17], planned, ip("a"), ip("b")), []);
      assert.deepEqual(notesOf([1, 17], ip("c", { [field]: inside, allowExcluded: true })), []);
    });
  });
}

for (const subnet of ["four", "six"]) {
  const of = (kind: string): Resource => ({
    kind: "ReservedIP",
    name: kind,
    args: { subnet, workload: { kind, name: "x" } },
  });
  const set: Resource = {
    kind: "ReservedIPSet",
    name: "set",
    args: { subnet, workloads: [{ kind: "VirtualMachine", name: "y" }] },
  };
  const saidOf = (flags: Readonly<Record<string, string>> | "hidden", resource: Resource): readonly string[] => {
    const { refusals = [], notes = [] } =
      checkProgram(SUBNETS, [resource], { version: [1, 13], flags })
        .values()
        .next().value ?? {};
    assert.deepEqual(refusals, []);
    return notes.filter((note) => note.includes("keep-vm-ip"));
  };

  describe(`advice about reserved IPs for VMs in subnet ${subnet}`, () => {
    it("says on what they depend where the controller's flags could not be read", () => {
      const says =
        "VMs get reserved addresses only with --keep-vm-ip; deploy/role-controller.yaml lets it be read (vm-name-unsure)";
      assert.deepEqual(saidOf("hidden", of("VirtualMachine")), [says]);
      assert.deepEqual(saidOf("hidden", set), [says]);
    });

    it("says nothing where the flag is on, and nothing of pods", () => {
      assert.deepEqual(saidOf({ "keep-vm-ip": "true" }, of("VirtualMachine")), []);
      assert.deepEqual(saidOf({}, set), []);
      assert.deepEqual(saidOf("hidden", of("Pod")), []);
      assert.deepEqual(saidOf({ "keep-vm-ip": "false" }, of("Pod")), []);
    });
  });

  describe(`advice about VMs behind a Vip of subnet ${subnet}`, () => {
    const pair = (kind: string): readonly Resource[] => [
      { kind: "Vip", name: "shared", args: { subnet } },
      {
        kind: "AapBinding",
        name: "pair",
        args: { vips: ["shared"], namespace: "default", members: [{ kind, name: "x" }] },
      },
    ];
    const said = (
      version: KubeOvnVersion,
      kind: string,
      more: Omit<NonNullable<Parameters<typeof checkProgram>[2]>, "version"> = {},
    ): readonly string[] => {
      const { refusals = [], notes = [] } =
        checkProgram(SUBNETS, pair(kind), { version, ...more }).get("AapBinding::pair") ?? {};
      assert.deepEqual(refusals, []);
      return notes;
    };
    const misnamed =
      "with Kube-OVN 1.13.0, no VM can answer for the address of a Vip; use 1.14 or newer (vm-parents-misnamed)";
    const unsure =
      "VMs are parents of Vips only with --keep-vm-ip; deploy/role-controller.yaml lets it be read (vm-port-unsure)";

    it("says that the controller of 1.13 lists parents that are no ports, unless there is none", () => {
      assert.deepEqual(said([1, 13, 0], "VirtualMachine"), [misnamed]);
      assert.deepEqual(said([1, 13, 0], "VirtualMachine", { flags: "hidden" }), [unsure, misnamed]);
      assert.deepEqual(said([1, 14], "VirtualMachine"), []);
      const northbound = {
        duty: "own",
        switches: new Map([[subnet, 1]]),
        ports: new Map(),
        virtualPorts: new Map(),
        routerPorts: new Set<string>(),
      } as const;
      assert.deepEqual(said([1, 13, 0], "VirtualMachine", { northbound }), []);
      assert.deepEqual(said([1, 13, 0], "VirtualMachine", { northbound: { ...northbound, duty: "repair" } }), [
        misnamed,
      ]);
    });

    it("says on what the parents depend where the controller's flags could not be read", () => {
      assert.deepEqual(said([1, 17], "VirtualMachine", { flags: "hidden" }), [unsure]);
      assert.deepEqual(said([1, 17], "VirtualMachine", { flags: { "keep-vm-ip": "true" } }), []);
    });

    it("says nothing of pods", () => {
      assert.deepEqual(said([1, 13, 0], "Pod", { flags: "hidden" }), []);
      assert.deepEqual(said([1, 13, 0], "Pod", { flags: { "keep-vm-ip": "false" } }), []);
    });
  });
}
