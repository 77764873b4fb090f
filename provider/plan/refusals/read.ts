import {
  type Address,
  isFault,
  type Mac,
  type Prefix,
  parseAddress,
  parseMac,
  parsePrefix,
  parseRange,
  printAddress,
  printPrefix,
  type Range,
} from "../../ipam";
import { whyNot } from "./read-faults";
import type { Report } from "./refusal";

/** Reads one address; undefined after a report. */
export function readAddress(text: string, property: string, report: Report): Address | undefined {
  const address = parseAddress(text);
  if (!isFault(address)) return address;
  report(property, "malformed-address", { text, why: whyNot("address", text, address) });
  return undefined;
}

/** Reads an address that must be of one family; undefined after a report. */
export function readAddressOf(family: 4 | 6, text: string, property: string, report: Report): Address | undefined {
  const address = readAddress(text, property, report);
  if (address === undefined || address.family === family) return address;
  report(property, "wrong-family", { address, field: property, expected: family });
  return undefined;
}

/** Reads an address or `first..last`, with `cidr` also a CIDR; undefined after a report. */
export function readRange(
  text: string,
  property: string,
  report: Report,
  options: { cidr?: boolean } = {},
): Range | undefined {
  const range = parseRange(text, options);
  if (!isFault(range)) return range;
  if (range.fault === "reversed") {
    report(property, "reversed-range", { text, turned: text.split("..").reverse().join("..") });
  } else if (range.fault === "host-bits") {
    report(property, "host-bits", { text, canonical: String(range.canonical) });
  } else {
    report(property, "malformed-range", { text, why: whyNot("range", text, range) });
  }
  return undefined;
}

export function readRanges(
  texts: readonly string[],
  property: string,
  report: Report,
  options: { cidr?: boolean } = {},
): Range[] {
  return texts.map((text) => readRange(text, property, report, options)).filter((range) => range !== undefined);
}

export function readPrefix(text: string, property: string, report: Report): Prefix | undefined {
  const prefix = parsePrefix(text);
  if (!isFault(prefix)) return prefix;
  if (prefix.fault === "host-bits") {
    report(property, "host-bits", { text, canonical: String(prefix.canonical) });
  } else {
    report(property, "malformed-cidr", { text, why: whyNot("cidr", text, prefix) });
  }
  return undefined;
}

export function readMac(text: string, property: string, report: Report): Mac | undefined {
  const mac = parseMac(text);
  if (!isFault(mac)) return mac;
  report(property, "malformed-mac", { text, why: whyNot("mac", text, mac) });
  return undefined;
}

export function printPrefixes(prefixes: readonly Prefix[]): string {
  return prefixes.map(printPrefix).join(",");
}

export function printAddresses(addresses: readonly Address[]): string {
  return addresses.map(printAddress).join(",");
}
