import type { KubeObject } from "../../../provider/objects/kube-object";

/** Reads `a=b,c!=d`; what is compared is a label, or a field by its path. */
function matcher(
  selector: string,
  read: (object: KubeObject, name: string) => string,
): (object: KubeObject) => boolean {
  const terms = selector.split(",").map((term) => {
    const [, name = "", operator = "", value = ""] = /^([^!=]+)(!=|==?)(.*)$/.exec(term) ?? [];
    if (name === "") throw new Error(`no selector of this server: ${selector}`);
    return (object: KubeObject): boolean => (read(object, name) === value) === (operator !== "!=");
  });
  return (object) => terms.every((matches) => matches(object));
}

/** Which objects a list or a watch is about. */
export function selectorOf(query: URLSearchParams): (object: KubeObject) => boolean {
  const [labels, fields] = [query.get("labelSelector"), query.get("fieldSelector")];
  const byLabel = labels ? matcher(labels, ({ metadata }, name) => metadata.labels?.[name] ?? "") : () => true;
  const byField = fields ? matcher(fields, fieldAt) : () => true;
  return (object) => byLabel(object) && byField(object);
}

function fieldAt(object: KubeObject, path: string): string {
  const value = path.split(".").reduce<unknown>((inner, name) => (inner as Record<string, unknown>)?.[name], object);
  return String(value ?? "");
}
