import { printPrefix } from "../../ipam";
import type { Holding } from "../live/snapshot";
import type { InSubnet } from "../terms/address-space";
import type { KubeOvnVersion } from "../terms/version";
import type { LiveContext } from "./live-context";
import { PLACE_RULES } from "./place";
import { type Findings, judgeLive, type Phase, type Rule, rulesOf, type Standing } from "./rule";
import { missingSubnet } from "./subject";

/** Objects whose addresses are on an external network. */
export const EXTERNAL_KINDS: readonly string[] = ["OvnEip", "IptablesEIP"];
/** Holders whose addresses Kube-OVN keeps in the same books. */
const BOOKED: readonly string[] = [...EXTERNAL_KINDS, "Vip", "IP", "Pod"];

/** An address of Kube-OVN with its holder. */
type External = Holding & InSubnet;

const rule = rulesOf<External>();
const WRONG = { live: "wrong" } as const;
const REFUSED = { new: "refused", live: "wrong" } as const;

/** What Kube-OVN needs of the network of an IptablesEIP, whatever its address. */
export const IPTABLES_EIP_RULES: readonly Rule<InSubnet>[] = [
  rulesOf<InSubnet>()("external-attachment", {
    kinds: ["IptablesEIP"],
    looksAt: "externalSubnet",
    levels: REFUSED,
    stops: stuckWhileWritten,
    source: "kube-ovn pkg/controller/subnet.go findSubnetByNetworkAttachmentDefinition",
    look({ subnet: name }, around) {
      const subnet = around.subnet(name);
      return typeof subnet !== "object" || subnet.provider.split(".").length > 1
        ? []
        : [{ subnet: name, provider: subnet.provider }];
    },
  }),
  rulesOf<InSubnet>()("external-ipv4", {
    kinds: ["IptablesEIP"],
    looksAt: "externalSubnet",
    levels: REFUSED,
    stops: stuckWhileWritten,
    source: "kube-ovn pkg/controller/vpc_nat_gw_eip.go handleAddIptablesEip",
    look({ subnet: name }, around) {
      const subnet = around.subnet(name);
      return typeof subnet !== "object" || subnet.prefixes.some(({ family }) => family === 4)
        ? []
        : [{ subnet: name, cidrs: subnet.prefixes.map(printPrefix) }];
    },
  }),
];

/** What an external address is judged by. */
export const EXTERNAL_RULES: readonly Rule<External>[] = [
  rule("unknown-subnet", {
    kinds: EXTERNAL_KINDS,
    looksAt: "externalSubnet",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: "kube-ovn pkg/controller/ovn_eip.go, vpc_nat_gw_eip.go",
    look: ({ subnet }, around) => (around.subnet(subnet) === undefined ? [missingSubnet(subnet, around)] : []),
  }),
  ...IPTABLES_EIP_RULES.map(
    (one): Rule<External> => ({
      ...one,
      look: (holding, around) => (holding.holder.kind === "IptablesEIP" ? one.look(holding, around) : []),
    }),
  ),
  ...PLACE_RULES.filter(({ levels }) => levels.live !== undefined).map(
    (place): Rule<External> => ({
      ...place,
      kinds: EXTERNAL_KINDS,
      levels: WRONG,
      look({ subnet: name, addresses }, around) {
        const subnet = around.subnet(name);
        return typeof subnet === "object"
          ? addresses.flatMap((address) => place.look({ kind: "Vip", address, subnet, allowExcluded: true }, around))
          : [];
      },
    }),
  ),
  rule("address-shared", {
    kinds: EXTERNAL_KINDS,
    looksAt: "v4Ip",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: "kube-ovn pkg/ipam/subnet.go GetStaticAddress",
    look: ({ key, subnet, addresses }, around) =>
      addresses.flatMap((address) => {
        const other = around.othersAt(subnet, address, key).find(({ holder }) => BOOKED.includes(holder.kind));
        return other === undefined ? [] : [{ address, subnet, holder: other.holder }];
      }),
  }),
];

/** What is wrong with an external address in the subnet that it is in. */
export function judgeExternal(holding: External, around: LiveContext, phase: Phase = "taken"): Findings {
  return judgeLive(EXTERNAL_RULES, holding, phase, around);
}

/** Whether an address is one of an external network. */
export function isExternal(holding: Holding): holding is External {
  return holding.subnet !== undefined && EXTERNAL_KINDS.includes(holding.holder.kind);
}

function stuckWhileWritten(_: KubeOvnVersion, phase: Phase): Standing | undefined {
  return phase === "written" ? "stuck" : undefined;
}
