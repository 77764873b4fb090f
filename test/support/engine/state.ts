import type { Properties } from "./wire";

/** What the engine remembers of a resource between runs. @source pulumi pkg/resource/resource_state.go State */
export interface Saved {
  urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** `<urn>::<id>`; empty for the default provider. */
  readonly provider: string;
  /** URNs. */
  dependencies: readonly string[];
  /** URNs by input. */
  readonly propertyDependencies: ReadonlyMap<string, readonly string[]>;
  readonly replaceWith: readonly string[];
  readonly deletedWith: string;
  readonly ignoreChanges: readonly string[];
  readonly retainOnDelete: boolean;
  protect: boolean;
  /** Read, not made: never updated and never deleted. */
  readonly external: boolean;
  readonly initErrors: readonly string[];
  /** Replaced, and still to be deleted. */
  delete: boolean;
  /** Deleted, and its replacement still to be made. */
  pendingReplacement: boolean;
  /** To be replaced by the next run. */
  taint: boolean;
}

/** An operation that had begun when the engine died. */
export interface PendingOperation {
  readonly urn: string;
  readonly type: "creating" | "updating" | "deleting" | "reading";
}

/** The state of a stack, as it is in the backend after every step. */
export interface StackState {
  resources: Saved[];
  pending: PendingOperation[];
}

export function urnOf(place: { project: string; stack: string }, qualifiedType: string, name: string): string {
  return `urn:pulumi:${place.stack}::${place.project}::${qualifiedType}::${name}`;
}

/** URN of a resource below another; the stack is no such. */
export function childUrn(
  place: { project: string; stack: string },
  parent: string,
  type: string,
  name: string,
): string {
  const types = parent === "" ? "" : qualifiedTypeOf(parent);
  return urnOf(place, types === "" || types === "pulumi:pulumi:Stack" ? type : `${types}$${type}`, name);
}

/** The qualified type in a URN: the types of the parents and its own, with `$` between. */
export function qualifiedTypeOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The URN in another project or stack. */
export function urnIn(urn: string, place: { project: string; stack: string }): string {
  return urn === "" ? urn : urnOf(place, qualifiedTypeOf(urn), nameIn(urn));
}

/** The resource with every URN in it moved to another project or stack. */
export function movedTo(saved: Saved, place: { project: string; stack: string }): Saved {
  const move = (urn: string): string => urnIn(urn, place);
  const [provider = "", id] = splitReference(saved.provider);
  return {
    ...saved,
    urn: move(saved.urn),
    provider: id === undefined ? "" : `${move(provider)}::${id}`,
    dependencies: saved.dependencies.map(move),
    propertyDependencies: new Map([...saved.propertyDependencies].map(([key, urns]) => [key, urns.map(move)])),
    replaceWith: saved.replaceWith.map(move),
    deletedWith: move(saved.deletedWith),
  };
}

/** URN and id in the reference of a provider. */
export function splitReference(reference: string): readonly [urn: string, id?: string] {
  const at = reference.lastIndexOf("::");
  return at < 0 ? [reference] : [reference.slice(0, at), reference.slice(at + 2)];
}
