import { type Address, printAddress } from "../../ipam";
import { quote } from "./wording";

/** Where an address has one holder: a Subnet of Kube-OVN, or the CIDR that a SpiderSubnet and all pools inside it share. */
export type AddressSpace = InSubnet | { readonly cidr: string; readonly subnet?: undefined };

/** A space of Kube-OVN. */
export interface InSubnet {
  readonly subnet: string;
  readonly cidr?: undefined;
}

/** An address where it is. */
export type Located = AddressSpace & { readonly address: Address };

/** Where something is, and nothing else of it. */
export function spaceOf({ subnet, cidr }: AddressSpace): AddressSpace {
  return cidr === undefined ? { subnet } : { cidr };
}

/** Name of the Subnet, or the CIDR: keys of maps, and how reports show it. No object's name is a CIDR. */
export function spaceKey({ subnet, cidr }: AddressSpace): string {
  return cidr ?? subnet;
}

/** The space that has this key. */
export function spaceAt(key: string): AddressSpace {
  return key.includes("/") ? { cidr: key } : { subnet: key };
}

/** Key of an address in its space. */
export function addressKey(space: AddressSpace, address: Address): string {
  return `${spaceKey(space)} ${printAddress(address)}`;
}

export function isSameSpace(a: AddressSpace, b: AddressSpace): boolean {
  return a.subnet === b.subnet && a.cidr === b.cidr;
}

/** An address with its space, as sentences name it. */
export function locatedName(located: Located): string {
  return `${printAddress(located.address)} in ${spaceName(located)}`;
}

/** As sentences name it. */
export function spaceName({ subnet, cidr }: AddressSpace): string {
  return cidr === undefined ? `Subnet ${quote(subnet)}` : `the SpiderSubnet of ${cidr}`;
}
