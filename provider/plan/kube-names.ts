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

const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const LABEL_WORD = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * What the API server would refuse about an object as it would be written, given and derived names alike, as sentences: better
 * said in the preview than half-way through an update, and a directory of manifests would take it.
 *
 * @source k8s.io/apimachinery pkg/util/validation/validation.go IsDNS1123Subdomain, IsDNS1123Label, IsQualifiedName,
 *   IsValidLabelValue; pkg/api/validation/objectmeta.go ValidateAnnotationsSize
 */
export function kubeNameFaults(object: NamedObject): readonly string[] {
  const { name, namespace, labels = {}, annotations = {} } = object.metadata;
  const what = `${object.kind} ${shown(name)}`;
  const faults: string[] = [];
  if (name.length > LONGEST_NAME) {
    faults.push(
      `the name of ${what} has ${name.length} characters, and Kubernetes takes ${LONGEST_NAME}; shorten what it is made of`,
    );
  } else if (!SUBDOMAIN.test(name)) {
    faults.push(
      `the name of ${what} is none for Kubernetes, which takes small letters, digits, "-" and "."; change what it is made of`,
    );
  }
  if (
    namespace !== undefined &&
    (namespace.length > LONGEST_LABEL || !SUBDOMAIN.test(namespace) || namespace.includes("."))
  ) {
    faults.push(
      `namespace ${shown(namespace)} of ${what} is none: Kubernetes takes up to ${LONGEST_LABEL} small letters, digits and "-"; change it`,
    );
  }
  for (const [key, value] of Object.entries(labels)) {
    if (!isQualified(key)) {
      faults.push(
        `${what} would carry the label ${shown(key)}, whose key Kubernetes refuses: it takes up to ${LONGEST_LABEL} letters, digits, "-", "_" and "."; shorten or change that name`,
      );
    }
    if (value !== "" && (value.length > LONGEST_LABEL || !LABEL_WORD.test(value))) {
      faults.push(
        `${what} would carry the label ${shown(key)} with the value ${shown(value)}, which Kubernetes refuses: it takes up to ${LONGEST_LABEL} letters, digits, "-", "_" and "."; shorten or change that value`,
      );
    }
  }
  for (const key of Object.keys(annotations)) {
    if (!isQualified(key))
      faults.push(`${what} would carry the annotation ${shown(key)}, whose key Kubernetes refuses; change that name`);
  }
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
  if (size > ANNOTATION_BYTES) {
    faults.push(
      `the annotations of ${what} would have ${size} bytes, and Kubernetes takes ${ANNOTATION_BYTES}; shorten "key"`,
    );
  }
  // Other kinds carry whole documents in their fields.
  if (object.apiVersion.startsWith("kubeovn.io/")) {
    for (const [field, text] of texts(object.spec, "spec")) {
      if (CONTROL.test(text))
        faults.push(
          `${field} of ${what} is ${shown(text)}, with a line break or another control character in it; take that out`,
        );
    }
  }
  return faults;
}

function isQualified(key: string): boolean {
  const parts = key.split("/");
  const [word = "", prefix] = parts.reverse();
  if (parts.length > 2 || word.length > LONGEST_LABEL || !LABEL_WORD.test(word)) return false;
  return prefix === undefined || (prefix.length <= LONGEST_NAME && SUBDOMAIN.test(prefix));
}

function* texts(value: unknown, field: string): Iterable<readonly [field: string, text: string]> {
  if (typeof value === "string") yield [field, value];
  else if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) yield* texts(inner, Array.isArray(value) ? field : key);
  }
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
