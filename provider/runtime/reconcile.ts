import { type Address, isFault, type Mac, parseAddress, parseMac, printAddress } from "../ipam";
import { ANNOTATION, claimOf, LABEL, type Operation, spiderSpace, timeoutOf } from "../plan";
import { type KubeObject, keyOf, keyText, type ObjectKey } from "../stores/kube-object";
import { annotation, parseFields, part, text, withAnnotations } from "../stores/kubeovn/kinds";
import { mergeObject } from "../stores/kubeovn/objects";
import { fixedClaim } from "../stores/spiderpool/objects";
import { type AddressClaim, type Limits, type Store, StoreError } from "../stores/store";

type Properties = Readonly<Record<string, unknown>>;

/** How an object that is there already is brought to the desired form. */
export type Merge = (live: KubeObject, desired: KubeObject) => KubeObject;

/** Whose an object is: the owner key, and which create of that owner. */
export interface Ownership {
  readonly owner: string;
  readonly claim: string;
}

export function ownershipOf(properties: Properties): Ownership {
  const owner = String(properties.owner ?? "");
  return { owner, claim: String(properties.claim ?? claimOf(owner)) };
}

export function isOwnedBy(live: KubeObject, owner: string): boolean {
  return owner !== "" && annotation(live, ANNOTATION.owner) === owner;
}

/**
 * Makes an object; meets the one that an interrupted run of the same owner left, or with `adopt` somebody else's.
 *
 * @throws StoreError "already-exists" when it is there and is neither, "address-held" when its addresses were taken
 */
export async function ensureObject(
  store: Store,
  desired: KubeObject,
  options: { adopt?: boolean; merge?: Merge; limits?: Limits } = {},
): Promise<KubeObject> {
  const { adopt = false, merge = (live, wanted) => mergeObject(live, wanted, {}), limits } = options;
  try {
    return await store.create(desired, addressClaim(desired), limits);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "already-exists") throw error;
  }
  const owner = annotation(desired, ANNOTATION.owner) ?? "";
  return store.update(
    keyOf(desired),
    (live) => {
      if (isOwnedBy(live, owner)) {
        refuseOtherAddress(live, desired);
        return merge(live, desired);
      }
      if (!adopt) {
        const other = annotation(live, ANNOTATION.owner);
        const whose = other === undefined ? "was not made by this program" : `belongs to ${other}`;
        throw new StoreError(
          "already-exists",
          `${keyText(keyOf(live))} exists and ${whose}; set adopt: true to take it over, or choose another name`,
        );
      }
      refuseOtherAddress(live, desired);
      return markAdopted(live, merge(live, desired));
    },
    limits,
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
 * Ends an owner's hold on an object: deletes it, or gives it back when it was there before us or a running pod uses it.
 *
 * An object of another owner, or of a later create of the same one, is left alone.
 */
export async function releaseObject(
  store: Store,
  key: ObjectKey,
  { owner, claim }: Ownership,
  options: { force?: boolean; limits?: Limits } = {},
): Promise<void> {
  const isOurs = (live: KubeObject): boolean =>
    isOwnedBy(live, owner) && (annotation(live, ANNOTATION.claim) ?? claim) === claim;
  const live = await store.get(key);
  if (live === undefined || !isOurs(live)) return;
  const isKept =
    annotation(live, ANNOTATION.adopted) !== undefined || (options.force !== true && (await isInUse(store, live)));
  if (isKept) {
    await store.update(key, (current) => (isOurs(current) ? givenBack(current) : current), options.limits);
  } else {
    await store.delete(key, isOurs, { ...options.limits, seen: live });
  }
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

/** How a resource wants its objects released. */
export function releaseOptions(inputs: Properties): { readonly force: boolean; readonly limits: Limits } {
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

/** Remembers in the object what it takes to give it back. */
function markAdopted(live: KubeObject, merged: KubeObject): KubeObject {
  const reserved = live.metadata.labels?.[LABEL.ipReserved];
  const before = reserved === undefined ? {} : { [LABEL.ipReserved]: reserved };
  return withAnnotations(merged, { ...merged.metadata.annotations, [ANNOTATION.adopted]: JSON.stringify(before) });
}

/** The object without our marks, its reserved label as it was; one that we made ourselves is no longer reserved. */
function givenBack(live: KubeObject): KubeObject {
  const {
    [ANNOTATION.owner]: _o,
    [ANNOTATION.claim]: _c,
    [ANNOTATION.placement]: _p,
    [ANNOTATION.adopted]: adopted,
    ...others
  } = live.metadata.annotations ?? {};
  const { [LABEL.ipReserved]: reserved, ...labels } = live.metadata.labels ?? {};
  const before = adopted === undefined ? "false" : text(parseFields(adopted), LABEL.ipReserved);
  const restored = reserved === undefined || before === "" ? labels : { ...labels, [LABEL.ipReserved]: before };
  return {
    ...withAnnotations(live, others),
    metadata: { ...withAnnotations(live, others).metadata, ...(live.metadata.labels ? { labels: restored } : {}) },
  };
}
