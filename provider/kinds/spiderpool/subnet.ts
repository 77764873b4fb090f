import { cidrLabel, SPIDER_LABEL } from "../../plan";
import { type KindRoom, NOTHING_HELD, NOWHERE, spots } from "../room";
import { spiderForm } from "./object";

/** A network whose pools Spiderpool keeps. */
export const SPIDER_SUBNET: KindRoom = {
  form: spiderForm("spiderpool.Subnet", "SpiderSubnet", {
    labels: ({ subnet }) => ({ [SPIDER_LABEL.subnetCidr]: cidrLabel(String(subnet)) }),
  }),
  stage: "network",
  held: NOTHING_HELD,
  standsAt: (name, args) => [...spots("spider-subnet", args.name ?? name), ...spots("spider-subnet", args.subnet)],
  waitsFor: NOWHERE,
};
