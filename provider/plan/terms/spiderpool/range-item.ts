import { type AddressFaultCode, type Family, isFault, parseAddress, type Range } from "../../../ipam";

/** Why a text is not an item that may be written to a Spiderpool list. */
export type ItemFaultCode =
  | Exclude<AddressFaultCode, "prefix-length">
  | "cidr"
  | "dots"
  | "mixed-families"
  | "mixed-notation"
  | "reversed"
  | "zero-leading"
  | "ends-last";

export interface ItemFault {
  readonly fault: ItemFaultCode;
}

/** Every address with a first byte of zero is below this, by family. */
const FIRST_BYTE_SET = { 4: 1n << 24n, 6: 1n << 120n } as const;
const LAST_WITHOUT_FIRST_BYTE = { 4: FIRST_BYTE_SET[4] - 1n, 6: FIRST_BYTE_SET[6] - 1n } as const;
const LAST_ADDRESS = { 4: (1n << 32n) - 1n, 6: (1n << 128n) - 1n } as const;

/**
 * The families as which Spiderpool itself takes an item `a` or `a-b`; none for what it refuses.
 *
 * Its test of an address is Go's parser and then a look for "." (IPv4) or ":" (IPv6), so an address in mixed notation
 * passes as both. Ranges whose ends are IPv4 mapped into IPv6 are not told apart here: nothing writes them.
 *
 * @source spiderpool pkg/ip/iprange.go IsIPRange, govalidator IsIPv4 and IsIPv6
 */
export function familiesOfItem(text: string): readonly Family[] {
  const ends = text.split("-");
  if (ends.length > 2) return [];
  const [first = "", last = first] = ends;
  const common = familiesOfAddress(first).filter((family) => familiesOfAddress(last).includes(family));
  if (ends.length === 1 || common.length === 0) return common;
  const [a, b] = [parseAddress(first), parseAddress(last)];
  return isFault(a) || isFault(b) || a.value > b.value ? [] : common;
}

function familiesOfAddress(text: string): readonly Family[] {
  const address = parseAddress(text);
  if (isFault(address) && address.fault !== "v4-mapped") return [];
  return [...(text.includes(".") ? ([4] as const) : []), ...(text.includes(":") ? ([6] as const) : [])];
}

/**
 * Reads an item that is to be written: what Spiderpool refuses and what it accepts to its harm are faults.
 *
 * Its controller and agents expand a span by adding one until the end is passed, in a number that loses leading zero
 * bytes. A span that steps onto an address with a zero first byte, or ends at the last address of all, never ends.
 *
 * @source spiderpool pkg/ip/ip.go NextIP, pkg/ip/iprange.go ParseIPRange
 */
export function readItem(text: string): Range | ItemFault {
  if (text.includes("..")) return { fault: "dots" };
  if (text.includes("/")) return { fault: "cidr" };
  const ends = text.split("-");
  if (ends.length > 2) return { fault: "malformed" };
  const first = readEnd(ends[0] ?? "");
  if ("fault" in first) return first;
  if (ends.length === 1) return { family: first.family, first: first.value, last: first.value };
  const last = readEnd(ends[1] ?? "");
  if ("fault" in last) return last;
  const { family } = first;
  if (family !== last.family) return { fault: "mixed-families" };
  if (first.value > last.value) return { fault: "reversed" };
  if (first.value < LAST_WITHOUT_FIRST_BYTE[family]) return { fault: "zero-leading" };
  if (last.value === LAST_ADDRESS[family]) return { fault: "ends-last" };
  return { family, first: first.value, last: last.value };
}

function readEnd(text: string): { readonly family: Family; readonly value: bigint } | ItemFault {
  const address = parseAddress(text);
  if (isFault(address)) return { fault: address.fault === "prefix-length" ? "cidr" : address.fault };
  return text.includes(".") && text.includes(":") ? { fault: "mixed-notation" } : address;
}

/** True when Spiderpool's successor of the address before this one is this one: its numbers lose a leading zero byte. */
export function isSuccessor(family: Family, value: bigint): boolean {
  return value >= FIRST_BYTE_SET[family];
}
