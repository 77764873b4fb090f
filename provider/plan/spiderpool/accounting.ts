import { intersect, subtract } from "../../ipam";
import { poolContent, shownTotal } from "./pool-content";
import { asNumber, countOf } from "./range-list";
import type { PoolView, SpiderView } from "./view";

/** What is left of a pool, in addresses. */
export interface PoolLeft {
  /** `ips` without `excludeIPs`: what Spiderpool shows as `totalIPCount`. */
  readonly total: number;
  /** Listed in `ips` and taken out by `excludeIPs`. */
  readonly excluded: number;
  /** Of the total, those that a SpiderReservedIP of the cluster or of this program keeps back. */
  readonly reserved: number;
  /** Of the total, those that pods have. One can be reserved as well. */
  readonly allocated: number;
  /** Of the total, those that the next pods may be given: none while the pool is disabled, and never more than 5000 beside the allocated ones. */
  readonly free: number;
}

/** Accounts for a pool. Spiderpool's own figures omit reserved addresses, and so show more than there is. */
export function leftOf(pool: PoolView, view: SpiderView): PoolLeft {
  const content = poolContent(pool.prefix, pool.ips, pool.excludeIPs);
  return {
    total: "fault" in content ? countOf(pool.content) : asNumber(shownTotal(content)),
    excluded: countOf(subtract(pool.listed, pool.content)),
    reserved: countOf(intersect(pool.content, view.reservedNear(pool))),
    allocated: countOf(intersect(pool.content, view.allocated(pool))),
    free: view.freeCount(pool),
  };
}
