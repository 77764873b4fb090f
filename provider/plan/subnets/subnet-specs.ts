import type { LiveSubnet, Snapshot } from "../live/snapshot";
import { type Program, textList } from "../program/program";
import { textArg } from "../program/reservation";
import { DEFAULT_VPC } from "../terms/names";
import { hasUnknown } from "../terms/unknown";

/** What is said of a subnet apart from its addresses: by its arguments where the program declares it, else by the live one. */
export type SubnetSpec = Pick<
  LiveSubnet,
  "name" | "vpc" | "vlan" | "isDefault" | "settings" | "namespaces" | "namespaceSelectors"
>;

const UNSAID = {
  vpc: DEFAULT_VPC,
  vlan: "",
  isDefault: false,
  settings: {},
  namespaces: [],
  namespaceSelectors: [],
} satisfies Omit<SubnetSpec, "name">;

export function specOf(name: string, { objects }: Program, { subnets }: Snapshot): SubnetSpec {
  const args = objects.Subnet.get(name)?.args;
  if (args === undefined) return subnets.get(name) ?? { name, ...UNSAID };
  const namespaceSelectors = Array.isArray(args.namespaceSelectors) ? args.namespaceSelectors : [];
  return {
    name,
    vpc: textArg(args, "vpc") ?? DEFAULT_VPC,
    vlan: textArg(args, "vlan") ?? "",
    isDefault: args.default === true,
    settings: args,
    namespaces: textList(args.namespaces),
    namespaceSelectors: namespaceSelectors.filter((selector) => !hasUnknown(selector)),
  };
}
