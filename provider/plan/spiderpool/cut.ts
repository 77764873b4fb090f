import { type Family, rangeSetOf, sizeOf, subtract } from "../../ipam";
import type { PodAsk } from "../live/spiderpool/asking";
import { hasUnknown, isUnknown } from "../terms/unknown";
import { type Workload, workloadOf } from "./pod-demand";
import { asNumber } from "./range-list";
import { namesOf, networksOf, type SpiderScene } from "./selection";

type Args = Readonly<Record<string, unknown>>;

/** Pools that Spiderpool cuts from a SpiderSubnet for the pods of a workload, one for each interface. */
export interface Cut {
  /** Of the declaration, or of the workload that asks for it by itself. */
  readonly path: string;
  readonly workload: Workload;
  readonly family: Family;
  readonly subnet: string;
  /** Addresses of all of them. */
  readonly size: number;
}

/**
 * How many addresses a cut pool has: `N`, or N more than there are replicas.
 *
 * @returns undefined where that is not known
 * @source spiderpool pkg/ipam/utils.go getAutoPoolIPNumber
 */
export function cutSize({ ippoolIpNumber = "+1", replicas }: Args): { size: number; isFixed: boolean } | undefined {
  const [, sign, digits] = /^(\+?)(\d{1,6})$/.exec(isUnknown(ippoolIpNumber) ? "" : String(ippoolIpNumber)) ?? [];
  if (digits === undefined) return undefined;
  if (sign === "") return { size: Number(digits), isFixed: true };
  return typeof replicas === "number" ? { size: replicas + Number(digits), isFixed: false } : undefined;
}

/** The cuts of a workload as far as they are known; of several SpiderSubnets of a family the first counts. */
export function cutsOf(path: string, args: Args, { ipamOf }: SpiderScene): readonly Cut[] {
  const ask = args as PodAsk;
  const one = cutSize(args);
  if (one === undefined || hasUnknown([ask.subnet, ask.subnets])) return [];
  const asking = networksOf(ask).filter(({ network }) => network !== undefined && ipamOf(network)?.asks === true);
  const items = Array.isArray(ask.subnets)
    ? ask.subnets.map((item) => ({ item, times: 1 }))
    : ask.subnet === undefined
      ? []
      : [{ item: ask.subnet, times: Math.max(1, asking.length) }];
  const workload = workloadOf(args);
  return items.flatMap(({ item, times }) =>
    ([4, 6] as const).flatMap((family): readonly Cut[] => {
      const [subnet] = namesOf(item, family);
      return subnet === undefined ? [] : [{ path, workload, family, subnet, size: one.size * times }];
    }),
  );
}

/**
 * How many addresses of a SpiderSubnet can be cut for these workloads, what is cut for them already included; undefined where
 * the SpiderSubnet is not known.
 *
 * @param coming  addresses that the program gives to pools of one address besides
 * @source spiderpool pkg/subnetmanager/subnet_manager.go
 */
export function cuttable(
  { subnet: name, family }: Cut,
  workloads: readonly Workload[],
  { view }: SpiderScene,
  coming: number,
): number | undefined {
  const subnet = view.subnets.get(name);
  if (subnet === undefined) return undefined;
  const pools = view.poolsByCidr().get(subnet.cidr) ?? [];
  const applications = workloads.map((one) => one && `${one.kind} ${one.namespace}/${one.name}`);
  const isOwn = ({ application }: (typeof pools)[number]): boolean =>
    application !== undefined && applications.includes(application);
  const others = pools.filter((pool) => !isOwn(pool)).flatMap(({ content }) => content.ranges);
  const own = pools.filter(isOwn).flatMap(({ content }) => content.ranges);
  // A pool that was cut before an address was reserved keeps that.
  const kept = subtract(view.reservedOf(family), rangeSetOf(family, own));
  const free = subtract(subnet.content, rangeSetOf(family, [...others, ...kept.ranges]));
  return Math.max(0, asNumber(sizeOf(free)) - coming);
}
