import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import type { Kind } from "../terms/kinds";
import { leftOf } from "./accounting";
import { fatesOf, hitByPool, hitByReserved, openPool } from "./impact";
import { availableCounts, availableFor, demandsOf } from "./pod-demand";
import { liveView } from "./read-view";
import { liveScene } from "./selection";

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
        return set === undefined
          ? {}
          : { impact: fatesOf(hitByReserved(live, name, set, snapshot), liveScene(live, snapshot)) };
      }
      case "spiderpool.IPPool":
      case "spiderpool.FixedIP": {
        const pool = live.pools.get(name);
        if (pool === undefined) return {};
        const impact = fatesOf(hitByPool(live, openPool(pool), pool, snapshot), liveScene(live, snapshot));
        return kind === "spiderpool.IPPool" ? { left: leftOf(pool, live), impact } : { impact };
      }
      case "spiderpool.PodAnnotations": {
        const scene = liveScene(live, snapshot);
        const demands = demandsOf("", properties, scene);
        return { available: availableCounts(demands, (demand) => availableFor(demand, [demand.workload], scene)) };
      }
      default:
        return {};
    }
  };
}
