import {
  type Address,
  isFault,
  type Prefix,
  parseAddress,
  parsePrefix,
  parseRange,
  type Range,
} from "../../../../provider/ipam";

/** What of these is an address. */
export function addressesIn(csv: string): readonly Address[] {
  return csv
    .split(",")
    .map(parseAddress)
    .filter((one): one is Address => !isFault(one));
}

export function prefixesIn(csv: string): readonly Prefix[] {
  return csv
    .split(",")
    .map(parsePrefix)
    .filter((one): one is Prefix => !isFault(one));
}

export function rangesIn(items: readonly string[]): readonly Range[] {
  return items.map((item) => parseRange(item, { cidr: true })).filter((one): one is Range => !isFault(one));
}

/** What every IP object that the controller has dealt with says of other networks. @source kube-ovn pkg/controller/ip.go createOrUpdateIPCR */
export const NOTHING_ATTACHED: Readonly<Record<string, readonly string[]>> = {
  attachIps: [],
  attachMacs: [],
  attachSubnets: [],
};

/** `10.0.0.1,fd00::1`; a family that is missing leaves nothing. */
export function listed(...texts: readonly string[]): string {
  return texts.filter((one) => one !== "").join(",");
}
