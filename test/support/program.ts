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
}

export function pathOf(resource: Pick<Resource, "kind" | "name">): string {
  return `${resource.kind}::${resource.name}`;
}
