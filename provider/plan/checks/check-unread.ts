import type { Planner } from "../placement/planner";
import { hasUnknown, UNKNOWN } from "../terms/unknown";
import { type CheckRequest, type CheckResult, check } from "./check";
import type { CheckedKind } from "./checked-kind";
import { equalValues } from "./diff";

/**
 * Checks a resource in a preview that cannot read the cluster: what follows from the program alone is checked and said,
 * what the resource had stays, and the rest is open until the update.
 *
 * @param planner  over {@link UNREAD}
 */
export function checkUnread(planner: Planner<CheckedKind>, request: Omit<CheckRequest, "store">): CheckResult {
  const { olds } = request;
  const { kind } = request.declaration;
  const store = typeof olds.store === "string" ? olds.store : UNKNOWN;
  const result = check(planner, { ...request, store });
  const isReplaced = Object.entries(planner.kinds[kind].fields).some(([field, { change }]) => {
    const value = result.inputs[field];
    return change === "replaces" && !hasUnknown(value) && !equalValues(olds[field], value);
  });
  if (isReplaced || olds.owner === undefined) return result;
  const kept = Object.entries(result.inputs).map(([field, value]) => [field, hasUnknown(value) ? olds[field] : value]);
  return { ...result, inputs: Object.fromEntries(kept.filter(([, value]) => value !== undefined)) };
}
