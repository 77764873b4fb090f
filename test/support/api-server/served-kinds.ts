import { KUBEOVN_API } from "../../../provider/objects/kubeovn/kinds";
import { SPIDERPOOL_API } from "../../../provider/objects/spiderpool/kinds";

/** A kind as the server knows it. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** Status is written at a path of its own, and a write to the object leaves it as it is. */
  readonly hasStatusPath: boolean;
}

const kinds = (
  apiVersion: string,
  isNamespaced: boolean,
  hasStatusPath: boolean,
  plurals: Readonly<Record<string, string>>,
): readonly ServedKind[] =>
  Object.entries(plurals).map(([kind, plural]) => ({ apiVersion, kind, plural, isNamespaced, hasStatusPath }));

/** @source kube-ovn dist/images/install.sh: IP and Vip have no status path */
const KUBE_OVN: readonly ServedKind[] = [
  ...kinds(KUBEOVN_API, false, false, { IP: "ips", Vip: "vips" }),
  ...kinds(KUBEOVN_API, false, true, {
    Subnet: "subnets",
    IPPool: "ippools",
    Vpc: "vpcs",
    OvnEip: "ovn-eips",
    IptablesEIP: "iptables-eips",
    SwitchLBRule: "switch-lb-rules",
  }),
];

const CORE: readonly ServedKind[] = [
  ...kinds("v1", false, false, { Namespace: "namespaces", Node: "nodes" }),
  ...kinds("v1", true, true, { Pod: "pods" }),
  ...kinds("apps/v1", true, true, { Deployment: "deployments", StatefulSet: "statefulsets" }),
  ...kinds("v1", true, true, { Service: "services" }),
  ...kinds("v1", true, false, { ConfigMap: "configmaps" }),
];

/** @source spiderpool charts/spiderpool/crds */
const SPIDERPOOL: readonly ServedKind[] = [
  ...kinds(SPIDERPOOL_API, false, true, {
    SpiderReservedIP: "spiderreservedips",
    SpiderIPPool: "spiderippools",
    SpiderSubnet: "spidersubnets",
  }),
  ...kinds(SPIDERPOOL_API, true, true, {
    SpiderEndpoint: "spiderendpoints",
    SpiderMultusConfig: "spidermultusconfigs",
  }),
];

/** What a cluster serves, by what is installed in it. */
export function servedKinds({
  kubeOvn,
  spiderpool,
}: {
  readonly kubeOvn: boolean;
  readonly spiderpool: boolean;
}): readonly ServedKind[] {
  return [...CORE, ...(kubeOvn ? KUBE_OVN : []), ...(spiderpool ? SPIDERPOOL : [])];
}

/** `ips.kubeovn.io`, `pods`: as messages of the server name a kind. */
export function resourceName({ apiVersion, plural }: ServedKind): string {
  const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [];
  return group === undefined ? plural : `${plural}.${group}`;
}
