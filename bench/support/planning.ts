import { ROOMS } from "../../provider/kinds";
import { check, type Declaration, Planner, type Snapshot } from "../../provider/plan";
import { OWNER_PREFIX } from "./cluster";

export interface Cost {
  /** Milliseconds of CPU for the plan of the whole program. */
  readonly plan: number;
  /** The same, as time passed. */
  readonly planPassed: number;
  /** Milliseconds of CPU for all the checks that are answered from it. */
  readonly checks: number;
}

export function planOnce(snapshot: Snapshot, batches: readonly (readonly Declaration[])[]): Cost {
  const start = performance.now();
  const before = process.cpuUsage();
  const planner = new Planner(snapshot, OWNER_PREFIX, "", ROOMS);
  for (const batch of batches) planner.addBatch(batch);
  const plan = milliseconds(process.cpuUsage(before));
  const planPassed = performance.now() - start;
  for (const declaration of batches.flat()) answer(planner, declaration);
  return { plan, planPassed, checks: milliseconds(process.cpuUsage(before)) - plan };
}

type BenchPlanner = Planner<(typeof ROOMS)[keyof typeof ROOMS]>;

function checked(planner: BenchPlanner, declaration: Declaration): ReturnType<typeof check> {
  return check(planner, { olds: {}, news: declaration.args, declaration, store: "manifests:bench" });
}

function answer(planner: BenchPlanner, declaration: Declaration): void {
  const { refusals, inputs } = checked(planner, declaration);
  if (refusals.length > 0 || typeof inputs.v4ip !== "string")
    throw new Error(`${declaration.name}: ${refusals[0]?.reason}`);
}

/** The plan of a whole program of which each resource is refused, and the refusals. */
export function refuseAll(snapshot: Snapshot, requests: readonly Declaration[]): void {
  const planner = new Planner(snapshot, OWNER_PREFIX, "", ROOMS);
  planner.addBatch(requests);
  for (const declaration of requests) {
    if (checked(planner, declaration).refusals.length === 0) throw new Error(`${declaration.name} is not refused`);
  }
}

/** The plan of a program whose resources wait for each other: a batch and a check for each, in turn. */
export function planInTurn(snapshot: Snapshot, requests: readonly Declaration[]): void {
  const planner = new Planner(snapshot, OWNER_PREFIX, "", ROOMS);
  for (const declaration of requests) {
    planner.addBatch([declaration]);
    answer(planner, declaration);
  }
}

export function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** Milliseconds of CPU of this process for one piece of work, the collector's threads included. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return milliseconds(process.cpuUsage(before));
}
