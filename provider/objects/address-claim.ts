import { type Address, type Mac, printAddress } from "../ipam";

/** What a new object claims for itself: nobody else may have these addresses, or this MAC, in the subnet. */
export interface AddressClaim {
  readonly subnet: string;
  readonly addresses: readonly Address[];
  readonly mac?: Mac | undefined;
}

/** Subnet and address, subnet and MAC: where an object that holds or claims them is found. */
export function placesOf({ subnet, addresses, mac }: AddressClaim): string[] {
  const places = addresses.map((address) => `${subnet} ${printAddress(address)}`);
  return mac === undefined ? places : [...places, `${subnet} mac ${mac}`];
}
