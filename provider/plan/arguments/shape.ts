import type { Report } from "../refusals/refusal";
import type { Kind } from "../terms/kinds";
import { suggest } from "../terms/suggest";
import { isUnknown } from "../terms/unknown";
import type { Shape, ShapeField } from "./field";
import { EXPECTED, fits, nameType } from "./field-type";

/**
 * Checks an object that is an argument, and those inside it: a field that there is not would be silently dropped by
 * the API server. What is unknown is passed over; null counts as not set.
 *
 * @param path  of the object, as refusals name it: `macvlan`, `macvlan.bond`
 * @returns     whether everything in it has the type that it should have
 */
export function checkShape(kind: Kind, path: string, value: object, shape: Shape, report: Report): boolean {
  let isWhole = true;
  const refuse: Report = (...facts) => {
    isWhole = false;
    report(...facts);
  };
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  for (const [name, inner] of entries) {
    const field = `${path}.${name}`;
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (known === undefined) {
      const suggestion = suggest(name, Object.keys(shape));
      refuse(field, "unknown-field", { kind, field, ...(suggestion === undefined ? {} : { suggestion }) });
    } else if (!checkTyped(kind, field, inner, known, report)) isWhole = false;
  }
  for (const [name, { required }] of Object.entries(shape)) {
    const field = `${path}.${name}`;
    if (required === true && !entries.some(([set]) => set === name)) refuse(field, "missing-field", { kind, field });
  }
  return isWhole;
}

/** Checks a value that may have the wrong type. */
function checkTyped(kind: Kind, field: string, value: unknown, known: ShapeField, report: Report): boolean {
  if (fits(known.type, value)) return checkValue(kind, field, value, known, report);
  report(field, "wrong-type", { field, expected: EXPECTED[known.type], actual: nameType(value) });
  return false;
}

/** Checks a value of the right type: one of those there are, within its bounds, every field of an object. */
export function checkValue(kind: Kind, field: string, value: unknown, known: ShapeField, report: Report): boolean {
  const { oneOf, bounds, shape, each } = known;
  if (isUnknown(value)) return true;
  if (typeof value === "string" && oneOf !== undefined && !oneOf.includes(value)) {
    const suggestion = suggest(value, oneOf);
    report(field, "not-one-of", { field, value, allowed: oneOf, ...(suggestion === undefined ? {} : { suggestion }) });
    return false;
  }
  if (typeof value === "number" && bounds !== undefined && (value < bounds[0] || value > bounds[1])) {
    report(field, "out-of-bounds", { field, value, bounds: printBounds(bounds) });
    return false;
  }
  if (each !== undefined) {
    const entries = Object.entries(value as object);
    const inner: ShapeField = { type: "object", shape: each };
    return entries.map(([key, one]) => checkTyped(kind, `${field}.${key}`, one, inner, report)).every(Boolean);
  }
  if (shape === undefined) return true;
  if (!Array.isArray(value)) return checkShape(kind, field, value as object, shape, report);
  const items = value.map((item, i) => isUnknown(item) || checkShape(kind, `${field}[${i}]`, item, shape, report));
  return items.every((isWhole) => isWhole);
}

function printBounds([least, most]: readonly [number, number]): string {
  if (least === Number.MIN_SAFE_INTEGER) return `${most} or less`;
  return most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
}
