import { part, text } from "../objects/kubeovn/kinds";
import {
  type CommonArgs,
  checkExternal,
  type Fields,
  filledIn,
  type NameOf,
  OVN_EIP_TYPES,
  oneOf,
  replaces,
  reserveExternal,
} from "../plan";
import { EXTERNAL_FIELDS, externalAddress, externalForm } from "./external-address";
import { NOWHERE, namedObject, type ObjectRoom, spots } from "./room";

/** A Kube-OVN `OvnEip`: an address of an external network for NAT rules, router ports or gateway nodes of OVN. */
export interface OvnEipArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** The external Subnet: resource or name. A change replaces. */
  externalSubnet: NameOf<"Subnet">;
  /** IPv4 address. Default: planned. A change replaces. */
  v4Ip?: string;
  /** What it is for: `nat` (default), `lrp` (a router port) or `lsp` (a gateway node). A change replaces. */
  type?: "nat" | "lrp" | "lsp";
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: boolean;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: NameOf<"AddressPlan">;
}

const fields: Fields<OvnEipArgs> = {
  ...EXTERNAL_FIELDS,
  v4Ip: externalAddress("v4Ip"),
  type: filledIn(oneOf(replaces("text"), OVN_EIP_TYPES)),
};
const reserve = reserveExternal("OvnEip", "v4Ip");

/** An external address of OVN. @source kube-ovn pkg/controller/ovn_eip.go */
export const OVN_EIP: ObjectRoom = {
  fields,
  planned: { v6Ip: "nothing", macAddress: "nothing" },
  shapesSubnets: false,
  reserve,
  wanted: { subnet: "externalSubnet", v4ip: "v4Ip", v6ip: "v6Ip" },
  check: checkExternal({ reserve, fields: { v4: "v4Ip", v6: "v6Ip" } }),
  ...namedObject(
    externalForm({
      kind: "OvnEip",
      plural: "ovn-eips",
      fields,
      chosen: (live) => {
        const status = part(live, "status");
        return { v6Ip: text(status, "v6Ip"), macAddress: text(status, "macAddress") };
      },
      isGiven: (status) => text(status, "macAddress") !== "",
    }),
  ),
  stage: "address",
  held: ({ name, externalSubnet, v4Ip, v6Ip }) => [
    { object: { kind: "OvnEip", name }, subnet: externalSubnet, addresses: [v4Ip, v6Ip] },
  ],
  standsAt: NOWHERE,
  waitsFor: ({ externalSubnet }) => [...spots("subnet", externalSubnet), ...spots("in-subnet", externalSubnet)],
};
