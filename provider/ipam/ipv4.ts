/** Four decimal octets as an unsigned 32-bit number, or why not. */
export function parseIpv4(text: string): number | "malformed" | "leading-zero" {
  let value = 0;
  let padded = false;
  let octets = 0;
  let at = 0;
  while (octets < 4) {
    const start = at;
    let byte = 0;
    for (; at < text.length && at - start < 3; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      byte = byte * 10 + digit;
    }
    if (at === start || byte > 255) return "malformed";
    padded ||= at - start > 1 && text.charCodeAt(start) === ZERO;
    value = value * 256 + byte;
    octets++;
    const isEnd = octets === 4 ? at === text.length : text.charCodeAt(at++) === DOT;
    if (!isEnd) return "malformed";
  }
  return padded ? "leading-zero" : value;
}

const ZERO = "0".charCodeAt(0);
const DOT = ".".charCodeAt(0);

export function printIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}
