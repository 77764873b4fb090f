import {
  type Prefix,
  prefixContains,
  printPrefix,
  type Range,
  type RangeSet,
  rangeSetOf,
  sizeOf,
  subtract,
} from "../../../ipam";
import { textArg } from "../../program/reservation";
import type { Report } from "../../refusals/refusal";
import { readCidr } from "../../spiderpool/cidr";
import { printItems, readItems, storedItems } from "../../spiderpool/range-list";
import { textsArg } from "../../spiderpool/read-view";
import { UNKNOWN } from "../../terms/unknown";
import type { Inputs } from "../check-context";

type Args = Readonly<Record<string, unknown>>;

/** CIDR and addresses of a pool or a SpiderSubnet. */
export interface Lists {
  readonly prefix: Prefix;
  /** `ips` without `excludeIPs`. */
  readonly content: RangeSet;
  /** As they are going to be stored. */
  readonly stored: { readonly subnet: string; readonly ips: readonly string[]; readonly excludeIPs: readonly string[] };
  /** What a resource keeps of them: a list that is not given is null, so that the program knows it in every preview. */
  readonly inputs: Inputs;
}

/**
 * Reads what pools and SpiderSubnets have in common: one CIDR, and two lists of addresses inside it. The version follows
 * from the CIDR; set to another one it is refused.
 *
 * @returns "unknown" while something of it is not known yet, "refused" where one of the three cannot be read: nothing
 *          follows from the others alone
 */
export function readLists(args: Args, report: Report): Lists | "unknown" | "refused" {
  const subnet = textArg(args, "subnet");
  if (subnet === undefined) return "unknown";
  const prefix = readCidr(subnet, "subnet", report);
  if (prefix === undefined) return "refused";
  const { family } = prefix;
  const { ipVersion } = args;
  if (typeof ipVersion === "number" && ipVersion !== family) {
    const bounds = `${family}, the version of ${subnet}`;
    report("ipVersion", "out-of-bounds", { field: "ipVersion", value: ipVersion, bounds });
  }
  const ips = readInside(args, "ips", prefix, report);
  const excludeIPs = readInside(args, "excludeIPs", prefix, report);
  if (ips === "unknown" || excludeIPs === "unknown") return "unknown";
  if (ips === "refused" || excludeIPs === "refused") return "refused";
  const content = subtract(rangeSetOf(family, ips.ranges), rangeSetOf(family, excludeIPs.ranges));
  return {
    prefix,
    content,
    stored: { subnet, ips: ips.stored, excludeIPs: excludeIPs.stored },
    inputs: {
      ips: args.ips === undefined ? null : ips.stored,
      excludeIPs: args.excludeIPs === undefined ? null : excludeIPs.stored,
      ipVersion: family,
      size: String(sizeOf(content)),
    },
  };
}

/** What is known of a pool or SpiderSubnet while its lists are not. */
export function unreadLists(args: Args): Inputs {
  return { ...args, ipVersion: args.ipVersion ?? UNKNOWN, size: UNKNOWN };
}

/** A list of addresses that lie inside a CIDR. */
function readInside(
  args: Args,
  field: string,
  prefix: Prefix,
  report: Report,
): { readonly ranges: readonly Range[]; readonly stored: readonly string[] } | "unknown" | "refused" {
  const items = textsArg(args, field);
  if (items === undefined) return "unknown";
  const ranges = readItems(items, field, report);
  const outside = ranges?.filter((range) => {
    const ends = [range.first, range.last].map((value) => ({ family: range.family, value }));
    return !ends.every((end) => prefixContains(prefix, end));
  });
  for (const range of outside ?? []) {
    const [text = ""] = printItems(rangeSetOf(range.family, [range]));
    report(field, "outside-subnet", { what: "address", text, cidrs: [printPrefix(prefix)] });
  }
  return ranges === undefined || outside?.length !== 0 ? "refused" : { ranges, stored: storedItems(items, ranges) };
}
