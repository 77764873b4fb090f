import { isFault, parseAddress, printPrefix } from "../../ipam";
import type { WrittenEip } from "../live/written";
import { whyNot } from "../refusals/read-faults";
import type { InSubnet } from "../terms/address-space";
import { OVN_EIP_TYPES } from "../terms/values";
import type { LiveContext } from "./live-context";
import { type Findings, judgeLive, type Rule, rulesOf, stuckWhileWritten } from "./rule";
import {
  editsOf,
  readTexts,
  SUBJECT_PLACE_RULES,
  SUBNET_RULES,
  type Subject,
  subjectOf,
  upperCaseRule,
  WRITTEN,
  WRONG,
} from "./subject";

/** Objects whose addresses are on an external network. */
export const EXTERNAL_KINDS = ["OvnEip", "IptablesEIP"] as const;
/** Holders whose addresses Kube-OVN keeps in the same books. */
const BOOKED: readonly string[] = [...EXTERNAL_KINDS, "Vip", "IP", "Pod"];

type EipSubject = Subject<WrittenEip>;

const rule = rulesOf<EipSubject>();
const ASKED = { new: "refused", live: "wrong" } as const;
const ADD = "kube-ovn pkg/controller/ovn_eip.go handleAddOvnEip, vpc_nat_gw_eip.go handleAddIptablesEip";

/** What Kube-OVN needs of the network of an IptablesEIP, whatever its address. */
export const IPTABLES_EIP_RULES: readonly Rule<InSubnet>[] = [
  rulesOf<InSubnet>()("external-attachment", {
    kinds: ["IptablesEIP"],
    looksAt: "externalSubnet",
    levels: ASKED,
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
    levels: ASKED,
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

/** What an external address is judged by, in the order of its controller. */
export const EXTERNAL_RULES: readonly Rule<EipSubject>[] = [
  rule("edited", {
    kinds: EXTERNAL_KINDS,
    looksAt: "v4ip",
    // The address in force stays, and the object can be taken over with it.
    levels: { adopted: "noted", live: "wrong" },
    phases: ["taken"],
    stops: "stuck",
    source: "kube-ovn pkg/controller/ovn_eip.go handleUpdateOvnEip, vpc_nat_gw_eip.go handleUpdateIptablesEip",
    look: ({ written }) =>
      editsOf(written)
        .filter(({ spec }) => spec !== "")
        .slice(0, 1),
  }),
  ...SUBNET_RULES.map(
    (one): Rule<EipSubject> => ({
      ...one,
      kinds: EXTERNAL_KINDS,
      looksAt: "externalSubnet",
      levels: WRONG,
      phases: ["written", "taken"],
      stops: stuckWhileWritten,
      source: ADD,
    }),
  ),
  ...IPTABLES_EIP_RULES.map(
    (one): Rule<EipSubject> => ({
      ...one,
      look: ({ written: { kind, subnet } }, around) => (kind === "IptablesEIP" ? one.look({ subnet }, around) : []),
    }),
  ),
  upperCaseRule(EXTERNAL_KINDS, ADD),
  rule("malformed-address", {
    kinds: EXTERNAL_KINDS,
    looksAt: "v4ip",
    levels: WRONG,
    phases: WRITTEN,
    stops: "stuck",
    source: "kube-ovn pkg/controller/ip.go acquireStaticIPAddress",
    look: ({ altered }) =>
      altered.flatMap(({ text }) => {
        const address = parseAddress(text);
        return isFault(address) ? [{ text, why: whyNot("address", text, address) }] : [];
      }),
  }),
  rule("v6-not-asked-for", {
    kinds: EXTERNAL_KINDS,
    looksAt: "v6ip",
    levels: WRONG,
    phases: WRITTEN,
    source: `${ADD} ask for the IPv4 address alone`,
    look: ({ written: { kind, v6ip } }) => (v6ip === "" ? [] : [{ kind, text: v6ip }]),
  }),
  rule("not-one-of", {
    kinds: ["OvnEip"],
    looksAt: "type",
    levels: WRONG,
    source: "kube-ovn pkg/util/const.go OvnEipTypeLRP, OvnEipTypeLSP, OvnEipTypeNAT",
    look({ written: { kind, type: value } }) {
      const isKnown = kind !== "OvnEip" || value === "" || OVN_EIP_TYPES.some((known) => known === value);
      return isKnown ? [] : [{ field: "type", value, allowed: OVN_EIP_TYPES }];
    },
  }),
  ...SUBJECT_PLACE_RULES.map((place): Rule<EipSubject> => ({ ...place, kinds: EXTERNAL_KINDS, levels: WRONG })),
  rule("address-shared", {
    kinds: EXTERNAL_KINDS,
    looksAt: "v4ip",
    levels: { live: "wrong" },
    stops: stuckWhileWritten,
    source: "kube-ovn pkg/ipam/subnet.go GetStaticAddress",
    look: ({ key, subnet, addresses }, around) =>
      subnet === undefined
        ? []
        : addresses.flatMap((address) => {
            const { name } = subnet;
            const other = around.othersAt(name, address, key).find(({ holder }) => BOOKED.includes(holder.kind));
            return other === undefined ? [] : [{ address, subnet: name, holder: other.holder }];
          }),
  }),
];

/** What Kube-OVN's controller makes of a live external address. */
export function judgeEip(eip: WrittenEip, around: LiveContext): Findings {
  const { v4ip, v6ip } = eip.isReady ? eip.status : eip;
  // Of an IPv6 address that it is asked for Kube-OVN takes no notice.
  const texts = [
    ...v4ip.split(",").map((text) => ({ field: "v4ip", text: text.trim() })),
    ...(eip.isReady ? [{ field: "v6ip", text: v6ip }] : []),
  ];
  const phase = eip.isLeaving ? "leaving" : eip.isReady ? "taken" : "written";
  return judgeLive(EXTERNAL_RULES, subjectOf(eip, eip.key, readTexts(texts), around), phase, around);
}
