import type { Stamp } from "./identity";
import type { Snapshot } from "./snapshot";

/** Where a snapshot has the objects of each kind that are no reservations, by name; one in a namespace is `namespace/name`. */
export const TABLES: Readonly<Record<string, (snapshot: Snapshot) => ReadonlyMap<string, Stamp>>> = {
  IPPool: ({ pools }) => pools,
  Subnet: ({ subnets }) => subnets,
  SpiderReservedIP: ({ spider }) => spider.reserved,
  SpiderIPPool: ({ spider }) => spider.pools,
  SpiderSubnet: ({ spider }) => spider.subnets,
  SpiderMultusConfig: ({ spider }) => spider.configs,
};
