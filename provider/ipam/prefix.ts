import { type Address, type AddressFaultCode, type Family, parseAddress, printAddress } from "./address";
import { type Fault, isFault } from "./fault";

/** A CIDR: `length` leading bits are fixed, the rest of `network` is zero. */
export interface Prefix {
  readonly family: Family;
  readonly network: bigint;
  readonly length: number;
}

export type PrefixFaultCode = AddressFaultCode | "host-bits";

export interface PrefixFault extends Fault {
  readonly fault: PrefixFaultCode;
  readonly text: string;
  /** Of "host-bits": the prefix that was probably meant. */
  readonly canonical?: string;
}

/**
 * The prefix a CIDR text stands for.
 *
 * @returns the prefix, or a fault of its address part, "prefix-length" (missing or too long), "leading-zero" (also of
 *          the length), "host-bits" (the controller would mask them away silently)
 * @source  Go net.ParseCIDR; kube-ovn pkg/controller/subnet.go formatSubnet
 */
export function parsePrefix(text: string): Prefix | PrefixFault {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (isFault(address)) return { fault: address.fault, text };
  const digits = slash < 0 ? "" : text.slice(slash + 1);
  if (/\s/.test(digits)) return { fault: "whitespace", text };
  if (digits.includes("/")) return { fault: "malformed", text };
  if (!/^[0-9]{1,3}$/.test(digits)) return { fault: "prefix-length", text };
  if (digits.length > 1 && digits.startsWith("0")) return { fault: "leading-zero", text };
  const length = Number(digits);
  if (length > familyBits(address.family)) return { fault: "prefix-length", text };
  const hostBits = BigInt(familyBits(address.family) - length);
  const prefix: Prefix = { family: address.family, network: (address.value >> hostBits) << hostBits, length };
  if (prefix.network !== address.value) return { fault: "host-bits", text, canonical: printPrefix(prefix) };
  return prefix;
}

export function printPrefix(p: Prefix): string {
  return `${printAddress(firstAddress(p))}/${p.length}`;
}

/** Number of addresses, network and last one included. */
export function prefixSize(p: Prefix): bigint {
  return 1n << BigInt(familyBits(p.family) - p.length);
}

/** The network address. */
export function firstAddress(p: Prefix): Address {
  return { family: p.family, value: p.network };
}

/** The all-ones address: broadcast in IPv4, an ordinary address on paper in IPv6. */
export function lastAddress(p: Prefix): Address {
  return { family: p.family, value: p.network + prefixSize(p) - 1n };
}

export function prefixContains(p: Prefix, a: Address): boolean {
  const hostBits = BigInt(familyBits(p.family) - p.length);
  return a.family === p.family && a.value >> hostBits === p.network >> hostBits;
}

/** Whether one of the prefixes has the address. */
export function prefixesContain(prefixes: readonly Prefix[], address: Address): boolean {
  return prefixes.some((prefix) => prefixContains(prefix, address));
}

export function prefixContainsPrefix(outer: Prefix, inner: Prefix): boolean {
  return inner.length >= outer.length && prefixContains(outer, firstAddress(inner));
}

export function prefixesOverlap(a: Prefix, b: Prefix): boolean {
  return prefixContainsPrefix(a, b) || prefixContainsPrefix(b, a);
}

/**
 * The gateway a Subnet gets when none is named: the first usable address; none in a `/32` or `/128`.
 *
 * @source kube-ovn pkg/util/net.go FirstIP, GetGwByCidr
 */
export function gatewayByDefault(p: Prefix): Address | undefined {
  return usableEnds(p)?.first;
}

/**
 * First and last address that may be handed out: without network and all-ones address in both families, both ends of a
 * `/31` and `/127`, nothing of a `/32` and `/128`.
 *
 * @source kube-ovn pkg/util/net.go FirstIP, LastIP
 */
export function usableEnds(p: Prefix): { readonly first: Address; readonly last: Address } | undefined {
  const hostBits = familyBits(p.family) - p.length;
  if (hostBits === 0) return undefined;
  const edge = hostBits === 1 ? 0n : 1n;
  return {
    first: { family: p.family, value: p.network + edge },
    last: { family: p.family, value: p.network + prefixSize(p) - 1n - edge },
  };
}

export function familyBits(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}
