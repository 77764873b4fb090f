import { randomBytes } from "node:crypto";
import { lacksFinalizer, takingOf } from "../../kinds";
import { type AddressClaim, placesOf } from "../../objects/address-claim";
import { type KubeObject, keyOf, keyText, type ObjectKey } from "../../objects/kube-object";
import { guardObject } from "../../objects/kubeovn/guard";
import { kubeovnKey } from "../../objects/kubeovn/kinds";
import { stampOf } from "../../objects/kubeovn/stamp";
import { withFinalizer } from "../../objects/kubeovn/taking";
import { makerOf } from "../../plan";
import { StoreError } from "../store";
import type { ApiClient } from "./api-client";
import { hasIt, outOfTime, refuseAltered, refuseHeld, refuseStuck } from "./claim-refusals";
import type { Clock } from "./clock";
import { createOnce } from "./create-once";
import type { StopOf } from "./explain";
import type { Ledger, LedgerView, Tracked } from "./ledger";
import type { Entry } from "./ledger-entries";
import type { ReleaseOf } from "./release";

/** What a claim works with. */
export interface Claims {
  readonly api: ApiClient;
  readonly ledger: Ledger;
  readonly release: ReleaseOf;
  readonly stopOf: StopOf;
  readonly clock: Clock;
}

/** A guard this old has lost its run: no claim goes on for half as long. In milliseconds. */
export const GUARD_LIFE_MS = 600_000;
/** After so long the whole cluster is looked at for who has the address, in milliseconds. */
export const PATIENCE_MS = 5_000;

export interface OpenGuard {
  readonly name: string;
  readonly uid: unknown;
  readonly tracked: Tracked;
  /** When it was ready, by the clock of the claims. */
  readonly ready: number;
}

/**
 * A ready guard of these addresses: one that a killed run left, or a new one.
 *
 * A killed run's guard is kept because its IP object may still be on the way to the server: between two guards someone
 * else would get the address, and the object that arrives then would share it.
 */
export async function openGuard(
  claims: Claims,
  view: LedgerView,
  object: KubeObject,
  claim: AddressClaim,
  timeoutMs: number,
): Promise<OpenGuard> {
  const { api } = claims;
  const addresses = placesOf({ ...claim, mac: undefined });
  const left = guardsOf(view, object).find(
    (guard) => guard.isSettled && addresses.every((place) => guard.places.includes(place)),
  );
  await removeLeftBehind(api, view, object, left);
  if (left !== undefined) {
    const name = nameOf(left.id);
    return { name, uid: left.uid, tracked: view.track(left.id), ready: claims.clock.now() };
  }
  const wanted = guardObject(object, claim, randomBytes(10).toString("hex"));
  const { name } = wanted.metadata;
  const tracked = view.track(`Vip/${name}`);
  let uid: unknown;
  try {
    const live = await createOnce(api, wanted);
    uid = live.metadata.uid;
    await removeExpired(api, view, live);
    await untilBooked(claims, view, live, claim, `port/${object.metadata.name}`, tracked, timeoutMs);
    return { name, uid, tracked, ready: claims.clock.now() };
  } catch (error) {
    await removeGuard(api, { name, uid, tracked });
    throw error;
  }
}

/** Waits until the controller has given an object its addresses, or someone is seen to have them. */
export async function untilBooked(
  claims: Claims,
  view: LedgerView,
  live: KubeObject,
  claim: AddressClaim,
  key: string,
  tracked: Tracked,
  timeoutMs: number,
): Promise<KubeObject> {
  const { uid } = live.metadata;
  const look = (): KubeObject | undefined => {
    if (tracked.isGone && tracked.arrival?.uid === uid) {
      throw new StoreError("not-found", `someone deleted ${keyText(keyOf(live))} while it was being created`);
    }
    const isTaken = tracked.arrival?.uid === uid && tracked.state !== undefined && takingOf(tracked.state) === "taken";
    if (isTaken) return tracked.state;
    refuseHeld(view.holders(claim, key).filter(hasIt), claim);
    return undefined;
  };
  // Pods and others that the ledger does not follow are searched once it takes long.
  const taken =
    (await view.until(look, Math.min(PATIENCE_MS, timeoutMs))) ??
    refuseStuck(await claims.stopOf(live).catch(() => undefined), live, claim, view.follows) ??
    (await view.until(look, Math.max(0, timeoutMs - PATIENCE_MS)));
  if (taken === undefined) throw await outOfTime(claims.stopOf, live, timeoutMs);
  refuseAltered(taken, live);
  return taken;
}

/** Guards of the same IP object that killed runs of the same declarer left. */
export function guardsOf(view: LedgerView, ip: KubeObject): readonly Entry[] {
  const maker = makerOf(stampOf(ip));
  return view.guards().filter(({ guard }) => guard?.guards === ip.metadata.name && makerOf(guard.stamp) === maker);
}

/** Removes these guards, apart from one that is still needed. */
export async function removeLeftBehind(api: ApiClient, view: LedgerView, ip: KubeObject, kept?: Entry): Promise<void> {
  for (const guard of guardsOf(view, ip)) {
    if (guard.id !== kept?.id) await removeVip(api, nameOf(guard.id), guard.uid);
  }
}

/** Guards that no run can still need, whoever's they are; the time is the server's, from an object that it just made. */
async function removeExpired(api: ApiClient, view: LedgerView, fresh: KubeObject): Promise<void> {
  const now = Date.parse(String(fresh.metadata.creationTimestamp));
  for (const { id, uid, created } of view.guards()) {
    if (now - created > GUARD_LIFE_MS) await removeVip(api, nameOf(id), uid);
  }
}

function nameOf(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}

/** The key of the object behind an entry. */
export function keyOfEntry(id: string): ObjectKey {
  return kubeovnKey(id.slice(0, id.indexOf("/")), nameOf(id));
}

/** As the watch showed it last, it can be deleted without another look: what has changed since is not deleted. */
export async function removeGuard(
  api: ApiClient,
  { name, uid, tracked }: Pick<OpenGuard, "name" | "uid" | "tracked">,
): Promise<void> {
  const { state, isGone } = tracked;
  tracked.end();
  if (isGone) return;
  if (uid !== undefined && state?.metadata.uid === uid) await removeObject(api, state);
  else await removeVip(api, name, uid);
}

function removeVip(api: ApiClient, name: string, uid: unknown): Promise<void> {
  return removeByKey(api, kubeovnKey("Vip", name), uid);
}

/** Removes the object of that name, if it is still the one that is meant. */
export async function removeByKey(api: ApiClient, key: ObjectKey, uid: unknown): Promise<void> {
  const live = uid === undefined ? undefined : await api.get(key);
  if (live !== undefined && live.metadata.uid === uid) await removeObject(api, live);
}

/** Deletes exactly this object, however often the controller writes to it meanwhile; it need not be gone yet. */
export async function removeObject(api: ApiClient, object: KubeObject): Promise<void> {
  const { uid } = object.metadata;
  let live: KubeObject | undefined = object;
  while (live !== undefined && live.metadata.uid === uid) {
    if (lacksFinalizer(live)) await api.put(withFinalizer(live));
    else if ((await api.delete(live)) !== "changed") return;
    live = await api.get(keyOf(object));
  }
}
