import type { LabelExpression, LabelSelector } from "../terms/label-selector";
import {
  ACL_ACTIONS,
  ACL_DIRECTIONS,
  NAT_ACTIONS,
  SELECTOR_OPERATORS,
  STRATEGIES,
  WANTED_KINDS,
} from "../terms/values";
import type { Acl, AddressWant, Allocation, NatOutgoingPolicyMatch, NatOutgoingPolicyRule, U2oFeatures } from "./args";
import type { ShapeField, ShapeOf } from "./field";

const text: ShapeField = { type: "text" };

export const ALLOCATION: ShapeOf<Allocation> = {
  strategy: { type: "text", oneOf: STRATEGIES },
  range: { type: "text-or-texts" },
};

/** @source kubernetes apimachinery meta/v1 LabelSelectorRequirement */
const labelExpression: ShapeOf<LabelExpression> = {
  key: { type: "text", required: true },
  operator: { type: "text", required: true, oneOf: SELECTOR_OPERATORS },
  values: { type: "texts" },
};

export const LABEL_SELECTOR: ShapeOf<LabelSelector> = {
  matchLabels: { type: "object" },
  matchExpressions: { type: "objects", shape: labelExpression },
};

/** @source kube-ovn charts/kube-ovn/templates/kube-ovn-crd.yaml; of OVN, an ACL without a match or an action is none */
export const ACL: ShapeOf<Acl> = {
  direction: { type: "text", required: true, oneOf: ACL_DIRECTIONS },
  priority: { type: "count", bounds: [0, 32767] },
  match: { type: "text", required: true },
  action: { type: "text", required: true, oneOf: ACL_ACTIONS },
};

const natOutgoingPolicyMatch: ShapeOf<NatOutgoingPolicyMatch> = { srcIPs: text, dstIPs: text };

/** @source kube-ovn charts/kube-ovn/templates/kube-ovn-crd.yaml, pkg/util/const.go NatPolicyRuleAction… */
export const NAT_OUTGOING_POLICY_RULE: ShapeOf<NatOutgoingPolicyRule> = {
  match: { type: "object", shape: natOutgoingPolicyMatch },
  action: { type: "text", required: true, oneOf: NAT_ACTIONS },
};

export const U2O_FEATURES: ShapeOf<U2oFeatures> = { overlayOnlyRouting: { type: "flag" } };

export const ADDRESS_WANT: ShapeOf<AddressWant> = {
  kind: { type: "text", oneOf: WANTED_KINDS },
  subnet: { type: "text", required: true },
  name: text,
  key: text,
  adopt: { type: "flag" },
  workload: { type: "object" },
  type: text,
  natGwDp: text,
  v4ip: text,
  v6ip: text,
  macAddress: text,
  allowExcluded: { type: "flag" },
};
