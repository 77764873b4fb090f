import { type Gate, gateSentence, type Snapshot, Surroundings } from "../../plan";
import type { KubeObject } from "../kube-object";
import { findingsOf } from "../kubeovn/findings";

/** The gate at which the controller stops on an object; undefined when nothing that can be seen stands in its way. */
export type GateOf = (object: KubeObject) => Promise<Gate | undefined>;

/** The same in words. */
export type Explain = (object: KubeObject) => Promise<string | undefined>;

/** One look at the cluster serves everybody who asks within this time, in milliseconds. */
const FRESH_MS = 2_000;

/** Goes through the controller's own rules, which it reports on nowhere, with a fresh look at everything. */
export function createGateFinder(readSnapshot: () => Promise<Snapshot>): GateOf {
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

export function explainWith(gateOf: GateOf): Explain {
  return async (object) => {
    const gate = await gateOf(object);
    return gate === undefined ? undefined : gateSentence(gate);
  };
}
