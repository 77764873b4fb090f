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
  keeps: "gets it back, as the pods of its kind do",
  moves: "gets another one",
  fails: 'fails with "all IP addresses used out", because nothing else is free',
  depends: "gets another one where it starts on a node that its pools serve, and fails elsewhere",
} as const;

/** What becomes of a pod, as a line on the stack. */
export function printImpact({ pod, address, pool, workload, fate, barredBy }: Impact): string {
  const of = workload === "Pod" ? "" : ` of ${workload}`;
  const why =
    barredBy === undefined
      ? "which is given to nobody from now on"
      : `which does not serve it ${barredBy.startsWith("node") ? "on its node " : ""}any more, by ${barredBy}`;
  const next = barredBy !== undefined && fate === "fails" ? "fails, because no pool of its has one for it" : FATE[fate];
  return `Pod ${pod}${of} has ${address} of SpiderIPPool ${quote(pool)}, ${why}: it keeps it while it runs, and after its next restart ${next}`;
}
