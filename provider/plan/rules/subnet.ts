import { type Prefix, prefixContains, prefixesOverlap, printPrefix } from "../../ipam";
import { isOverlay } from "../live/networks";
import type { LiveSubnet, Snapshot } from "../live/snapshot";
import { settingTexts } from "../live/subnet-settings";
import { readSettings } from "../program/subnet-settings";
import { isMacOnly, RESERVED_CIDRS, readSubnetShape } from "../program/subnet-shape";
import type { Facts, RefusalCode } from "../refusals/messages";
import { collectRefusals, type Refusal } from "../refusals/refusal";
import { DEFAULT_VPC } from "../terms/names";
import type { LiveContext } from "./live-context";
import { type Findings, judgeLive, type Level, type Rule, rulesOf } from "./rule";
import { type SettingsSubject, SUBNET_SETTING_RULES } from "./subnet-settings";
import { missingVpc } from "./vpc";

/** Name of the cluster's default subnet, the only one that keeps `default: true`. */
const DEFAULT_SUBNET = "ovn-default";

/** Settings with addresses, beside those that a Subnet's addresses follow from. */
const SMALL_LETTERS = ["vips", "u2oInterconnectionIP", "externalEgressGateway", "allowSubnets"] as const;

/** A Subnet, declared or live, with what its texts mean. */
export interface SubnetSubject extends SettingsSubject {
  readonly vlan: string;
  readonly isDefault: boolean;
  /** What Kube-OVN has found of the live one; undefined where there is none, or where its status does not tell. */
  readonly verdict: LiveSubnet["verdict"];
  /** Addresses as a live one has them, which have to be in small letters; none of a declared one, which is written so. */
  readonly texts: readonly string[];
  /** What of its texts cannot be read, or not be as it is. */
  readonly faults: readonly Refusal[];
  /** The others of its network that share addresses with a prefix of it. */
  readonly overlapping: (prefix: Prefix) => readonly { readonly name: string; readonly prefixes: readonly Prefix[] }[];
}

const rule = rulesOf<SubnetSubject>();
const KINDS = ["Subnet"];
const ASKED = { new: "refused", live: "wrong" } as const;
const VALIDATE = "kube-ovn pkg/util/validator.go ValidateSubnet";

/** What is refused of a Subnet that a program declares, beside the reading of its texts. */
export const DECLARED_SUBNET_RULES: readonly Rule<SubnetSubject>[] = [
  rule("reserved-cidr", {
    kinds: KINDS,
    looksAt: "cidrBlock",
    levels: ASKED,
    source: `${VALIDATE}; pkg/util/net.go CheckCidr`,
    look: ({ shape }) =>
      (shape?.prefixes ?? []).flatMap((prefix) => {
        const reserved = RESERVED_CIDRS.find((candidate) => prefixesOverlap(candidate.prefix, prefix));
        return reserved === undefined
          ? []
          : [{ cidr: printPrefix(prefix), reserved: printPrefix(reserved.prefix), use: reserved.use }];
      }),
  }),
  rule("cidr-overlap", {
    kinds: KINDS,
    looksAt: "cidrBlock",
    levels: ASKED,
    source: "kube-ovn pkg/controller/subnet.go checkSubnetConflict: same VPC and same VLAN",
    look: ({ shape, vpc, overlapping }) =>
      (shape?.prefixes ?? []).flatMap((prefix) =>
        overlapping(prefix).flatMap(({ name: other, prefixes }) => {
          const theirs = prefixes.find((one) => one.family === prefix.family);
          return theirs === undefined
            ? []
            : [{ cidr: printPrefix(prefix), other, otherCidr: printPrefix(theirs), vpc: vpc || DEFAULT_VPC }];
        }),
      ),
  }),
  rule("node-inside", {
    kinds: KINDS,
    looksAt: "cidrBlock",
    levels: ASKED,
    source:
      "kube-ovn pkg/controller/subnet.go checkSubnetConflict: nodes' addresses, in the overlay of the default VPC",
    look: ({ vpc, vlan, verdict, shape }, { snapshot }) =>
      verdict === "valid" || !isOverlay({ vpc: vpc || DEFAULT_VPC, vlan })
        ? []
        : (shape?.prefixes ?? []).flatMap((prefix) => nodeInside(prefix, snapshot)),
  }),
  rule("named-like-vpc", {
    kinds: KINDS,
    looksAt: "name",
    levels: ASKED,
    source: VALIDATE,
    look: ({ name, vpc }) => (name === (vpc || DEFAULT_VPC) ? [{ name }] : []),
  }),
  rule("leading-digit", {
    kinds: KINDS,
    until: [1, 16],
    looksAt: "name",
    levels: ASKED,
    source: VALIDATE,
    look: ({ name }) => (/^\d/.test(name) ? [{ kind: "Subnet", name, why: "which Kube-OVN before 1.16 refuses" }] : []),
  }),
  rule("default-elsewhere", {
    kinds: KINDS,
    looksAt: "default",
    levels: { new: "refused", live: "risk" },
    source: "kube-ovn pkg/controller/subnet.go formatSubnet: in the default VPC",
    look: ({ name, vpc, isDefault }) =>
      isDefault && name !== DEFAULT_SUBNET && (vpc || DEFAULT_VPC) === DEFAULT_VPC ? [{ name }] : [],
  }),
  ...SUBNET_SETTING_RULES,
];

