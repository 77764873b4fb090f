import { type Family, printRangeSet, type RangeSet, sizeOf, standingSets } from "../ipam";
import { type Snapshot, subnetsOf } from "../plan";
import { compareTexts } from "./changes";
import type { Region, RegionUsage } from "./usage";

/** Addresses that are set aside for something, or of a Subnet all of them. */
export interface Extent {
  /** The CIDR, or the ranges. */
  readonly range: string;
  readonly size: bigint;
}

/** A range that a run makes, changes or removes. */
export interface RangeChange {
  readonly kind: Region["kind"] | "excluded";
  /** Name of the Subnet; of Spiderpool's kinds the CIDR. */
  readonly subnet: string;
  /** Name of the pool, or the subnet's own. */
  readonly name: string;
  readonly family: Family;
  /** Undefined for one that the run makes. */
  readonly before: Extent | undefined;
  /** Undefined for one that the run removes. */
  readonly after: Extent | undefined;
  /** What pods of the Subnet can be given, before and after the whole run; undefined where the Subnet is not there. */
  readonly freeForPods: { readonly before: bigint | undefined; readonly after: bigint | undefined } | undefined;
}

interface Side {
  readonly snapshot: Snapshot;
  /** Usage of the Subnets, planned ranges and pools that the run has to do with. */
  readonly usage: readonly RegionUsage[];
}

type Named = Pick<RangeChange, "kind" | "subnet" | "name" | "family"> & Extent;

/** Every range of the named Subnets, and every pool in the usage, that differs between two sides. */
export function rangeChanges(before: Side, after: Side, wanted: ReadonlySet<string>): readonly RangeChange[] {
  const [old, now] = [extentsOf(before, wanted), extentsOf(after, wanted)];
  return [...new Map([...now, ...old])]
    .flatMap(([id, { kind, subnet, name, family }]): readonly RangeChange[] => {
      const [was, is] = [old.get(id), now.get(id)];
      if (was?.range === is?.range) return [];
      const isOfSpider = kind === "spider-pool" || kind === "spider-subnet";
      const free = (side: Side): bigint | undefined => freeForPods(side.usage, subnet, family);
      const freeOnBothSides = isOfSpider ? undefined : { before: free(before), after: free(after) };
      return [{ kind, subnet, name, family, before: was, after: is, freeForPods: freeOnBothSides }];
    })
    .sort(
      (a, b) =>
        compareTexts(a.subnet, b.subnet) ||
        ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
        compareTexts(a.name, b.name) ||
        a.family - b.family,
    );
}

const ORDER: readonly RangeChange["kind"][] = ["subnet", "band", "pool", "excluded", "spider-subnet", "spider-pool"];

function extentsOf({ snapshot, usage }: Side, wanted: ReadonlySet<string>): ReadonlyMap<string, Named> {
  const named = usage.map(
    ({ kind, subnet, name, family, range, counts }): Named => ({
      kind,
      subnet,
      name,
      family,
      range,
      size: counts.size,
    }),
  );
  const all = [...named, ...exclusionsOf(snapshot, wanted)];
  return new Map(all.map((one) => [`${one.kind} ${one.subnet} ${one.name} ${one.family}`, one]));
}

/** What `excludeIps` keeps from pods and plans alike: without gateways, planned ranges and pools. */
function exclusionsOf(snapshot: Snapshot, wanted: ReadonlySet<string>): readonly Named[] {
  const subnets = subnetsOf(snapshot);
  return [...wanted].flatMap((subnet) => {
    const { v4, v6 } = subnets.get(subnet)?.pools ?? {};
    return [v4, v6].flatMap((pool): readonly Named[] => {
      const excluded = pool === undefined ? undefined : standingSets(pool).excluded;
      if (excluded === undefined || excluded.ranges.length === 0) return [];
      const { family } = excluded;
      return [{ kind: "excluded", subnet, name: subnet, family, range: textOf(excluded), size: sizeOf(excluded) }];
    });
  });
}

function textOf(ranges: RangeSet): string {
  return printRangeSet(ranges).join(", ");
}

/** Free addresses of a Subnet that are in no planned range. */
function freeForPods(usage: readonly RegionUsage[], subnet: string, family: Family): bigint | undefined {
  const free = (kind: Region["kind"]): bigint | undefined =>
    usage.find((region) => region.kind === kind && region.subnet === subnet && region.family === family)?.counts.free;
  const all = free("subnet");
  return all === undefined ? undefined : all - (free("band") ?? 0n);
}
