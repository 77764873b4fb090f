import { ANNOTATION, LABEL } from "../../plan";
import type { KubeObject } from "../kube-object";
import { annotation, fieldsOf, parseFields, part, withAnnotations } from "./kinds";
import { isSameJson } from "./same-json";
import { STAMP } from "./stamp";

/**
 * What an adoption changed, so that it can be taken back: of each label, annotation and field of the spec the value
 * before, null for none, and of the fields of the spec the value that took its place.
 */
interface Before {
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

/** Whether an object was there before us, and is given back where one that we made is deleted. */
export function isAdopted(object: KubeObject): boolean {
  return annotation(object, ANNOTATION.adopted) !== undefined;
}

/** The adopted object with a note of what it was like. */
export function withBefore(adopted: KubeObject, live: KubeObject): KubeObject {
  const annotations = changed(live.metadata.annotations, adopted.metadata.annotations);
  for (const name of [...STAMP, ANNOTATION.placement]) if (annotations[name] === null) delete annotations[name];
  const labels = changed(live.metadata.labels, adopted.metadata.labels);
  const [specBefore, specAfter] = [part(live, "spec"), part(adopted, "spec")];
  const spec = Object.fromEntries(
    Object.entries(changed(specBefore, specAfter)).map(([field, value]): [string, readonly [unknown, unknown]] => [
      field,
      [value, specAfter[field] ?? null],
    ]),
  );
  return noted(adopted, { labels, annotations, spec });
}

function noted(object: KubeObject, { labels = {}, annotations = {}, spec = {} }: Before): KubeObject {
  const before: Before = {
    ...(isEmpty(labels) ? {} : { labels }),
    ...(isEmpty(annotations) ? {} : { annotations }),
    ...(isEmpty(spec) ? {} : { spec }),
  };
  return withAnnotations(object, { ...object.metadata.annotations, [ANNOTATION.adopted]: JSON.stringify(before) });
}

/** An object after a change of ours: where it was adopted, its note tells what that changed, too. */
export function withChange(after: KubeObject, live: KubeObject): KubeObject {
  const text = annotation(live, ANNOTATION.adopted);
  if (text === undefined) return after;
  const note = readNote(parseFields(text));
  const own: readonly string[] = [...STAMP, ANNOTATION.placement, ANNOTATION.adopted];
  const annotations = Object.entries(changed(live.metadata.annotations, after.metadata.annotations));
  const specAfter = part(after, "spec");
  const spec = Object.entries(changed(part(live, "spec"), specAfter)).map(([field, value]): [string, unknown] => {
    const known: unknown = note.spec?.[field];
    const [before, last] = Array.isArray(known) ? known : [value, value];
    return [field, [isSameJson(last, value) ? before : value, specAfter[field] ?? null]];
  });
  return noted(after, {
    labels: { ...changed(live.metadata.labels, after.metadata.labels), ...note.labels },
    annotations: { ...Object.fromEntries(annotations.filter(([name]) => !own.includes(name))), ...note.annotations },
    spec: { ...note.spec, ...Object.fromEntries(spec) } as Before["spec"] & object,
  });
}

/** The adopted object as it was before, apart from what others have changed meanwhile. */
export function restored(live: KubeObject): KubeObject {
  const before = readNote(parseFields(annotation(live, ANNOTATION.adopted)));
  const ours: readonly string[] = [...STAMP, ANNOTATION.placement, ANNOTATION.adopted];
  const annotations = undone(
    Object.fromEntries(Object.entries(live.metadata.annotations ?? {}).filter(([name]) => !ours.includes(name))),
    before.annotations,
  );
  const labels = live.metadata.labels === undefined ? undefined : undone(live.metadata.labels, before.labels);
  const bare = withAnnotations(live, annotations as Record<string, string>);
  const { labels: _, ...metadata } = bare.metadata;
  const hasLabels = labels !== undefined && !(isEmpty(labels) && !isEmpty(live.metadata.labels ?? {}));
  const spec = specBefore(part(live, "spec"), before.spec);
  return {
    ...bare,
    metadata: (hasLabels ? { ...bare.metadata, labels } : metadata) as KubeObject["metadata"],
    ...(spec === undefined ? {} : { spec }),
  };
}

/**
 * The note as it was written; anything else that someone made of it is passed over. Its first form had the reserved label of
 * an IP alone: `{"ovn.kubernetes.io/ip_reserved": "false"}`.
 */
function readNote(note: Readonly<Record<string, unknown>>): Before {
  const texts = (value: unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fieldsOf(value)).filter(([, one]) => one === null || typeof one === "string"));
  const { labels, annotations, spec, [LABEL.ipReserved]: reserved } = note;
  return {
    labels: { ...(typeof reserved === "string" ? { [LABEL.ipReserved]: reserved } : {}), ...texts(labels) },
    annotations: texts(annotations),
    spec: fieldsOf(spec) as Before["spec"] & object,
  };
}

/** A field that someone has changed since stays as it is. */
function specBefore(
  spec: Readonly<Record<string, unknown>>,
  before: Before["spec"],
): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(fieldsOf(before)).filter(([field, pair]) => {
    return Array.isArray(pair) && isSameJson(spec[field] ?? null, pair[1]);
  }) as [string, readonly [unknown, unknown]][];
  return entries.length === 0
    ? undefined
    : undone(spec, Object.fromEntries(entries.map(([field, [old]]) => [field, old])));
}

/** What the second has otherwise than the first: the value in the first, null for none. */
function changed(
  before: Readonly<Record<string, unknown>> = {},
  after: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names.filter((name) => !isSameJson(before[name], after[name])).map((name) => [name, before[name] ?? null]),
  );
}

function undone(
  values: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const kept = Object.entries(values).filter(([name]) => before[name] !== null);
  const changedBack = Object.fromEntries(kept.map(([name, value]) => [name, before[name] ?? value]));
  const removed = Object.entries(before).filter(([name, value]) => value !== null && !(name in values));
  return { ...changedBack, ...Object.fromEntries(removed) };
}

function isEmpty(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(fields).length === 0;
}
