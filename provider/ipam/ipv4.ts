/** Four decimal octets as an unsigned 32-bit number, or why not. */
export function parseIpv4(text: string): number | "malformed" | "leading-zero" {
  const octets = text.split(".");
  if (octets.length !== 4) return "malformed";
  let value = 0;
  let padded = false;
  for (const octet of octets) {
    if (!/^[0-9]{1,3}$/.test(octet)) return "malformed";
    const byte = Number(octet);
    if (byte > 255) return "malformed";
    padded ||= octet.length > 1 && octet.startsWith("0");
    value = value * 256 + byte;
  }
  return padded ? "leading-zero" : value;
}

export function printIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}
