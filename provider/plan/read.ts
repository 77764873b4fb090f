import {
  type Address,
  type Fault,
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
} from "../ipam";
import type { Report } from "./refusal";

/** Why a text is not what it should be, for the end of a sentence. */
const WHY: Readonly<Record<string, string>> = {
  malformed: "it does not have that form",
  "leading-zero": "a number has leading zeros, which some programs read as octal",
  zone: "it has a zone",
  "v4-mapped": "it is an IPv4 address mapped into IPv6; write the IPv4 address",
  whitespace: "it has white space",
  "prefix-length": "it has a prefix length; write the address alone",
  "mixed-families": "its ends are of different families",
  multicast: "it is a multicast address",
  zero: "it is all zeros",
};

function why(fault: Fault): string {
  return WHY[fault.fault] ?? WHY.malformed ?? fault.fault;
}

/** Reads one address; undefined after a report. */
export function readAddress(text: string, property: string, report: Report): Address | undefined {
  const address = parseAddress(text);
  if (!isFault(address)) return address;
  report(property, "malformed-address", { text, why: why(address) });
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
    report(property, "malformed-range", { text, why: why(range) });
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
    const isLength = prefix.fault === "prefix-length";
    report(property, "malformed-cidr", {
      text,
      why: isLength ? "its prefix length is missing or too large" : why(prefix),
    });
  }
  return undefined;
}

export function readMac(text: string, property: string, report: Report): Mac | undefined {
  const mac = parseMac(text);
  if (!isFault(mac)) return mac;
  report(property, "malformed-mac", { text, why: why(mac) });
  return undefined;
}

export function printPrefixes(prefixes: readonly Prefix[]): string {
  return prefixes.map(printPrefix).join(",");
}

export function printAddresses(addresses: readonly Address[]): string {
  return addresses.map(printAddress).join(",");
}
