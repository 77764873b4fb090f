import { isObjectName } from "./names";
import { quote } from "./wording";

/** An object as far as its names go. */
export interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
}

const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
/** Keys and values of all annotations together, in bytes. */
const ANNOTATION_BYTES = 262_144;
/** What etcd stores at most in one request, in bytes. */
const OBJECT_BYTES = 1_572_864;

const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const LABEL_WORD = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Fields of a spec that name objects of a cluster, and those that name namespaces. */
const NAMES_OBJECT: readonly string[] = ["vpc", "vlan"];
const NAMES_NAMESPACE: readonly string[] = ["namespace", "namespaces", "namespaceName"];

/**
 * What the API server would refuse about an object as it would be written, or would store as another one, as sentences. Given and
 * derived names alike: better said in the preview than half-way through an update, and a directory of manifests accepts it.
 *
 * @source k8s.io/apimachinery pkg/util/validation/validation.go IsDNS1123Subdomain, IsDNS1123Label, IsQualifiedName,
 *   IsValidLabelValue; pkg/api/validation/objectmeta.go ValidateAnnotationsSize; pkg/apis/meta/v1/validation
 *   ValidateLabelSelector; etcd server/embed/config.go DefaultMaxRequestBytes
 */
export function kubeNameFaults(object: NamedObject): readonly string[] {
  const { metadata, spec } = object;
  const what = `${object.kind} ${shown(metadata.name)}`;
  const size = bytes(JSON.stringify(object));
  const tooLarge =
    size > OBJECT_BYTES
      ? [`${what} would have ${size} bytes, and a cluster stores ${OBJECT_BYTES}; declare less in one resource`]
      : [];
  const notes = annotationFaults(what, metadata.annotations ?? {});
  return [
    ...nameFaults(what, metadata),
    ...labelFaults(what, metadata.labels ?? {}),
    ...notes,
    ...[...fieldsOf(spec, "spec")].flatMap((field) => fieldFaults(object, what, field)),
    ...(notes.length > 0 ? [] : tooLarge),
  ];
}

/** The same of annotations alone, such as those that a program sets on pods. */
export function annotationFaults(what: string, annotations: Readonly<Record<string, string>>): readonly string[] {
  const faults = Object.entries(annotations).flatMap(([key, value]) => {
    if (!isQualified(key))
      return [`${what} would carry the annotation ${shown(key)}, whose key Kubernetes refuses; change that name`];
    return value.isWellFormed() ? [] : [brokenText(`annotation ${key} of ${what}`, value)];
  });
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
  if (size <= ANNOTATION_BYTES) return faults;
  const [[longest = ""] = []] = Object.entries(annotations).sort(([, a], [, b]) => b.length - a.length);
  return [
    ...faults,
    `the annotations of ${what} would have ${size} bytes, and Kubernetes accepts ${ANNOTATION_BYTES}; shorten what ${shown(longest)} is made of`,
  ];
}

function nameFaults(what: string, { name, namespace }: NamedObject["metadata"]): readonly string[] {
  const faults: string[] = [];
  if (name.length > LONGEST_NAME) {
    faults.push(
      `the name of ${what} has ${name.length} characters, and Kubernetes accepts ${LONGEST_NAME}; shorten what it is made of`,
    );
  } else if (!SUBDOMAIN.test(name)) {
    faults.push(
      `the name of ${what} is invalid: Kubernetes accepts lowercase letters, digits, "-" and "."; change what it is made of`,
    );
  }
  if (namespace !== undefined && !isNamespace(namespace)) {
    faults.push(
      `namespace ${shown(namespace)} of ${what} is invalid: Kubernetes accepts up to ${LONGEST_LABEL} lowercase letters, digits and "-"; change it`,
    );
  }
  return faults;
}

