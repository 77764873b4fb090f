import { type Address, type AddressFaultCode, type Family, parseAddress, printAddress } from "./address";
import { type Fault, isFault } from "./fault";
import { firstAddress, lastAddress, type Prefix, parsePrefix } from "./prefix";

/** Consecutive addresses of one family, both ends included. */
export interface Range {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

export type RangeFaultCode = AddressFaultCode | "reversed" | "mixed-families" | "host-bits";

export interface RangeFault extends Fault {
  readonly fault: RangeFaultCode;
  readonly text: string;
  /** Of "host-bits": the prefix that was probably meant. */
  readonly canonical?: string;
}

/**
 * The range an item of `excludeIps` stands for: `A` or `A..B`, both ends included.
 *
 * @param options.cidr  also take a CIDR, network and last address included, as the items of an IPPool do; default false
 * @returns             the range, or a fault of one of its addresses, "reversed" (A > B), "mixed-families", "host-bits"
 * @source              kube-ovn pkg/ipam/ip_range_list.go NewIPRangeListFrom, pkg/util/net.go ExpandExcludeIPs
 */
export function parseRange(text: string, options?: { cidr?: boolean }): Range | RangeFault {
  if (options?.cidr && text.includes("/") && !text.includes("..")) {
    const prefix = parsePrefix(text);
    return isFault(prefix) ? prefix : prefixRange(prefix);
  }
  const ends = text.split("..");
  if (ends.length > 2) return { fault: "malformed", text };
  const first = parseAddress(ends[0] ?? "");
  if (isFault(first)) return { fault: first.fault, text };
  const last = ends.length === 1 ? first : parseAddress(ends[1] ?? "");
  if (isFault(last)) return { fault: last.fault, text };
  if (first.family !== last.family) return { fault: "mixed-families", text };
  return first.value > last.value ? { fault: "reversed", text } : rangeBetween(first, last);
}

/** `A..B`, or `A` alone when the range holds one address. */
export function printRange(r: Range): string {
  const first = printAddress({ family: r.family, value: r.first });
  return r.first === r.last ? first : `${first}..${printAddress({ family: r.family, value: r.last })}`;
}

/** The range from `first` to `last`, which the caller knows to be ordered and of one family. */
export function rangeBetween(first: Address, last: Address): Range {
  return { family: first.family, first: first.value, last: last.value };
}

/** All of a prefix, network and last address included. */
export function prefixRange(prefix: Prefix): Range {
  return rangeBetween(firstAddress(prefix), lastAddress(prefix));
}

export function rangeContains(r: Range, a: Address): boolean {
  return a.family === r.family && r.first <= a.value && a.value <= r.last;
}
