import { quote } from "../terms/wording";
import type { PoolLeft } from "./accounting";
import type { Impact } from "./impact";
import { MOST_GIVEN } from "./view";

/** What is left of a pool, as a line on the stack. */
export function printLeft(pool: string, { total, excluded, reserved, allocated, free }: PoolLeft): string {
  const out = excluded > 0 ? `, ${excluded} more excluded` : "";
  const most =
    total > MOST_GIVEN && free + allocated === MOST_GIVEN ? `; Spiderpool gives at most ${MOST_GIVEN} of one pool` : "";
  return `SpiderIPPool ${quote(pool)} has ${free} free of ${total} addresses: ${reserved} reserved, ${allocated} in use${out}${most}`;
}

const FATE = {
  keeps: "gets it back",
  moves: "gets another one",
  fails: "fails: nothing else is free",
  depends: "gets another one, or fails on a node that no pool serves",
} as const;

/** What becomes of a pod, as a line on the stack. */
export function printImpact({ pod, address, pool, workload, fate, barredBy }: Impact): string {
  const of = workload === "Pod" ? "" : ` of ${workload}`;
  const why =
    barredBy === undefined ? "which is given to nobody from now on" : `which no longer serves it (${barredBy})`;
  return `Pod ${pod}${of} has ${address} of SpiderIPPool ${quote(pool)}, ${why}: when it restarts, it ${FATE[fate]}`;
}
