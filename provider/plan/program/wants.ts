import { placeOf } from "../live/identity";
import type { Kind } from "../terms/kinds";
import { hasUnknown } from "../terms/unknown";
import { WANTED_KINDS, type WantedKind } from "../terms/values";
import { type Declaration, parentOf } from "./declaration";
import type { Kinds } from "./declared-kind";
import type { Program } from "./program";
import { textArg } from "./reservation";

const PLAN = "AddressPlan";

const NONE: readonly never[] = [];

/** What of a want is decided, in the words of an AddressPlan. */
export const ADDRESSES = ["v4ip", "v6ip", "macAddress"] as const;

/** What an AddressPlan wants for a resource. */
export interface Wanted {
  readonly plan: Declaration;
  /** The resource, as the plan says that it will declare itself. */
  readonly want: Declaration;
}

/**
 * The resources that an AddressPlan decides for, as far as it says what they are: declared as they will declare themselves, with
 * their own owner keys, so that plan and resource are one holder. Nothing for another kind.
 */
export function wantsOf(declaration: Declaration, kinds: Kinds): readonly Declaration[] {
  const { wants } = declaration.args;
  if (declaration.kind !== PLAN || !isObject(wants)) return NONE;
  return Object.entries(wants).flatMap(([name, want]) => {
    if (!isObject(want)) return [];
    const { kind = "Vip", ...said } = Object.fromEntries(Object.entries(want).filter(([, value]) => value !== null));
    if (!isWantedKind(kind)) return [];
    const args = Object.fromEntries(
      Object.entries(said).map(([field, value]) => [ownField(kind, kinds, field), value]),
    );
    const { path, place } = beside(declaration, kind, name);
    const key = hasUnknown(args.key) ? undefined : textArg(args, "key");
    const identity = key === undefined ? { owner: place } : { owner: `key/${key}`, declaredBy: place };
    return [{ kind, name, path, ...identity, provider: declaration.provider, args }];
  });
}

/** The AddressPlan that a resource says it is wanted by; undefined for one that this run does not have. */
export function namedPlan(program: Pick<Program, "byOwner">, declaration: Declaration): Declaration | undefined {
  const name = textArg(declaration.args, "plan");
  return name === undefined ? undefined : program.byOwner.get(beside(declaration, PLAN, name).place);
}

/** What a resource calls a part of what is wanted for it. */
export function ownField(kind: Kind, kinds: Kinds, field: string): string {
  return kinds[kind].wanted?.[field] ?? field;
}

/** What an AddressPlan calls an argument of a resource that it wants. */
export function wantedField(kind: Kind, kinds: Kinds, argument: string): string {
  const [name = argument] = Object.entries(kinds[kind].wanted ?? {}).find(([, own]) => own === argument) ?? [];
  return name;
}

/** Where another resource of the same parent stands. */
function beside(of: Declaration, kind: Kind, name: string): { readonly path: string; readonly place: string } {
  const place = placeOf(of);
  return {
    path: `${parentOf(of)}${kind}::${name}`,
    place: `${place.slice(0, -`${of.kind}/${of.name}`.length)}${kind}/${name}`,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Whether an AddressPlan can want an address for such a resource. */
export function isWantedKind(kind: unknown): kind is WantedKind {
  return (WANTED_KINDS as readonly unknown[]).includes(kind);
}