function labelFaults(what: string, labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(isQualified(key)
      ? []
      : [
          `${what} would carry the label ${shown(key)}, whose key Kubernetes refuses: it accepts up to ${LONGEST_LABEL} letters, digits, "-", "_" and "."; shorten or change that name`,
        ]),
    ...(isLabelValue(value)
      ? []
      : [
          `${what} would carry the label ${shown(key)} with the value ${shown(value)}, which Kubernetes refuses: it accepts up to ${LONGEST_LABEL} letters, digits, "-", "_" and "."; shorten or change that value`,
        ]),
  ]);
}

/** A field somewhere in a spec; the items of a list are fields of its name. */
interface SpecField {
  readonly name: string;
  readonly value: unknown;
}

function fieldFaults({ apiVersion }: NamedObject, what: string, { name, value }: SpecField): readonly string[] {
  if (name === "matchLabels" || name === "matchExpressions") return selectorFaults(what, name, value);
  if (typeof value !== "string") return [];
  const where = `${name} of ${what}`;
  if (!value.isWellFormed()) return [brokenText(where, value)];
  // Other kinds carry whole documents in their fields.
  if (apiVersion.startsWith("kubeovn.io/") && CONTROL.test(value))
    return [`${where} is ${shown(value)}, with a line break or another control character in it; remove it`];
  if (value === "") return [];
  const isBad =
    (NAMES_OBJECT.includes(name) && !isObjectName(value)) || (NAMES_NAMESPACE.includes(name) && !isNamespace(value));
  return isBad ? [`${where} is ${shown(value)}, which cannot be the name of one in Kubernetes; correct it`] : [];
}

function selectorFaults(what: string, name: string, value: unknown): readonly string[] {
  const asked: readonly (readonly [key: unknown, values: unknown])[] =
    name === "matchLabels"
      ? Object.entries(value ?? {})
      : [value].flat().map((one) => [(one as SelectorItem | null)?.key, (one as SelectorItem | null)?.values ?? []]);
  return asked.flatMap(([key, values]) => {
    const wrong = [
      ...(typeof key === "string" && !isQualified(key) ? [key] : []),
      ...[values].flat().filter((one): one is string => typeof one === "string" && !isLabelValue(one)),
    ];
    return wrong.map(
      (text) =>
        `${name} of ${what} asks for the label ${shown(text)}, which no object can have: Kubernetes accepts up to ${LONGEST_LABEL} letters, digits, "-", "_" and "."; correct it`,
    );
  });
}

interface SelectorItem {
  readonly key?: unknown;
  readonly values?: unknown;
}

/** Half of a surrogate pair has no form in UTF-8: the server stores another text, which then is never the planned one. */
function brokenText(where: string, text: string): string {
  return `${where} is ${shown(text)}, with half of a character in it, which cannot be stored; correct it`;
}

function isNamespace(text: string): boolean {
  return text.length <= LONGEST_LABEL && SUBDOMAIN.test(text) && !text.includes(".");
}

function isLabelValue(text: string): boolean {
  return text === "" || (text.length <= LONGEST_LABEL && LABEL_WORD.test(text));
}

function isQualified(key: string): boolean {
  const parts = key.split("/");
  const [word = "", prefix] = parts.reverse();
  if (parts.length > 2 || word.length > LONGEST_LABEL || !LABEL_WORD.test(word)) return false;
  return prefix === undefined || isObjectName(prefix);
}

function* fieldsOf(value: unknown, name: string): Iterable<SpecField> {
  yield { name, value };
  if (value === null || typeof value !== "object" || name === "matchLabels" || name === "matchExpressions") return;
  for (const [key, inner] of Object.entries(value)) yield* fieldsOf(inner, Array.isArray(value) ? name : key);
}

/** A name in a sentence: of a very long one the beginning. */
function shown(text: string): string {
  return text.length > 100 ? `${quote(text.slice(0, 80))}…` : quote(text);
}

/** Length in UTF-8. */
function bytes(text: string): number {
  let size = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    size += point > 0xffff ? 4 : point > 0x7ff ? 3 : point > 0x7f ? 2 : 1;
  }
  return size;
}
