import { kindOfToken } from "../../../provider/plan";
import { type Call, type Method, ProviderError } from "./host";
import type { Outcome } from "./outcome";
import { nameIn, type PendingOperation, type Saved, type StackState } from "./state";

/** What happens to a run at one of the calls that change or read something outside, the first of them being 0. */
export interface Interruption {
  readonly at: number;
  /** `killed`: the engine dies before the call, or when it has had its effect; `fails`: the provider's answer is an error. */
  readonly how: "killed before" | "killed after" | "fails before" | "fails after";
}

/** The engine is dead: nothing more is recorded. */
export class Killed extends Error {}

/** Makes the calls of one run, notes in the state what has begun, and interrupts where it was told to. */
export class Operations {
  isKilled = false;
  readonly #state: StackState;
  readonly #outcome: Outcome;
  readonly #interruption: Interruption | undefined;
  readonly #onKill: () => void;
  #count = 0;

  constructor(state: StackState, outcome: Outcome, interruption: Interruption | undefined, onKill: () => void) {
    this.#state = state;
    this.#outcome = outcome;
    this.#interruption = interruption;
    this.#onKill = onKill;
  }

  /** Notes a call that changes nothing outside. */
  note(
    method: Method,
    { type, urn }: { type: string; urn: string },
    rest: Omit<Call, "method" | "kind" | "name">,
  ): void {
    const kind = kindOfToken(type);
    if (kind !== undefined) this.#outcome.calls.push({ method, kind, name: nameIn(urn), ...rest });
  }

  /** Makes a call that works outside. */
  async make<T>(type: PendingOperation["type"], urn: string, call: () => Promise<T>): Promise<T> {
    if (this.isKilled) throw new Killed();
    const how = this.#interruption?.at === this.#count++ ? this.#interruption.how : undefined;
    const operation: PendingOperation = { urn, type };
    this.#state.pending.push(operation);
    const end = (): void => {
      if (this.isKilled) throw new Killed();
      this.#state.pending = this.#state.pending.filter((other) => other !== operation);
    };
    if (how === "killed before") this.#kill();
    if (how === "fails before") {
      end();
      throw new ProviderError(new Error("the provider was told to fail before it did anything"));
    }
    const result = await call().catch((error) => {
      end();
      throw error;
    });
    if (how === "killed after") this.#kill();
    end();
    if (how === "fails after") throw new ProviderError(new Error("the provider was told to fail when it was done"));
    return result;
  }

  #kill(): never {
    this.isKilled = true;
    this.#outcome.wasKilled = true;
    this.#onKill();
    throw new Killed();
  }
}

/** The state after a step that takes `before` out and puts `after` in its place. */
export function put(state: StackState, before: Saved | undefined, after: Saved): void {
  const at = before === undefined ? -1 : state.resources.indexOf(before);
  if (at < 0) state.resources.push(after);
  else state.resources[at] = after;
}

export function drop(state: StackState, saved: Saved): void {
  state.resources = state.resources.filter((other) => other !== saved);
}
