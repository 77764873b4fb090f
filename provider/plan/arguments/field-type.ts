import { hasUnknown, isUnknown } from "../terms/unknown";
import type { FieldType } from "./field";

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
  if (Array.isArray(value) && value.some((item) => item === null)) return "a list with an item that has no value";
  if (Array.isArray(value)) return hasUnknown(value) ? "a list with something unknown" : "a list of something else";
  return value !== null && typeof value === "object" ? "an object" : `${typeof value} ${JSON.stringify(value)}`;
}
