import { parseIpv4 } from "./ipv4";

const GROUPS = 8;

/**
 * Eight groups of hexadecimal digits as a 128-bit number, or why not. `::` must stand for at least one group; the last
 * two groups may be written as an IPv4 address.
 *
 * @source Go net/netip parseIPv6; RFC 4291 section 2.2
 */
export function parseIpv6(text: string): bigint | "malformed" | "leading-zero" {
  const groups: number[] = [];
  const startsWithGap = text.startsWith("::");
  let gap = startsWithGap ? 0 : -1;
  let at = startsWithGap ? 2 : 0;
  while (at < text.length) {
    const end = endOfGroup(text, at);
    if (text.charCodeAt(end) === DOT) {
      const v4 = text.includes(":", end) ? "malformed" : parseIpv4(text.slice(at));
      if (typeof v4 === "string") return v4;
      groups.push(v4 >>> 16, v4 & 0xffff);
      break;
    }
    if (end === at || end > at + 4) return "malformed";
    groups.push(Number.parseInt(text.slice(at, end), 16));
    if (end === text.length) break;
    if (text.charCodeAt(end) !== COLON) return "malformed";
    at = end + 1;
    if (text.charCodeAt(at) !== COLON) {
      if (at === text.length) return "malformed";
    } else {
      if (gap >= 0) return "malformed";
      gap = groups.length;
      at += 1;
    }
  }
  const missing = GROUPS - groups.length;
  if (gap < 0) return missing === 0 ? join(groups) : "malformed";
  if (missing < 1) return "malformed";
  groups.splice(gap, 0, ...ZEROS.slice(0, missing));
  return join(groups);
}

const [DOT, COLON] = [46, 58];
const ZEROS: readonly number[] = new Array<number>(GROUPS).fill(0);

/** Where the hexadecimal digits end that begin here. */
function endOfGroup(text: string, start: number): number {
  let end = start;
  while (end < text.length && isHexDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
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
