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
