import {
  type Address,
  type Pool,
  prefixesContain,
  printAddress,
  printPrefix,
  printRangeSet,
  type Range,
  rangeSetOf,
  sizeOf,
} from "../../ipam";
import { checkBounds, checkObjectName } from "../arguments/check-fields";
import { subnetFields } from "../arguments/fields";
import { allocationOf, declaredName, textList } from "../program/program";
import { textArg } from "../program/reservation";
import {
  type PlannedSubnet,
  planSubnet,
  rangeInside,
  readSubnetShape,
  type SubnetShape,
} from "../program/subnet-shape";
import { holderName } from "../refusals/messages";
import { printAddresses, printPrefixes, readAddress, readPrefix, readRanges } from "../refusals/read";
import { DECLARED_SUBNET_RULES } from "../rules";
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
    ...readAddresses(shape, context),
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
  if (args.natOutgoing === true && textArg(args, "externalEgressGateway") !== undefined) {
    report("externalEgressGateway", "excluded-each-other", {
      a: "externalEgressGateway",
      b: "natOutgoing",
      why: "traffic goes to the external gateway untranslated",
    });
  }
  if (args.logicalGateway === true && args.u2oInterconnection === true) {
    report("u2oInterconnection", "excluded-each-other", {
      a: "logicalGateway",
      b: "u2oInterconnection",
      why: "an underlay subnet has one way into the overlay",
    });
  }
}

/**
 * Further addresses of the Subnet, written as Kube-OVN accepts them: in small letters.
 *
 * @source kube-ovn pkg/util/validator.go ValidateSubnet; pkg/controller/subnet.go reconcileU2OInterconnectionIP: one of each family
 */
function readAddresses(shape: SubnetShape, { declaration, report }: CheckContext): Inputs {
  const { u2oInterconnectionIP, vips, allowSubnets, externalEgressGateway } = declaration.args;
  const cidrs = shape.prefixes.map(printPrefix);
  const isInside = (address: Address): boolean => prefixesContain(shape.prefixes, address);
  const anywhere = (text: string, field: string): string => {
    const address = readAddress(text, field, report);
    return address === undefined ? text : printAddress(address);
  };
  const inside = (text: string, field: string): string => {
    const address = readAddress(text, field, report);
    if (address === undefined) return text;
    if (!isInside(address)) report(field, "outside-subnet", { what: field, text, cidrs });
    return printAddress(address);
  };
  const cidr = (text: string, field: string): string => {
    const prefix = readPrefix(text, field, report);
    return prefix === undefined ? text : printPrefix(prefix);
  };
  const of = (field: string, value: unknown, read: (text: string, field: string) => string): Inputs => {
    const one = (text: unknown): unknown =>
      typeof text !== "string" || text === "" || isUnknown(text)
        ? text
        : text
            .split(",")
            .map((item) => read(item, field))
            .join(",");
    return value === undefined ? {} : { [field]: Array.isArray(value) ? value.map(one) : one(value) };
  };
  return {
    ...of("u2oInterconnectionIP", u2oInterconnectionIP, inside),
    ...of("vips", vips, inside),
    ...of("allowSubnets", allowSubnets, cidr),
    ...of("externalEgressGateway", externalEgressGateway, anywhere),
  };
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
