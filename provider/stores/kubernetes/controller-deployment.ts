import { controllerOf } from "../../objects/kubeovn/controller";
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
  try {
    const deployment = await api.get(DEPLOYMENT);
    return deployment === undefined ? undefined : controllerOf(deployment);
  } catch (error) {
    if (error instanceof StoreError && error.code === "forbidden") return undefined;
    throw error;
  }
}
