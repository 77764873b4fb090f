import type { Placement } from "../placement/placement";
import type { Planner } from "../placement/planner";
import { type Declaration, siblingOf } from "../program/declaration";
import { textArg } from "../program/reservation";
import { ADDRESSES, namedPlan, ownField } from "../program/wants";
import { hasUnknown } from "../terms/unknown";
import type { CheckContext, Inputs } from "./check-context";

/**
 * Refuses a resource that names an AddressPlan which does not decide for it: it would get the place of its own search. What has
 * its address already may come without the plan.
 */
export function checkWanted({ planner, declaration, report }: CheckContext, placements: readonly Placement[]): void {
  const name = textArg(declaration.args, "plan");
  if (name === undefined) return;
  const facts = { plan: name, sibling: siblingOf(declaration) };
  const plan = namedPlan(planner.program, declaration);
  if (plan === undefined) {
    const isSearched = placements.some(({ picks }) => picks.some(({ why }) => why === "searched"));
    if (isSearched) report("plan", "unknown-plan", facts);
  } else if (planner.wanted.get(declaration.path)?.plan.path !== plan.path && !hasUnknown(plan.args.wants)) {
    report("plan", "not-wanted", facts);
  }
}

/** The addresses that an AddressPlan has been told for a resource which names it. */
export function wantedAddresses(planner: Planner, declaration: Declaration): Inputs {
  const wanted = planner.wanted.get(declaration.path);
  if (wanted === undefined || wanted.plan.name !== declaration.args.plan) return {};
  const fields = ADDRESSES.map((field) => ownField(declaration.kind, planner.kinds, field));
  const told = fields.filter((field) => wanted.want.args[field] !== undefined);
  return Object.fromEntries(told.map((field) => [field, wanted.want.args[field]]));
}
