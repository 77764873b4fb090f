import type { ReservedIPArgs } from "../args";

const FIELDS = ["subnet", "v4IpAddress", "v6IpAddress", "macAddress", "allowExcluded", "adopt", "key"] as const;

/**
 * The address of one interface of a workload: arguments of its ReservedIP. The Subnet's `provider` says which interface
 * it is.
 */
export type InterfaceAddresses = Pick<ReservedIPArgs, (typeof FIELDS)[number]>;

/** Those of them that the program set. */
export function reservedArgs(addresses: InterfaceAddresses): InterfaceAddresses {
  const set = FIELDS.filter((field) => addresses[field] !== undefined).map((field) => [field, addresses[field]]);
  return Object.fromEntries(set);
}
