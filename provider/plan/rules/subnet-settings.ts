import { type Family, isFault, parseAddress, parsePrefix, printPrefix } from "../../ipam";
import type { LiveVpc } from "../live/networks";
import { type SubnetSettings, settingTexts } from "../live/subnet-settings";
import type { SubnetShape } from "../program/subnet-shape";
import type { Facts } from "../refusals/messages";
import { whyNot } from "../refusals/read-faults";
import { DEFAULT_VPC } from "../terms/names";
import { isUnknown } from "../terms/unknown";
import { GATEWAY_TYPES } from "../terms/values";
import type { LiveContext } from "./live-context";
import { type Rule, rulesOf } from "./rule";

/** What of a Subnet its settings are judged by. */
export interface SettingsSubject {
  readonly name: string;
  readonly vpc: string;
  readonly namespaces: readonly string[];
  readonly settings: SubnetSettings;
  /** Undefined where `cidrBlock` is unusable. */
  readonly shape: SubnetShape | undefined;
  /** The others of its VPC and VLAN. */
  readonly neighbors: () => readonly { readonly name: string; readonly settings: SubnetSettings }[];
}

const rule = rulesOf<SettingsSubject>();
const KINDS = ["Subnet"];
const ASKED = { new: "refused", live: "wrong" } as const;
const VALIDATE = "kube-ovn pkg/util/validator.go ValidateSubnet";

/** What Kube-OVN refuses of a Subnet's settings, whatever its addresses. */
export const SUBNET_SETTING_RULES: readonly Rule<SettingsSubject>[] = [
  rule("excluded-each-other", {
    kinds: KINDS,
    looksAt: "externalEgressGateway",
    levels: ASKED,
    source: VALIDATE,
    look: ({ settings }) =>
      settings.natOutgoing === true && settingTexts(settings, "externalEgressGateway").length > 0
        ? [{ a: "externalEgressGateway", b: "natOutgoing", why: "traffic goes to the external gateway untranslated" }]
        : [],
  }),
  rule("excluded-each-other", {
    kinds: KINDS,
    looksAt: "u2oInterconnection",
    levels: ASKED,
    source: VALIDATE,
    look: ({ settings }) =>
      settings.logicalGateway === true && settings.u2oInterconnection === true
        ? [{ a: "logicalGateway", b: "u2oInterconnection", why: "an underlay subnet has one way into the overlay" }]
        : [],
  }),
  rule("not-one-of", {
    kinds: KINDS,
    looksAt: "gatewayType",
    // Of a declared one its fields are looked at.
    levels: { live: "wrong" },
    source: VALIDATE,
    look({ settings: { gatewayType: value } }) {
      const isKnown = value === undefined || value === "" || GATEWAY_TYPES.some((known) => known === value);
      return isKnown ? [] : [{ field: "gatewayType", value: String(value), allowed: GATEWAY_TYPES }];
    },
  }),
  rule("egress-gateways", {
    kinds: KINDS,
    looksAt: "externalEgressGateway",
    levels: ASKED,
    source: VALIDATE,
    look({ settings, shape }) {
      const texts = settingTexts(settings, "externalEgressGateway");
      const cidrs = shape?.prefixes ?? [];
      const hasOther = familiesOf(texts).some((family) => !cidrs.some((cidr) => cidr.family === family));
      return cidrs.length > 0 && (texts.length > cidrs.length || hasOther)
        ? [{ gateways: texts.join(","), cidrs: cidrs.map(printPrefix) }]
        : [];
    },
  }),
  rule("routing-table-taken", {
    kinds: KINDS,
    looksAt: "policyRoutingTableID",
    levels: ASKED,
    source: "kube-ovn pkg/controller/subnet.go checkSubnetConflict: of one VPC and one VLAN",
    look({ settings, neighbors }) {
      const hasGateway = (one: SubnetSettings): boolean => settingTexts(one, "externalEgressGateway").length > 0;
      if (!hasGateway(settings)) return [];
      const table = tableOf(settings);
      const other = neighbors().find((one) => hasGateway(one.settings) && tableOf(one.settings) === table);
      return other === undefined || table === undefined ? [] : [{ table, other: other.name }];
    },
  }),
  rule("nat-match", {
    kinds: KINDS,
    looksAt: "natOutgoingPolicyRules",
    levels: ASKED,
    source: "kube-ovn pkg/util/validator.go validateNatOutgoingPolicyRules",
    look: ({ settings }) => natMatches(settings).flatMap(natFaults),
  }),
  rule("namespace-elsewhere", {
    kinds: KINDS,
    looksAt: "namespaces",
    levels: ASKED,
    source: "kube-ovn pkg/controller/subnet.go validateVpcBySubnet",
    look: ({ vpc, namespaces }, around) => namespacesElsewhere(vpc || DEFAULT_VPC, namespaces, around),
  }),
];

/** Undefined where it is not known; 0 where none is named. */
function tableOf({ policyRoutingTableID: table = 0 }: SubnetSettings): number | undefined {
  return typeof table === "number" ? table : undefined;
}

function familiesOf(texts: readonly string[]): readonly Family[] {
  return texts.flatMap((text) => {
    const address = parseAddress(text);
    return isFault(address) ? [] : [address.family];
  });
}

interface NatMatch {
  readonly srcIPs: string;
  readonly dstIPs: string;
}

function natMatches({ natOutgoingPolicyRules: rules }: SubnetSettings): readonly NatMatch[] {
  const fields = (value: unknown): Readonly<Record<string, unknown>> =>
    value !== null && typeof value === "object" ? (value as Readonly<Record<string, unknown>>) : {};
  const text = (value: unknown): string => (typeof value === "string" && !isUnknown(value) ? value : "");
  return (Array.isArray(rules) ? rules : []).map((one) => {
    const { srcIPs, dstIPs } = fields(fields(one).match);
    return { srcIPs: text(srcIPs), dstIPs: text(dstIPs) };
  });
}

/** The first thing that is wrong with a match: an item of its lists, a list of both families, or one list of each. */
function natFaults(match: NatMatch): readonly Facts["nat-match"][] {
  const families = new Set<Family>();
  for (const field of ["srcIPs", "dstIPs"] as const) {
    const list = match[field];
    if (list === "") continue;
    for (const item of list.trim().split(",")) {
      const read = item.includes("/") ? parsePrefix(item) : parseAddress(item);
      // Host bits are cut off.
      if (isFault(read) && read.canonical === undefined)
        return [{ field, text: list, why: whyNot(item.includes("/") ? "cidr" : "address", item, read) }];
      families.add(isFault(read) ? (item.includes(":") ? 6 : 4) : read.family);
    }
    if (families.size > 1) return [{ field, text: list, why: "a packet has addresses of one family" }];
  }
  return [];
}

function namespacesElsewhere(
  vpc: string,
  namespaces: readonly string[],
  { snapshot: { vpcs } }: LiveContext,
): readonly Facts["namespace-elsewhere"][] {
  if (vpc === DEFAULT_VPC) {
    const customs = [...vpcs.values()].filter(({ name }) => name !== DEFAULT_VPC);
    return namespaces.flatMap((namespace) => {
      const other = customs.find((one) => one.namespaces.includes(namespace));
      return other === undefined ? [] : [{ namespace, vpc: other.name, isOfVpc: true }];
    });
  }
  const own: LiveVpc | undefined = vpcs.get(vpc);
  if (own === undefined) return [];
  return namespaces
    .filter((namespace) => !own.namespaces.includes(namespace))
    .map((namespace) => ({ namespace, vpc, isOfVpc: false }));
}
