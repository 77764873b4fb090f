import { checkSpiderReservedIp, observeReserved, reserveNothing, spiderReservedIpFields } from "../../plan";
import { NOTHING_HELD, NOWHERE, namedObject, type ObjectRoom } from "../room";
import { spiderForm } from "./object";

/** Addresses that no pool gives out. Without `ipVersion` it reserves nothing. @source spiderpool cmd/spiderpool-agent/cmd/crd_manager.go */
export const SPIDER_RESERVED_IP: ObjectRoom = {
  fields: spiderReservedIpFields,
  planned: {
    // Pods come and go here too: `impact`, `left` and `available` say what was found when they were worked out.
    size: "updates",
    impact: "nothing",
  },
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkSpiderReservedIp,
  ...namedObject(spiderForm(spiderReservedIpFields, "SpiderReservedIP")),
  observe: observeReserved,
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: NOWHERE,
  waitsFor: NOWHERE,
};
