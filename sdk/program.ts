import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

const PROGRAMS = Symbol.for("pulumi-kubeovn.programs");

type Parts = Map<string, unknown>;

/** A component that the plugin makes for a program of another language: a program of its own, as far as declarations go. */
export interface MadeComponent {
  /** Qualified type and name: tells it apart from the others that are made in a run. */
  readonly origin: string;
  /** Types of its parents as owner keys name them, the outermost first. */
  readonly parents: readonly string[];
  /** Name of the explicit provider that makes it, and that all in it has; empty for the default one. */
  readonly provider: string;
}

const making = new AsyncLocalStorage<MadeComponent>();

/** Runs what makes a component, so that all in it knows where it belongs. */
export function inComponent<T>(component: MadeComponent, make: () => T): T {
  return making.run(component, make);
}

/** The component that is being made; undefined in a program. */
export function madeComponent(): MadeComponent | undefined {
  return making.getStore();
}

/**
 * What one program keeps under a name, made when first asked for: shared by all copies of this package in the process,
 * and not by another program that the Automation API runs in it, nor by a component that is made for one.
 */
export function perProgram<T>(name: string, make: () => T): T {
  const globals = globalThis as { [PROGRAMS]?: WeakMap<object, Parts> };
  globals[PROGRAMS] ??= new WeakMap();
  // Under Pulumi's unit-test mocks there may be no stack, and then there is one program.
  const program = madeComponent() ?? pulumi.runtime.getStackResource() ?? globals;
  const parts: Parts = globals[PROGRAMS].get(program) ?? new Map();
  globals[PROGRAMS].set(program, parts);
  if (!parts.has(name)) parts.set(name, make());
  return parts.get(name) as T;
}
