import type { Address } from "./address";
import { writeWords } from "./address-words";
import type { Fault } from "./fault";
import { mix32, type PlacementHash, placementHash } from "./hash";
import { hexDigit } from "./hex";

/** A 48-bit hardware address as a number. */
export type Mac = number;

export type MacFaultCode = "malformed" | "multicast" | "zero";

export interface MacFault extends Fault {
  readonly fault: MacFaultCode;
  readonly text: string;
}

/** The weight of the upper 16 bits. */
export const UPPER_UNIT: number = 2 ** 32;

const FORMS = [
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i,
];

/**
 * The six bytes of a hardware address written with colons, hyphens or as three dotted groups, in either case.
 *
 * @returns the MAC, or "malformed" | "multicast" (no port may own one) | "zero"
 * @source  Go net.ParseMAC, its six-byte forms
 */
export function parseMac(text: string): Mac | MacFault {
  if (!FORMS.some((form) => form.test(text))) return { fault: "malformed", text };
  const mac = Number.parseInt(text.replace(/[:.-]/g, ""), 16);
  if (mac === 0) return { fault: "zero", text };
  return Math.floor(mac / 2 ** 40) % 2 === 1 ? { fault: "multicast", text } : mac;
}

/** Lower case, colons. */
export function printMac(mac: Mac): string {
  const upper = Math.floor(mac / UPPER_UNIT);
  const lower = mac >>> 0;
  return String.fromCharCode(
    hexDigit(upper >>> 12),
    hexDigit(upper >>> 8),
    COLON,
    hexDigit(upper >>> 4),
    hexDigit(upper),
    COLON,
    hexDigit(lower >>> 28),
    hexDigit(lower >>> 24),
    COLON,
    hexDigit(lower >>> 20),
    hexDigit(lower >>> 16),
    COLON,
    hexDigit(lower >>> 12),
    hexDigit(lower >>> 8),
    COLON,
    hexDigit(lower >>> 4),
    hexDigit(lower),
  );
}

const COLON = ":".charCodeAt(0);

/**
 * A locally administered unicast MAC that depends on nothing but its arguments.
 *
 * @param attempt  0 first; the next number gives another MAC where the first one is taken
 * @source         the two bits: IEEE 802-2014 section 8.2; kube-ovn pkg/util/net.go GenerateMac sets the same
 */
export function deriveMac(seedText: string, attempt: number): Mac {
  const { high, low } = placementHash(seedText);
  return macFromWords(high, low, attempt);
}

/**
 * The MAC of an owner at its addresses: {@link deriveMac} with the addresses worked into it. The first attempt ends in
 * the lower word of the owner's hash.
 */
export function deriveMacAt(owner: PlacementHash, addresses: readonly Address[], attempt: number): Mac {
  let { high } = owner;
  for (const address of addresses) high = mix32(high ^ writeWords(address, words));
  return macFromWords(high, owner.low, attempt);
}

const words = new Int32Array(4);

function macFromWords(high: number, low: number, attempt: number): Mac {
  const upper = mix32(high + attempt) & 0xfcff;
  const lower = attempt === 0 ? low : mix32(low + attempt);
  return (upper | 0x0200) * UPPER_UNIT + (lower >>> 0);
}
