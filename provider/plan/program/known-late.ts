import { checkFields } from "../arguments/check-fields";
import { unreported } from "../refusals/refusal";
import { hasUnknown } from "../terms/unknown";
import type { KubeOvnVersion } from "../terms/version";
import type { Declaration } from "./declaration";
import type { Kinds } from "./declared-kind";
import type { Program } from "./program";
import { textArg } from "./reservation";

/** The subnets of which a planned range or a pool is declared with ranges that are not known yet. */
export function openSubnets({ objects }: Program): ReadonlySet<string> {
  const open = [
    ...[...objects.PlannedRange.values()].filter(({ args }) => hasUnknown(args.range)),
    ...[...objects.IPPool.values()].filter(({ args }) => hasUnknown(args.ips)),
  ];
  return new Set(open.flatMap(({ args }) => textArg(args, "subnet") ?? []));
}

/**
 * A declaration with what it did not know, now that the check of its resource has it.
 *
 * @returns undefined where nothing more is known
 */
export function learned(
  declaration: Declaration,
  given: Readonly<Record<string, unknown>>,
  kinds: Kinds,
  version: KubeOvnVersion,
): Declaration | undefined {
  const { args: old } = declaration;
  if (!hasUnknown(old)) return undefined;
  const now = Object.fromEntries(Object.keys(old).map((field) => [field, given[field]]));
  const known = wellFormed({ ...declaration, args: now }, kinds, version);
  const isSame = Object.keys(now).every((field) => hasUnknown(known.args[field]) === hasUnknown(old[field]));
  return isSame ? undefined : known;
}

/** A declaration without arguments of the wrong shape, which the check of its resource refuses. */
export function wellFormed(declaration: Declaration, kinds: Kinds, version: KubeOvnVersion): Declaration {
  const { kind } = declaration;
  const args = checkFields(kind, kinds[kind].fields, declaration.args, version, unreported);
  return args === declaration.args ? declaration : { ...declaration, args };
}
