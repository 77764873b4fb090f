import { isFault, parseAddress, parseMac, sameAddress } from "../../ipam";
import { isRecord } from "./plain";

/**
 * What is wanted, with every MAC and address that is equal to the one that stands there written as it stands there: case
 * and abbreviations are no change.
 */
export function asWritten(live: unknown, wanted: unknown): unknown {
  if (typeof live === "string" && typeof wanted === "string") return isEqual(live, wanted) ? live : wanted;
  if (Array.isArray(live) && Array.isArray(wanted)) return wanted.map((item, index) => asWritten(live[index], item));
  if (!isRecord(live) || !isRecord(wanted)) return wanted;
  return Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, asWritten(live[key], value)]));
}

function isEqual(left: string, right: string): boolean {
  if (left === right) return true;
  if (!/^[\da-fA-F:.,-]+$/.test(left) || !/^[\da-fA-F:.,-]+$/.test(right)) return false;
  const [lefts, rights] = [left.split(","), right.split(",")];
  return lefts.length === rights.length && lefts.every((one, index) => isEqualPart(one, rights[index] as string));
}

function isEqualPart(left: string, right: string): boolean {
  const macs = [parseMac(left), parseMac(right)];
  if (macs.every((mac) => !isFault(mac))) return macs[0] === macs[1];
  const [one, other] = [parseAddress(left), parseAddress(right)];
  return !isFault(one) && !isFault(other) && sameAddress(one, other);
}
