import { part, text } from "../objects/kubeovn/kinds";
import {
  type CommonArgs,
  checkExternal,
  type Fields,
  IPTABLES_EIP_RULES,
  type NameOf,
  replaces,
  required,
  reserveExternal,
  updates,
} from "../plan";
import { EXTERNAL_FIELDS, externalAddress, externalForm } from "./external-address";
import { NOWHERE, namedObject, type ObjectRoom, spots } from "./room";

/** A Kube-OVN `IptablesEIP`: an address of an external network on a VPC NAT gateway. */
export interface IptablesEIPArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** The external Subnet, which has the name of its NetworkAttachmentDefinition: resource or name. A change replaces. */
  externalSubnet: NameOf<"Subnet">;
  /** The VpcNatGateway that answers for the address. A change replaces. */
  natGwDp: string;
  /** IPv4 address. Default: planned. A change replaces. */
  v4ip?: string;
  /** Name of a QoSPolicy. Default: none. A change updates in place. */
  qosPolicy?: string;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: boolean;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: NameOf<"AddressPlan">;
}

const fields: Fields<IptablesEIPArgs> = {
  ...EXTERNAL_FIELDS,
  natGwDp: required(replaces("text")),
  v4ip: externalAddress("ip"),
  qosPolicy: updates("text"),
};
const reserve = reserveExternal("IptablesEIP", "v4ip");

/** An external address of a VPC NAT gateway. @source kube-ovn pkg/controller/vpc_nat_gw_eip.go */
export const IPTABLES_EIP: ObjectRoom = {
  fields,
  planned: { v6ip: "nothing", macAddress: "nothing" },
  shapesSubnets: false,
  reserve,
  wanted: { subnet: "externalSubnet" },
  check: checkExternal({ reserve, fields: { v4: "v4ip", v6: "v6ip" }, rules: IPTABLES_EIP_RULES }),
  ...namedObject(
    externalForm({
      kind: "IptablesEIP",
      plural: "iptables-eips",
      fields,
      chosen: (live) => {
        const spec = part(live, "spec");
        return { v6ip: text(spec, "v6ip"), macAddress: text(spec, "macAddress") };
      },
      isGiven: ({ ready, ip }) => ready === true && typeof ip === "string" && ip !== "",
    }),
  ),
  stage: "address",
  held: ({ name, externalSubnet, v4ip, v6ip }) => [
    { object: { kind: "IptablesEIP", name }, subnet: externalSubnet, addresses: [v4ip, v6ip] },
  ],
  standsAt: NOWHERE,
  waitsFor: ({ externalSubnet }) => [...spots("subnet", externalSubnet), ...spots("in-subnet", externalSubnet)],
};
