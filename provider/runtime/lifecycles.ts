import type { Kind } from "../plan";
import type { Lifecycle } from "./lifecycle";
import { aapBindingLifecycle } from "./lifecycle-aap-binding";
import { objectLifecycle } from "./lifecycle-object";
import { plannedRangeLifecycle } from "./lifecycle-planned-range";
import { reservedIpSetLifecycle } from "./lifecycle-reserved-ip-set";
import { valueLifecycle } from "./lifecycle-value";

/** The lifecycle of every kind. */
export const LIFECYCLES: { readonly [K in Kind]: Lifecycle } = {
  Subnet: objectLifecycle("Subnet"),
  IPPool: objectLifecycle("IPPool"),
  Vip: objectLifecycle("Vip"),
  ReservedIP: objectLifecycle("ReservedIP"),
  ReservedIPSet: reservedIpSetLifecycle,
  PlannedRange: plannedRangeLifecycle,
  AapBinding: aapBindingLifecycle,
  "spiderpool.ReservedIP": objectLifecycle("spiderpool.ReservedIP"),
  "spiderpool.IPPool": objectLifecycle("spiderpool.IPPool"),
  "spiderpool.Subnet": objectLifecycle("spiderpool.Subnet"),
  "spiderpool.MultusConfig": objectLifecycle("spiderpool.MultusConfig"),
  "spiderpool.FixedIP": objectLifecycle("spiderpool.FixedIP"),
  "spiderpool.PodAnnotations": valueLifecycle,
};
