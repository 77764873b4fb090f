import { hasOwnPort } from "../live/northbound";
import type { WrittenVip } from "../live/written";
import { hasPortOfFamily } from "../ports/port-findings";
import { selectorFaults } from "../program/selector";
import { suggest } from "../terms/suggest";
import { VIP_TYPES } from "../terms/values";
import { featuresOf, printVersion } from "../terms/version";
import { outsideRule } from "./ip";
import type { LiveContext } from "./live-context";
import { isSetAside } from "./place";
import { type Findings, judgeLive, type Phase, type Rule, rulesOf } from "./rule";
import {
  askedRule,
  editsOf,
  LEAVING_RULES,
  readTexts,
  SUBNET_NAME_RULES,
  SUBNET_RULES,
  type Subject,
  sharedRule,
  subjectOf,
  upperCaseRule,
  VIP_ADDRESS_RULES,
  WRITTEN,
  WRONG,
} from "./subject";

type VipSubject = Subject<WrittenVip>;

const rule = rulesOf<VipSubject>();
const KINDS = ["Vip"];
const RISK = { live: "risk" } as const;
const REFUSED_OR_RISK = { new: "refused", ...RISK } as const;
const ADD = "kube-ovn pkg/controller/vip.go handleAddVirtualIP";

/** What is refused of a Vip that a program declares, apart from its addresses; of one that is there it is told. */
export const DECLARED_VIP_RULES: readonly Rule<VipSubject>[] = [
  rule("vip-name", {
    kinds: KINDS,
    looksAt: "name",
    levels: { new: "refused", adopted: "noted", live: "risk" },
    source:
      "kube-ovn pkg/controller/vip.go handleDelVirtualIP deletes the logical switch port named exactly like the Vip",
    look({ written: { name } }, { snapshot, views }) {
      const holder = snapshot.ports.get(name);
      const what =
        holder === undefined
          ? views.portOfSubnet(name)
          : `the port of ${holder.kind} ${holder.namespace ? `${holder.namespace}/` : ""}${holder.name}`;
      return what === undefined ? [] : [{ name, what }];
    },
  }),
  rule("vip-type", {
    kinds: KINDS,
    looksAt: "type",
    levels: REFUSED_OR_RISK,
    source: "kube-ovn pkg/util/const.go SwitchLBRuleVip, KubeHostVMVip",
    look({ written: { type: value } }, { version }) {
      const { hostVmVip } = featuresOf(version);
      const allowed: readonly string[] = VIP_TYPES.filter((known) => hostVmVip || known !== "kube_host_vm_vip");
      if (allowed.includes(value)) return [];
      const suggestion = suggest(value, allowed);
      return [
        {
          value,
          allowed,
          ...(suggestion === undefined ? {} : { suggestion }),
          ...(value === "kube_host_vm_vip" ? { tooOld: printVersion(version) } : {}),
        },
      ];
    },
  }),
  rule("mac-not-ours", {
    kinds: KINDS,
    looksAt: "macAddress",
    levels: { new: "refused", adopted: "noted", live: "wrong" },
    phases: WRITTEN,
    source: ADD,
    look: ({ written }) =>
      written.macAddress !== "" && written.type === "switch_lb_vip"
        ? [{ why: "a switch_lb_vip answers with the MAC of the subnet's router port" }]
        : [],
  }),
  rule("mac-not-honored", {
    kinds: KINDS,
    until: [1, 14],
    looksAt: "macAddress",
    levels: { new: "refused", adopted: "noted", live: "wrong" },
    phases: WRITTEN,
    unless: ["mac-not-ours"],
    source: `${ADD}; seen on 1.13.0`,
    look: ({ written }, { version }) =>
      written.macAddress !== "" && written.type !== "switch_lb_vip" ? [{ version: printVersion(version) }] : [],
  }),
  rule("selector-alone", {
    kinds: KINDS,
    looksAt: "selector",
    levels: REFUSED_OR_RISK,
    source: "kube-ovn pkg/controller/vip.go handleUpdateVirtualParents",
    look: ({ written: { name, selector, namespace } }) =>
      selector.length > 0 && namespace === "" ? [{ vip: name }] : [],
  }),
  rule("selector-item", {
    kinds: KINDS,
    looksAt: "selector",
    levels: REFUSED_OR_RISK,
    source:
      "kube-ovn pkg/controller/vip.go handleUpdateVirtualParents: an item that does not split at the colon into two is ignored, and a later item of the same key wins",
    look: ({ written: { selector } }) => selectorFaults(selector),
  }),
];

