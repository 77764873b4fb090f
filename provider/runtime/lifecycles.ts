import type { Kind } from "../plan";
import type { Lifecycle } from "./lifecycle";
import { aapBindingLifecycle } from "./lifecycle-aap-binding";
import { objectLifecycle } from "./lifecycle-object";
import { plannedRangeLifecycle } from "./lifecycle-planned-range";
import { reservedIpSetLifecycle } from "./lifecycle-reserved-ip-set";

/** The lifecycle of every kind. */
export const LIFECYCLES: { readonly [K in Kind]: Lifecycle } = {
  Subnet: objectLifecycle("Subnet"),
  IPPool: objectLifecycle("IPPool"),
  Vip: objectLifecycle("Vip"),
  ReservedIP: objectLifecycle("ReservedIP"),
  ReservedIPSet: reservedIpSetLifecycle,
  PlannedRange: plannedRangeLifecycle,
  AapBinding: aapBindingLifecycle,
};
