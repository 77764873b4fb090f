import { printAddress } from "../ipam";
import { mergeObject } from "../kinds";
import type { AddressClaim } from "../objects/address-claim";
import { type KubeObject, keyOf, keyText, type ObjectKey } from "../objects/kube-object";
import { isAdopted, restored, withBefore, withChange } from "../objects/kubeovn/adoption";
import { withAnnotations } from "../objects/kubeovn/kinds";
import { STAMP, stampOf } from "../objects/kubeovn/stamp";
import {
  ANNOTATION,
  type Declarer,
  declarerOf,
  type Holder,
  isMadeBy,
  isMine,
  LABEL,
  makerOf,
  mayTake,
  NOTES,
  type Operation,
  placeOf,
  timeoutOf,
} from "../plan";
import { type Limits, type Store, StoreError } from "../stores/store";
import type { Session } from "./session";

type Properties = Readonly<Record<string, unknown>>;

/** How an object that is there already is brought to the desired form. */
export type Merge = (live: KubeObject, desired: KubeObject) => KubeObject;

export interface EnsureOptions {
  readonly declarer: Declarer;
  /** What the object claims for itself: nobody else may have it. */
  readonly claim: AddressClaim | undefined;
  /** What a live object of the kind has. */
  readonly claimIn: (live: KubeObject) => AddressClaim | undefined;
  /** Take over an object of another owner. Default: false. */
  readonly adopt?: boolean;
  /** Default: the desired fields over the live ones. */
  readonly merge?: Merge;
  readonly limits?: Limits;
  /** Whether a live object would stay what it is in spite of a merge, since Kube-OVN ignores the change. Default: none would. */
  readonly mustRecreate?: (live: KubeObject, desired: KubeObject) => boolean;
}

/**
 * Makes an object; goes on with one of its own that is there, or with `adopt` takes over another owner's.
 *
 * @throws StoreError "already-exists" when it is there and is neither, "address-held" when its addresses were taken
 */
export async function ensureObject(store: Store, desired: KubeObject, options: EnsureOptions): Promise<KubeObject> {
  const { declarer, adopt = false, limits = {}, mustRecreate = () => false } = options;
  const { claim, claimIn, merge = (live, wanted) => mergeObject(live, wanted, undefined) } = options;
  const key = keyOf(desired);
  try {
    return await create(store, desired, claim, declarer, limits);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "already-exists") throw error;
  }
  const there = await store.get(key);
  const isRecreated = store.isInTwoSteps !== true && there !== undefined && mayTake(stampOf(there), declarer);
  if (isRecreated && mustRecreate(there, desired)) {
    await store.delete(key, (live) => mayTake(stampOf(live), declarer), { ...limits, seen: there });
    return create(store, desired, claim, declarer, limits);
  }
  return store.update(
    key,
    (live) => {
      const isOurs = mayTake(stampOf(live), declarer);
      if (!isOurs && !adopt) {
        throw new StoreError(
          "already-exists",
          `${keyText(key)} exists and ${whose(live)}; set adopt: true to take it over, or choose another name`,
        );
      }
      refuseOtherAddress(live, claimIn(live), claim);
      return (isOurs ? withChange : withBefore)(merge(live, desired), live);
    },
    limits,
  );
}

/** Who creates: the declarer of the inputs, with what its aliases say of it. */
export function creatorOf({ former }: Pick<Session, "former">, inputs: Properties): Declarer {
  const declarer = declarerOf(inputs);
  return { ...declarer, former: former.get(declarer.owner) };
}

/** Whose an object is, for a sentence about it. */
export function whose(live: KubeObject): string {
  const maker = makerOf(stampOf(live));
  return maker === undefined ? "was not made by this program" : `belongs to ${maker}`;
}

/** A rival that is this resource's own, under another name, is not a race. */
async function create(
  store: Store,
  desired: KubeObject,
  claim: AddressClaim | undefined,
  declarer: Declarer,
  limits: Limits,
): Promise<KubeObject> {
  try {
    return await store.create(desired, claim, limits);
  } catch (error) {
    const isOwn =
      error instanceof StoreError && error.code === "address-held" && error.holder?.owner === declarer.owner;
    if (!isOwn || error.holder === undefined) throw error;
    const { kind, name } = error.holder;
    throw new StoreError(
      "address-held",
      `${(claim?.addresses ?? []).map(printAddress).join(" and ")} is still held by ${kind} "${name}", which this resource made under its earlier name and which has not been deleted; delete it, or set another address here`,
      { holder: error.holder, cause: error },
    );
  }
}

/** A live object that a resource with a state brings up to date; one that is not its own any more is left alone. */
export function refuseForeign(live: KubeObject, declarer: Declarer): void {
  if (isMine(stampOf(live), declarer)) return;
  throw new StoreError(
    "already-exists",
    `${keyText(keyOf(live))} ${whose(live)}, which has taken it over; remove this resource, or remove that one and run "pulumi up" there first`,
  );
}

/**
 * An object that came after the check has an address of its own, and Kube-OVN takes no other (pkg/controller/ip.go
 * enqueueUpdateIP, pkg/controller/vip.go handleUpdateVirtualIP).
 */
