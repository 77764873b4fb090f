import { type Prefix, type RangeSet, subtract } from "../../../ipam";
import { checkObjectName } from "../../arguments/check-fields";
import { declaredName } from "../../program/program";
import { printItems } from "../../spiderpool/range-list";
import { type CheckContext, checkNameFree, type Inputs, leavingName } from "../check-context";
import { checkGateway, checkRoutes, inherited, replacedFields } from "./check-common";
import { readLists, unreadLists } from "./read-lists";

/**
 * Checks a SpiderSubnet by the rules of its webhook.
 *
 * @source spiderpool pkg/subnetmanager/subnet_validate.go
 */
export function checkSpiderSubnet(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  checkObjectName("name", "SpiderSubnet name", name, report);
  checkNameFree(context, name, planner.spider.snapshot.subnets.get(name));
  const lists = readLists(args, report);
  if (lists === "unknown") return { ...unreadLists(args), name };
  if (lists === "refused") return { ...args, name };

  const { prefix, content, inputs } = lists;
  const cidr = lists.stored.subnet;
  checkGateway(args, prefix, content, report);
  checkRoutes(args, prefix, report);
  checkApart(context, name, cidr, prefix);
  checkPools(context, cidr, prefix, content);
  checkReplaced(context, replacedFields(context, { name, subnet: cidr }));
  return { ...args, ...inherited(args, undefined), ...inputs, name };
}

/** No SpiderSubnet shares an address with another one, even of the same CIDR. */
function checkApart(context: CheckContext, name: string, cidr: string, prefix: Prefix): void {
  const { planner, report } = context;
  const { planned, snapshot } = planner.spider;
  const leaving = leavingName(context, name, snapshot.subnets);
  for (const overlapping of planned.subnetsIn(prefix)) {
    const other = planned.subnets.get(overlapping);
    if (other !== undefined && other.name !== name && other.name !== leaving)
      report("subnet", "spider-cidr-overlap", { cidr, kind: "SpiderSubnet", name: other.name, otherCidr: other.cidr });
  }
}

/** Pools of the same CIDR become its own, and have to fit in. */
function checkPools({ planner, report }: CheckContext, cidr: string, prefix: Prefix, content: RangeSet): void {
  const { planned } = planner.spider;
  for (const other of planned.poolCidrsIn(prefix)) {
    const pools = planned.poolsByCidr().get(other) ?? [];
    const [first] = pools;
    if (first === undefined) continue;
    if (other !== cidr) {
      report("subnet", "spider-cidr-overlap", { cidr, kind: "SpiderIPPool", name: first.name, otherCidr: other });
      continue;
    }
    for (const pool of pools) {
      const items = printItems(subtract(pool.content, content));
      if (items.length > 0) report("ips", "spider-not-controlled", { items, pool: pool.name });
    }
  }
}

/** A SpiderSubnet that goes takes the pools it controls along. */
function checkReplaced({ planner, olds, report }: CheckContext, fields: readonly string[]): void {
  const [field] = fields;
  if (field === undefined || typeof olds.name !== "string") return;
  const holders = [...(planner.spider.live.poolsByCidr().get(String(olds.subnet)) ?? [])].map(
    (pool) => `SpiderIPPool "${pool.name}"`,
  );
  if (holders.length > 0)
    report("", "replace-with-holders", {
      kind: "SpiderSubnet",
      subnet: olds.name,
      field,
      holders: holders.slice(0, 5),
      count: holders.length,
    });
}
