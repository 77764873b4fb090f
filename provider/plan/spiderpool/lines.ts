import { quote } from "../wording";
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
} as const;

/** What becomes of a pod, as a line on the stack. */
export function printImpact({ pod, address, pool, workload, fate }: Impact): string {
  const of = workload === "Pod" ? "" : ` of ${workload}`;
  return `Pod ${pod}${of} has ${address} of SpiderIPPool ${quote(pool)}, which is given to nobody from now on: it keeps it while it runs, and after its next restart ${FATE[fate]}`;
}
