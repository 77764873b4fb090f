import { takingOf } from "../../kinds";
import type { AddressClaim } from "../../objects/address-claim";
import { type KubeObject, keyOf, keyText } from "../../objects/kube-object";
import { factsOf } from "../../objects/kubeovn/facts";
import { stampOf } from "../../objects/kubeovn/stamp";
import { withFinalizer } from "../../objects/kubeovn/taking";
import { featuresOf, makerOf } from "../../plan";
import { StoreError } from "../store";
import type { ApiClient } from "./api-client";
import { hasIt, outOfTime, refuseAltered, refuseHeld } from "./claim-refusals";
import { createOnce } from "./create-once";
import {
  type Claims,
  GUARD_LIFE_MS,
  guardsOf,
  keyOfEntry,
  type OpenGuard,
  openGuard,
  PATIENCE_MS,
  removeByKey,
  removeGuard,
  removeLeftBehind,
  removeObject,
  untilBooked,
} from "./guards";
import type { LedgerView, Tracked } from "./ledger";
import { type Entry, entryId } from "./ledger-entries";
import { resourceOf } from "./resources";

/** A controller takes longer than this to start again (it sleeps three seconds before it works, cmd/controller). */
const FASTEST_RESTART_MS = 2_000;
/** How soon after a restart everybody who got an address meanwhile has an IP object, in milliseconds. */
const SETTLE_MS = 3_000;
/** Between releasing a guard and deleting what it guarded, in milliseconds: 1.13 says nowhere that it has released. */
const RELEASE_MS = 1_000;

/**
 * Makes an IP object whose address nobody else has, or makes nothing.
 *
 * Two things decide, and neither leaves a gap: a guard Vip, which the controller's own books give to one at a time, for
 * as long as the object is not in those books; and the order in which objects were stored, which the watch tells, among
 * IP objects that the controller takes without a look. First come, first served.
 *
 * @throws StoreError "address-held" with the holder, "already-exists", "timeout"
 */
export async function createClaimedIp(
  claims: Claims,
  object: KubeObject,
  claim: AddressClaim,
  timeoutMs: number,
): Promise<KubeObject> {
  const { api, ledger } = claims;
  const key = `port/${object.metadata.name}`;
  return ledger.use(async (view) => {
    const id = `IP/${object.metadata.name}`;
    await catchUp(api, view, [id, ...view.holders(claim, key).map((entry) => entry.id)]);
    if (view.has(id)) throw await alreadyThere(claims, view, object, claim, timeoutMs);
    refuseHeld(view.holders(claim, key).filter(hasIt), claim);
    const wanted = await asTaken(claims, object);
    const guard = await openGuard(claims, view, object, claim, Math.min(timeoutMs, GUARD_LIFE_MS / 2));
    const ip = view.track(id);
    try {
      const live = await createOnce(api, wanted).catch(async (error) => {
        // What a run that was killed had under way came after the look.
        const isThere = error instanceof StoreError && error.code === "already-exists";
        throw isThere ? await alreadyThere(claims, view, object, claim, timeoutMs) : error;
      });
      await confirm(claims, view, { live, claim, key, ip, guard, timeoutMs });
      return ip.state ?? live;
    } finally {
      ip.end();
      await removeGuard(api, guard);
    }
  });
}

/**
 * The object as the release in force takes it soonest: 1.13 has one worker, and the finalizer is a third of what it sends for each
 * object. It also forgets about one whose finalizer it could not write. Where the release is not known it is left to the controller.
 */
async function asTaken({ release }: Claims, object: KubeObject): Promise<KubeObject> {
  const version = await release();
  return version === undefined || featuresOf(version).finalizedIpIgnored ? object : withFinalizer(object);
}

/** Waits until the ledger knows of deletions that this run has seen already, of objects that would stand in the way. */
async function catchUp(api: ApiClient, view: LedgerView, ids: readonly string[]): Promise<void> {
  for (const id of ids.filter((one) => view.has(one))) {
    const isThere = (await api.get(keyOfEntry(id))) !== undefined;
    if (!isThere) await view.until(() => (view.has(id) ? undefined : true), PATIENCE_MS);
  }
}

interface Posted {
  readonly live: KubeObject;
  readonly claim: AddressClaim;
  readonly key: string;
  readonly ip: Tracked;
  readonly guard: OpenGuard;
  readonly timeoutMs: number;
}

