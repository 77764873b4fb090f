import { checkShape } from "../arguments/shape";
import { ADDRESS_WANT } from "../arguments/shapes";
import { declarerOf } from "../live/identity";
import { type Declaration, siblingOf } from "../program/declaration";
import { ADDRESSES, ownField, wantedField, wantsOf } from "../program/wants";
import { type Report, unreported } from "../refusals/refusal";
import { hasUnknown, isUnknown, UNKNOWN } from "../terms/unknown";
import type { CheckContext, Inputs } from "./check-context";

/**
 * Decides what the checks of the wanted resources would decide: the planner has placed all of them together, as it places a
 * batch.
 */
export function checkAddressPlan(context: CheckContext): Inputs {
  const { planner, declaration, report, checkOther } = context;
  const { kinds } = planner;
  const before = earlierWants(context);
  const wants = (declaration.args.wants ?? {}) as Readonly<Record<string, object>>;
  const decided = new Map<string, (field: string) => unknown>();
  for (const want of wantsOf(declaration, kinds)) {
    const at = `wants.${want.name}`;
    const tell: Report = (property, code, facts) =>
      report(property === "" ? at : `${at}.${wantedField(want.kind, kinds, property)}`, code, facts);
    // Its own arguments are refused by their shape.
    if (!checkShape(declaration.kind, at, wants[want.name] ?? {}, ADDRESS_WANT, unreported)) continue;
    const other = planner.wanted.get(want.path)?.plan;
    if (other !== undefined && other.path !== declaration.path)
      tell("", "wanted-twice", { plan: other.name, sibling: siblingOf(want) });
    const inputs = checkOther({ declaration: want, olds: before.get(want.path) ?? {} }, tell);
    decided.set(want.name, (field) => inputs[ownField(want.kind, kinds, field)]);
  }
  const names = Object.keys(wants).filter((name) => hasUnknown(wants[name]));
  for (const name of names) if (!decided.has(name)) decided.set(name, () => UNKNOWN);
  const maps = ADDRESSES.map((field) => {
    const values = [...decided].map(([name, read]) => [name, read(field)] as const);
    const known = values.filter(([, value]) => value !== undefined && value !== null);
    return [outputOf(field), isUnknown(wants) ? UNKNOWN : Object.fromEntries(known)];
  });
  return { ...declaration.args, name: declaration.name, ...Object.fromEntries(maps) };
}

/** The output with what is decided of one sort. */
function outputOf(field: (typeof ADDRESSES)[number]): string {
  return field === "macAddress" ? "macAddresses" : `${field}s`;
}

/** What the state says of each want, by its path, as the resource itself would. */
function earlierWants({ planner, declaration, olds }: CheckContext): ReadonlyMap<string, Inputs> {
  if (typeof olds.owner !== "string") return new Map();
  const earlier = wantsOf({ ...declaration, ...declarerOf(olds), args: olds }, planner.kinds);
  return new Map(earlier.map((want) => [want.path, earlierInputs(want, olds, planner.kinds)]));
}

function earlierInputs(
  { kind, name, args, owner, declaredBy }: Declaration,
  olds: CheckContext["olds"],
  kinds: CheckContext["planner"]["kinds"],
): Inputs {
  const had = ADDRESSES.flatMap((field) => {
    const values = olds[outputOf(field)] as Readonly<Record<string, unknown>> | undefined;
    return values?.[name] === undefined ? [] : [[ownField(kind, kinds, field), values[name]]];
  });
  const named = kinds[kind].object === null ? {} : { name };
  return { ...named, ...args, ...Object.fromEntries(had), owner, declaredBy, store: olds.store };
}
