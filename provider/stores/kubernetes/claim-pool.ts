import { printAddress } from "../../ipam";
import type { AddressClaim } from "../../objects/address-claim";
import type { KubeObject } from "../../objects/kube-object";
import { poolGives } from "../../objects/spiderpool/facts";
import { holderName, SPIDER_LABEL, spaceName } from "../../plan";
import { StoreError } from "../store";
import type { ApiClient } from "./api-client";
import { createOnce } from "./create-once";
import { removeObject } from "./guards";
import { resourceOf } from "./resources";

/**
 * Makes the SpiderIPPool of a fixed address that no other pool has, or makes nothing.
 *
 * Spiderpool's webhook looks for rivals before a pool is stored, so of two that come at one moment it may see neither. Here
 * they are searched for afterward: who is stored later always sees the earlier one and goes. Two of the same second, which is
 * all that objects tell of their age, may both go; then a second run settles it.
 *
 * @throws StoreError "address-held" with the pool that has it, "already-exists"
 */
export async function createClaimedPool(api: ApiClient, object: KubeObject, claim: AddressClaim): Promise<KubeObject> {
  const live = await createOnce(api, object);
  const rival = await findRival(api, live, claim);
  if (rival === undefined) return live;
  await removeObject(api, live);
  const [address] = claim.addresses;
  const holder = { kind: "SpiderIPPool", name: rival.metadata.name };
  throw new StoreError(
    "address-held",
    `${address === undefined ? "it" : printAddress(address)} in ${spaceName(claim)} has been taken by ${holderName(holder)} since it was planned; run again to see what is planned now`,
    { holder },
  );
}

/** A pool of the same CIDR that has the address and is not certainly younger. */
async function findRival(api: ApiClient, live: KubeObject, claim: AddressClaim): Promise<KubeObject | undefined> {
  const cidr = live.metadata.labels?.[SPIDER_LABEL.poolCidr];
  const keep = (pool: KubeObject): KubeObject | undefined =>
    pool.metadata.uid !== live.metadata.uid && claim.addresses.some((address) => poolGives(pool, address))
      ? pool
      : undefined;
  const pools = await api.list(resourceOf(live), keep, { labelSelector: `${SPIDER_LABEL.poolCidr}=${cidr}` });
  const age = (pool: KubeObject): number => Date.parse(String(pool.metadata.creationTimestamp));
  return pools?.items.find((pool) => pool !== undefined && age(pool) <= age(live));
}
