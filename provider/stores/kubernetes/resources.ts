import { formsOf } from "../../kinds";
import type { KubeObject, ObjectKey } from "../../objects/kube-object";
import { KUBEOVN_API } from "../../objects/kubeovn/kinds";
import { SPIDERPOOL_API } from "../../objects/spiderpool/kinds";

/** A kind as the API server serves it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Name in the path, and in RBAC rules. */
  readonly plural: string;
  /** Only objects that match count, as a field selector. */
  readonly fieldSelector?: string;
  /** Nothing but metadata is looked at. */
  readonly isMetadataOnly?: true;
}

/**
 * The kinds that hold addresses, or decide who may have them.
 *
 * @source kube-ovn dist/images/install.sh; Pods that have ended have given their address back, and of those
 *         that are to be restarted there is an IP (pkg/controller/pod.go isPodAlive)
 */
export const SNAPSHOT_RESOURCES: readonly Resource[] = [
  ...formsOf(KUBEOVN_API),
  { apiVersion: KUBEOVN_API, kind: "SwitchLBRule", plural: "switch-lb-rules" },
  { apiVersion: KUBEOVN_API, kind: "VpcNatGateway", plural: "vpc-nat-gateways" },
  { apiVersion: KUBEOVN_API, kind: "VpcEgressGateway", plural: "vpc-egress-gateways" },
  { apiVersion: KUBEOVN_API, kind: "Vpc", plural: "vpcs" },
  { apiVersion: KUBEOVN_API, kind: "Vlan", plural: "vlans" },
  { apiVersion: "v1", kind: "Service", plural: "services" },
  {
    apiVersion: "v1",
    kind: "Pod",
    plural: "pods",
    fieldSelector: "status.phase!=Succeeded,status.phase!=Failed",
    isMetadataOnly: true,
  },
  { apiVersion: "v1", kind: "Node", plural: "nodes" },
];

/**
 * The kinds of Spiderpool, read where its API is installed.
 *
 * @source spiderpool charts/spiderpool/crds
 */
export const SPIDERPOOL_RESOURCES: readonly Resource[] = [
  ...formsOf(SPIDERPOOL_API),
  { apiVersion: SPIDERPOOL_API, kind: "SpiderEndpoint", plural: "spiderendpoints" },
];

/**
 * Kinds with pod templates, which may ask for addresses; read where the account may. A template is known by its shape,
 * so one that is not here is read from manifests all the same.
 */
export const TEMPLATE_RESOURCES: readonly Resource[] = [
  { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments" },
  { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets" },
  { apiVersion: "apps/v1", kind: "DaemonSet", plural: "daemonsets" },
  { apiVersion: "batch/v1", kind: "Job", plural: "jobs" },
  { apiVersion: "batch/v1", kind: "CronJob", plural: "cronjobs" },
  { apiVersion: "v1", kind: "ReplicationController", plural: "replicationcontrollers" },
  { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", plural: "virtualmachines" },
  { apiVersion: "pool.kubevirt.io/v1alpha1", kind: "VirtualMachinePool", plural: "virtualmachinepools" },
  { apiVersion: "apps.kruise.io/v1alpha1", kind: "CloneSet", plural: "clonesets" },
  { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", plural: "rollouts" },
];

/** Read where the account may. */
export const NAMESPACES: Resource = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", isMetadataOnly: true };

/** One of them is read, where the account may. */
const CONFIG_MAPS: Resource = { apiVersion: "v1", kind: "ConfigMap", plural: "configmaps" };

const RESOURCES: readonly Resource[] = [
  ...SNAPSHOT_RESOURCES,
  ...SPIDERPOOL_RESOURCES,
  NAMESPACES,
  CONFIG_MAPS,
  ...TEMPLATE_RESOURCES,
];

/** The resource of a kind that this package reads or writes. */
export function resourceOf({ apiVersion, kind }: Pick<KubeObject, "apiVersion" | "kind">): Resource {
  const found = RESOURCES.find((one) => one.apiVersion === apiVersion && one.kind === kind);
  if (found === undefined) throw new Error(`${apiVersion} ${kind} is no kind of this package`);
  return found;
}

/** Path of all objects of a kind, or of those in a namespace. */
export function collectionPath({ apiVersion, plural }: Resource, namespace?: string): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return namespace ? `${group}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${group}/${plural}`;
}

export function objectPath(key: ObjectKey): string {
  return `${collectionPath(resourceOf(key), key.namespace)}/${encodeURIComponent(key.name)}`;
}

/** What is missing in RBAC when this is forbidden, as a rule to add. */
export function missingRule({ apiVersion, plural }: Resource, verb: string): string {
  const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
  return `{apiGroups: ["${group}"], resources: ["${plural}"], verbs: ["${verb}"]}`;
}
