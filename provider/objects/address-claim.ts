import type { Address, Mac } from "../ipam";

/** What a new object claims for itself: nobody else may have these addresses, or this MAC, in the subnet. */
export interface AddressClaim {
  readonly subnet: string;
  readonly addresses: readonly Address[];
  readonly mac?: Mac | undefined;
}
