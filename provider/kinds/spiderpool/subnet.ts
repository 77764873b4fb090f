import { checkSpiderSubnet, cidrLabel, madeObject, reserveNothing, SPIDER_LABEL, spiderSubnetFields } from "../../plan";
import { type KindRoom, NOTHING_HELD, NOWHERE, spots } from "../room";
import { spiderForm } from "./object";

/** A network whose pools Spiderpool keeps. */
export const SPIDER_SUBNET: KindRoom = {
  fields: spiderSubnetFields,
  planned: { size: "updates" },
  object: "SpiderSubnet",
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkSpiderSubnet,
  made: madeObject("SpiderSubnet"),
  form: spiderForm(spiderSubnetFields, "SpiderSubnet", {
    labels: ({ subnet }) => ({ [SPIDER_LABEL.subnetCidr]: cidrLabel(String(subnet)) }),
  }),
  stage: "network",
  held: NOTHING_HELD,
  standsAt: (name, args) => [...spots("spider-subnet", args.name ?? name), ...spots("spider-subnet", args.subnet)],
  waitsFor: NOWHERE,
};
