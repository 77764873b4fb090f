import type * as pulumi from "@pulumi/pulumi";

/** What the program wrote of a resource; both undefined for one that is only read. */
export interface Declared {
  /** The object's name as far as it is known before registration. */
  readonly name: string | undefined;
  readonly args: Readonly<Record<string, unknown>> | undefined;
}

/** Beside the resources and not on them: what is on them is public. Shared by all copies of this package in the process. */
const DECLARED = Symbol.for("pulumi-kubeovn.declared");

function all(): WeakMap<pulumi.Resource, Declared> {
  const globals = globalThis as { [DECLARED]?: WeakMap<pulumi.Resource, Declared> };
  globals[DECLARED] ??= new WeakMap();
  return globals[DECLARED];
}

export function keepDeclared(resource: pulumi.Resource, declared: Declared): void {
  all().set(resource, declared);
}

/** Undefined for a resource that is not of this package. */
export function declaredOf(resource: pulumi.Resource): Declared | undefined {
  return all().get(resource);
}
