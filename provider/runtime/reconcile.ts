import { type Address, isFault, type Mac, parseAddress, parseMac, printAddress } from "../ipam";
import type { AddressClaim } from "../objects/address-claim";
import { type KubeObject, keyOf, keyText, type ObjectKey } from "../objects/kube-object";
import { restored, withBefore } from "../objects/kubeovn/adoption";
import { annotation, part, text, withAnnotations } from "../objects/kubeovn/kinds";
import { mergeObject } from "../objects/kubeovn/objects";
import { STAMP, stampOf } from "../objects/kubeovn/stamp";
import { fixedClaim } from "../objects/spiderpool/objects";
import {
  ANNOTATION,
  type Declarer,
  declarerOf,
  isMadeBy,
  isMine,
  LABEL,
  makerOf,
  mayTake,
  type Operation,
  placeOf,
  spiderSpace,
  timeoutOf,
} from "../plan";
import { type Limits, type Store, StoreError } from "../stores/store";
import type { Session } from "./session";

type Properties = Readonly<Record<string, unknown>>;

/** How an object that is there already is brought to the desired form. */
export type Merge = (live: KubeObject, desired: KubeObject) => KubeObject;

export interface EnsureOptions {
  readonly declarer: Declarer;
  /** Take over an object of somebody else. Default: false. */
  readonly adopt?: boolean;
  /** Default: the desired fields over the live ones. */
  readonly merge?: Merge;
  readonly limits?: Limits;
  /** Whether a live object would stay what it is in spite of a merge, since Kube-OVN ignores the change. Default: none would. */
  readonly mustRecreate?: (live: KubeObject, desired: KubeObject) => boolean;
}

/**
 * Makes an object; goes on with one of its own that is there, or with `adopt` takes over somebody else's.
 *
 * @throws StoreError "already-exists" when it is there and is neither, "address-held" when its addresses were taken
 */
export async function ensureObject(store: Store, desired: KubeObject, options: EnsureOptions): Promise<KubeObject> {
  const { declarer, adopt = false, limits = {}, mustRecreate = () => false } = options;
  const { merge = (live, wanted) => mergeObject(live, wanted, {}) } = options;
  const key = keyOf(desired);
  try {
    return await create(store, desired, declarer, limits);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "already-exists") throw error;
  }
  const there = await store.get(key);
  if (there !== undefined && mayTake(stampOf(there), declarer) && mustRecreate(there, desired)) {
    await store.delete(key, (live) => mayTake(stampOf(live), declarer), { ...limits, seen: there });
    return create(store, desired, declarer, limits);
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
      refuseOtherAddress(live, desired);
      return isOurs ? merge(live, desired) : withBefore(merge(live, desired), live);
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
async function create(store: Store, desired: KubeObject, declarer: Declarer, limits: Limits): Promise<KubeObject> {
  const claim = addressClaim(desired);
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
 * An object that came after it was looked for has an address of its own, and Kube-OVN takes no other (pkg/controller/ip.go
 * enqueueUpdateIP, pkg/controller/vip.go handleUpdateVirtualIP).
 */
function refuseOtherAddress(live: KubeObject, desired: KubeObject): void {
  const [has, wanted] = [live, desired].map(addressClaim);
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
 * Ends a declarer's hold on an object: deletes it, or gives it back when it was there before us or a running pod uses it.
 *
 * An object of another declarer, or of a later create of the same one, is left alone.
 *
 * @returns whose it is now, where it was left alone
 */
export async function releaseObject(
  store: Store,
  key: ObjectKey,
  declarer: Declarer,
  options: ReleaseOptions = {},
): Promise<Left | undefined> {
  const isOurs = (live: KubeObject): boolean => isMadeBy(stampOf(live), declarer);
  const live = await store.get(key);
  if (live === undefined) return undefined;
  if (!isOurs(live)) return { maker: makerOf(stampOf(live)) };
  const isAdopted = annotation(live, ANNOTATION.adopted) !== undefined;
  if (isAdopted || (options.force !== true && (await isInUse(store, live)))) {
    const giveBack = (current: KubeObject): KubeObject => (isAdopted ? restored(current) : left(current, declarer));
    await store.update(key, (current) => (isOurs(current) ? giveBack(current) : current), options.limits);
  } else {
    await store.delete(key, isOurs, { ...options.limits, seen: live });
  }
  return undefined;
}

/** An object that was left alone. */
export interface Left {
  readonly maker: string | undefined;
}

/** An object that is in use: no longer reserved, and without our marks but the one by which the same declarer may go on with it. */
function left(live: KubeObject, declarer: Declarer): KubeObject {
  const stamps: readonly string[] = [...STAMP, ANNOTATION.placement];
  const others = Object.entries(live.metadata.annotations ?? {}).filter(([name]) => !stamps.includes(name));
  const { labels } = live.metadata;
  const free =
    labels?.[LABEL.ipReserved] === undefined
      ? live
      : { ...live, metadata: { ...live.metadata, labels: { ...labels, [LABEL.ipReserved]: "false" } } };
  return withAnnotations(free, { ...Object.fromEntries(others), [ANNOTATION.leftBy]: placeOf(declarer) });
}

/** Deleting the IP object of a running pod would take its port away (kube-ovn pkg/controller/ip.go handleUpdateIP). */
async function isInUse(store: Store, live: KubeObject): Promise<boolean> {
  return live.kind === "IP" && (await store.userOf(live)) !== undefined;
}

/** How long the store may wait for others, as the resource's `timeouts` say. */
export function limitsOf(inputs: Properties, operation: Operation): Limits {
  const timeoutMs = timeoutOf(inputs, operation);
  return timeoutMs === undefined ? {} : { timeoutMs };
}

export interface ReleaseOptions {
  /** Delete it though a running pod uses it. */
  readonly force?: boolean;
  readonly limits?: Limits;
}

/** How a resource wants its objects released. */
export function releaseOptions(inputs: Properties): ReleaseOptions {
  return { force: inputs.force === true, limits: limitsOf(inputs, "delete") };
}

/** The claim an object makes by its spec; undefined for one without addresses. */
export function addressClaim(object: KubeObject): AddressClaim | undefined {
  const fixed = fixedClaim(object);
  if (fixed !== undefined) {
    const address = parseAddress(fixed.ip);
    return isFault(address) ? undefined : { subnet: spiderSpace(fixed.subnet), addresses: [address] };
  }
  const spec = part(object, "spec");
  const found = ["v4ip", "v6ip", "v4IpAddress", "v6IpAddress"].map((field) => parseAddress(text(spec, field)));
  const addresses = found.filter((address): address is Address => !isFault(address));
  if (addresses.length === 0 || (object.kind !== "Vip" && object.kind !== "IP")) return undefined;
  const mac: Mac | { fault: string } = parseMac(text(spec, "macAddress"));
  return { subnet: text(spec, "subnet"), addresses, ...(isFault(mac) ? {} : { mac: mac as Mac }) };
}
