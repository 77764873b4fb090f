import {
  ANNOTATION,
  DEFAULT_PROVIDER,
  DEFAULT_VPC,
  type Holding,
  isOvnProvider,
  type LivePool,
  type LiveSubnet,
  type LiveVpc,
  ownUses,
  readRanges,
  subnetSettings,
  unreported,
  type Wire,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import { selectorOf } from "../label-selector";
import { addressesIn, macIn } from "./addresses";
import { type Facts, NOTHING } from "./fact";
import { annotation, part, parts, text, texts } from "./kinds";
import { readPlannedRanges } from "./planned-ranges";
import { stampOf } from "./stamp";

export function subnetFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const status = part(object, "status");
  const provider = text(spec, "provider") || DEFAULT_PROVIDER;
  const plannedRanges = readPlannedRanges(object).map(({ owner, declaredBy, claim, range, added }) => ({
    owner,
    declaredBy,
    claim,
    ranges: readRanges(range, "", unreported),
    added: readRanges(added, "", unreported),
  }));
  const strategy = annotation(object, ANNOTATION.strategy);
  const subnet: LiveSubnet = {
    name,
    ...stampOf(object),
    vpc: text(spec, "vpc") || (isOvnProvider(provider) ? DEFAULT_VPC : ""),
    vlan: text(spec, "vlan"),
    provider,
    cidrBlock: text(spec, "cidrBlock"),
    gateway: text(spec, "gateway"),
    excludeIps: texts(spec, "excludeIps"),
    plannedRanges,
    strategy,
    namespaces: texts(spec, "namespaces"),
    isDefault: spec.default === true,
    ownUses: ownUses(spec),
    ownAddresses: [
      ...(text(status, "u2oInterconnectionIP") === "" ? [] : (["u2o interconnection"] as const)),
      ...(text(status, "mcastQuerierIP") === "" ? [] : (["multicast querier"] as const)),
    ],
    verdict: verdictOf(object),
    namespaceSelectors: parts(spec, "namespaceSelectors").map(selectorOf),
    settings: subnetSettings(spec),
  };
  const system = (what: string, addressTexts: readonly string[], macText: string): Holding[] => {
    const addresses = addressesIn(addressTexts);
    const mac = macIn(macText);
    const holder = { kind: what, name };
    return addresses.length === 0 ? [] : [{ key: `${what}/${name}`, holder, subnet: name, addresses, mac }];
  };
  return {
    ...NOTHING,
    subnet,
    holdings: [
      ...system(
        "u2o interconnection of Subnet",
        [
          text(status, "u2oInterconnectionIP") ||
            (spec.u2oInterconnection === true ? text(spec, "u2oInterconnectionIP") : ""),
        ],
        text(status, "u2oInterconnectionMAC"),
      ),
      ...system("multicast querier of Subnet", [text(status, "mcastQuerierIP")], text(status, "mcastQuerierMAC")),
      ...system("spec.vips of Subnet", texts(spec, "vips"), ""),
    ],
  };
}

export function poolOf(object: KubeObject): LivePool {
  const spec = part(object, "spec");
  return {
    name: object.metadata.name,
    ...stampOf(object),
    subnet: text(spec, "subnet"),
    ips: texts(spec, "ips"),
    namespaces: texts(spec, "namespaces"),
    isAddressSet: spec.enableAddressSet === true,
  };
}

/** @source kube-ovn pkg/apis/kubeovn/v1 VlanSpec; `vlanId` and `providerInterfaceName` are the names of old */
export function wireOf(object: KubeObject): Wire {
  const spec = part(object, "spec");
  const provider = text(spec, "provider") || text(spec, "providerInterfaceName");
  return { provider, id: Number(spec.id ?? spec.vlanId ?? 0) };
}

/** @source kube-ovn pkg/controller/vpc.go getVpcSubnets: the default VPC has the default subnet of the cluster, whatever it says */
export function vpcOf(object: KubeObject): LiveVpc {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const asked = name === DEFAULT_VPC ? "" : text(spec, "defaultSubnet");
  const defaultSubnet = text(part(object, "status"), "defaultLogicalSwitch") || asked;
  const vpc: LiveVpc = { name, namespaces: texts(spec, "namespaces") };
  return defaultSubnet === "" ? vpc : { ...vpc, defaultSubnet };
}

/** @source kube-ovn pkg/controller/subnet.go patchSubnetStatus: an error of old stays, Validated is that of the last look */
function verdictOf(object: KubeObject): LiveSubnet["verdict"] {
  const validated = parts(part(object, "status"), "conditions").find(({ type }) => type === "Validated");
  if (validated?.status === "True") return "valid";
  if (validated?.status !== "False") return undefined;
  return { why: text(validated, "message") || text(validated, "reason") || "it says no more" };
}
