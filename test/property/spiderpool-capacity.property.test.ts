import assert from "node:assert/strict";
import fc from "fast-check";
import { printAddress } from "../../provider/ipam";
import type { KubeObject } from "../../provider/objects/kube-object";
import { checkProgram } from "../support/plan";
import type { Resource } from "../support/program";
import { propertyOptions } from "../support/property";
import {
  endpointObject,
  multusConfigObject,
  reservedObject,
  spiderPoolObject,
  spiderSubnetObject,
} from "../support/spider-objects";
import { AllocationError, SpiderCluster } from "../support/spiderpool/allocator";

const options = propertyOptions({ runs: 150 });

const NAMES = ["lab-a", "lab-b", "net-a", "net-b"];
const POOL_SIZE = 4;
const BASE = { 4: 0x0a060000n, 6: 0xfd060000n << 96n } as const;
const CIDR = { 4: "10.6.0.0/16", 6: "fd06::/64" } as const;
const WORKLOAD = { kind: "Deployment", name: "web", namespace: "shop" };
/** Wildcards with what they mean. */
const PATTERNS: readonly (readonly [pattern: string, matches: (name: string) => boolean])[] = [
  ["*", () => true],
  ["lab-*", (name) => name.startsWith("lab-")],
  ["*-a", (name) => name.endsWith("-a")],
  ["net-[^a]", (name) => name === "net-b"],
  ["???-b", (name) => name.endsWith("-b")],
  ["far-*", () => false],
];

const address = (family: 4 | 6, host: number): string =>
  printAddress({ family, value: BASE[family] + BigInt(host + 1) });
const range = (family: 4 | 6, first: number, count: number): string =>
  `${address(family, first)}-${address(family, first + count - 1)}`;

/** Pools of four addresses, what is kept back of them, pods of three workloads, and how the pods in question come to pools. */
const cluster = fc.record({
  family: fc.constantFrom(4 as const, 6 as const),
  pools: fc.subarray(NAMES, { minLength: 1 }),
  disabled: fc.subarray(NAMES, { maxLength: 2 }),
  defaults: fc.subarray(NAMES),
  excluded: fc.uniqueArray(fc.nat(NAMES.length * POOL_SIZE - 1), { maxLength: 3 }),
  reserved: fc.uniqueArray(fc.nat(NAMES.length * POOL_SIZE - 1), { maxLength: 4 }),
  pods: fc.array(fc.tuple(fc.constantFrom("web", "api", "other"), fc.constantFrom(...NAMES)), { maxLength: 10 }),
  way: fc.constantFrom("named", "pattern", "namespace", "network", "cluster"),
  names: fc.subarray(NAMES, { minLength: 1 }),
  patterns: fc.subarray([...PATTERNS.keys()], { minLength: 1, maxLength: 2 }),
  replicas: fc.integer({ min: 1, max: 9 }),
  rival: fc.record({ replicas: fc.nat(4), names: fc.subarray(NAMES, { minLength: 1 }) }),
});
type Cluster = typeof cluster extends fc.Arbitrary<infer T> ? T : never;

/** The cluster as Spiderpool has it. */
function modelOf({ family, pools, disabled, excluded, reserved, pods }: Cluster): SpiderCluster {
  const model = new SpiderCluster();
  for (const name of pools) {
    const first = NAMES.indexOf(name) * POOL_SIZE;
    const own = (host: number): boolean => host >= first && host < first + POOL_SIZE;
    model.pools.set(name, {
      name,
      family,
      ips: [range(family, first, POOL_SIZE)],
      excludeIPs: excluded.filter(own).map((host) => address(family, host)),
      disabled: false,
      ledger: new Map(),
    });
  }
  pods.forEach(([workload, pool], i) => {
    if (!pools.includes(pool)) return;
    try {
      model.allocate({ pod: podOf(workload, i), uid: `u${i}`, kind: "Deployment", pools: [pool] }, family);
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
    }
  });
  // Addresses are kept back, and pools closed, after pods came into them.
  const ips = reserved.map((host) => address(family, host));
  if (ips.length > 0) model.reserved.set("kept", { ipVersion: family, ips, isTerminating: false });
  for (const name of disabled) {
    const pool = model.pools.get(name);
    if (pool !== undefined) model.pools.set(name, { ...pool, disabled: true });
  }
  return model;
}

