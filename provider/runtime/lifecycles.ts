import type { ComposedKind } from "../kinds";
import { KINDS, type Kind } from "../plan";
import type { Lifecycle } from "./lifecycle";
import { aapBindingLifecycle } from "./lifecycle-aap-binding";
import { type ObjectKind, objectLifecycle } from "./lifecycle-object";
import { plannedRangeLifecycle } from "./lifecycle-planned-range";
import { reservedIpSetLifecycle } from "./lifecycle-reserved-ip-set";
import { valueLifecycle } from "./lifecycle-value";

/** Lifecycles of the kinds that are not one object each. */
const COMPOSED: { readonly [K in ComposedKind]: Lifecycle } = {
  ReservedIPSet: reservedIpSetLifecycle,
  PlannedRange: plannedRangeLifecycle,
  AapBinding: aapBindingLifecycle,
  AddressPlan: valueLifecycle("AddressPlan"),
  "spiderpool.PodAnnotations": valueLifecycle("spiderpool.PodAnnotations"),
};

const isObject = (kind: Kind): kind is ObjectKind => !(kind in COMPOSED);

/** The lifecycle of every kind: what is one object is written, waited for, read and deleted as its room says. */
export const LIFECYCLES: { readonly [K in Kind]: Lifecycle } = {
  ...COMPOSED,
  ...(Object.fromEntries(KINDS.filter(isObject).map((kind) => [kind, objectLifecycle(kind)])) as {
    readonly [K in ObjectKind]: Lifecycle;
  }),
};
