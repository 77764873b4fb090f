import { checkFields } from "../arguments/check-fields";
import { BOOKKEEPING } from "../arguments/fields";
import { checkTimeouts } from "../arguments/timeouts";
import {
  claimFor,
  claimOf,
  type Declarer,
  declarerOf,
  identityInputs,
  nextClaim,
  placeOf,
  succeed,
} from "../live/identity";
import type { NorthboundView } from "../live/northbound";
import type { Placement } from "../placement/placement";
import type { Planner } from "../placement/planner";
import { type Declaration, siblingOf } from "../program/declaration";
import { reserveNothing } from "../program/reservation";
import { collectRefusals, type Refusal } from "../refusals/refusal";
import type { CheckContext, Inputs, Other } from "./check-context";
import { checkKey } from "./check-key";
import { checkWanted, wantedAddresses } from "./check-wanted";
import type { CheckedKind } from "./checked-kind";
import { diff, equalValues } from "./diff";
import { isThere } from "./made-objects";
import { missingOf } from "./missing";
import { NOTES } from "./notes";

/** One call of the engine: a resource's old and new inputs, and what the program declared it as. */
export interface CheckRequest {
  readonly olds: Readonly<Record<string, unknown>>;
  readonly news: Readonly<Record<string, unknown>>;
  readonly declaration: Declaration;
  /** The engine has asked for this resource before in this run, and goes on to replace it. Default: false. */
  readonly isReplacement?: boolean;
  /** Identity of the store in use, and the one the state may still name. */
  readonly store: string;
  readonly movedFrom?: string;
  /** What OVN has, where access to it is configured and the kind has to do with it. */
  readonly northbound?: NorthboundView;
}

export interface CheckResult {
  /** What the engine keeps: arguments in canonical form, planned values, bookkeeping. JSON-clean. */
  readonly inputs: Inputs;
  readonly refusals: readonly Refusal[];
  readonly notes: readonly string[];
  readonly placements: readonly Placement[];
  /** The engine goes on to replace it. */
  readonly isReplaced: boolean;
  /** Something that the resource made is no longer there, whatever its state says: an update recreates it. */
  readonly isMissing: boolean;
}

/**
 * Checks one resource and decides what of it can be decided: idempotent on its own output, and the same whatever was
 * checked before it as long as old inputs and late declarations do not compete for an address.
 */
export function check(planner: Planner<CheckedKind>, request: CheckRequest): CheckResult {
  const { olds, news, store } = request;
  const { kind } = request.declaration;
  const room = planner.kinds[kind];
  const { report, refusals } = collectRefusals();
  const notes = new Set<string>();
  const placements: Placement[] = [];

  const before = olds.store;
  if (typeof before === "string" && before !== store && before !== request.movedFrom) {
    report("", "store-changed", { before, now: store });
    return { inputs: { ...news }, refusals, notes: [], placements, isReplaced: false, isMissing: false };
  }
  const hasState = typeof olds.owner === "string";
  const first = planner.program.byOwner.get(request.declaration.owner);
  if (first !== undefined && first.path !== request.declaration.path) {
    report("key", "owner-twice", { owner: request.declaration.owner, sibling: siblingOf(first) });
  }
  const args = withoutEchoes(room, olds, news);
  planner.learn(request.declaration, args);
  const context = contextOf(
    planner,
    { declaration: { ...request.declaration, args }, olds },
    {
      northbound: request.northbound,
      report,
      note: (name, facts) => notes.add(NOTES[name](facts)),
      decided: (placement) => placements.push(placement),
    },
  );
  const declarer: Declarer = context.declaration;
  checkTimeouts(context.declaration.args, report);
  const checked = room.check(context);
  checkWanted(context, placements);
  const replaced = hasState ? diff(room, olds, checked).replaces : [];
  checkKey(context, room, checked);
  checkRetained(context, room, replaced, checked);
  if (replaced.length > 0)
    context.note("object-replaced", {
      sibling: siblingOf(request.declaration),
      fields: replaced,
      isGivenUp: planner.snapshot.delivery?.isInTwoSteps === true && room.reserve !== reserveNothing,
    });
  const isLookedFor = hasState && replaced.length === 0 && planner.snapshot.isUnread !== true;
  const missing = isLookedFor ? missingOf(room, olds, declarer, planner.snapshot) : [];
  if (missing.length > 0) context.note("object-missing", { objects: missing });
  const isReplaced = replaced.length > 0 || request.isReplacement === true;
  const stays = hasState && placeOf(declarerOf(olds)) === placeOf(request.declaration);
  const claim = isReplaced
    ? nextClaim(claimFor(declarer))
    : claimToBe(planner, declarer, stays ? declarer.claim : undefined, context.foreignClaims);
  const retained = request.declaration.isRetained === true ? true : undefined;
  return {
    inputs: clean({ ...checked, ...identityInputs({ ...request.declaration, claim }), retained, store }),
    refusals,
    notes: [...notes],
    placements,
    isReplaced,
    isMissing: missing.length > 0,
  };
}

