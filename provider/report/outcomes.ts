import type { Snapshot } from "../plan";
import { type Change, changesOf, compareTexts, type Snapshots } from "./changes";
import type { Decision } from "./decisions";
import { asText } from "./json";
import { outcomeOf } from "./outcome";
import type { PulumiRun, RunResource } from "./pulumi-run";

/** A run as it works out on the stores that it was planned against. */
export interface Outcomes {
  readonly changes: readonly Change[];
  readonly resources: readonly (RunResource & { readonly store: string })[];
  /** Identities of all stores, those that could not be read too. */
  readonly stores: readonly string[];
  /** What there will be, by store; only of those that could be read. */
  readonly after: ReadonlyMap<string, Snapshot>;
}

/** Works out what a run leaves behind. */
export function outcomesOf(
  run: PulumiRun,
  snapshots: Snapshots,
  decisions: ReadonlyMap<string, Decision> = new Map(),
): Outcomes {
  const changes = changesOf(run, snapshots, decisions);
  const resources = run.resources.map((resource) => ({ ...resource, store: storeOf(resource) ?? onlyStore(run) }));
  const stores = [...new Set(resources.map(({ store }) => store))].filter((store) => store !== "").sort(compareTexts);
  const after = new Map<string, Snapshot>();
  for (const store of stores) {
    const snapshot = snapshots.get(store);
    if (snapshot === undefined) continue;
    const own = resources.filter((resource) => resource.store === store);
    const ownChanges = changes.filter(({ entry }) => entry.store === store);
    after.set(store, outcomeOf(snapshot, own, ownChanges));
  }
  return { changes, resources, stores, after };
}

/** The store that a resource is in, from whichever inputs are known. */
export function storeOf({ before, after }: RunResource): string | undefined {
  return asText(after?.store) ?? asText(before?.store);
}

/** Where a plan says nothing of a resource but that it goes, it goes from where all the others are. */
function onlyStore(run: PulumiRun): string {
  const stores = new Set(run.resources.map(storeOf).filter((store) => store !== undefined));
  return stores.size === 1 ? ([...stores][0] ?? "") : "";
}
