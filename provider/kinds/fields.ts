import type { KubeObject } from "../objects/kube-object";
import { part } from "../objects/kubeovn/kinds";
import { type Field, type Path, sameAddresses } from "../plan";

/** The arguments of a kind. */
export type FieldTable = Readonly<Record<string, Field>>;

export type Properties = Readonly<Record<string, unknown>>;

/** Planned values that an object has beside the arguments, and where. */
export type PlannedPlaces = Readonly<Record<string, Path>>;

/** What of an object follows from the arguments one by one. */
interface Fragment {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Properties;
}

/** The part of an object that the fields' places say: what is empty is not written, which reads the same. */
export function writeFields(fields: FieldTable, inputs: Properties, planned: PlannedPlaces = {}): Fragment {
  const object: Record<string, unknown> = { metadata: { name: String(inputs.name) }, spec: {} };
  for (const [name, place] of placesOf(fields, planned)) {
    const value = inputs[name];
    if (value !== undefined && value !== null && value !== "") put(object, place, value);
  }
  return object as unknown as Fragment;
}

export interface Reading {
  readonly planned?: PlannedPlaces;
  /** Whether a value that nobody asked for was filled in by the controller. Default: none is. */
  readonly isFilledIn?: (field: string, live: unknown) => boolean;
}

/** What a live object says of the arguments: the other direction of {@link writeFields}. */
export function readFields(
  fields: FieldTable,
  object: KubeObject,
  olds: Properties,
  reading: Reading = {},
): Properties {
  const { planned = {}, isFilledIn = () => false } = reading;
  const status = part(object, "status");
  const found: Record<string, unknown> = {};
  for (const [name, place, field] of placesOf(fields, planned)) {
    const given = field?.inForce === undefined ? undefined : status[field.inForce];
    const live = [given, valueAt(object, place)].map((value) => readable(field, value)).find(isSet);
    const old = olds[name];
    if (live === undefined || (old === undefined && isFilledIn(name, live))) continue;
    const isSame =
      field?.addresses === true && Array.isArray(old) && sameAddresses(old as string[], live as readonly string[]);
    found[name] = isSame ? old : asFarAsWritten(live, old);
  }
  return found;
}

/** What a program has to write to get a live object: arguments that are set, and none that the controller chooses. */
export function argumentsIn(fields: FieldTable, found: Properties): Properties {
  const isWritten = ([name, value]: [string, unknown]): boolean =>
    fields[name] !== undefined && fields[name]?.filledIn !== true && value !== null && value !== "";
  return Object.fromEntries(Object.entries(found).filter(isWritten));
}

/** A required argument that is not among these; undefined where all are. */
export function untoldOf(fields: FieldTable, found: Properties): string | undefined {
  return Object.keys(fields).find((name) => fields[name]?.required === true && !(name in found));
}

/** Whether a live object tells an argument; the rest is known from the state alone. */
export function isReadBack(fields: FieldTable, name: string): boolean {
  const field = fields[name];
  return field !== undefined && field.at !== null;
}

function placesOf(fields: FieldTable, planned: PlannedPlaces): readonly (readonly [string, Path, Field?])[] {
  const own = Object.entries(fields).flatMap(([name, field]): readonly (readonly [string, Path, Field])[] => {
    const { at = ["spec", name] } = field;
    return at === null || typeof at === "string" ? [] : [[name, at, field]];
  });
  return [...own, ...Object.entries(planned)];
}

function put(object: Record<string, unknown>, [first, ...rest]: Path, value: unknown): void {
  if (first === undefined) return;
  const [next] = rest;
  if (next === undefined) object[first] = value;
  else if (next === 0) object[first] = [value];
  else {
    const inner = { ...(object[first] as Record<string, unknown> | undefined) };
    put(inner, rest, value);
    object[first] = inner;
  }
}

function valueAt(object: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      value === null || typeof value !== "object" ? undefined : (value as Readonly<Record<string, unknown>>)[name],
    object,
  );
}

/** Text fields and lists of texts as far as they are such: anyone may have written the object. */
function readable(field: Field | undefined, value: unknown): unknown {
  if (field?.type === "text") return typeof value === "string" ? value : undefined;
  if (field?.type !== "texts") return value;
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** Objects are read as far as they were written: defaults inside them are the controller's. */
function asFarAsWritten(live: unknown, old: unknown): unknown {
  const isObject = (value: unknown): value is Properties =>
    value !== null && typeof value === "object" && !Array.isArray(value);
  if (!isObject(live) || !isObject(old)) return live;
  return Object.fromEntries(
    Object.keys(old).flatMap((key) => (key in live ? [[key, asFarAsWritten(live[key], old[key])]] : [])),
  );
}
