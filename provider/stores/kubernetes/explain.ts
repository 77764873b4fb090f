import type { KubeObject } from "../../objects/kube-object";
import { findingsOf } from "../../objects/kubeovn/findings";
import { type Finding, findingSentence, LiveContext, type Snapshot } from "../../plan";

/** The stop at which the controller stops on an object; undefined when nothing that can be seen stands in its way. */
export type StopOf = (object: KubeObject) => Promise<Finding | undefined>;

/** The same in words. */
export type Explain = (object: KubeObject) => Promise<string | undefined>;

/** One look at the cluster serves everybody who asks within this time, in milliseconds. */
const FRESH_MS = 2_000;

/** Goes through the controller's own rules, which it reports on nowhere, with a fresh look at everything. */
export function createStopFinder(readSnapshot: () => Promise<Snapshot>): StopOf {
  let known: { readonly around: Promise<LiveContext>; readonly until: number } | undefined;
  return async (object) => {
    if (known === undefined || known.until < Date.now()) {
      const around = readSnapshot().then((snapshot) => new LiveContext(snapshot));
      known = { around, until: Date.now() + FRESH_MS };
      around.catch(() => {
        known = undefined;
      });
    }
    return findingsOf(object, await known.around)?.stop;
  };
}

export function explainWith(stopOf: StopOf): Explain {
  return async (object) => {
    const stop = await stopOf(object);
    return stop === undefined ? undefined : findingSentence(stop);
  };
}
