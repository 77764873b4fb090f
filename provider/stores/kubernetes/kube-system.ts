import type { KubeObject, ObjectKey } from "../../objects/kube-object";
import { controllerOf } from "../../objects/kubeovn/controller";
import { GATEWAY_CONFIG } from "../../objects/kubeovn/gateway-config";
import type { LiveController } from "../../plan";
import { StoreError } from "../store";
import type { ApiClient } from "./api-client";

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment", namespace: "kube-system", name: "kube-ovn-controller" };

/**
 * How Kube-OVN's controller is run; undefined where that cannot be told: its Deployment is elsewhere, or this account may not
 * read it, which nothing here needs.
 *
 * @throws StoreError "unreachable", "refused"
 */
export async function readController(api: ApiClient): Promise<LiveController | undefined> {
  const deployment = await getIfAllowed(api, DEPLOYMENT);
  return deployment === undefined ? undefined : controllerOf(deployment);
}

/**
 * How the default VPC is connected to an external network; undefined where it is not, or this account may not know.
 *
 * @throws StoreError "unreachable", "refused"
 */
export function readGatewayConfig(api: ApiClient): Promise<KubeObject | undefined> {
  return getIfAllowed(api, GATEWAY_CONFIG);
}

async function getIfAllowed(api: ApiClient, key: ObjectKey): Promise<KubeObject | undefined> {
  try {
    return await api.get(key);
  } catch (error) {
    if (error instanceof StoreError && error.code === "forbidden") return undefined;
    throw error;
  }
}
