import { type Gate, type Snapshot, Surroundings } from "../../plan";
import type { KubeObject } from "../kube-object";
import { findingsOf } from "../kubeovn/findings";

/** One look at the cluster serves everybody who asks within this time, in milliseconds. */
const FRESH_MS = 2_000;

/** Tells at which gate the controller stops on an object: it runs the controller's checks again on what is there now. */
export function createExplainer(
  readSnapshot: () => Promise<Snapshot>,
): (object: KubeObject) => Promise<Gate | undefined> {
  let known: { readonly around: Promise<Surroundings>; readonly until: number } | undefined;
  return async (object) => {
    if (known === undefined || known.until < Date.now()) {
      const around = readSnapshot().then((snapshot) => new Surroundings(snapshot));
      known = { around, until: Date.now() + FRESH_MS };
      around.catch(() => {
        known = undefined;
      });
    }
    return findingsOf(object, await known.around)?.gate;
  };
}
