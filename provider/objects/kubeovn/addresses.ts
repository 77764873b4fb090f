import {
  type Address,
  isFault,
  type Mac,
  type Prefix,
  parseAddress,
  parseMac,
  parsePrefix,
  sameAddress,
} from "../../ipam";
import { maskedCidrs } from "../../plan";

/** Addresses of comma-separated texts, each one once; what is not an address is nobody's. */
export function addressesIn(found: readonly string[]): Address[] {
  const addresses: Address[] = [];
  for (const item of found.flatMap((csv) => csv.split(","))) {
    if (item === "") continue;
    const address = parseAddress(item);
    if (!isFault(address) && !addresses.some((known) => sameAddress(known, address))) addresses.push(address);
  }
  // A list that has grown has room for sixteen more, which of 100,000 are 12 MB.
  return addresses.slice();
}

export function macIn(found: string): Mac | undefined {
  const mac = parseMac(found);
  return isFault(mac) ? undefined : mac;
}

export function prefixesOf(cidrBlock: string): Prefix[] {
  return maskedCidrs(cidrBlock)
    .split(",")
    .map(parsePrefix)
    .filter((prefix): prefix is Prefix => !isFault(prefix));
}

export function joinAddresses(a: readonly Address[], b: readonly Address[]): readonly Address[] {
  const more = b.filter((address) => !a.some((known) => sameAddress(known, address)));
  return more.length === 0 ? a : [...a, ...more];
}
