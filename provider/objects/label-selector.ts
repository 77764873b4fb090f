import type { LabelSelector, SelectorOperator } from "../plan";
import { fieldsOf, parts, text, texts } from "./kubeovn/kinds";

/** A label selector without what is none in it: the API server takes no such object, a file may hold it. */
export function selectorOf(value: unknown): LabelSelector {
  const selector = fieldsOf(value);
  const matchLabels = Object.entries(fieldsOf(selector.matchLabels)).filter(isTextEntry);
  const matchExpressions = parts(selector, "matchExpressions").map((one) => ({
    key: text(one, "key"),
    operator: text(one, "operator") as SelectorOperator,
    values: [...texts(one, "values")],
  }));
  return {
    ...(matchLabels.length === 0 ? {} : { matchLabels: Object.fromEntries(matchLabels) }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string";
}
