import { checkSpiderSubnet, cidrLabel, makerOf, reserveNothing, SPIDER_LABEL, spiderSubnetFields } from "../../plan";
import { NOTHING_HELD, NOWHERE, namedObject, type ObjectRoom, spots } from "../room";
import { spiderForm } from "./object";

/** A network whose pools Spiderpool keeps. */
export const SPIDER_SUBNET: ObjectRoom = {
  fields: spiderSubnetFields,
  planned: { size: "updates" },
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkSpiderSubnet,
  ...namedObject(
    spiderForm(spiderSubnetFields, "SpiderSubnet", {
      // It takes its pools along.
      usedBy: async (name, _, snapshot) => {
        const { spider } = await snapshot();
        const cidr = spider.subnets.get(name)?.subnet;
        return [...spider.pools.values()]
          .filter((pool) => pool.subnet === cidr)
          .map((pool) => ({
            text: `SpiderIPPool "${pool.name}"`,
            givenUpBy: makerOf(pool) === undefined ? pool.leftBy : undefined,
          }));
      },
      labels: ({ subnet }) => ({ [SPIDER_LABEL.subnetCidr]: cidrLabel(String(subnet)) }),
    }),
  ),
  stage: "network",
  held: NOTHING_HELD,
  standsAt: (name, args) => [...spots("spider-subnet", args.name ?? name), ...spots("spider-subnet", args.subnet)],
  waitsFor: NOWHERE,
};
