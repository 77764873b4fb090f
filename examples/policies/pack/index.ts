import { PolicyPack, type ReportViolation } from "@pulumi/policy";
import { outside, overused, vipAsAddress } from "./rules";

const texts = { type: "array", items: { type: "string" } } as const;

new PolicyPack("kubeovn", {
  policies: [
    {
      name: "address-ranges",
      description: "A team takes addresses from its own ranges only.",
      enforcementLevel: "mandatory",
      configSchema: { properties: { ranges: { type: "object", additionalProperties: texts } } },
      validateResource: (args, report: ReportViolation) => {
        const { ranges = {} } = args.getConfig<{ ranges?: Record<string, string[]> }>();
        if (Object.keys(ranges).length === 0) return;
        for (const { subnet, address } of outside(args, ranges)) {
          const own = ranges[subnet]?.join(", ") ?? "no addresses";
          report(`${address} in Subnet "${subnet}" is not of this team, which has ${own} there`);
        }
      },
    },
    {
      name: "utilization-limit",
      description: "A program reserves no more addresses of a subnet than it may.",
      enforcementLevel: "mandatory",
      configSchema: { properties: { limits: { type: "object", additionalProperties: { type: "number" } } } },
      validateStack: (args, report) => {
        const { limits = {} } = args.getConfig<{ limits?: Record<string, number> }>();
        for (const { subnet, count, limit } of overused(args.resources, limits))
          report(`${count} addresses of Subnet "${subnet}" are reserved here, and ${limit} may be`);
      },
    },
    {
      name: "no-vip-as-pod-address",
      description: "Pods have reserved addresses of their own, not those of Vips.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        const vip = vipAsAddress(args);
        if (vip !== undefined) report(`takes Vip "${vip}" as its address; reserve one with a ReservedIP`);
      },
    },
  ],
});
