import type { Range } from "../../ipam";
import type { AapBindingArgs } from "../arguments/args";
import { readRanges } from "../refusals/read";
import { unreported } from "../refusals/refusal";
import { KINDS, type Kind } from "../terms/kinds";
import { hasUnknown } from "../terms/unknown";
import type { Declaration } from "./declaration";
import { textArg } from "./reservation";

/** The declarations of a run that one provider has to do with, and what follows from them for each other. */
export interface Program {
  /** In the order of the batches; without the entries of other providers. */
  readonly declarations: readonly Declaration[];
  readonly byOwner: ReadonlyMap<string, Declaration>;
  /** Declarations of each kind by the name of the object they make; a namespaced object's is `namespace/name`. */
  readonly objects: { readonly [K in Kind]: ReadonlyMap<string, Declaration> };
  readonly subnets: ReadonlyMap<string, Declaration>;
  readonly pools: ReadonlyMap<string, Declaration>;
  readonly vips: ReadonlyMap<string, Declaration>;
  /** Bindings that list a Vip, by its name. */
  readonly bindings: ReadonlyMap<string, readonly Declaration[]>;
  /** Planned ranges by subnet: allocation.range of the Subnet itself, and every PlannedRange. */
  readonly plannedRanges: ReadonlyMap<string, ReadonlyMap<string, readonly Range[]>>;
}

/** Name of the object a declaration makes: the argument, or the resource's own name. */
export function declaredName(declaration: Pick<Declaration, "name" | "args">): string {
  return textArg(declaration.args, "name") ?? declaration.name;
}

/** What tells that object from others of its kind: its name, with the namespace in front for a kind that has them. */
function declaredKey(declaration: Pick<Declaration, "kind" | "name" | "args">): string {
  const name = declaredName(declaration);
  return declaration.kind === "spiderpool.MultusConfig" ? `${textArg(declaration.args, "namespace")}/${name}` : name;
}

/** A {@link Program} that takes in batch after batch. */
export interface GrowingProgram extends Program {
  /**
   * Sorts in more declarations. The first one of a name or owner stands for it, and others are refused in their own check; a
   * resource takes the place of what an AddressPlan wanted for it.
   */
  add(batch: readonly Declaration[]): void;
}

export function createProgram(): GrowingProgram {
  const declarations: Declaration[] = [];
  const byOwner = new Map<string, Declaration>();
  const objects = Object.fromEntries(KINDS.map((kind) => [kind, new Map<string, Declaration>()])) as {
    readonly [K in Kind]: Map<string, Declaration>;
  };
  const bindings = new Map<string, Declaration[]>();
  const plannedRanges = new Map<string, Map<string, readonly Range[]>>();

  const addPlannedRange = (subnet: string, owner: string, texts: readonly string[]): void => {
    const ofSubnet = plannedRanges.get(subnet) ?? new Map<string, readonly Range[]>();
    plannedRanges.set(subnet, ofSubnet.set(owner, readRanges(texts, "range", unreported)));
  };

  const addOne = (declaration: Declaration): void => {
    const { kind, owner, args } = declaration;
    declarations.push(declaration);
    if (isFree(byOwner.get(owner), declaration)) byOwner.set(owner, declaration);
    const key = declaredKey(declaration);
    if (isFree(objects[kind].get(key), declaration)) objects[kind].set(key, declaration);
    if (kind === "Subnet") addPlannedRange(declaredName(declaration), owner, textList(allocationOf(args)?.range));
    if (kind === "PlannedRange") {
      const subnet = textArg(args, "subnet");
      if (subnet !== undefined) addPlannedRange(subnet, owner, textList(args.range));
    }
    if (kind === "AapBinding" && !hasUnknown(args.vips) && Array.isArray(args.vips)) {
      for (const vip of new Set(args.vips as AapBindingArgs["vips"])) {
        const ofVip = bindings.get(vip);
        if (ofVip === undefined) bindings.set(vip, [declaration]);
        else ofVip.push(declaration);
      }
    }
  };

  const { Subnet: subnets, IPPool: pools, Vip: vips } = objects;
  const add = (batch: readonly Declaration[]): void => batch.forEach(addOne);
  return { declarations, byOwner, objects, subnets, pools, vips, bindings, plannedRanges, add };
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
