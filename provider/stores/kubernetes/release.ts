import type { KubeOvnVersion, LiveController } from "../../plan";
import type { ApiClient } from "./api-client";
import { readController } from "./kube-system";

const PATH = "/openapi/v3/apis/kubeovn.io/v1";

/**
 * The release of a cluster's Kube-OVN as far as its definitions tell, which every account may read: 1.13, or undefined for
 * newer ones, whose definitions do not tell them apart.
 *
 * @source charts/kube-ovn/templates/kube-ovn-crd.yaml: 1.13 has fields for a Vip's parent, newer ones have not
 */
export async function readRelease(api: ApiClient): Promise<KubeOvnVersion | undefined> {
  const vip = at(await api.document(PATH), ["components", "schemas", "io.kubeovn.v1.Vip"]);
  return at(vip, ["properties", "spec", "properties", "parentMac"]) === undefined ? undefined : [1, 13];
}

/**
 * Tells the release of a cluster's Kube-OVN, found once for a run; undefined where nothing does.
 *
 * @param controller  what its Deployment says, for a caller that reads it anyhow
 * @throws StoreError "unreachable", "refused"
 */
export type ReleaseOf = (controller?: Promise<LiveController | undefined>) => Promise<KubeOvnVersion | undefined>;

/** @param configured  counts, whatever the cluster says */
export function createReleaseReader(api: ApiClient, configured: KubeOvnVersion | undefined): ReleaseOf {
  let found: Promise<KubeOvnVersion | undefined> | undefined;
  const find: ReleaseOf = async (controller) =>
    configured ?? (await (controller ?? readController(api)))?.version ?? (await readRelease(api));
  return (controller) => {
    found ??= find(controller).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], value);
}
