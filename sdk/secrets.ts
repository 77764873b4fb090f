import * as pulumi from "@pulumi/pulumi";
import { SECRET_MARK, type SecretPaths } from "../provider/plan";

const NONE: Promise<SecretPaths> = Promise.resolve([]);

/** Finds the secrets in arguments; settles when all that stands in them is known, as their registration does. */
export function secretPathsIn(args: unknown): Promise<SecretPaths> {
  const asked: Promise<SecretPaths>[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      const output = pulumi.output(value) as pulumi.Output<unknown>;
      asked.push(pulumi.isSecret(output).then((isSecret) => (isSecret ? [path] : [])));
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, [...path, i]);
    } else if (value !== null && typeof value === "object" && !pulumi.Resource.isInstance(value)) {
      for (const [field, inner] of Object.entries(value)) visit(inner, [...path, field]);
    }
  };
  visit(args, []);
  return asked.length === 0 ? NONE : Promise.all(asked).then((found) => found.flat());
}

/**
 * The value that a planned output is registered with. The engine keeps as secret what `check` answers under a name that came
 * in as one, and a provider of this sort learns of it in no other way.
 *
 * @returns undefined where nothing that goes in can be secret
 * @source pulumi pkg/resource/plugin/provider_plugin.go annotateSecrets
 */
export function plannedFrom(paths: Promise<SecretPaths>): pulumi.Output<unknown> | undefined {
  if (paths === NONE) return undefined;
  return pulumi.output(paths.then((found) => (found.length > 0 ? pulumi.secret(SECRET_MARK) : undefined)));
}
