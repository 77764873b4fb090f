import { printRangeSet, type Range, type RangeSet, rangeSetOf, sizeOf } from "../../ipam";
import { checkObjectName } from "../arguments/check-fields";
import { familiesOf, findSubnet } from "../placement/decide";
import { declaredName, textList } from "../program/program";
import { textArg } from "../program/reservation";
import { rangeInside } from "../program/subnet-shape";
import { readRanges } from "../refusals/read";
import { unreported } from "../refusals/refusal";
import { DECLARED_POOL_RULES } from "../rules";
import { hasUnknown, isUnknown, UNKNOWN } from "../terms/unknown";
import { type CheckContext, checkNameFree, type Inputs, leavingName, reportDeclared } from "./check-context";
import { advisePool } from "./ip-pool-advice";

/**
 * Checks an IPPool: addresses inside the subnet, disjoint from every other pool of it.
 *
 * @source kube-ovn pkg/ipam/subnet.go AddOrUpdateIPPool, pkg/controller/ippool.go (address sets take one family)
 */
export function checkIpPool(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  checkObjectName("name", "IPPool name", name, report);
  checkNameFree(context, name, planner.snapshot.pools.get(name));
  const planned: Inputs = { ...args, name };
  const subnetName = textArg(args, "subnet");
  const leaving = leavingName(context, name, planner.snapshot.pools);
  const checkByRules = (ranges: readonly Range[]): void =>
    reportDeclared(context, DECLARED_POOL_RULES, {
      name,
      subnet: subnetName ?? "",
      namespaces: namespacesOf(args),
      isNew: !planner.snapshot.pools.has(name) && context.olds.owner === undefined,
      ranges,
      faults: [],
      isAddressSet: args.enableAddressSet === true,
      leaving,
    });
  if (subnetName === undefined || hasUnknown(args.ips)) {
    checkByRules([]);
    return { ...planned, size: UNKNOWN };
  }
  const subnet = findSubnet(planner, { subnet: subnetName }, report);
  const ranges = readRanges(textList(args.ips), "ips", report, { cidr: true });
  const inside = ranges.filter(
    (range) => subnet === undefined || rangeInside(range, subnet.prefixes, "ips", "pool address", report),
  );
  checkByRules(inside);
  const setsOf = (all: readonly Range[]): readonly RangeSet[] =>
    familiesOf(subnet).map((family) =>
      rangeSetOf(
        family,
        all.filter((range) => range.family === family),
      ),
    );
  const sets = setsOf(inside);
  advisePool(context, name, { subnet: subnetName, ranges: sets, namespaces: namespacesOf(args) }, (ips) =>
    setsOf(readRanges(ips, "ips", unreported, { cidr: true })),
  );
  const size = sets.reduce((sum, set) => sum + sizeOf(set), 0n);
  return { ...planned, ips: sets.flatMap(printRangeSet), size: String(size) };
}

function namespacesOf({ namespaces }: Readonly<Record<string, unknown>>): readonly string[] {
  return textList(namespaces).filter((one) => !isUnknown(one));
}
