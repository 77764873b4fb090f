import type { KubeObject } from "../../objects/kube-object";
import { type Facts, factsOf, joinFacts } from "../../objects/kubeovn/facts";
import { SPIDERPOOL_API } from "../../objects/spiderpool/kinds";
import type { Snapshot } from "../../plan";
import { StoreError } from "../store";
import type { ApiClient, List } from "./api-client";
import { readController, readGatewayConfig } from "./kube-system";
import type { ReleaseOf } from "./release";
import {
  missingRule,
  NAMESPACES,
  type Resource,
  SNAPSHOT_RESOURCES,
  SPIDERPOOL_RESOURCES,
  TEMPLATE_RESOURCES,
} from "./resources";

/**
 * Reads everything that decides what may be handed out: one list per kind, all at once, each object kept as its facts only.
 *
 * A kind that the cluster does not have is nobody's; one that may not be read is an error, because its addresses would look free.
 *
 * @throws StoreError "forbidden" with a rule for each kind, "unavailable" where neither Kube-OVN nor Spiderpool is installed
 */
export async function readSnapshot(
  api: ApiClient,
  release: ReleaseOf,
  { see = factsOf, list = (resource) => api.list(resource, see) }: Reading = {},
): Promise<Snapshot> {
  // Awaited below; until then a failure of the lists comes first.
  const controller = readController(api);
  const gateway = readGatewayConfig(api);
  for (const one of [controller, gateway]) one.catch(() => undefined);
  const listed = (resources: readonly Resource[]): Promise<PromiseSettledResult<Listed>[]> =>
    Promise.allSettled(resources.map(list));
  const has = hasSpiderpool(api);
  const [templates, ofKubeOvn, ofSpiderpool, [namespaces]] = await Promise.all([
    listed(TEMPLATE_RESOURCES),
    listed(SNAPSHOT_RESOURCES),
    has.then(
      (isThere) => (isThere ? listed(SPIDERPOOL_RESOURCES) : undefined),
      (reason: unknown) => [{ status: "rejected", reason } as const],
    ),
    has.then(
      (isThere) => (isThere ? listed([NAMESPACES]) : []),
      () => [],
    ),
  ]);
  const lists = [...ofKubeOvn, ...(ofSpiderpool ?? [])];
  // Without the right to list namespaces their labels stay open; nothing else is forgiven.
  if (namespaces !== undefined && !isForbidden(namespaces)) lists.push(namespaces);
  // Nor does it take the right to read pod templates; the preview says what it could not read.
  lists.push(...templates.filter((list) => list.status === "rejected" && !isForbidden(list)));
  const resources = [...SNAPSHOT_RESOURCES, ...SPIDERPOOL_RESOURCES, NAMESPACES];
  const failed = lists.flatMap((list) => (list.status === "rejected" ? [list.reason as unknown] : []));
  const forbidden = resources.filter((_, i) => isForbidden(lists[i]));
  if (failed.length > 0) {
    throw forbidden.length === failed.length && forbidden.length > 1
      ? allForbidden(api, forbidden, failed[0])
      : failed[0];
  }
  const found = lists.map((list) => (list.status === "fulfilled" ? list.value : undefined));
  if (found[0] === undefined && ofSpiderpool === undefined) {
    throw new StoreError(
      "unavailable",
      `cluster ${api.where} has no Subnets of kubeovn.io/v1: neither Kube-OVN nor Spiderpool is installed there, or another cluster is meant`,
    );
  }
  const unread = await hiddenKinds(api, templates);
  found.push(...templates.map((list) => (list.status === "fulfilled" ? list.value : undefined)));
  const config = await gateway;
  const facts = found.flatMap((list): readonly Facts[] => list?.items ?? []);
  if (config !== undefined) facts.push(see(config));
  const running = await controller;
  const joined = joinFacts(facts, await release(controller));
  const snapshot = unread.length === 0 ? joined : { ...joined, unreadTemplates: unread };
  return running === undefined ? { ...snapshot, isControllerHidden: true } : { ...snapshot, controller: running };
}

type Listed = List<Facts> | undefined;

interface Reading {
  /** Is shown each object, and tells its facts. Default: tells them. */
  readonly see?: (object: KubeObject) => Facts;
  /** Lists a kind. Default: from the cluster, whatever others have read. */
  readonly list?: (resource: Resource) => Promise<Listed>;
}

/** Asked by itself, because a server forbids to list what it does not have; what it has, every account may ask. */
async function hasSpiderpool(api: ApiClient): Promise<boolean> {
  return (await api.document(`/apis/${SPIDERPOOL_API}`)) !== undefined;
}

/** The kinds with pod templates that are there and may not be listed. */
async function hiddenKinds(api: ApiClient, lists: readonly PromiseSettledResult<Listed>[]): Promise<readonly string[]> {
  const forbidden = TEMPLATE_RESOURCES.filter((_, i) => isForbidden(lists[i]));
  const served = await Promise.all(
    forbidden.map(async ({ apiVersion }) =>
      apiVersion.includes(".") ? (await api.document(`/apis/${apiVersion}`)) !== undefined : true,
    ),
  );
  return forbidden.filter((_, i) => served[i]).map(({ plural }) => plural);
}

function isForbidden(list: PromiseSettledResult<unknown> | undefined): boolean {
  return list?.status === "rejected" && list.reason instanceof StoreError && list.reason.code === "forbidden";
}

function allForbidden(api: ApiClient, resources: readonly Resource[], cause: unknown): StoreError {
  const rules = resources.map((resource) => missingRule(resource, "list")).join(", ");
  return new StoreError(
    "forbidden",
    `cluster ${api.where} forbids to list ${resources.map(({ plural }) => plural).join(", ")}; add the rules ${rules} to a ClusterRole of this account`,
    { cause },
  );
}
