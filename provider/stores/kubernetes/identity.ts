import { StoreError } from "../store";
import type { ApiClient } from "./api-client";

const KUBE_SYSTEM = { apiVersion: "v1", kind: "Namespace", name: "kube-system" };

/**
 * What tells a cluster from every other one: the UID of its oldest namespace, which lives as long as the cluster.
 *
 * @throws StoreError "forbidden", "unreachable", …
 */
export async function clusterIdentity(api: ApiClient): Promise<string> {
  const uid = (await api.get(KUBE_SYSTEM))?.metadata.uid;
  if (typeof uid !== "string" || uid === "") {
    throw new StoreError("unreachable", `what answers at ${api.where} is no Kubernetes API server; check the address`);
  }
  return `cluster:${uid}`;
}
