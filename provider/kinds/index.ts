import type { Kind } from "../plan";
import { AAP_BINDING } from "./aap-binding";
import { IP_POOL } from "./ip-pool";
import { PLANNED_RANGE } from "./planned-range";
import { RESERVED_IP } from "./reserved-ip";
import { RESERVED_IP_SET } from "./reserved-ip-set";
import type { KindRoom } from "./room";
import { FIXED_IP } from "./spiderpool/fixed-ip";
import { SPIDER_IP_POOL } from "./spiderpool/ip-pool";
import { SPIDER_MULTUS_CONFIG } from "./spiderpool/multus-config";
import { POD_ANNOTATIONS } from "./spiderpool/pod-annotations";
import { SPIDER_RESERVED_IP } from "./spiderpool/reserved-ip";
import { SPIDER_SUBNET } from "./spiderpool/subnet";
import { SUBNET } from "./subnet";
import { VIP } from "./vip";

export { isReadBack, type Properties } from "./fields";
export { mergeObject } from "./merge";
export { addressesOf, memberObject } from "./reserved-ip";
export { claimOf, type KindRoom, type ObjectForm, type Spot, STAGES } from "./room";

/** The room of every kind: whoever needs to know something of a kind asks here. */
export const ROOMS: { readonly [K in Kind]: KindRoom } = {
  Subnet: SUBNET,
  PlannedRange: PLANNED_RANGE,
  IPPool: IP_POOL,
  ReservedIP: RESERVED_IP,
  ReservedIPSet: RESERVED_IP_SET,
  Vip: VIP,
  AapBinding: AAP_BINDING,
  "spiderpool.ReservedIP": SPIDER_RESERVED_IP,
  "spiderpool.IPPool": SPIDER_IP_POOL,
  "spiderpool.Subnet": SPIDER_SUBNET,
  "spiderpool.MultusConfig": SPIDER_MULTUS_CONFIG,
  "spiderpool.FixedIP": FIXED_IP,
  "spiderpool.PodAnnotations": POD_ANNOTATIONS,
};
