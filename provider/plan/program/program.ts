import type { Range } from "../../ipam";
import { readRanges } from "../refusals/read";
import { unreported } from "../refusals/refusal";
import { KINDS, type Kind } from "../terms/kinds";
import { hasUnknown } from "../terms/unknown";
import type { Declaration } from "./declaration";
import { isNamespaced, type Kinds } from "./declared-kind";
import { textArg } from "./reservation";

/** The declarations of a run that one provider has to do with, and what follows from them for each other. */
export interface Program {
  /** In the order of the batches; without the entries of other providers. */
  readonly declarations: readonly Declaration[];
  readonly byOwner: ReadonlyMap<string, Declaration>;
  /** Declarations of each kind by the name of the object they make; a namespaced object's is `namespace/name`. */
  readonly objects: { readonly [K in Kind]: ReadonlyMap<string, Declaration> };
  /** What binds a Vip, by its name. */
  readonly bindings: ReadonlyMap<string, readonly Declaration[]>;
  /** Planned ranges by subnet and owner. */
  readonly plannedRanges: ReadonlyMap<string, ReadonlyMap<string, readonly Range[]>>;
}

/** Name of the object a declaration makes: the argument, or the resource's own name. */
export function declaredName(declaration: Pick<Declaration, "name" | "args">): string {
  return textArg(declaration.args, "name") ?? declaration.name;
}

/** A {@link Program} that takes in batch after batch. */
export interface GrowingProgram extends Program {
  /**
   * Sorts in more declarations. The first one of a name or owner stands for it, and others are refused in their own check; a
   * resource takes the place of what an AddressPlan wanted for it.
   */
  add(batch: readonly Declaration[], kinds: Kinds): void;
  /** Puts a declaration in the place of one that knew less. */
  replace(old: Declaration, known: Declaration, kinds: Kinds): void;
}

export function createProgram(): GrowingProgram {
  const declarations: Declaration[] = [];
  const byOwner = new Map<string, Declaration>();
  const objects = Object.fromEntries(KINDS.map((kind) => [kind, new Map<string, Declaration>()])) as {
    readonly [K in Kind]: Map<string, Declaration>;
  };
  const bindings = new Map<string, Declaration[]>();
  const plannedRanges = new Map<string, Map<string, readonly Range[]>>();

  const sortIn = (declaration: Declaration, kinds: Kinds): void => {
    const { kind, name, owner, args } = declaration;
    const { setsAside, binds } = kinds[kind];
    if (isFree(byOwner.get(owner), declaration)) byOwner.set(owner, declaration);
    const key = objectKey(declaration, kinds);
    if (isFree(objects[kind].get(key), declaration)) objects[kind].set(key, declaration);
    const aside = setsAside?.(name, args);
    if (aside !== undefined) {
      const ofSubnet = plannedRanges.get(aside.subnet) ?? new Map<string, readonly Range[]>();
      plannedRanges.set(aside.subnet, ofSubnet.set(owner, readRanges(aside.range, "range", unreported)));
    }
    for (const vip of binds === undefined ? NONE : new Set(binds(args))) {
      const ofVip = bindings.get(vip);
      if (ofVip === undefined) bindings.set(vip, [declaration]);
      else ofVip.push(declaration);
    }
  };

  const sortOut = (declaration: Declaration, kinds: Kinds): void => {
    const { kind, name, owner, args } = declaration;
    const { setsAside, binds } = kinds[kind];
    if (byOwner.get(owner) === declaration) byOwner.delete(owner);
    const key = objectKey(declaration, kinds);
    if (objects[kind].get(key) === declaration) objects[kind].delete(key);
    plannedRanges.get(setsAside?.(name, args)?.subnet ?? "")?.delete(owner);
    for (const vip of binds === undefined ? NONE : binds(args))
      bindings.set(
        vip,
        (bindings.get(vip) ?? NONE).filter((one) => one !== declaration),
      );
  };

  const add: GrowingProgram["add"] = (batch, kinds) => {
    for (const declaration of batch) {
      declarations.push(declaration);
      sortIn(declaration, kinds);
    }
  };
  const replace: GrowingProgram["replace"] = (old, known, kinds) => {
    sortOut(old, kinds);
    declarations[declarations.indexOf(old)] = known;
    sortIn(known, kinds);
  };
  return { declarations, byOwner, objects, bindings, plannedRanges, add, replace };
}

const NONE: readonly never[] = [];

/** What a declaration is found by among those of its kind. */
function objectKey(declaration: Declaration, kinds: Kinds): string {
  const object = declaredName(declaration);
  return isNamespaced(kinds[declaration.kind]) ? `${textArg(declaration.args, "namespace")}/${object}` : object;
}

/** Whether a declaration stands for a name: nothing else does yet, or only what an AddressPlan said of it. */
function isFree(known: Declaration | undefined, { path }: Declaration): boolean {
  return known === undefined || known.path === path;
}

export function allocationOf(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const allocation = args.allocation;
  return allocation !== null && typeof allocation === "object" ? (allocation as Record<string, unknown>) : undefined;
}

/** The texts of a planned range: one, or a list; nothing while unknown. */
export function textList(range: unknown): readonly string[] {
  if (hasUnknown(range)) return [];
  if (typeof range === "string") return [range];
  return Array.isArray(range) ? range.filter((item) => typeof item === "string") : [];
}