const podOf = (workload: string, i: number): string => `shop/${workload}-6f9c7d5b8-p${i}`;

/** How many pods of some workloads can run at once on pools, one after the other started from nothing. */
function capacity(model: SpiderCluster, family: 4 | 6, pools: readonly string[], workloads: readonly string[]): number {
  const trial = model.copy();
  for (const [pod, { uid }] of model.endpoints) {
    const isTheirs = workloads.some((workload) => pod.startsWith(`shop/${workload}-`));
    if (isTheirs) trial.release({ pod, uid, kind: "Deployment", pools: [] });
  }
  for (let count = 0; ; count++) {
    try {
      trial.allocate({ pod: `shop/new-${count}`, uid: `n${count}`, kind: "Deployment", pools }, family);
    } catch (error) {
      if (error instanceof AllocationError) return count;
      throw error;
    }
  }
}

function objectsOf(random: Cluster, model: SpiderCluster): readonly KubeObject[] {
  const { family, defaults, reserved, way, names, rival } = random;
  const field = `ipv${family}`;
  const named = JSON.stringify(names);
  const annotations = way === "namespace" ? { [`ipam.spidernet.io/default-ipv${family}-ippool`]: named } : {};
  const ippools = way === "network" ? { [field]: names } : {};
  const ask = { "ipam.spidernet.io/ippool": JSON.stringify({ [field]: rival.names }) };
  return [
    ...[...model.pools.values()].map(({ name, ips, excludeIPs, disabled, ledger }) =>
      spiderPoolObject(name, CIDR[family], ips, {
        allocated: Object.fromEntries([...ledger].map(([text, { pod }]) => [text, pod])),
        spec: { excludeIPs, disable: disabled, default: defaults.includes(name) },
      }),
    ),
    ...(reserved.length > 0
      ? [
          reservedObject(
            "kept",
            reserved.map((host) => address(family, host)),
            family,
          ),
        ]
      : []),
    ...[...model.endpoints.keys()].map((pod) =>
      endpointObject(pod, "Deployment", pod.slice("shop/".length).split("-")[0] as string),
    ),
    { ...multusConfigObject("lan", "net"), spec: { cniType: "macvlan", macvlan: { master: ["eth1"], ippools } } },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", annotations } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "api", namespace: "shop" },
      spec: { replicas: rival.replicas, template: { metadata: { annotations: ask } } },
    } as KubeObject,
  ];
}

/** The names that the pods' pools are known by, and the pools that these stand for. */
function chosen({ way, names, patterns, pools, defaults }: Cluster): { names: readonly string[]; pools: string[] } {
  if (way === "cluster") return { names: [], pools: pools.filter((name) => defaults.includes(name)) };
  if (way !== "pattern") return { names, pools: [...names] };
  const asked = patterns.map((i) => PATTERNS[i] as (typeof PATTERNS)[number]);
  return {
    names: asked.map(([pattern]) => pattern),
    pools: pools.filter((name) => asked.some(([, matches]) => matches(name))),
  };
}

