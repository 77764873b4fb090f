import path from "node:path";
import { type Batch, type DeclarationRef, Planner, type Snapshot } from "../plan";
import type { Store } from "../stores/store";
import { batchIndex, type Run, readRun } from "./batches";
import { readSettings, type Settings } from "./settings";
import { openStore } from "./stores";

/** One configured provider for the life of its process: its store, what was live when it began, and the plan of each program run. */
export interface Session {
  readonly settings: Settings;
  readonly store: Store;
  /** Read once; what changes later is noticed when it is written. */
  snapshot(): Promise<Snapshot>;
  /** The plan that answers for a declaration, with all batches up to its own. */
  plan(ref: DeclarationRef): Promise<{ readonly planner: Planner; readonly run: Run }>;
  /** The plan of the run in progress, for a resource that comes without a declaration. */
  readonly lastPlan: Planner | undefined;
  /** Old inputs of the first check of a resource: the second check of a replacement gets none. */
  readonly oldInputs: Map<string, Readonly<Record<string, unknown>>>;
  /** Prints a line on the stack, each one once. */
  note(line: string): void;
}

/**
 * Opens a session; nothing is read before it is needed.
 *
 * @param get    configuration by its full key
 * @param print  where lines for the person at the stack go
 */
export function openSession(get: (key: string) => unknown, print: (line: string) => void): Session {
  const settings = readSettings(get, process.env, process.cwd());
  const store = openStore(settings);
  let snapshot: Promise<Snapshot> | undefined;
  const readSnapshot = (): Promise<Snapshot> => {
    snapshot ??= store.snapshot();
    return snapshot;
  };
  const plans = new Map<string, { planner: Planner; batches: Batch[] }>();
  const noted = new Set<string>();
  let lastPlan: Planner | undefined;

  return {
    settings,
    store,
    snapshot: readSnapshot,
    get lastPlan() {
      return lastPlan;
    },
    oldInputs: new Map(),
    async plan(ref) {
      const live = await readSnapshot();
      const known = plans.get(path.dirname(ref.file))?.batches ?? [];
      const run =
        batchIndex(ref) < known.length ? { directory: path.dirname(ref.file), batches: known } : readRun(ref, known);
      const provider = run.batches[batchIndex(ref)]?.declarations[ref.entry]?.provider ?? "";
      const plan = plans.get(run.directory) ?? {
        planner: new Planner(live, run.batches[0]?.ownerPrefix ?? "", provider),
        batches: [],
      };
      for (const batch of run.batches.slice(plan.batches.length)) {
        plan.planner.addBatch(batch.declarations);
        plan.batches.push(batch);
      }
      plans.set(run.directory, plan);
      lastPlan = plan.planner;
      return { planner: plan.planner, run };
    },
    note(line) {
      if (noted.has(line)) return;
      noted.add(line);
      print(`kubeovn: ${line}`);
    },
  };
}