/** What the check of a declaration works with: its arguments are looked at, and its owner is settled. */
function contextOf(
  planner: Planner<CheckedKind>,
  { declaration, olds }: Other,
  aside: Pick<CheckContext, "northbound" | "report" | "note" | "decided">,
): CheckContext {
  const { kind } = declaration;
  const room = planner.kinds[kind];
  const declarer = typeof olds.owner === "string" ? succeed(declaration, declarerOf(olds)) : declaration;
  const args = checkFields(kind, room.fields, declaration.args, planner.snapshot.version, aside.report);
  return {
    ...aside,
    planner,
    declaration: { ...declaration, ...declarer, args: { ...wantedAddresses(planner, declaration), ...args } },
    foreignClaims: new Set(),
    olds,
    had: new Set(room.made(olds).map((made) => `${made.kind}/${made.name}`)),
    checkOther(other, report) {
      const unsaid = { northbound: undefined, report, note: () => undefined, decided: aside.decided };
      return planner.kinds[other.declaration.kind].check(contextOf(planner, other, unsaid));
    },
  };
}

/** Refuses a replacement in the place of an object that is to stay: two objects cannot have one name. */
function checkRetained(
  { planner, olds, report }: CheckContext,
  { made, object }: CheckedKind,
  [field]: readonly string[],
  checked: Inputs,
): void {
  if (olds.retained !== true || field === undefined) return;
  const next = made(checked);
  const stays = made(olds).find(
    (had) => next.some((one) => one.kind === had.kind && one.name === had.name) && isThere(had, planner.snapshot),
  );
  if (stays !== undefined) report(field, "object-retained", { ...stays, field, hasFreeName: object !== null });
}

/** Omits what an earlier check added and the engine hands back (`ignoreChanges`): equal to the old inputs, never an argument. */
function withoutEchoes(
  { planned }: CheckedKind,
  olds: CheckRequest["olds"],
  news: CheckRequest["news"],
): Readonly<Record<string, unknown>> {
  const isAdded = (field: string): boolean =>
    Object.hasOwn(planned, field) || BOOKKEEPING.some((known) => known === field);
  const isEcho = (field: string): boolean => isAdded(field) && equalValues(olds[field], news[field]);
  if (!Object.keys(news).some(isEcho)) return news;
  return Object.fromEntries(Object.entries(news).filter(([field]) => !isEcho(field)));
}

/**
 * The claim that a resource writes: what its object carries, that of a new place after a move, and another one for each
 * replacement, so that the object before and the object after are never taken for each other.
 *
 * @param kept  the claim in the state of a resource that stands where it stood
 * @returns undefined for the first claim of the place
 */
function claimToBe(
  planner: Planner,
  declarer: Declarer,
  kept: string | undefined,
  foreign: ReadonlySet<string>,
): string | undefined {
  const place = placeOf(declarer);
  const all = planner.live.claimsOf(place);
  if (all.size === 0 && foreign.size === 0) return kept;
  let first = claimOf(place);
  while (foreign.has(first)) first = nextClaim(first);
  const known = kept ?? first;
  const live = [...all].filter((one) => !foreign.has(one)).sort();
  return [known, first].find((one) => live.includes(one)) ?? live[0] ?? known;
}

/** Drops what JSON cannot say; key order is the writer's. */
function clean(inputs: Inputs): Inputs {
  const said: Record<string, unknown> = {};
  for (const name in inputs) if (inputs[name] !== undefined) said[name] = inputs[name];
  return said;
}
