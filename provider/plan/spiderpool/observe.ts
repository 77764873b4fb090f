import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import { leftOf } from "./accounting";
import { fatesOf, hitByPool, hitByReserved, openPool } from "./impact";
import { availableCounts, availableFor, demandsOf } from "./pod-demand";
import { liveView } from "./read-view";
import { liveScene } from "./selection";
import type { SpiderView } from "./view";

type Properties = Readonly<Record<string, unknown>>;

/** Spiderpool's objects as they are now. */
export interface SpiderNow {
  readonly snapshot: SpiderSnapshot;
  readonly view: SpiderView;
}

/** Outputs of a kind that follow what is live, as they are now. */
export type Observe = (now: SpiderNow, properties: Properties) => Properties;

export function spiderNow(snapshot: SpiderSnapshot): SpiderNow {
  return { snapshot, view: liveView(snapshot) };
}

/** Whom a SpiderReservedIP affects. */
export const observeReserved: Observe = ({ view, snapshot }, { name }) => {
  const set = view.reserved.get(String(name));
  if (set === undefined) return {};
  return { impact: fatesOf(hitByReserved(view, String(name), set, snapshot), liveScene(view, snapshot)) };
};

/** What is left of a SpiderIPPool, and whom it affects. */
export const observePool: Observe = ({ view, snapshot }, { name }) => {
  const pool = view.pools.get(String(name));
  if (pool === undefined) return {};
  const impact = fatesOf(hitByPool(view, openPool(pool), pool, snapshot), liveScene(view, snapshot));
  return { left: leftOf(pool, view), impact };
};

/** How many addresses the pods of a workload have or can get. */
export const observePods: Observe = ({ view, snapshot }, properties) => {
  const scene = liveScene(view, snapshot);
  const demands = demandsOf("", properties, scene);
  return { available: availableCounts(demands, (demand) => availableFor(demand, [demand.workload], scene)) };
};
