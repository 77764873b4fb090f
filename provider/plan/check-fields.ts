import type { FieldType } from "./field";
import { FIELDS } from "./fields";
import type { Kind } from "./kinds";
import { isObjectName } from "./names";
import type { Report } from "./refusal";
import { suggest } from "./suggest";
import { hasUnknown, isUnknown } from "./unknown";
import { isAtLeast, type KubeOvnVersion, printVersion } from "./version";

/** Each type as refusals name it. */
export const EXPECTED: Readonly<Record<FieldType, string>> = {
  text: "a text",
  flag: "true or false",
  count: "a whole number",
  texts: "a list of texts",
  "text-or-texts": "a text or a list of texts",
  object: "an object",
  objects: "a list of objects",
};

const REQUIRED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(FIELDS).map(([kind, fields]) => [kind, Object.keys(fields).filter((name) => fields[name]?.required)]),
);

/**
 * Checks that a resource's arguments exist, have their type and are known to the target release.
 *
 * @returns the arguments that are set and of the right type; null counts as not set
 */
export function checkFields(
  kind: Kind,
  news: Readonly<Record<string, unknown>>,
  version: KubeOvnVersion,
  report: Report,
): Readonly<Record<string, unknown>> {
  const fields = FIELDS[kind];
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
    }
  }
  for (const name of REQUIRED[kind] ?? []) {
    if (news[name] === undefined || news[name] === null || news[name] === "")
      report(name, "missing-field", { kind, field: name });
  }
  return dropped.length === 0
    ? news
    : Object.fromEntries(Object.entries(news).filter(([name]) => !dropped.includes(name)));
}

/** Whether a value has a type; what is unknown has any. */
export function fits(type: FieldType, value: unknown): boolean {
  if (isUnknown(value)) return true;
  const isText = (item: unknown): boolean => typeof item === "string";
  const isObject = (item: unknown): boolean =>
    isUnknown(item) || (item !== null && typeof item === "object" && !Array.isArray(item));
  switch (type) {
    case "text":
      return isText(value);
    case "flag":
      return typeof value === "boolean";
    case "count":
      return typeof value === "number" && Number.isSafeInteger(value);
    case "texts":
      return Array.isArray(value) && value.every(isText);
    case "text-or-texts":
      return isText(value) || (Array.isArray(value) && value.every(isText));
    case "object":
      return isObject(value);
    case "objects":
      return Array.isArray(value) && value.every(isObject);
  }
}

/** What a value is, for a refusal of its type. */
export function nameType(value: unknown): string {
  if (Array.isArray(value)) return hasUnknown(value) ? "a list with something unknown" : "a list of something else";
  return value !== null && typeof value === "object" ? "an object" : `${typeof value} ${JSON.stringify(value)}`;
}

/** Checks a text against the values Kube-OVN acts on. */
export function checkOneOf(
  args: Readonly<Record<string, unknown>>,
  field: string,
  allowed: readonly string[],
  report: Report,
): void {
  const value = args[field];
  if (typeof value !== "string" || value === "" || isUnknown(value) || allowed.includes(value)) return;
  const suggestion = suggest(value, allowed);
  report(
    field,
    "not-one-of",
    suggestion === undefined ? { field, value, allowed } : { field, value, allowed, suggestion },
  );
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
