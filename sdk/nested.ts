import * as pulumi from "@pulumi/pulumi";

type Fields = Readonly<Record<string, unknown>>;

/** The parts of nested arguments that some paths name, in their places: Outputs, promises and plain values alike. */
export function pickPaths(args: unknown, paths: readonly (readonly string[])[]): pulumi.Output<Fields> {
  const picked = paths.reduce<unknown>((all, path) => changeAt(all, path, () => valueAt(args, path)), {});
  return pulumi.output(picked) as unknown as pulumi.Output<Fields>;
}

/**
 * A copy of nested arguments with one value changed. What is not on the way there stays the same object, so that it is
 * known, unknown or secret as it was.
 */
export function changeAt(args: unknown, path: readonly string[], change: (value: unknown) => unknown): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return change(args);
  const later = eventual(args);
  if (later !== undefined) return later.apply((value) => changeAt(value, path, change));
  const fields = (args ?? {}) as Fields;
  return { ...fields, [field]: changeAt(fields[field], rest, change) };
}

/** The value at a path of nested arguments; plain where all on the way there is. */
export function valueAt(args: unknown, path: readonly string[]): unknown {
  const [field, ...rest] = path;
  if (field === undefined || args === undefined || args === null) return args;
  const later = eventual(args);
  if (later !== undefined) return later.apply((value) => valueAt(value, path));
  return valueAt((args as Fields)[field], rest);
}

function eventual(value: unknown): pulumi.Output<unknown> | undefined {
  if (!pulumi.Output.isInstance(value) && !(value instanceof Promise)) return undefined;
  return pulumi.output(value as Promise<unknown>) as pulumi.Output<unknown>;
}
