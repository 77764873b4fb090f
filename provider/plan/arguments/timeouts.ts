import type { Report } from "../refusals/refusal";
import { suggest } from "../terms/suggest";
import { isUnknown } from "../terms/unknown";

const OPERATIONS = ["create", "update", "delete"] as const;

export type Operation = (typeof OPERATIONS)[number];

/** Milliseconds of `90s`, `5m`, `1h30m`; undefined for anything else, and for no time at all. */
export function readDuration(text: string): number | undefined {
  const match = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return ms > 0 ? ms : undefined;
}

/** Checks the argument `timeouts`. */
export function checkTimeouts(args: Readonly<Record<string, unknown>>, report: Report): void {
  const { timeouts } = args;
  if (timeouts === undefined || isUnknown(timeouts)) return;
  for (const [operation, text] of Object.entries(timeouts as object)) {
    if (!OPERATIONS.some((one) => one === operation)) {
      const suggestion = suggest(operation, OPERATIONS);
      const facts = { field: "timeouts", value: operation, allowed: OPERATIONS };
      report("timeouts", "not-one-of", suggestion === undefined ? facts : { ...facts, suggestion });
    } else if (!isUnknown(text) && (typeof text !== "string" || readDuration(text) === undefined)) {
      report("timeouts", "malformed-duration", { text: String(text) });
    }
  }
}

/** How long an operation on a resource may take, in milliseconds; undefined where the resource says nothing. */
export function timeoutOf(inputs: Readonly<Record<string, unknown>>, operation: Operation): number | undefined {
  const text = ((inputs.timeouts ?? {}) as Readonly<Record<string, unknown>>)[operation];
  return typeof text === "string" ? readDuration(text) : undefined;
}
