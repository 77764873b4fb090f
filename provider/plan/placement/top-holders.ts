import type { Address, Family } from "../../ipam";
import type { Holder } from "../live/snapshot";
import type { Exhaustion } from "../refusals/messages";

const LISTED = 3;

/** Who has or asks for most of the addresses of a family: pods by namespace, everything else by kind. */
export function topHoldersOf(
  holdings: readonly { readonly holder: Holder; readonly addresses: readonly Address[] }[],
  family: Family,
): Exhaustion["topHolders"] {
  const counts = new Map<string, number>();
  for (const { holder, addresses } of holdings) {
    if (!addresses.some((address) => address.family === family)) continue;
    const who = holder.namespace ? `${holder.kind}s of namespace ${holder.namespace}` : `${holder.kind}s`;
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  return [...counts]
    .map(([who, count]) => ({ who, count }))
    .sort((a, b) => b.count - a.count || (a.who < b.who ? -1 : 1))
    .slice(0, LISTED);
}
