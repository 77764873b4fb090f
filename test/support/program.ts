import type { Kind } from "../../provider/plan";

/** A resource as a test program declares it. */
export interface Resource {
  readonly kind: Kind;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Turn of the event loop it is declared in. Default 0. */
  readonly batch?: number;
  /** Name of its explicit provider. Default: the default one. */
  readonly provider?: string;
  readonly options?: ResourceOptions;
}

/** Options of Pulumi's, with other resources by `Kind::name`. */
export interface ResourceOptions {
  /** Earlier names, or more of what was different. */
  readonly aliases?: readonly (
    | string
    | { readonly name?: string; readonly stack?: string; readonly project?: string }
  )[];
  readonly deleteBeforeReplace?: boolean;
  readonly retainOnDelete?: boolean;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
  /** Of resources that are declared before. */
  readonly replaceWith?: readonly string[];
  /** Id of an object to import. */
  readonly import?: string;
}

export function pathOf(resource: Pick<Resource, "kind" | "name">): string {
  return `${resource.kind}::${resource.name}`;
}
