import { printAddress } from "../../ipam";
import { type KubeObject, keyOf, keyText } from "../../objects/kube-object";
import { templateAnnotations } from "../../objects/kubeovn/demands";
import { factsOf } from "../../objects/kubeovn/facts";
import { GATEWAY_CONFIG_DATA, isGatewayConfig } from "../../objects/kubeovn/gateway-config";
import { fieldsOf, KUBEOVN_API, part, parts } from "../../objects/kubeovn/kinds";
import { SPIDERPOOL_API } from "../../objects/spiderpool/kinds";
import { DEFAULT_NETWORK_ANNOTATION, type KubeOvnVersion, NETWORKS_ANNOTATION, type Snapshot } from "../../plan";
import { openAccess } from "./access";
import { createApiClient } from "./api-client";
import { clusterIdentity } from "./identity";
import { createReleaseReader } from "./release";
import { readSnapshot } from "./snapshot";
import type { KubernetesStoreOptions } from "./store";

/** What a cluster says about addresses, as objects, and of how its Kube-OVN runs. */
export interface ClusterExport extends Pick<Snapshot, "controller" | "isControllerHidden" | "unreadTemplates"> {
  /** In the order of their keys; without what no plan reads, and without anything that may be secret. */
  readonly objects: readonly KubeObject[];
  readonly version: KubeOvnVersion;
  /** UID of the cluster's kube-system namespace. */
  readonly identity: string;
}

/**
 * Reads what a preview reads, with the rights of a preview, and keeps the objects.
 *
 * @throws StoreError as a preview does
 */
export async function readExport(options: KubernetesStoreOptions): Promise<ClusterExport> {
  const api = createApiClient(await openAccess(options));
  const found = new Map<string, KubeObject>();
  const { version, controller, isControllerHidden, unreadTemplates } = await readSnapshot(
    api,
    createReleaseReader(api, options.version),
    {
      see: (object) => {
        const kept = exported(object);
        if (kept !== undefined) found.set(keyText(keyOf(kept)), kept);
        return factsOf(object);
      },
    },
  );
  const keys = [...found.keys()].sort();
  return {
    objects: keys.map((key) => found.get(key) as KubeObject),
    version,
    identity: await clusterIdentity(api),
    ...(controller === undefined ? {} : { controller }),
    ...(isControllerHidden === undefined ? {} : { isControllerHidden }),
    ...(unreadTemplates === undefined ? {} : { unreadTemplates }),
  };
}

/** What is kept of an object's metadata: names, times and owners that something is read from. */
const METADATA = ["name", "namespace", "labels", "finalizers", "deletionTimestamp", "ownerReferences"] as const;

/**
 * An object without what no plan reads; undefined where nothing is left. Pods have metadata, and their address where that tells
 * none, of nodes the internal addresses count, of Services the external ones, and of pod templates the annotations about networks: the rest may be secret.
 */
export function exported(object: KubeObject): KubeObject | undefined {
  const { apiVersion, kind, metadata } = object;
  const isOfPlatform = apiVersion !== KUBEOVN_API && apiVersion !== SPIDERPOOL_API;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) =>
    isOfPlatform ? isAboutAddresses(name) : !isCopy(name),
  );
  const kept = {
    ...picked(metadata, METADATA),
    name: metadata.name,
    ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
  };
  if (!isOfPlatform) return { ...object, metadata: kept };
  if (apiVersion === "v1" && kind === "Namespace") return { apiVersion, kind, metadata: kept };
  if (apiVersion === "v1" && kind === "Pod") return { apiVersion, kind, metadata: kept, ...exportedStatus(object) };
  if (isGatewayConfig(object))
    return { apiVersion, kind, metadata: kept, data: picked(fieldsOf(object.data), GATEWAY_CONFIG_DATA) };
  if (apiVersion === "v1" && kind === "Service") return exportedService(object, kept);
  if (apiVersion !== "v1" || kind !== "Node") {
    const templates = templateAnnotations(object)
      .map((all) => Object.fromEntries(Object.entries(all).filter(([name]) => isAboutAddresses(name))))
      .filter((about) => Object.keys(about).length > 0)
      .map((about) => ({ metadata: { annotations: about } }));
    const replicas = picked(part(object, "spec"), ["replicas"]);
    return templates.length === 0 ? undefined : { apiVersion, kind, metadata: kept, spec: { ...replicas, templates } };
  }
  const { addresses } = (object.status ?? {}) as { readonly addresses?: readonly { readonly type?: string }[] };
  const internal = (addresses ?? []).filter(({ type }) => type === "InternalIP");
  return { apiVersion, kind, metadata: kept, status: { addresses: internal } };
}

/** The status of a pod that tells its address nowhere else. */
function exportedStatus(pod: KubeObject): { readonly status?: object } {
  const { byStatus } = factsOf(pod);
  const podIPs = byStatus?.addresses.map((address) => ({ ip: printAddress(address) }));
  return podIPs === undefined ? {} : { status: { podIPs } };
}

function exportedService(object: KubeObject, metadata: KubeObject["metadata"]): KubeObject | undefined {
  const { apiVersion, kind } = object;
  const [spec, status] = [part(object, "spec"), part(object, "status")];
  const { loadBalancer } = status;
  const kept = picked(spec, ["loadBalancerIP", "externalIPs"]);
  if (Object.keys(kept).length === 0 && parts(fieldsOf(loadBalancer), "ingress").length === 0) return undefined;
  return {
    apiVersion,
    kind,
    metadata,
    spec: kept,
    ...(loadBalancer === undefined ? {} : { status: { loadBalancer } }),
  };
}

/** What a pod says, or is told, about its networks; other annotations may hold anything. */
function isAboutAddresses(name: string): boolean {
  if (name === NETWORKS_ANNOTATION || name === DEFAULT_NETWORK_ANNOTATION) return true;
  return /(?:^|\.)spidernet\.io\//.test(name) || NETWORK_FIELD.test(name);
}

/** @source kube-ovn pkg/util/const.go: `<provider>.kubernetes.io/<field>`, with an interface behind it or not */
const NETWORK_FIELD =
  /^[^/]+\.kubernetes\.io\/(?:allocated|ip_address|ip_pool|port_vips|mac_address|logical_switch|logical_router|attachmentprovider|virtualmachine|vip|aaps)(?:\.[^/]+)?$/;

/** The whole object once more, with whatever was in it. */
function isCopy(name: string): boolean {
  return name === "kubectl.kubernetes.io/last-applied-configuration";
}

function picked(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}
