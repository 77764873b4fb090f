import assert from "node:assert/strict";
import fc from "fast-check";
import { isFault, parseAddress, printAddress } from "../../provider/ipam";
import type { KubeObject } from "../../provider/objects/kube-object";
import type { Impact } from "../../provider/plan";
import { checkProgram } from "../support/plan";
import type { Resource } from "../support/program";
import { propertyOptions } from "../support/property";
import { endpointObject, reservedObject, spiderPoolObject } from "../support/spider-objects";
import { AllocationError, type PodState, SpiderCluster } from "../support/spiderpool/allocator";

const options = propertyOptions({ runs: 200 });

const KINDS = ["Deployment", "DaemonSet", "StatefulSet", "VirtualMachineInstance", "Pod"] as const;
const POOL_SIZE = 6;
const BASE = { 4: 0x0a060000n, 6: 0xfd060000n << 96n } as const;
const CIDR = { 4: "10.6.0.0/16", 6: "fd06::/64" } as const;

/** A random cluster of one family: pools of six addresses, some excluded or reserved, pods that Spiderpool gave addresses. */
const cluster = fc.record({
  family: fc.constantFrom(4 as const, 6 as const),
  pools: fc.array(fc.record({ excluded: fc.array(fc.nat(POOL_SIZE - 1), { maxLength: 2 }), disabled: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  reservedBefore: fc.array(fc.nat(3 * POOL_SIZE - 1), { maxLength: 4 }),
  pods: fc.array(fc.record({ kind: fc.nat(KINDS.length - 1), pool: fc.nat(2), second: fc.option(fc.nat(2)) }), {
    maxLength: 14,
  }),
});

type Cluster = typeof cluster extends fc.Arbitrary<infer T> ? T : never;

interface Made {
  readonly model: SpiderCluster;
  readonly running: readonly { readonly pod: PodState; readonly address: string }[];
  readonly objects: readonly KubeObject[];
}

const address = (family: 4 | 6, host: number): string =>
  printAddress({ family, value: BASE[family] + BigInt(host + 1) });

function make({ family, pools, reservedBefore, pods }: Cluster): Made {
  const model = new SpiderCluster();
  const ipsOf = (i: number): string[] => [
    `${address(family, i * POOL_SIZE)}-${address(family, (i + 1) * POOL_SIZE - 1)}`,
  ];
  const excludedOf = (i: number): string[] =>
    [...new Set(pools[i]?.excluded ?? [])].map((host) => address(family, i * POOL_SIZE + host));
  pools.forEach((_, i) => {
    model.pools.set(`p${i}`, {
      name: `p${i}`,
      family,
      ips: ipsOf(i),
      excludeIPs: excludedOf(i),
      disabled: false,
      ledger: new Map(),
    });
  });
  const before = [...new Set(reservedBefore)].map((host) => address(family, host));
  if (before.length > 0) model.reserved.set("before", { ipVersion: family, ips: before, isTerminating: false });
  const running: { pod: PodState; address: string }[] = [];
  pods.forEach(({ kind, pool, second }, i) => {
    const names = [pool, ...(second === null ? [] : [second])].map((n) => `p${n % pools.length}`);
    const pod = { pod: `ns/pod-${i}`, uid: `u${i}`, kind: KINDS[kind] as string, pools: [...new Set(names)] };
    try {
      running.push({ pod, address: model.allocate(pod, family) });
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
    }
  });
  // Some pools are closed after pods came into them.
  pools.forEach(({ disabled }, i) => {
    const state = model.pools.get(`p${i}`);
    if (disabled && state !== undefined) model.pools.set(`p${i}`, { ...state, disabled: true });
  });
  const objects = [
    ...[...model.pools.values()].map(({ name, ips, excludeIPs, disabled, ledger }) =>
      spiderPoolObject(name, CIDR[family], ips, {
        allocated: Object.fromEntries([...ledger].map(([text, { pod }]) => [text, pod])),
        spec: { excludeIPs, disable: disabled },
      }),
    ),
    ...(before.length > 0 ? [reservedObject("before", before, family)] : []),
    ...running.flatMap(({ pod }) => [endpointObject(pod.pod, pod.kind, `owner-of-${pod.pod}`), podObject(pod, family)]),
  ];
  return { model, running, objects };
}

function podObject({ pod, pools }: PodState, family: 4 | 6): KubeObject {
  const [namespace = "", name = ""] = pod.split("/");
  const ippool = JSON.stringify({ [`ipv${family}`]: pools });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, annotations: { "ipam.spidernet.io/ippool": ippool } },
  };
}

/** What the model says of a pod that restarts alone after the change. */
function fateOf(model: SpiderCluster, pod: PodState, had: string, family: 4 | 6): Impact["fate"] {
  const after = model.copy();
  after.release(pod);
  try {
    return after.allocate({ ...pod, uid: `${pod.uid}-next` }, family) === had ? "keeps" : "moves";
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    return "fails";
  }
}

/** Whether a fresh pod could be given an address of a pool, the address being free. */
function mayGive(model: SpiderCluster, pool: string, text: string, family: 4 | 6): boolean {
  const other = model.copy();
  other.endpoints.clear();
  const state = other.pools.get(pool);
  if (state === undefined) return false;
  // Only this address is left of the pool: it is given, or nothing is.
  other.pools.set(pool, { ...state, ips: [text], ledger: new Map() });
  try {
    return other.allocate({ pod: "ns/probe", uid: "probe", kind: "Pod", pools: [pool] }, family) === text;
  } catch {
    return false;
  }
}

function expected(made: Made, after: SpiderCluster, family: 4 | 6): Map<string, Impact["fate"]> {
  const fates = new Map<string, Impact["fate"]>();
  for (const { pod, address: had } of made.running) {
    const pool = made.model.endpoints.get(pod.pod)?.pool ?? "";
    const isHit = mayGive(made.model, pool, had, family) && !mayGive(after, pool, had, family);
    if (isHit) fates.set(`${pod.pod} ${had}`, fateOf(after, pod, had, family));
  }
  return fates;
}

function shown(made: Made, resource: Resource): Map<string, Impact["fate"]> {
  const result = checkProgram(made.objects, [resource]).get(`${resource.kind}::${resource.name}`);
  assert.deepEqual(result?.refusals ?? [], []);
  const impacts = (result?.inputs.impact ?? []) as readonly Impact[];
  return new Map(impacts.map(({ pod, address: had, fate }) => [`${pod} ${had}`, fate]));
}

const sorted = (fates: Map<string, Impact["fate"]>): [string, Impact["fate"]][] => [...fates].sort();

describe("the impact of a change", () => {
  it("of reserved addresses is what the pods meet at their next restart", () => {
    fc.assert(
      fc.property(cluster, fc.array(fc.nat(3 * POOL_SIZE - 1), { minLength: 1, maxLength: 8 }), (random, hosts) => {
        const made = make(random);
        const ips = [...new Set(hosts)].map((host) => address(random.family, host));
        const after = made.model.copy();
        after.reserved.set("new", { ipVersion: random.family, ips, isTerminating: false });
        const resource: Resource = { kind: "spiderpool.ReservedIP", name: "new", args: { ips } };
        assert.deepEqual(sorted(shown(made, resource)), sorted(expected(made, after, random.family)));
      }),
      options,
    );
  });

  it("of a pool that is disabled is what the pods meet at their next restart", () => {
    fc.assert(
      fc.property(cluster, (random) => {
        const made = make(random);
        const pool = made.model.pools.get("p0");
        assert.ok(pool !== undefined);
        // A pool that was closed before keeps their addresses from its pods all the same.
        const open = made.model.copy();
        open.pools.set("p0", { ...pool, disabled: false, ledger: new Map(pool.ledger) });
        const after = made.model.copy();
        after.pools.set("p0", { ...pool, disabled: true, ledger: new Map(pool.ledger) });
        const { ips, excludeIPs } = pool;
        const args = { subnet: CIDR[random.family], ips, excludeIPs, disable: true, adopt: true };
        assert.deepEqual(
          sorted(shown(made, { kind: "spiderpool.IPPool", name: "p0", args })),
          sorted(expected({ ...made, model: open }, after, random.family)),
        );
      }),
      options,
    );
  });

  it("meets pods in most of those clusters", () => {
    let hit = 0;
    const fates = new Set<string>();
    fc.assert(
      fc.property(cluster, (random) => {
        const made = make(random);
        const ips = made.running.slice(0, 6).map(({ address: had }) => had);
        if (ips.length === 0) return;
        const found = shown(made, { kind: "spiderpool.ReservedIP", name: "new", args: { ips } });
        if (found.size > 0) hit += 1;
        for (const fate of found.values()) fates.add(fate);
      }),
      { ...options, seed: 7 },
    );
    assert.ok(hit > 100, `${hit} clusters`);
    assert.deepEqual([...fates].sort(), ["fails", "keeps", "moves"]);
  });
});

describe("the stand-in cluster", () => {
  it("gives addresses of its own family", () => {
    const texts = make({
      family: 6,
      pools: [{ excluded: [], disabled: false }],
      reservedBefore: [],
      pods: [{ kind: 0, pool: 0, second: null }],
    });
    assert.deepEqual(
      texts.running.map(({ address: had }) => isFault(parseAddress(had))),
      [false],
    );
  });
});
