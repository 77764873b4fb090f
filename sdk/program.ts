import * as pulumi from "@pulumi/pulumi";

const PROGRAMS = Symbol.for("pulumi-kubeovn.programs");

type Parts = Map<string, unknown>;

/**
 * What one program keeps under a name, made when first asked for: shared by all copies of this package in the process,
 * and not by another program that the Automation API runs in it.
 */
export function perProgram<T>(name: string, make: () => T): T {
  const globals = globalThis as { [PROGRAMS]?: WeakMap<object, Parts> };
  globals[PROGRAMS] ??= new WeakMap();
  // Under Pulumi's unit-test mocks there may be no stack, and then there is one program.
  const stack = pulumi.runtime.getStackResource() ?? globals;
  const parts: Parts = globals[PROGRAMS].get(stack) ?? new Map();
  globals[PROGRAMS].set(stack, parts);
  if (!parts.has(name)) parts.set(name, make());
  return parts.get(name) as T;
}