describe("capacity for the pods of a workload", () => {
  it("is what Spiderpool can give them, however they come to their pools", () => {
    const seen = { refused: 0, accepted: 0 };
    fc.assert(
      fc.property(cluster, (random) => {
        const { family, way, pools, disabled, replicas, rival, defaults } = random;
        const { names, pools: candidates } = chosen(random);
        // What is refused by other rules: names of nothing, and of pools that are closed.
        fc.pre(way === "pattern" || candidates.every((name) => pools.includes(name)));
        fc.pre(way !== "named" || candidates.every((name) => !disabled.includes(name)));
        fc.pre(way !== "pattern" || names.every((name) => PATTERNS.some(([p, is]) => p === name && pools.some(is))));
        fc.pre(way !== "cluster" || pools.some((name) => defaults.includes(name)));
        fc.pre(rival.names.every((name) => pools.includes(name)));
        const model = modelOf(random);
        const open = candidates.filter((name) => !disabled.includes(name));
        const isRival = rival.names.every((name) => (way === "named" ? candidates : open).includes(name));
        const left = capacity(model, family, open, ["web", ...(isRival ? ["api"] : [])]);
        const isTooMany = replicas + (isRival ? rival.replicas : 0) > left;
        const asked =
          way === "named" || way === "pattern" ? { ippool: { [`ipv${family}`]: names } } : { networks: ["net/lan"] };
        const resource: Resource = {
          kind: "spiderpool.PodAnnotations",
          name: "web",
          args: { ...asked, workload: WORKLOAD, replicas },
        };
        const { refusals = [] } =
          checkProgram(objectsOf(random, model), [resource]).get("spiderpool.PodAnnotations::web") ?? {};
        assert.deepEqual(
          refusals.map(({ code }) => code),
          isTooMany ? ["spider-too-few"] : [],
        );
        seen[isTooMany ? "refused" : "accepted"] += 1;
      }),
      options,
    );
    assert.ok(seen.refused > 0 && seen.accepted > 0, JSON.stringify(seen));
  });

  const cuts = fc.record({
    family: fc.constantFrom(4 as const, 6 as const),
    size: fc.integer({ min: 1, max: 12 }),
    taken: fc.uniqueArray(fc.nat(11), { maxLength: 6 }),
    reserved: fc.uniqueArray(fc.nat(11), { maxLength: 4 }),
    isFixed: fc.boolean(),
    number: fc.nat(8),
    replicas: fc.integer({ min: 1, max: 8 }),
    rival: fc.nat(3),
  });

  it("is what can be cut for them from a SpiderSubnet", () => {
    fc.assert(
      fc.property(cuts, ({ family, size, taken, reserved, isFixed, number, replicas, rival }) => {
        const pools = taken.map((host) => spiderPoolObject(`p${host}`, CIDR[family], [address(family, host)]));
        const kept = reserved.map((host) => address(family, host));
        const ask = { "ipam.spidernet.io/subnet": JSON.stringify({ [`ipv${family}`]: ["lab"] }) };
        const api = {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "api", namespace: "shop" },
          spec: { replicas: rival, template: { metadata: { annotations: ask } } },
        } as KubeObject;
        const objects = [
          spiderSubnetObject("lab", CIDR[family], [range(family, 0, size)]),
          ...pools,
          ...(kept.length > 0 ? [reservedObject("kept", kept, family)] : []),
          ...(rival > 0 ? [api] : []),
        ];
        const resource: Resource = {
          kind: "spiderpool.PodAnnotations",
          name: "web",
          args: {
            subnet: { [`ipv${family}`]: ["lab"] },
            ippoolIpNumber: isFixed ? `${number}` : `+${number}`,
            workload: WORKLOAD,
            replicas,
          },
        };
        const free = Array.from({ length: size }, (_, host) => host).filter(
          (host) => !taken.includes(host) && !reserved.includes(host),
        ).length;
        const own = isFixed ? number : replicas + number;
        const { refusals = [] } = checkProgram(objects, [resource]).get("spiderpool.PodAnnotations::web") ?? {};
        assert.deepEqual(refusals.map(({ code }) => code).sort(), [
          ...(own + (rival > 0 ? rival + 1 : 0) > free ? ["spider-cut-too-few"] : []),
          ...(own < replicas ? ["spider-cut-too-small"] : []),
        ]);
      }),
      options,
    );
  });
});