function refuseOtherAddress(live: KubeObject, has: AddressClaim | undefined, wanted: AddressClaim | undefined): void {
  const other = wanted?.addresses.find(
    ({ family, value }) => has?.addresses.some((one) => one.family === family && one.value !== value) === true,
  );
  const own = has?.addresses.find(({ family }) => family === other?.family);
  if (other === undefined || own === undefined) return;
  throw new StoreError(
    "already-exists",
    `${keyText(keyOf(live))} has ${printAddress(own)} and was planned with ${printAddress(other)} before it was there; run again to see it planned as it is`,
  );
}

/**
 * Ends a declarer's hold on an object: deletes it, or gives it back when it was there before us. It is given up, and stands,
 * while a running pod uses it, and in a store that others apply.
 *
 * An object of another declarer, or of a later create of the same one, is left alone.
 */
export async function releaseObject(
  store: Store,
  key: ObjectKey,
  declarer: Declarer,
  options: ReleaseOptions = {},
): Promise<Released> {
  const isOurs = (live: KubeObject): boolean => isMadeBy(stampOf(live), declarer);
  const live = options.seen ?? (await store.get(key));
  if (live === undefined) return { is: "gone" };
  if (!isOurs(live)) return { is: "another's", maker: makerOf(stampOf(live)) };
  const isGivenBack = isAdopted(live);
  const user = options.force === true || isGivenBack ? undefined : await userOf(store, live);
  const stands = store.isInTwoSteps === true && options.isFresh !== true && options.stands === true;
  if (!isGivenBack && user === undefined && !stands) {
    await store.delete(key, isOurs, { ...options.limits, seen: live });
    return { is: "gone" };
  }
  const leftAt = new Date().toISOString();
  const giveBack = (current: KubeObject): KubeObject =>
    isGivenBack ? restored(current) : left(current, declarer, { leftAt, isUsed: user !== undefined });
  await store.update(key, (current) => (isOurs(current) ? giveBack(current) : current), options.limits);
  return isGivenBack ? { is: "gone" } : { is: "given-up", user };
}

/** Releases an object of a resource, and says what stands. */
export async function releaseNoted(
  { store, note, settings: { place } }: Pick<Session, "store" | "note" | "settings">,
  key: ObjectKey,
  declarer: Declarer,
  options: ReleaseOptions,
): Promise<void> {
  const released = await releaseObject(store, key, declarer, options);
  const { kind, name } = key;
  if (released.is === "another's") note(NOTES["object-stays"]({ kind, name, maker: released.maker }));
  if (released.is !== "given-up") return;
  const { user } = released;
  note(user === undefined ? NOTES["given-up"]({ kind, name }) : NOTES["left-in-use"]({ kind, name, holder: user }));
  if (place.kind === "manifests") note(NOTES["given-up-way"]({ directory: place.shown }));
}

/** What became of an object that was released. */
export type Released =
  /** Deleted, or given back as it was. */
  | { readonly is: "gone" }
  /** Left alone. */
  | { readonly is: "another's"; readonly maker: string | undefined }
  | { readonly is: "given-up"; readonly user: Holder | undefined };

/**
 * An object without our marks but the one by which the same declarer may go on with it. While a pod uses it, it is no longer
 * reserved, so that Kube-OVN takes it with the pod.
 */
function left(
  live: KubeObject,
  declarer: Declarer,
  { leftAt, isUsed }: { readonly leftAt: string; readonly isUsed: boolean },
): KubeObject {
  const stamps: readonly string[] = [...STAMP, ANNOTATION.placement];
  const others = Object.entries(live.metadata.annotations ?? {}).filter(([name]) => !stamps.includes(name));
  const { labels } = live.metadata;
  const free =
    labels?.[LABEL.ipReserved] === undefined || !isUsed
      ? live
      : { ...live, metadata: { ...live.metadata, labels: { ...labels, [LABEL.ipReserved]: "false" } } };
  const marks = { [ANNOTATION.leftBy]: placeOf(declarer), [ANNOTATION.leftAt]: leftAt };
  return withAnnotations(free, { ...Object.fromEntries(others), ...marks });
}

/** Deleting the IP object of a running pod would take its port away (kube-ovn pkg/controller/ip.go handleUpdateIP). */
async function userOf(store: Store, live: KubeObject): Promise<Holder | undefined> {
  return live.kind === "IP" ? store.userOf(live) : undefined;
}

/** How long the store may wait for others, as the resource's `timeouts` say. */
export function limitsOf(inputs: Properties, operation: Operation): Limits {
  const timeoutMs = timeoutOf(inputs, operation);
  return timeoutMs === undefined ? {} : { timeoutMs };
}

export interface ReleaseOptions {
  /** Delete it though a running pod uses it. */
  readonly force?: boolean;
  /** It holds an address, or what was given up is in it. Default: false. */
  readonly stands?: boolean;
  /** It was created a moment ago, so that nobody has applied it. Default: false. */
  readonly isFresh?: boolean;
  /** The object as it was read just now. Default: it is read. */
  readonly seen?: KubeObject;
  readonly limits?: Limits;
}

/** How a resource wants its objects released. */
export function releaseOptions(inputs: Properties): ReleaseOptions {
  return { force: inputs.force === true, limits: limitsOf(inputs, "delete") };
}
