import { quote } from "../../terms/wording";

/** What is wrong with a SpiderMultusConfig beside the types of its fields. */
export type MultusFault =
  | { readonly is: "no-block"; readonly cniType: string }
  | { readonly is: "other-block"; readonly type: string; readonly cniType: string }
  | { readonly is: "no-master" }
  | { readonly is: "no-bond" }
  | { readonly is: "auto-vlan" }
  | { readonly is: "match-master"; readonly cniType: string }
  | { readonly is: "empty" }
  | { readonly is: "rates"; readonly least: number; readonly most: number }
  | { readonly is: "trunk-start" }
  | { readonly is: "trunk-order"; readonly first: number; readonly last: number }
  | { readonly is: "not-json" }
  | { readonly is: "no-plugin-type" }
  | { readonly is: "custom-coordinator" }
  | { readonly is: "unused-coordinator" }
  | { readonly is: "mode-disabled" }
  | { readonly is: "not-a-cidr"; readonly text: string; readonly cidr?: string }
  | { readonly is: "not-an-address"; readonly text: string }
  | { readonly is: "route-families"; readonly dst: string; readonly gw: string }
  | { readonly is: "mac-prefix"; readonly text: string }
  | { readonly is: "unused-rp-filter" };

/** Fault → sentence, by the field it is in. */
export function printMultusFault(field: string, fault: MultusFault): string {
  const at = quote(field);
  switch (fault.is) {
    case "no-block":
      return `${at} is missing, and cniType ${quote(fault.cniType)} needs it; set it`;
    case "other-block":
      return `${at} belongs to cniType ${quote(fault.type)}, and this is ${quote(fault.cniType)}, so Spiderpool refuses it; omit it`;
    case "no-master":
      return `${at} names no interface; list those of the host`;
    case "no-bond":
      return `${at} is missing, and several masters need it; give it a name and a mode`;
    case "auto-vlan":
      return `${at} is set, and vlanMode "auto" chooses the VLAN itself; omit one of the two`;
    case "match-master":
      return `${at} does nothing for cniType ${quote(fault.cniType)}, only for "sriov"; omit it`;
    case "empty":
      return `${at} is empty, which Spiderpool refuses; set it`;
    case "rates":
      return `${at} is ${fault.least} and maxTxRateMbps ${fault.most === 0 ? "0, no limit, which Spiderpool refuses beside it" : fault.most}; set maxTxRateMbps to ${fault.least} or more`;
    case "trunk-start":
      return `${at} is set without minID, on which Spiderpool's webhook fails; set both, or id for one VLAN`;
    case "trunk-order":
      return `${at} is ${fault.last} and minID ${fault.first}; turn them round`;
    case "not-json":
      return `${at} is not JSON; write the configuration of a CNI plugin`;
    case "no-plugin-type":
      return `${at} is no configuration of a CNI plugin, which is an object with a "type"; name the plugin there`;
    case "custom-coordinator":
      return `${at} does nothing for cniType "custom", which runs without a coordinator; omit it`;
    case "unused-coordinator":
      return `${at} does nothing while enableCoordinator is false; omit one of the two`;
    case "mode-disabled":
      return `${at} is "disabled", which the coordinator plugin does not know, so that every pod would fail with "unknown tuneMode"; set enableCoordinator: false instead`;
    case "not-a-cidr":
      return fault.cidr === undefined
        ? `${at} has ${quote(fault.text)}, which is not a CIDR; write address/length`
        : `${at} has ${quote(fault.text)}, which Spiderpool accepts, but its plugin then fails every pod; write ${quote(fault.cidr)}`;
    case "not-an-address":
      return `${at} is ${quote(fault.text)}, which is not an IP address; write one`;
    case "route-families":
      return `${at} leads to ${quote(fault.dst)} by ${quote(fault.gw)}, which is of the other family; choose a hop of the same one`;
    case "mac-prefix":
      return `must be two bytes as in "0a:1b", the first one even, as that of no multicast address, got ${quote(fault.text)}`;
    case "unused-rp-filter":
      return `${at} does nothing without podCIDRType, beside which alone Spiderpool passes it on; set that too, or omit it`;
  }
}
