import { readAddress, refuse, type Snapshot } from "../plan";
import { type AddressAccount, accountsOf } from "../report";
import { RequestError } from "./request-error";

/** Tells of an address what `pulumi-kubeovn explain` tells: which networks have it, who has it there, and who asks for it. */
export interface GetAddressArgs {
  /** IPv4 or IPv6. */
  readonly address: string;
}

/** What is known of an address. */
export interface GetAddressResult {
  /** One for each network that has the address; empty where none has. */
  readonly networks: readonly AddressAccount[];
}

/** @throws RequestError for what is no address */
export function getAddress(snapshot: Snapshot, { address: text }: GetAddressArgs): GetAddressResult {
  const address = readAddress(text, "address", (property, code, facts) => {
    throw new RequestError(refuse(property, code, facts).reason);
  });
  return { networks: address === undefined ? [] : accountsOf(snapshot, address) };
}
