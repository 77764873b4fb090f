import { type KindRoom, NOTHING_HELD, NOWHERE } from "../room";
import { spiderForm } from "./object";

/** Addresses that no pool gives out. Without `ipVersion` it reserves nothing. @source spiderpool cmd/spiderpool-agent/cmd/crd_manager.go */
export const SPIDER_RESERVED_IP: KindRoom = {
  form: spiderForm("spiderpool.ReservedIP", "SpiderReservedIP"),
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: NOWHERE,
  waitsFor: NOWHERE,
};