/**
 * What Kube-OVN makes of a Vip, in the order of its controller.
 *
 * @source kube-ovn pkg/controller/vip.go handleAddVirtualIP, handleUpdateVirtualIP, handleDelVirtualIP;
 *         pkg/controller/init.go InitIPAM
 */
export const VIP_RULES: readonly Rule<VipSubject>[] = [
  ...LEAVING_RULES,
  rule("edited", {
    kinds: KINDS,
    looksAt: "v4ip",
    levels: WRONG,
    phases: ["taken"],
    stops: "stuck",
    source: "kube-ovn pkg/controller/vip.go handleUpdateVirtualIP",
    look: ({ written }) => editsOf(written).slice(0, 1),
  }),
  ...SUBNET_NAME_RULES,
  ...SUBNET_RULES,
  upperCaseRule(KINDS, ADD),
  rule("mac-alone", {
    kinds: KINDS,
    since: [1, 14],
    looksAt: "macAddress",
    levels: WRONG,
    phases: WRITTEN,
    stops: "stuck",
    source: ADD,
    look: ({ written: { macAddress }, addresses }) => (macAddress !== "" && addresses.length === 0 ? [{}] : []),
  }),
  ...VIP_ADDRESS_RULES,
  sharedRule("Vip"),
  rule("no-router-port", {
    kinds: KINDS,
    looksAt: "type",
    levels: WRONG,
    phases: WRITTEN,
    stops: "stuck",
    source: ADD,
    look: ({ written: { type }, subnet }) =>
      type === "switch_lb_vip" && subnet !== undefined && subnet.vlan !== "" ? [{ subnet: subnet.name }] : [],
  }),
  ...DECLARED_VIP_RULES,
  rule("dead-dual-stack-port", {
    kinds: KINDS,
    looksAt: "namespace",
    levels: { adopted: "noted", live: "wrong" },
    source:
      "kube-ovn pkg/controller/vip.go handleUpdateVirtualParents; tried with ovn-northd 23.03: no flow for two addresses in virtual-ip",
    look({ written: { name, type, namespace }, addresses }, { northbound }) {
      const isPair = !hasOwnPort(type) && type === "" && namespace !== "" && addresses.length > 1;
      const isServed = northbound !== undefined && hasPortOfFamily({ name, addresses }, northbound);
      return isPair && !isServed ? [{}] : [];
    },
  }),
  rule("forgotten-at-restart", {
    kinds: KINDS,
    looksAt: "v4ip",
    levels: RISK,
    phases: ["taken"],
    source:
      "kube-ovn pkg/controller/init.go InitIPAM asks for status.v4ip alone, with the MAC, which must be nobody else's",
    look({ written, addresses, subnet }, around) {
      const unsafe = subnet === undefined ? addresses : addresses.filter((address) => !isSetAside(subnet, [address]));
      const v6 = unsafe.filter((address) => address.family === 6);
      const [first] = written.type === "switch_lb_vip" ? around.switchLbVips(written.subnet) : [];
      const v4 = first === undefined || first === written.name ? [] : unsafe.filter((address) => address.family === 4);
      return [
        { addresses: v6, why: "only IPv4 addresses of Vips are looked up again" },
        { addresses: v4, why: "a second switch_lb_vip of a subnet has the MAC of the first" },
      ].filter((facts) => facts.addresses.length > 0);
    },
  }),
  askedRule("Vip", ({ isForVips }) => isForVips === true),
  outsideRule("Vip"),
];

/** What the controller makes of a live Vip. */
export function judgeVip(vip: WrittenVip, around: LiveContext): Findings {
  return judgeLive(VIP_RULES, vipSubject(vip, around), phaseOf(vip), around);
}

/** A Vip with what its texts mean: those of the status, once there are any. */
export function vipSubject(vip: WrittenVip, around: LiveContext): VipSubject {
  const { v4ip, v6ip } = phaseOf(vip) === "taken" && vip.status.v4ip + vip.status.v6ip !== "" ? vip.status : vip;
  const texts = [
    { field: "v4ip", text: v4ip },
    { field: "v6ip", text: v6ip },
  ];
  return subjectOf(vip, vip.key, readTexts(texts), around);
}

function phaseOf({ isLeaving, status }: WrittenVip): Phase {
  if (isLeaving) return "leaving";
  return status.mac === "" ? "written" : "taken";
}
