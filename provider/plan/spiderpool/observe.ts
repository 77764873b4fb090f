import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import type { Kind } from "../terms/kinds";
import { leftOf } from "./accounting";
import { fatesOf, hitByPool, hitByReserved } from "./impact";
import { availableCounts, availableFor, demandsOf } from "./pod-demand";
import { liveView } from "./read-view";

type Properties = Readonly<Record<string, unknown>>;

/** Outputs that follow what is live, as they are now. */
export type Observer = (kind: Kind, properties: Properties) => Properties;

/** Works out outputs from what is live; nothing of it is read before a kind that has such outputs is asked for. */
export function observerOf(snapshot: SpiderSnapshot): Observer {
  let known: ReturnType<typeof liveView> | undefined;
  return (kind, properties) => {
    known ??= liveView(snapshot);
    const live = known;
    const name = String(properties.name);
    switch (kind) {
      case "spiderpool.ReservedIP": {
        const set = live.reserved.get(name);
        return set === undefined ? {} : { impact: fatesOf(hitByReserved(live, name, set, snapshot), snapshot, live) };
      }
      case "spiderpool.IPPool": {
        const pool = live.pools.get(name);
        if (pool === undefined) return {};
        const hit = hitByPool(live, { ...pool, isDisabled: false, affinity: {} }, pool, snapshot);
        return { left: leftOf(pool, live), impact: fatesOf(hit, snapshot, live) };
      }
      case "spiderpool.PodAnnotations": {
        const demands = demandsOf({ kind, path: "", args: properties });
        const count = (demand: (typeof demands)[number]): number =>
          availableFor(demand, [demand.workload], live, snapshot, () => false);
        return { available: availableCounts(demands, count) };
      }
      default:
        return {};
    }
  };
}
