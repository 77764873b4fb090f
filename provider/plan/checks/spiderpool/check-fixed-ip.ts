import { printAddress } from "../../../ipam";
import { checkObjectName } from "../../arguments/check-fields";
import { decide } from "../../placement/decide";
import { declaredName } from "../../program/program";
import { reserveFixedIp, textArg } from "../../program/reservation";
import { hitByPool, openPool } from "../../spiderpool/impact";
import { addressesOf } from "../../spiderpool/range-list";
import { fixedUse, poolView } from "../../spiderpool/read-view";
import { hasUnknown, UNKNOWN } from "../../terms/unknown";
import { type CheckContext, checkNameFree, type Inputs, NOTHING_BEFORE, readBefore } from "../check-context";
import { checkGateway, checkImpact, checkInUse, checkRoutes, inherited, replacedFields } from "./check-common";
import { reportUnknown } from "./known";

const FIELDS_OF_POOL = { v4: "ip", v6: "ip", mac: "ip" } as const;

/** Checks a FixedIP and decides its address: one of a SpiderSubnet that no pool and no reservation has. */
export function checkFixedIp(context: CheckContext): Inputs {
  const { planner, declaration, olds, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  const { spider } = planner;
  checkObjectName("name", "SpiderIPPool name", name, report);
  checkNameFree(context, name, undefined);
  if (
    !hasUnknown(args.selector) &&
    Object.keys((args.selector ?? {}) as object).length === 0 &&
    args.selector !== undefined
  )
    report("selector", "spider-affinity", { field: "selector" });
  const unknown = { ip: UNKNOWN, ...args, name, cidr: UNKNOWN, ipVersion: UNKNOWN, impact: UNKNOWN };
  const subnetName = textArg(args, "subnet");
  if (subnetName === undefined) return unknown;
  const subnet = spider.planned.subnets.get(subnetName);
  if (subnet === undefined) {
    const isDeclared = planner.program.objects["spiderpool.Subnet"].has(subnetName);
    if (isDeclared || planner.snapshot.isUnread === true) return { ...unknown, ...before(olds) };
    reportUnknown("SpiderSubnet", subnetName, [...spider.planned.subnets.keys()], "subnet", report);
    return { ...args, name };
  }

  const { cidr, prefix } = subnet;
  const settled = { ...args, ...inherited(args, subnet), name, cidr, ipVersion: prefix.family };
  const [reservation] = reserveFixedIp(declaration, { vipMac: false, spiderCidr: spider.cidrOf }, report);
  if (reservation === undefined) return settled;
  const had = olds.cidr === cidr ? readBefore({ ...olds, macAddress: undefined }, ["ip"]) : NOTHING_BEFORE;
  const decided = decide(planner, reservation, FIELDS_OF_POOL, had, report);
  if (decided === undefined)
    return planner.snapshot.isUnread === true ? { ip: UNKNOWN, impact: UNKNOWN, ...before(olds), ...settled } : settled;
  context.decided(decided.placement);
  const [pick] = decided.placement.picks;
  if (pick === undefined) return { ...settled, ip: args.ip };
  const ip = printAddress(pick.address);
  const content = addressesOf(prefix.family, [ip]);
  checkGateway(args, prefix, content, report);
  checkRoutes(args, prefix, report);
  checkInUse(context, name, content, replacedFields(context, { name, subnet: subnetName, ip }));
  const pool = poolView(
    name,
    { subnet: cidr, ips: [ip], excludeIPs: [] },
    fixedUse(args),
    spider.snapshot.pools.get(name),
  );
  const live = spider.live.pools.get(name);
  const impact =
    pool === undefined
      ? []
      : checkImpact(context, {
          now: live === undefined ? [] : hitByPool(spider.live, live, pool, spider.snapshot),
          ever: hitByPool(spider.live, openPool(pool), pool, spider.snapshot),
        });
  return { ...settled, ip, impact };
}

/** What is known of a fixed address without looking: what the last run said. */
function before(olds: CheckContext["olds"]): Inputs {
  return Object.fromEntries(
    ["ip", "cidr", "ipVersion"].flatMap((field) => (olds[field] ? [[field, olds[field]]] : [])),
  );
}
