import type { Planner } from "../placement/planner";
import { type Declaration, siblingOf } from "../program/declaration";
import type { DeclaredKind } from "../program/declared-kind";
import { declaredName } from "../program/program";
import { textArg } from "../program/reservation";
import { collectRefusals, type Refusal } from "../refusals/refusal";
import { hasUnknown } from "../terms/unknown";
import type { Inputs } from "./check-context";

/**
 * Refuses what is still unknown when an update comes to a resource: it would be written as it is. An update of a part of the
 * program (`--target`) does not check the others, so that what these learn stays unknown.
 */
export function checkDecided(planner: Planner, declaration: Declaration, inputs: Inputs): readonly Refusal[] {
  const field = Object.keys(inputs).find((name) => hasUnknown(inputs[name]));
  if (field === undefined) return [];
  const { report, refusals } = collectRefusals();
  report(field, "not-decided", { field, waits: openNeighbors(planner, declaration).map(siblingOf) });
  return refusals;
}

/** What shapes the subnets of a resource, or binds it, and is not known as a whole. */
function openNeighbors(planner: Planner, declaration: Declaration): readonly Declaration[] {
  const { program, kinds } = planner;
  const subnets = new Set(planner.reservationsOf([declaration]).map(({ subnet }) => subnet));
  const touches = (one: Declaration): boolean => {
    const { binds, shapesSubnets }: DeclaredKind = kinds[one.kind];
    const subnet = one.kind === "Subnet" ? declaredName(one) : textArg(one.args, "subnet");
    return (
      (shapesSubnets && subnet !== undefined && subnets.has(subnet)) ||
      binds?.(one.args).includes(declaredName(declaration)) === true
    );
  };
  return program.declarations.filter((one) => one !== declaration && hasUnknown(one.args) && touches(one));
}