/** A fault that reading finds; Kube-OVN puts a live Subnet right where that is only a risk. */
function reading<C extends RefusalCode>(code: C, looksAt: string, live: Level): Rule<SubnetSubject> {
  return rulesOf<SubnetSubject>()(code, {
    kinds: KINDS,
    looksAt,
    levels: { new: "refused", live },
    source: `${VALIDATE}; pkg/controller/subnet.go formatSubnet`,
    look: ({ faults }) =>
      faults.filter((fault) => fault.code === code && fault.property === looksAt).map(({ facts }) => facts as Facts[C]),
  });
}

/** What a Subnet is judged by. */
export const SUBNET_OBJECT_RULES: readonly Rule<SubnetSubject>[] = [
  reading("malformed-cidr", "cidrBlock", "wrong"),
  reading("host-bits", "cidrBlock", "risk"),
  reading("cidr-count", "cidrBlock", "wrong"),
  reading("dual-order", "cidrBlock", "wrong"),
  reading("too-small", "cidrBlock", "wrong"),
  reading("malformed-address", "gateway", "wrong"),
  reading("gateway-families", "gateway", "risk"),
  reading("network-address", "gateway", "wrong"),
  reading("last-address", "gateway", "wrong"),
  reading("outside-subnet", "gateway", "wrong"),
  // What sticks out is cut off.
  reading("outside-subnet", "excludeIps", "risk"),
  reading("malformed-range", "excludeIps", "wrong"),
  ...(["vips", "u2oInterconnectionIP"] as const).flatMap((field) => [
    reading("malformed-address", field, "wrong"),
    reading("outside-subnet", field, "wrong"),
  ]),
  reading("malformed-address", "externalEgressGateway", "wrong"),
  reading("malformed-cidr", "allowSubnets", "wrong"),
  reading("reversed-range", "excludeIps", "wrong"),
  rule("upper-case", {
    kinds: KINDS,
    looksAt: "cidrBlock",
    levels: { live: "wrong" },
    source: VALIDATE,
    look: ({ texts }) => texts.filter((text) => /[A-Z]/.test(text)).map((address) => ({ address, isEdited: true })),
  }),
  ...DECLARED_SUBNET_RULES,
  rule("unknown-vlan", {
    kinds: KINDS,
    looksAt: "vlan",
    levels: { live: "wrong" },
    source: "kube-ovn pkg/controller/subnet.go validateSubnetVlan",
    // Without any Vlan nothing tells whether they were read.
    look: ({ vlan }, { snapshot: { wires } }) =>
      vlan === "" || wires.size === 0 || wires.has(vlan) ? [] : [{ vlan, known: [...wires.keys()].sort() }],
  }),
  rule("unknown-vpc", {
    kinds: KINDS,
    looksAt: "vpc",
    levels: { live: "wrong" },
    source: "kube-ovn pkg/controller/subnet.go validateVpcBySubnet",
    look: ({ vpc }, around) => missingVpc(vpc, around),
  }),
  rule("refused-subnet", {
    kinds: KINDS,
    looksAt: "status.conditions",
    levels: { live: "wrong" },
    unless: ["cidr-overlap", "node-inside", "unknown-vlan", "unknown-vpc"],
    source: "kube-ovn pkg/controller/subnet.go patchSubnetStatus",
    look: ({ name, verdict }) => (typeof verdict === "object" ? [{ subnet: name, why: verdict.why }] : []),
  }),
];

/** The first node with an address in a prefix. */
function nodeInside(prefix: Prefix, { unplaced }: Snapshot): readonly Facts["node-inside"][] {
  for (const { holder, addresses } of unplaced) {
    if (holder.kind !== "Node") continue;
    const address = addresses.find((one) => prefixContains(prefix, one));
    if (address !== undefined) return [{ cidr: printPrefix(prefix), node: holder.name, address }];
  }
  return [];
}

/** What is wrong with a live Subnet. */
export function judgeSubnet(live: LiveSubnet, around: LiveContext): Findings {
  const { name, vpc, vlan, isDefault, verdict, cidrBlock, gateway, excludeIps, namespaces, settings } = live;
  const { report, refusals: faults } = collectRefusals();
  const shape = isMacOnly(live, around.version) ? undefined : readSubnetShape(live, around.version, report);
  if (shape !== undefined) readSettings(settings, shape.prefixes, report);
  const view = around.subnet(name);
  // One that is refused has no addresses, so it is in nobody's way.
  const isRefused = (subnet: string): boolean => typeof around.snapshot.subnets.get(subnet)?.verdict === "object";
  const overlapping = (prefix: Prefix): ReturnType<SubnetSubject["overlapping"]> =>
    typeof view === "object" ? around.views.overlapping(view, prefix).filter((other) => !isRefused(other.name)) : [];
  const neighbors = (): ReturnType<SubnetSubject["neighbors"]> =>
    around.views.neighborsOf(live).filter((other) => !isRefused(other.name));
  const texts = [cidrBlock, gateway, ...excludeIps, ...SMALL_LETTERS.flatMap((field) => settingTexts(settings, field))];
  const subject = {
    name,
    vpc,
    vlan,
    isDefault,
    verdict,
    texts,
    shape,
    faults,
    overlapping,
    namespaces,
    settings,
    neighbors,
  };
  return judgeLive(SUBNET_OBJECT_RULES, subject, live.isLeaving ? "leaving" : "taken", around);
}
