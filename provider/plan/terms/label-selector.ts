import { isUnknown } from "./unknown";
import type { SelectorOperator } from "./values";

/** Labels that are to match, as in Kubernetes. */
export interface LabelSelector {
  /** Labels, all of which must be there. Default: none. */
  matchLabels?: Record<string, string>;
  /** Conditions on labels, all of which must be met. Default: none. */
  matchExpressions?: LabelExpression[];
}

/** A condition on one label. */
export interface LabelExpression {
  /** The label. */
  key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  operator: SelectorOperator;
  /** Values for `In` and `NotIn`. Default: none. */
  values?: string[];
}

export type Labels = Readonly<Record<string, unknown>>;

/** The label that every namespace has. */
export const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** Whether one of these selectors chooses a namespace; undefined where that depends on labels that are not known. */
export function chooses(
  selectors: readonly LabelSelector[],
  namespace: string,
  labels: Labels | undefined,
): boolean | undefined {
  if (selectors.length === 0) return false;
  const theirs = { ...labels, [NAMESPACE_LABEL]: namespace };
  const isKnown = (label: string): boolean => labels !== undefined || label === NAMESPACE_LABEL;
  const open = selectors.filter((selector) => unmet(selector, theirs, isKnown).length === 0);
  if (open.length === 0) return false;
  return open.some((selector) => labelsIn(selector).every(isKnown)) ? true : undefined;
}

function labelsIn({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly string[] {
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
}

/** The conditions of a selector that labels do not meet, as texts; a label of which nothing is known meets any. */
export function unmet(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Labels,
  isKnown: (label: string) => boolean,
): string[] {
  const open = (label: string): boolean => !isKnown(label) || isUnknown(labels[label]);
  const pairs = Object.entries(matchLabels)
    .filter(([label, value]) => !open(label) && labels[label] !== value)
    .map(([label, value]) => `${label}=${value}`);
  const conditions = (matchExpressions as { key: string; operator: string; values?: readonly string[] }[])
    .filter(({ key, operator, values = [] }) => !open(key) && !meets(labels[key], operator, values))
    .map(({ key, operator, values = [] }) =>
      [key, operator, ...(values.length > 0 ? [`(${values.join(", ")})`] : [])].join(" "),
    );
  return [...pairs, ...conditions];
}

/** @source k8s.io/apimachinery pkg/labels/selector.go Requirement.Matches: a label that is not there is not in any list */
function meets(value: unknown, operator: string, values: readonly string[]): boolean {
  switch (operator) {
    case "In":
      return typeof value === "string" && values.includes(value);
    case "NotIn":
      return typeof value !== "string" || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return true;
  }
}
