import { isFault, type Prefix, parsePrefix, printPrefix } from "../../ipam";
import type { Report } from "../refusals/refusal";

/**
 * Reads the CIDR of a pool or subnet: no host bits, and written as Go prints it, which Spiderpool insists on.
 *
 * @source spiderpool pkg/ip/cidr.go IsFormatCIDR; pkg/ippoolmanager/ippool_validate.go validateIPPoolSubnet
 */
export function readCidr(text: string, property: string, report: Report): Prefix | undefined {
  const prefix = parsePrefix(text);
  if (isFault(prefix)) {
    if (prefix.fault === "host-bits") report(property, "spider-cidr", { text, canonical: String(prefix.canonical) });
    else report(property, "malformed-cidr", { text, why: "write address/length, such as 10.6.0.0/16 or fd00:6::/64" });
    return undefined;
  }
  const canonical = printPrefix(prefix);
  if (canonical === text) return prefix;
  report(property, "spider-cidr", { text, canonical });
  return undefined;
}

/** Value of the labels `ipam.spidernet.io/ippool-cidr` and `subnet-cidr`: the CIDR without the characters that labels refuse. */
export function cidrLabel(cidr: string): string {
  return cidr.replace(/[.:/]/g, "-");
}
