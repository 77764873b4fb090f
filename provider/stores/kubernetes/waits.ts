import { takingOf } from "../../kinds";
import { type KubeObject, keyOf, keyText } from "../../objects/kube-object";
import { answerTo, finalizersOf, standingOf, type Taking } from "../../objects/kubeovn/taking";
import { StoreError } from "../store";
import type { Clock } from "./clock";
import type { Explain } from "./explain";
import { type Observation, type Observer, WaitTimeout } from "./observer";

/** What a wait looks with, and what says why it failed. */
export interface Waiting {
  readonly observer: Observer;
  readonly explain: Explain;
  readonly clock: Clock;
}

/** After so long the controller has nothing to say about a change, in milliseconds: it begins within some ten. */
const SILENCE_MS = 2_000;
/** After an answer, in milliseconds: it may have been to an earlier form, which the controller was at when the change came. */
const SETTLE_MS = 500;

/**
 * Waits until the controller has taken an object.
 *
 * @throws StoreError "refused" with the controller's objection, "timeout", "not-found" when someone deletes it meanwhile
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
    throw error instanceof WaitTimeout ? await notTaken(explain, error.last, timeoutMs) : error;
  });
  if ("gone" in end) throw new StoreError("not-found", `someone deleted ${name} while it was being created`);
  return takenOrRefused(end.state, end.taking);
}

/**
 * Waits until the controller has said what it makes of a change. One that it has nothing to say about, because it does not
 * act on what was changed or has done so silently, is as good as what it said before.
 *
 * @param observation  begun before the write
 * @param written      the object as the write left it
 * @throws StoreError "refused" with the controller's objection, "timeout", "not-found" when someone deletes it meanwhile
 */
export async function untilAnswered(
  { explain, clock }: Waiting,
  observation: Observation,
  written: KubeObject,
  timeoutMs: number,
): Promise<KubeObject> {
  const deadline = clock.now() + timeoutMs;
  const answer = answerTo(written);
  let last = written;
  let taking: Taking | undefined;
  const look = (state: KubeObject | undefined): { readonly taking: Taking } | undefined => {
    if (state === undefined) {
      throw new StoreError("not-found", `someone deleted ${keyText(keyOf(written))} while it was being updated`);
    }
    last = state;
    const found = answer(state);
    return found === undefined ? undefined : { taking: found };
  };
  for (;;) {
    const isPending = (taking ?? takingOf(last)) === "pending";
    const patience = isPending ? timeoutMs : taking === undefined ? SILENCE_MS : SETTLE_MS;
    try {
      ({ taking } = await observation.until(look, Math.min(patience, Math.max(0, deadline - clock.now()))));
    } catch (error) {
      if (!(error instanceof WaitTimeout)) throw error;
      if (isPending) throw await notTaken(explain, last, timeoutMs);
      return takenOrRefused(last, taking ?? standingOf(last));
    }
  }
}

export function takenOrRefused(state: KubeObject, taking: Taking): KubeObject {
  if (typeof taking !== "object") return state;
  const name = keyText(keyOf(state));
  throw new StoreError("refused", `kube-ovn-controller refuses ${name}: ${taking.objection}`, { left: state });
}

async function notTaken(explain: Explain, last: KubeObject, timeoutMs: number): Promise<StoreError> {
  const why = await explain(last).catch(() => undefined);
  return new StoreError(
    "timeout",
    `kube-ovn-controller has not taken ${keyText(keyOf(last))} within ${printTime(timeoutMs)}: ${why ?? "nothing that can be seen is in its way; see whether it runs, and its log"}`,
    { left: last },
  );
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
