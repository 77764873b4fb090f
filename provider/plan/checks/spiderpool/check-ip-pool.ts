import { intersect, type Prefix, type RangeSet, subtract } from "../../../ipam";
import { checkObjectName } from "../../arguments/check-fields";
import { hangsOnNamespace } from "../../live/spiderpool/affinity";
import { declaredName } from "../../program/program";
import { leftOf } from "../../spiderpool/accounting";
import { hitByPool, openPool, traitsOf } from "../../spiderpool/impact";
import { printItems } from "../../spiderpool/range-list";
import { declaredUse, poolView, textsArg } from "../../spiderpool/read-view";
import type { PoolView } from "../../spiderpool/view";
import { hasUnknown, UNKNOWN } from "../../terms/unknown";
import { type CheckContext, checkNameFree, type Inputs, leavingName } from "../check-context";
import { equalValues } from "../diff";
import { checkGateway, checkImpact, checkInUse, checkRoutes, inherited, replacedFields } from "./check-common";
import { readLists, unreadLists } from "./read-lists";

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
  checkNameFree(context, name, spider.snapshot.pools.get(name));
  for (const field of ["podAffinity", "namespaceAffinity", "nodeAffinity"]) checkAffinity(context, field);
  for (const network of textsArg(args, "multusName") ?? []) {
    if (!/^[a-z0-9-]+\/[a-z0-9.-]+$/.test(network)) report("multusName", "spider-network", { text: network });
  }
  const lists = readLists(args, report);
  if (lists === "unknown") return { ...unreadLists(args), name, left: UNKNOWN, impact: UNKNOWN };
  if (lists === "refused") return { ...args, name };

  const { prefix, content, stored, inputs } = lists;
  const cidr = stored.subnet;
  const subnet = spider.planned.subnetOf(cidr);
  const settled = { ...args, ...inherited(args, subnet) };
  checkGateway(settled, prefix, content, report);
  checkRoutes(settled, prefix, report);
  const own = [name, leavingName(context, name, spider.snapshot.pools)];
  checkOthers(context, own, cidr, prefix, content);
  const foreign = subnet?.isRead !== true ? [] : printItems(subtract(content, subnet.content));
  if (subnet !== undefined && foreign.length > 0)
    report("ips", "spider-not-in-subnet", { items: foreign, subnet: subnet.name });
  checkInUse(context, name, content, replacedFields(context, { name, subnet: cidr }));

  const pool = poolView(name, stored, declaredUse(args), spider.snapshot.pools.get(name));
  if (pool === undefined) return { ...args, name };
  const live = spider.live.pools.get(name);
  const impact = checkImpact(context, {
    now: live === undefined ? [] : hitByPool(spider.live, live, pool, spider.snapshot),
    ever: hitByPool(spider.live, openPool(pool), pool, spider.snapshot),
  });
  noteUnknownLabels(context, pool);
  const left = planner.snapshot.isUnread === true ? UNKNOWN : leftOf(pool, spider.planned);
  if (typeof left === "object" && !equalValues(left, context.olds.left))
    context.note("spider-left", { pool: name, left });
  return { ...settled, ...inputs, name, left, impact };
}

/** Says of which namespaces it could not be told whether the pool still serves the pods that have its addresses. */
function noteUnknownLabels({ planner, note }: CheckContext, pool: PoolView): void {
  const traits = [...pool.allocated].map(([address, pod]) => traitsOf(planner.spider.snapshot, pod, address));
  const open = traits.filter((pod) => hangsOnNamespace(pool.affinity, pod)).map(({ namespace = "" }) => namespace);
  for (const namespace of new Set(open)) note("spider-labels-unknown", { pool: pool.name, namespace });
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
  own: readonly (string | undefined)[],
  cidr: string,
  prefix: Prefix,
  content: RangeSet,
): void {
  const { planned } = planner.spider;
  for (const other of planned.poolCidrsIn(prefix).filter((one) => one !== cidr)) {
    const first = planned
      .poolsByCidr()
      .get(other)
      ?.find((pool) => !own.includes(pool.name));
    if (first !== undefined)
      report("subnet", "spider-cidr-overlap", { cidr, kind: "SpiderIPPool", name: first.name, otherCidr: other });
  }
  const broken = planned.brokenPool(cidr);
  if (broken !== undefined && !own.includes(broken.pool)) report("subnet", "spider-broken-pool", { ...broken, cidr });
  const others = new Set(content.ranges.flatMap((range) => planned.poolsIn(cidr, range)));
  for (const one of own) others.delete(one ?? "");
  for (const other of others) {
    const theirs = planned.pools.get(other)?.content;
    if (theirs !== undefined)
      report("ips", "spider-ips-overlap", { items: printItems(intersect(content, theirs)), pool: other });
  }
}
