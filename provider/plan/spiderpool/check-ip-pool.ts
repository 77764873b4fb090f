import {
  intersect,
  type Prefix,
  prefixesOverlap,
  type Range,
  type RangeSet,
  rangeSetOf,
  sizeOf,
  subtract,
} from "../../ipam";
import { type CheckContext, checkNameFree, type Inputs } from "../check-context";
import { checkObjectName } from "../check-fields";
import { equalValues } from "../diff";
import { declaredName } from "../program";
import { textArg } from "../reservation";
import { hasUnknown, UNKNOWN } from "../unknown";
import { leftOf } from "./accounting";
import {
  checkGateway,
  checkImpact,
  checkInUse,
  checkRoutes,
  checkVersion,
  inherited,
  readInside,
  replacedFields,
} from "./check-common";
import { readCidr } from "./cidr";
import { printItems, storedItems } from "./range-list";
import { poolView, textsArg } from "./view";

/**
 * Checks a SpiderIPPool by the rules of its webhook and those it lacks, and accounts for what is left of it.
 *
 * @source spiderpool pkg/ippoolmanager/ippool_validate.go, ippool_mutate.go, ippool_subnet_validate.go
 */
export function checkSpiderIpPool(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  const { spider } = planner;
  checkObjectName("name", "SpiderIPPool name", name, report);
  checkNameFree(context, "spiderpool.IPPool", name, spider.snapshot.pools.get(name));
  for (const field of ["podAffinity", "namespaceAffinity", "nodeAffinity"]) checkAffinity(context, field);
  for (const network of textsArg(args, "multusName") ?? []) {
    if (!/^[a-z0-9-]+\/[a-z0-9.-]+$/.test(network)) report("multusName", "spider-network", { text: network });
  }
  const unknown = {
    ...args,
    name,
    ipVersion: args.ipVersion ?? UNKNOWN,
    size: UNKNOWN,
    left: UNKNOWN,
    impact: UNKNOWN,
  };
  const cidr = textArg(args, "subnet");
  if (cidr === undefined) return unknown;
  const prefix = readCidr(cidr, "subnet", report);
  if (prefix === undefined) return { ...args, name };
  checkVersion(args, prefix.family, cidr, report);
  const ips = readInside(args, "ips", prefix, report);
  const excluded = readInside(args, "excludeIPs", prefix, report);
  if (ips === undefined || excluded === undefined) return unknown;

  const content = subtract(rangeSetOf(prefix.family, ips), rangeSetOf(prefix.family, excluded));
  const subnet = [...spider.planned.subnets.values()].find((one) => one.cidr === cidr);
  const settled = { ...args, ...inherited(args, subnet) };
  checkGateway(settled, prefix, content, report);
  checkRoutes(settled, prefix, report);
  checkOthers(context, name, cidr, prefix, content);
  const foreign = subnet === undefined ? [] : printItems(subtract(content, subnet.content));
  if (subnet !== undefined && foreign.length > 0)
    report("ips", "spider-not-in-subnet", { items: foreign, subnet: subnet.name });
  checkInUse(context, name, content, replacedFields(context, { name, subnet: cidr }));

  const stored = {
    ips: storedItems(textsArg(args, "ips") ?? [], ips),
    excludeIPs: storedItems(textsArg(args, "excludeIPs") ?? [], excluded),
  };
  const lists = { subnet: cidr, ...stored };
  const pool = poolView(name, lists, args.disable === true, spider.snapshot.pools.get(name));
  if (pool === undefined) return { ...args, name };
  const impact = checkImpact(context, spider.live.withPool(pool));
  const left = planner.snapshot.isUnread === true ? UNKNOWN : leftOf(pool, spider.planned);
  if (typeof left === "object" && !equalValues(left, context.olds.left))
    context.note("spider-left", { pool: name, left });
  return {
    ...settled,
    ips: args.ips === undefined ? null : stored.ips,
    excludeIPs: args.excludeIPs === undefined ? null : stored.excludeIPs,
    name,
    ipVersion: prefix.family,
    size: String(sizeOf(content)),
    left,
    impact,
  };
}

function checkAffinity({ declaration, report }: CheckContext, field: string): void {
  const selector = declaration.args[field];
  if (selector === undefined || hasUnknown(selector)) return;
  const { matchLabels, matchExpressions } = selector as { matchLabels?: object; matchExpressions?: unknown[] };
  const selects = Object.keys(matchLabels ?? {}).length + (matchExpressions?.length ?? 0);
  if (selects === 0) report(field, "spider-affinity", { field });
}

/** No address in two pools of one CIDR, no CIDR across another pool's, and none beside a pool that Spiderpool cannot read. */
function checkOthers(
  { planner, report }: CheckContext,
  name: string,
  cidr: string,
  prefix: Prefix,
  content: RangeSet,
): void {
  const { planned } = planner.spider;
  for (const [other, pools] of planned.poolsByCidr()) {
    const [first] = pools.filter((pool) => pool.name !== name);
    if (first !== undefined && other !== cidr && prefixesOverlap(prefix, first.prefix))
      report("subnet", "spider-cidr-overlap", { cidr, kind: "SpiderIPPool", name: first.name, otherCidr: other });
  }
  const broken = planned.brokenPool(cidr);
  if (broken !== undefined && broken.pool !== name) report("subnet", "spider-broken-pool", { ...broken, cidr });
  const index = planned.poolIndex(cidr);
  const others = new Set(content.ranges.flatMap((range: Range) => index.poolsIn(range)));
  others.delete(name);
  for (const other of others) {
    const theirs = planned.pools.get(other)?.content;
    if (theirs !== undefined)
      report("ips", "spider-ips-overlap", { items: printItems(intersect(content, theirs)), pool: other });
  }
}
