import { parseIpv4 } from "./ipv4";

const GROUPS = 8;

/**
 * Eight groups of hexadecimal digits as a 128-bit number, or why not. `::` must stand for at least one group; the last
 * two groups may be written as an IPv4 address.
 *
 * @source Go net/netip parseIPv6; RFC 4291 section 2.2
 */
export function parseIpv6(text: string): bigint | "malformed" | "leading-zero" {
  const halves = text.split("::");
  if (halves.length > 2) return "malformed";
  const head = parseGroups(halves[0] ?? "", halves.length === 1);
  if (typeof head === "string") return head;
  if (halves.length === 1) return head.length === GROUPS ? join(head) : "malformed";
  const tail = parseGroups(halves[1] ?? "", true);
  if (typeof tail === "string") return tail;
  const gap = GROUPS - head.length - tail.length;
  return gap >= 1 ? join([...head, ...new Array<number>(gap).fill(0), ...tail]) : "malformed";
}

/** The groups of one side of `::`; only the side that ends the text may end in an IPv4 address. */
function parseGroups(text: string, endsText: boolean): number[] | "malformed" | "leading-zero" {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      if (!endsText || index !== parts.length - 1) return "malformed";
      const v4 = parseIpv4(part);
      if (typeof v4 === "string") return v4;
      groups.push(v4 >>> 16, v4 & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return "malformed";
    }
  }
  return groups;
}

function join(groups: readonly number[]): bigint {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const high = (BigInt(a * 0x10000 + b) << 32n) | BigInt(c * 0x10000 + d);
  const low = (BigInt(e * 0x10000 + f) << 32n) | BigInt(g * 0x10000 + h);
  return (high << 64n) | low;
}

/** Lower case, no padding, the first longest run of two or more zero groups written as `::`. */
export function printIpv6(value: bigint): string {
  const groups: string[] = [];
  for (const shift of WORD_SHIFTS) {
    const word = Number((value >> shift) & 0xffffffffn);
    groups.push((word >>> 16).toString(16), (word & 0xffff).toString(16));
  }
  let start = 0;
  let length = 0;
  for (let i = 0; i < GROUPS; i++) {
    let end = i;
    while (groups[end] === "0") end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** Four steps of 32 bits: bigints are slow, numbers are not. */
const WORD_SHIFTS = [96n, 64n, 32n, 0n];
