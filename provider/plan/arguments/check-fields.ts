import type { Report } from "../refusals/refusal";
import type { Kind } from "../terms/kinds";
import { isObjectName } from "../terms/names";
import { suggest } from "../terms/suggest";
import { isUnknown } from "../terms/unknown";
import { isAtLeast, type KubeOvnVersion, printVersion } from "../terms/version";
import type { Field } from "./field";
import { EXPECTED, fits, nameType } from "./field-type";
import { checkValue } from "./shape";

/**
 * Checks that a resource's arguments exist, have their type and are known to the target release.
 *
 * @returns the arguments that are set and of the right type; null counts as not set
 */
export function checkFields(
  kind: Kind,
  fields: Readonly<Record<string, Field>>,
  news: Readonly<Record<string, unknown>>,
  version: KubeOvnVersion,
  report: Report,
): Readonly<Record<string, unknown>> {
  const dropped: string[] = [];
  for (const name in news) {
    const value = news[name];
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined || value === null) {
      dropped.push(name);
    } else if (field === undefined) {
      const suggestion = suggest(name, Object.keys(fields));
      report(
        name,
        "unknown-field",
        suggestion === undefined ? { kind, field: name } : { kind, field: name, suggestion },
      );
      dropped.push(name);
    } else if (field.since !== undefined && !isAtLeast(version, field.since)) {
      const facts = { kind, field: name, since: printVersion(field.since), version: printVersion(version) };
      report(name, "field-too-new", facts);
      dropped.push(name);
    } else if (!fits(field.type, value)) {
      report(name, "wrong-type", { field: name, expected: EXPECTED[field.type], actual: nameType(value) });
      dropped.push(name);
    } else if (value !== "") checkValue(kind, name, value, field, report);
  }
  for (const name of requiredIn(fields)) {
    if (news[name] === undefined || news[name] === null || news[name] === "")
      report(name, "missing-field", { kind, field: name });
  }
  return dropped.length === 0
    ? news
    : Object.fromEntries(Object.entries(news).filter(([name]) => !dropped.includes(name)));
}

/** By table of fields, the required ones: what a program of 100,000 resources asks for 200,000 times is found once. */
const required = new WeakMap<object, readonly string[]>();

function requiredIn(fields: Readonly<Record<string, Field>>): readonly string[] {
  const known = required.get(fields);
  if (known !== undefined) return known;
  const found = Object.keys(fields).filter((name) => fields[name]?.required === true);
  required.set(fields, found);
  return found;
}

export function checkBounds(
  args: Readonly<Record<string, unknown>>,
  field: string,
  isInside: (value: number) => boolean,
  bounds: string,
  report: Report,
): void {
  const value = args[field];
  if (typeof value === "number" && !isInside(value)) report(field, "out-of-bounds", { field, value, bounds });
}

/** Checks a name the API server has to take. */
export function checkObjectName(property: string, what: string, value: string, report: Report): void {
  if (!isUnknown(value) && !isObjectName(value)) report(property, "not-object-name", { what, value });
}
