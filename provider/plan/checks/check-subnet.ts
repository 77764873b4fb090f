import { type Pool, prefixesContain, printRangeSet, type Range, rangeSetOf, sizeOf } from "../../ipam";
import { checkBounds, checkObjectName } from "../arguments/check-fields";
import { subnetFields } from "../arguments/fields";
import { allocationOf, declaredName, textList } from "../program/program";
import { textArg } from "../program/reservation";
import { readSettings } from "../program/subnet-settings";
import {
  type PlannedSubnet,
  planSubnet,
  rangeInside,
  readSubnetShape,
  type SubnetShape,
} from "../program/subnet-shape";
import { holderName } from "../refusals/messages";
import { printAddresses, printPrefixes, readRanges } from "../refusals/read";
import { DECLARED_SUBNET_RULES } from "../rules";
import { DEFAULT_VPC } from "../terms/names";
import { hasUnknown, isUnknown, UNKNOWN } from "../terms/unknown";
import { type CheckContext, checkNameFree, type Inputs, leavingName, reportDeclared } from "./check-context";

const LISTED_HOLDERS = 5;

/** Checks a Subnet and fills in what Kube-OVN would: gateway, exclusions with the planned range, protocol. */
export function checkSubnet(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  const live = planner.snapshot.subnets.get(name);
  checkObjectName("name", "Subnet name", name, report);
  checkNameFree(context, name, live);
  checkByRules(context, name);
  checkSettings(context);

  const planned: Inputs = { ...args, name };
  if (hasUnknown([args.cidrBlock, args.gateway, args.excludeIps, args.allocation])) {
    for (const field of ["gateway", "excludeIps", "protocol", "v4Usable", "v6Usable"]) planned[field] ??= UNKNOWN;
    return planned;
  }
  if (args.cidrBlock === undefined) return planned;
  const texts = args as unknown as Parameters<typeof readSubnetShape>[0];
  const shape = readSubnetShape(texts, planner.snapshot.version, report);
  if (shape === undefined) return planned;
  const ranges = readRanges(textList(allocationOf(args)?.range), "allocation", report).filter((range) =>
    rangeInside(range, shape.prefixes, "allocation", "planned range", report),
  );
  const subnet = subnetWith(context, name, shape, ranges);
  checkByRules(context, name, subnet);
  checkHolders(subnet, context);

  const protocol = shape.prefixes.length === 2 ? "Dual" : `IPv${shape.prefixes[0]?.family}`;
  const given = textArg(args, "protocol");
  if (given !== undefined && given !== protocol)
    report("protocol", "wrong-protocol", { protocol: given, derived: protocol });
  return {
    ...planned,
    ...readSettings(args, shape.prefixes, report),
    cidrBlock: printPrefixes(shape.prefixes),
    gateway: printAddresses(shape.gateways),
    excludeIps: effectiveExclusions(shape, ranges),
    protocol,
    ...usableCount("v4Usable", subnet.pools.v4),
    ...usableCount("v6Usable", subnet.pools.v6),
  };
}

/**
 * What `excludeIps` will hold: the program's items, the planned range and the gateways, merged and in order.
 *
 * @source kube-ovn pkg/controller/subnet.go formatSubnet adds the gateway and merges; sets are compared, not texts
 */
export function effectiveExclusions(shape: SubnetShape, planned: readonly Range[]): string[] {
  const gateways = shape.gateways.map((gateway) => ({
    family: gateway.family,
    first: gateway.value,
    last: gateway.value,
  }));
  const all = [...gateways, ...shape.excluded, ...planned];
  return shape.prefixes.flatMap(({ family }) =>
    printRangeSet(
      rangeSetOf(
        family,
        all.filter((range) => range.family === family),
      ),
    ),
  );
}

function usableCount(field: string, pool: Pool | undefined): Inputs {
  return pool === undefined ? {} : { [field]: String(sizeOf(pool.usable)) };
}

function subnetWith(context: CheckContext, name: string, shape: SubnetShape, planned: readonly Range[]): PlannedSubnet {
  const { args } = context.declaration;
  const text = (field: string): string => textArg(args, field) ?? "";
  return planSubnet(shape, {
    name,
    vpc: text("vpc"),
    vlan: text("vlan"),
    provider: text("provider"),
    planned,
    named: [],
  });
}

function checkSettings({ declaration, report }: CheckContext): void {
  const { args } = declaration;
  const isV6 = typeof args.cidrBlock === "string" && args.cidrBlock.includes(":");
  checkBounds(
    args,
    "mtu",
    (n) => n >= (isV6 ? 1280 : 68) && n <= 65535,
    isV6 ? "1280 to 65535 (IPv6)" : "68 to 65535",
    report,
  );
  checkBounds(args, "policyRoutingPriority", (n) => n >= 1 && n <= 32765, "1 to 32765", report);
  const isTable = (n: number): boolean => n >= 1 && n <= 2147483647 && !(n >= 252 && n <= 255);
  checkBounds(args, "policyRoutingTableID", isTable, "1 to 2147483647 without 252 to 255", report);
}

/** What the Subnet breaks by its name and settings, and by its addresses once they are known. */
function checkByRules(context: CheckContext, name: string, subnet?: PlannedSubnet): void {
  const { planner, declaration } = context;
  const { args } = declaration;
  const { snapshot, views } = planner;
  const leaving = leavingName(context, name, snapshot.subnets);
  reportDeclared(context, DECLARED_SUBNET_RULES, {
    name,
    vpc: textArg(args, "vpc") ?? "",
    vlan: textArg(args, "vlan") ?? "",
    isDefault: args.default === true,
    verdict: snapshot.subnets.get(name)?.verdict,
    texts: [],
    shape: subnet,
    faults: [],
    namespaces: textList(args.namespaces).filter((one) => !isUnknown(one)),
    settings: args,
    neighbors: () =>
      views
        .neighborsOf({ name, vpc: textArg(args, "vpc") || DEFAULT_VPC, vlan: textArg(args, "vlan") ?? "" })
        .filter((other) => other.name !== leaving),
    overlapping: (prefix) =>
      subnet === undefined ? [] : views.overlapping(subnet, prefix).filter((other) => other.name !== leaving),
  });
}

/** Holders that a change would cut off: out of a smaller CIDR, or with a replaced Subnet. */
function checkHolders(subnet: PlannedSubnet, { planner, declaration, olds, report }: CheckContext): void {
  const before = typeof olds.name === "string" ? olds.name : subnet.name;
  const holdings = planner.live.holdingsIn({ subnet: before });
  const replacing = Object.entries(subnetFields).find(([field, { change }]) => {
    const next = field === "name" ? subnet.name : declaration.args[field];
    return (
      change === "replaces" && olds.name !== undefined && !hasUnknown(next) && (olds[field] ?? "") !== (next ?? "")
    );
  });
  if (replacing !== undefined) {
    if (holdings.length === 0) return;
    const holders = holdings.slice(0, LISTED_HOLDERS).map((holding) => holderName(holding.holder));
    report(replacing[0], "replace-with-holders", {
      subnet: before,
      field: replacing[0],
      holders,
      count: holdings.length,
    });
    return;
  }
  const falling = holdings.filter(({ addresses }) =>
    addresses.some((address) => !prefixesContain(subnet.prefixes, address)),
  );
  if (falling.length === 0) return;
  const holders = falling
    .slice(0, LISTED_HOLDERS)
    .map((holding) => `${holderName(holding.holder)} at ${printAddresses(holding.addresses)}`);
  report("cidrBlock", "holders-fall-out", { subnet: subnet.name, holders, count: falling.length });
}
