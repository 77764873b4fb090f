import assert from "node:assert/strict";
import fc from "fast-check";
import type { KubeObject } from "../../provider/objects/kube-object";
import { snapshotOf } from "../../provider/objects/kubeovn/facts";
import type { Snapshot } from "../../provider/plan";
import { freeIn } from "../../provider/report/listing";
import { type FamilyMap, mapsOf } from "../../provider/report/occupancy";
import { spiderMapsOf } from "../../provider/report/spider-map";
import { spiderUsageOf, usageOf } from "../../provider/report/usage";
import { podObject, poolObject, subnetObject, vipObject } from "../support/objects";
import { checkProgram } from "../support/plan";
import type { Resource } from "../support/program";
import { propertyOptions } from "../support/property";

/** How many addresses a map leaves free, of all states or of these. */
function drawnFree(family: FamilyMap | undefined, states?: readonly string[]): bigint {
  if (family === undefined) return 0n;
  return freeIn(family)
    .filter(({ state }) => states === undefined || states.includes(state))
    .reduce((sum, { range }) => sum + range.last - range.first + 1n, 0n);
}

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

const host = fc.integer({ min: 0, max: 31 });
const inner = fc.integer({ min: 1, max: 30 });
const spanOf = (end: fc.Arbitrary<number>): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(end, end).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
const span = spanOf(host);

/** What is in a subnet of 32 addresses, by the last part of each. */
const contents = fc.record({
  gateway: host,
  excluded: fc.array(span, { maxLength: 3 }),
  pools: fc.array(span, { maxLength: 2 }),
  vips: fc.array(host, { maxLength: 4 }),
  pods: fc.array(host, { maxLength: 4 }),
  asked: fc.array(host, { maxLength: 3 }),
  own: fc.array(host, { maxLength: 2 }),
  hasQuerier: fc.boolean(),
});

const spider = fc.record({
  listed: fc.array(spanOf(inner), { minLength: 1, maxLength: 2 }),
  excluded: fc.array(spanOf(inner), { maxLength: 1 }),
  reserved: fc.array(spanOf(inner), { maxLength: 1 }),
  allocated: fc.uniqueArray(inner, { maxLength: 4 }),
  gateway: fc.option(inner),
  hasSubnet: fc.boolean(),
});

for (const { family, cidr, field, at } of [
  { family: 4, cidr: "10.1.0.0/27", field: "v4ip", at: (end: number): string => `10.1.0.${end}` },
  { family: 6, cidr: "fd00:1::/123", field: "v6ip", at: (end: number): string => `fd00:1::${end.toString(16)}` },
] as const) {
  const range = ([first, last]: readonly [number, number], between: string): string =>
    first === last ? at(first) : `${at(first)}${between}${at(last)}`;

  function clusterOf(of: Generated<typeof contents>): readonly KubeObject[] {
    const asking = { "ovn.kubernetes.io/ip_pool": of.asked.map(at).join(",") };
    return [
      subnetObject("s", cidr, {
        gateway: at(of.gateway),
        excludeIps: of.excluded.map((one) => range(one, "..")),
        vips: of.own.map(at),
        enableMulticastSnoop: of.hasQuerier,
      }),
      ...of.pools.map((one, i) => poolObject(`p${i}`, "s", [range(one, "..")])),
      ...of.vips.map((end, i) => vipObject(`v${i}`, "s", "", { [field]: at(end) })),
      ...of.pods.map((end, i) => podObject(`d${i}`, "n", "s", at(end))),
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", namespace: "n" },
        spec: { template: { metadata: { annotations: asking } } },
      },
    ];
  }

  function spiderpool(of: Generated<typeof spider>): Snapshot {
    const object = (kind: string, name: string, spec: object, status: object = {}): KubeObject => ({
      apiVersion: "spiderpool.spidernet.io/v2beta1",
      kind,
      metadata: { name },
      spec: { ipVersion: family, subnet: cidr, ...spec },
      status,
    });
    const texts = (all: readonly (readonly [number, number])[]): readonly string[] => all.map((one) => range(one, "-"));
    const ledger = Object.fromEntries(of.allocated.map((end) => [at(end), { pod: `n/p${end}`, podUid: "u" }]));
    return snapshotOf([
      ...(of.hasSubnet ? [object("SpiderSubnet", "all", { ips: [range([1, 30], "-")] })] : []),
      object(
        "SpiderIPPool",
        "pool",
        {
          ips: texts(of.listed),
          excludeIPs: texts(of.excluded),
          ...(of.gateway === null ? {} : { gateway: at(of.gateway) }),
        },
        { allocatedIPs: JSON.stringify(ledger) },
      ),
      ...(of.reserved.length === 0 ? [] : [object("SpiderReservedIP", "kept", { ips: texts(of.reserved) })]),
    ]);
  }

  describe(`free addresses of any cluster, IPv${family}`, () => {
    it("are as many in the counts of subnets and pools, in the map, and for a plan", () =>
      fc.assert(
        fc.property(contents, (of) => {
          const objects = clusterOf(of);
          const snapshot = snapshotOf(objects);
          for (const { kind, name, counts } of usageOf(snapshot, new Set(["s"]))) {
            const [drawn] = mapsOf(snapshot)("s", kind === "pool" ? name : undefined)?.families ?? [];
            const states = kind === "pool" ? undefined : ["free", "planned-range"];
            assert.equal(drawnFree(drawn, states), counts.free, kind);
            if (kind !== "subnet") continue;
            const vips = Array.from({ length: 33 }, (_, i): Resource => {
              return { kind: "Vip", name: `new${i}`, args: { subnet: "s" } };
            });
            const planned = [...checkProgram(objects, vips).values()].filter(({ refusals }) => refusals.length === 0);
            assert.equal(BigInt(planned.length), counts.free, "planned");
          }
        }),
        propertyOptions({ runs: 150 }),
      ));

    it("are as many in the counts of Spiderpool's pools and subnets and in their maps", () =>
      fc.assert(
        fc.property(spider, (of) => {
          const snapshot = spiderpool(of);
          for (const { kind, name, counts } of spiderUsageOf(snapshot)) {
            const path = `${kind === "spider-pool" ? "SpiderIPPool" : "SpiderSubnet"}/${name}`;
            assert.equal(drawnFree(spiderMapsOf(snapshot)(path)?.families[0]), counts.free, path);
          }
        }),
        propertyOptions({ runs: 300 }),
      ));
  });
}
