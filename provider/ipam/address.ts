import type { Fault } from "./fault";
import { parseIpv4, printIpv4 } from "./ipv4";
import { parseIpv6, printIpv6 } from "./ipv6";

export type Family = 4 | 6;

/** One IP address; `value` is its 32 or 128 bits read as an unsigned number. */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

export type AddressFaultCode = "malformed" | "leading-zero" | "zone" | "v4-mapped" | "whitespace" | "prefix-length";

export interface AddressFault extends Fault {
  readonly fault: AddressFaultCode;
  readonly text: string;
}

/**
 * The address a text stands for, read as strictly as the controller will read it.
 *
 * Own parser, not a library: the usual ones take octal, hexadecimal, short or bare-number forms that Go refuses, and
 * need guards as long as this parser to be safe.
 *
 * @returns the address, or "whitespace" | "prefix-length" (a `/24` is attached) | "zone" | "leading-zero" (`010.0.0.1`)
 *          | "v4-mapped" (`::ffff:…`, which Go turns into an IPv4 address behind the writer's back) | "malformed"
 * @source  Go net.ParseIP (net/netip ParseAddr without zone)
 */
export function parseAddress(text: string): Address | AddressFault {
  if (/\s/.test(text)) return { fault: "whitespace", text };
  if (text.includes("/")) return { fault: "prefix-length", text };
  if (text.includes("%")) return { fault: "zone", text };
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return typeof value === "number" ? { family: 4, value: BigInt(value) } : { fault: value, text };
  }
  const value = parseIpv6(text);
  if (typeof value !== "bigint") return { fault: value, text };
  return value >> 32n === 0xffffn ? { fault: "v4-mapped", text } : { family: 6, value };
}

/** The canonical text: dotted decimal, or for IPv6 what Go's `net.IP.String` prints (RFC 5952 section 4). */
export function printAddress(a: Address): string {
  return a.family === 4 ? printIpv4(Number(a.value)) : printIpv6(a.value);
}

/** Orders IPv4 before IPv6, then by number. */
export function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

export function sameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}
