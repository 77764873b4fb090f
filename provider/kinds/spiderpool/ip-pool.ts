import {
  checkSpiderIpPool,
  cidrLabel,
  observePool,
  reserveNothing,
  SPIDER_LABEL,
  spiderIpPoolFields,
} from "../../plan";
import { NOTHING_HELD, namedObject, type ObjectRoom, spots } from "../room";
import { podsOfPool, spiderForm } from "./object";

/** A pool, with what the webhook would fill in; its finalizer is left to Spiderpool. */
export const SPIDER_IP_POOL: ObjectRoom = {
  fields: spiderIpPoolFields,
  planned: { size: "updates", left: "nothing", impact: "nothing" },
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkSpiderIpPool,
  ...namedObject(
    spiderForm(spiderIpPoolFields, "SpiderIPPool", {
      usedBy: podsOfPool,
      labels: ({ subnet }) => ({ [SPIDER_LABEL.poolCidr]: cidrLabel(String(subnet)) }),
    }),
  ),
  observe: observePool,
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: (name, args) => spots("spider-pool", args.name ?? name),
  waitsFor: ({ subnet }) => spots("spider-subnet", subnet),
};
