/** A refusal as a value: `fault` is a stable code, the other keys are the facts a sentence about it needs. */
export interface Fault {
  readonly fault: string;
  /** The text that was refused, exactly as it came in. */
  readonly text?: string;
  readonly [fact: string]: unknown;
}

/** Whether a result is a refusal. No value of this package carries a key named `fault` for another purpose. */
export function isFault(x: unknown): x is Fault {
  return typeof x === "object" && x !== null && Object.hasOwn(x, "fault");
}
