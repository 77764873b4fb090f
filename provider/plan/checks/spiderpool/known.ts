import type { Report } from "../../refusals/refusal";
import { suggest } from "../../terms/suggest";

/** How many names a sentence lists. */
const LISTED = 10;

/** Refuses a name that nothing has, with the one that was probably meant. */
export function reportUnknown(
  kind: string,
  name: string,
  names: readonly string[],
  property: string,
  report: Report,
): void {
  const suggestion = suggest(name, names);
  const known = [...names].sort().slice(0, LISTED);
  report(property, "spider-unknown", { kind, name, known, ...(suggestion === undefined ? {} : { suggestion }) });
}
