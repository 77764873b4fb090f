import { checkFixedIp, cidrLabel, declarerOf, fixedIpFields, reserveFixedIp, SPIDER_LABEL } from "../../plan";
import { placed } from "../planned-object";
import { namedObject, type ObjectRoom, spots } from "../room";
import { podsOfPool, spiderForm } from "./object";

/** The address of one workload: a pool of its own that has nothing else. */
export const FIXED_IP: ObjectRoom = {
  fields: fixedIpFields,
  planned: { cidr: "updates", ipVersion: "updates", impact: "nothing" },
  shapesSubnets: false,
  reserve: reserveFixedIp,
  check: checkFixedIp,
  ...namedObject(
    spiderForm(fixedIpFields, "SpiderIPPool", {
      labels: ({ cidr }) => ({ [SPIDER_LABEL.poolCidr]: cidrLabel(String(cidr)) }),
      annotations: (inputs) => placed(declarerOf(inputs)),
      claim: "order",
      usedBy: podsOfPool,
      planned: { cidr: ["spec", "subnet"], ipVersion: ["spec", "ipVersion"] },
    }),
  ),
  stage: "pool",
  held: ({ name, ip, cidr }) => [{ object: { kind: "SpiderIPPool", name }, cidr, addresses: [ip] }],
  standsAt: (name, args) => spots("spider-pool", args.name ?? name),
  waitsFor: ({ subnet }) => spots("spider-subnet", subnet),
};