/** Waits until the object is taken and is found to be alone; otherwise takes it away again. */
async function confirm(claims: Claims, view: LedgerView, posted: Posted): Promise<void> {
  const { live, claim, key, ip, guard, timeoutMs } = posted;
  const { name, uid } = live.metadata;
  try {
    const end = await view.until(() => {
      // An earlier object of its name may have come and gone just before.
      if (ip.arrival?.uid !== uid) return undefined;
      if (ip.isGone || ip.state === undefined) return "gone" as const;
      refuseHeld((ip.arrival?.earlier ?? []).filter(hasIt), claim);
      return takingOf(ip.state) === "taken" ? ("taken" as const) : undefined;
    }, timeoutMs);
    if (end === "gone") throw new StoreError("not-found", `someone deleted IP "${name}" while it was being created`);
    if (end === undefined) throw await outOfTime(claims.stopOf, live, timeoutMs);
    // A guard's IPv6 address is not in the books of a controller that started meanwhile (pkg/controller/init.go InitIPAM).
    const isIpv6 = claim.addresses.some(({ family }) => family === 6);
    if (isIpv6 && claims.clock.now() - guard.ready > FASTEST_RESTART_MS) await claims.clock.sleep(SETTLE_MS);
    refuseHeld(view.holders(claim, key).filter(staysAnyway), claim);
    if (guard.tracked.isGone) {
      throw new StoreError("refused", `the guard of IP "${name}" was deleted while it was needed; run again`);
    }
    refuseAltered(ip.state ?? live, live);
  } catch (error) {
    // The guard goes first: whichever goes last has to find itself alone in the controller's books to be released whole.
    await removeGuard(claims.api, guard);
    await claims.clock.sleep(RELEASE_MS);
    await removeObject(claims.api, live);
    throw error;
  }
}

/** Someone who does not see that this object came first: not another run, which does, and not a Vip that still waits. */
function staysAnyway(entry: Entry): boolean {
  return hasIt(entry) && !(entry.id.startsWith("IP/") && entry.holder.owner !== undefined);
}

/**
 * What to say of an object that is there already. One that a killed run of the same owner left is brought to its end
 * first: while its guard is there, nobody has looked yet whether it is alone.
 */
async function alreadyThere(
  { api, clock }: Claims,
  view: LedgerView,
  object: KubeObject,
  claim: AddressClaim,
  timeoutMs: number,
): Promise<StoreError> {
  const exists = new StoreError("already-exists", `${keyText(keyOf(object))} exists already`);
  const live = await api.get(keyOf(object));
  const isOurs = live !== undefined && makerOf(stampOf(live)) === makerOf(stampOf(object));
  if (!isOurs || guardsOf(view, object).length === 0) return exists;
  const id = `IP/${object.metadata.name}`;
  const seen = view.track(id);
  const isTaken = (): boolean => view.has(id) && takingOf(seen.state ?? live) === "taken";
  try {
    await view.until(() => (isTaken() || seen.isGone ? true : undefined), timeoutMs);
  } finally {
    seen.end();
  }
  await removeLeftBehind(api, view, object);
  // It has the addresses of the run that made it, which need not be those that are claimed now.
  const [has = claim] = factsOf(live).holdings;
  const others = view.holders(has, `port/${object.metadata.name}`).filter(hasIt);
  if (others.length > 0) {
    await clock.sleep(RELEASE_MS);
    await removeObject(api, live);
    refuseHeld(others, has);
  }
  return exists;
}

/**
 * Makes an object whose address nobody else has, or makes nothing. The controller checks these itself; here is told who won.
 */
export async function createClaimed(
  claims: Claims,
  object: KubeObject,
  claim: AddressClaim,
  timeoutMs: number,
): Promise<KubeObject> {
  const { api, ledger } = claims;
  const id = entryId(object);
  return ledger.use(async (view) => {
    await catchUp(
      api,
      view,
      view.holders(claim, id).map((entry) => entry.id),
    );
    refuseHeld(view.holders(claim, id).filter(hasIt), claim);
    const tracked = view.track(id);
    try {
      const live = await createOnce(api, object);
      try {
        return await untilBooked(claims, view, live, claim, id, tracked, timeoutMs);
      } catch (error) {
        await removeByKey(api, keyOf(object), live.metadata.uid);
        throw error;
      }
    } finally {
      tracked.end();
    }
  }, resourceOf(object));
}
