import * as pulumi from "@pulumi/pulumi";

/** What the program wrote of a resource; both undefined for one that is only read. */
export interface Declared {
  /** The object's name as far as it is known before registration. */
  readonly name: string | undefined;
  readonly args: Readonly<Record<string, unknown>> | undefined;
}

/** Beside the resources and not on them: what is on them is public. Shared by all copies of this package in the process. */
const DECLARED = Symbol.for("pulumi-kubeovn.declared");

/** Names by the Outputs that stand for them, shared in the same way. */
const NAMES = Symbol.for("pulumi-kubeovn.names");

function namesByOutput(): WeakMap<object, string> {
  const globals = globalThis as { [NAMES]?: WeakMap<object, string> };
  globals[NAMES] ??= new WeakMap();
  return globals[NAMES];
}

function all(): WeakMap<pulumi.Resource, Declared> {
  const globals = globalThis as { [DECLARED]?: WeakMap<pulumi.Resource, Declared> };
  globals[DECLARED] ??= new WeakMap();
  return globals[DECLARED];
}

export function keepDeclared(resource: pulumi.Resource, declared: Declared): void {
  all().set(resource, declared);
  const { name } = resource as { readonly name?: unknown };
  if (declared.name !== undefined && pulumi.Output.isInstance(name)) namesByOutput().set(name, declared.name);
}

/** The name that an Output stands for, where it is the `name` of a resource that wrote it out; undefined for others. */
export function nameBehind(output: object): string | undefined {
  return namesByOutput().get(output);
}

/** Undefined for a resource that is not of this package. */
export function declaredOf(resource: pulumi.Resource): Declared | undefined {
  return all().get(resource);
}
