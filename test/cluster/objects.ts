import { setTimeout as sleep } from "node:timers/promises";
import { type ApiObject, type ClusterObjects, objectsOf } from "../support/cluster-objects";
import { sharedCluster } from "../support/test-cluster";

export { type ApiObject, KUBE_OVN_API } from "../support/cluster-objects";
export { type Family, families } from "../support/families";

const LOOKING_MS = 60_000;

const ours = async (): Promise<ClusterObjects> => objectsOf(await sharedCluster());

// In the one cluster of this process.
export const createKubeOvn: ClusterObjects["createKubeOvn"] = async (...given) =>
  (await ours()).createKubeOvn(...given);
export const createSubnet: ClusterObjects["createSubnet"] = async (...given) => (await ours()).createSubnet(...given);
export const createVip: ClusterObjects["createVip"] = async (...given) => (await ours()).createVip(...given);
export const reserve: ClusterObjects["reserve"] = async (...given) => (await ours()).reserve(...given);
export const runPod: ClusterObjects["runPod"] = async (...given) => (await ours()).runPod(...given);
export const until: (path: string, isAsWanted: (object: ApiObject) => boolean) => Promise<ApiObject> = async (
  ...given
) => (await ours()).until(...given);

/** Looks until there is what is wanted; after a minute the last look is the test's answer. */
export async function lookUntil<T>(look: () => Promise<T>, isWanted: (seen: T) => boolean): Promise<T> {
  for (const end = performance.now() + LOOKING_MS; ; await sleep(100)) {
    const seen = await look();
    if (isWanted(seen) || performance.now() > end) return seen;
  }
}
