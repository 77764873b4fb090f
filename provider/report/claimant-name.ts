import { type Demand, holderName } from "../plan";

/** Who asks for an address, and by what where he does not know of it. */
export function claimantName({ claimant, isOnlyAvoided }: Demand): string {
  return isOnlyAvoided === true ? `${holderName(claimant)}, by its InternalIP` : holderName(claimant);
}
