import { type KubeObject, keyOf, keyText } from "../kube-object";
import { finalizersOf, type Taking, takingOf } from "../kubeovn/taking";
import { StoreError } from "../store";
import type { Explain } from "./explain";
import { type Observer, WaitTimeout } from "./observer";

/** What a wait looks with, and what says why it was in vain. */
export interface Waiting {
  readonly observer: Observer;
  readonly explain: Explain;
}

/**
 * Waits until the controller has taken an object.
 *
 * @throws StoreError "refused" with the controller's objection, "timeout", "not-found" when somebody deletes it meanwhile
 */
export async function untilTaken(
  { observer, explain }: Waiting,
  live: KubeObject,
  timeoutMs: number,
): Promise<KubeObject> {
  const name = keyText(keyOf(live));
  const look = (state: KubeObject | undefined): Decided | undefined => {
    if (state === undefined) return { gone: true };
    const taking = takingOf(state);
    return taking === "pending" ? undefined : { state, taking };
  };
  const end = await observer.until(live, look, timeoutMs).catch(async (error) => {
    if (!(error instanceof WaitTimeout)) throw error;
    const why = await explain(error.last).catch(() => undefined);
    throw new StoreError(
      "timeout",
      `kube-ovn-controller has not taken ${name} within ${printTime(timeoutMs)}: ${why ?? "nothing that can be seen is in its way; see whether it runs, and its log"}`,
      { left: error.last },
    );
  });
  if ("gone" in end) throw new StoreError("not-found", `somebody deleted ${name} while it was being created`);
  if (typeof end.taking === "object") {
    throw new StoreError("refused", `kube-ovn-controller refuses ${name}: ${end.taking.objection}`, {
      left: end.state,
    });
  }
  return end.state;
}

type Decided = { readonly gone: true } | { readonly state: KubeObject; readonly taking: Exclude<Taking, "pending"> };

/**
 * Waits until an object that is being deleted is gone.
 *
 * @throws StoreError "timeout" that says which finalizers hold it
 */
export async function untilGone({ observer, explain }: Waiting, live: KubeObject, timeoutMs: number): Promise<void> {
  const look = (state: KubeObject | undefined): true | undefined => (state === undefined ? true : undefined);
  await observer.until(live, look, timeoutMs).catch(async (error) => {
    if (!(error instanceof WaitTimeout)) throw error;
    const why = await explain(error.last).catch(() => undefined);
    throw new StoreError(
      "timeout",
      `${keyText(keyOf(live))} is still being deleted after ${printTime(timeoutMs)}: ${why ?? heldBy(error.last)}`,
    );
  });
}

function heldBy(object: KubeObject): string {
  const finalizers = finalizersOf(object);
  return finalizers.length === 0
    ? "nothing holds it; see whether the API server works"
    : `finalizer ${finalizers.join(", ")} holds it; see whether what has to take that off runs`;
}

/** `90 s`, `5 min`: a duration as people write it. */
function printTime(ms: number): string {
  return ms >= 120_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
