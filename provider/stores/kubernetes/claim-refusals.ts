import { isFault, parseAddress, printAddress, printMac } from "../../ipam";
import type { AddressClaim } from "../../objects/address-claim";
import { type KubeObject, keyOf, keyText } from "../../objects/kube-object";
import { ADDRESS_FIELDS, textsAt } from "../../objects/kubeovn/address-fields";
import { hasControllerFinalizer } from "../../objects/kubeovn/taking";
import {
  type AddressSpace,
  addressKey,
  type Finding,
  findingSentence,
  type Holder,
  holderName,
  spaceName,
} from "../../plan";
import { StoreError } from "../store";
import type { StopOf } from "./explain";
import type { Entry } from "./ledger-entries";

/** A Vip that is waiting too has nothing yet; an IP object has what it says from the moment it is there. */
export function hasIt({ isSettled }: Entry): boolean {
  return isSettled;
}

export function refuseHeld(entries: readonly Entry[], claim: AddressClaim): void {
  const [other] = entries;
  if (other === undefined) return;
  const address = claim.addresses.find((one) => other.places.includes(addressKey(claim, one)));
  const what = address !== undefined ? printAddress(address) : `MAC ${printMac(claim.mac ?? 0)}`;
  throw heldBy(what, claim, other.holder);
}

function heldBy(what: string, space: AddressSpace, holder: Holder): StoreError {
  return new StoreError(
    "address-held",
    `${what} in ${spaceName(space)} has been taken by ${holderName(holder)} since it was planned; run again to see what is planned now`,
    { holder },
  );
}

/**
 * Kinds that the ledger follows are its business: it knows whether an object only waits for the address too.
 */
export function refuseStuck(
  stop: Finding | undefined,
  object: KubeObject,
  claim: AddressClaim,
  isFollowed: (kind: string) => boolean,
): undefined {
  if (stop === undefined) return;
  if (stop.code === "address-shared") {
    const { address, holder } = stop.facts;
    if (isFollowed(holder.kind)) return;
    throw heldBy(printAddress(address), claim, holder);
  }
  throw new StoreError(
    "refused",
    `kube-ovn-controller does not take ${keyText(keyOf(object))}: ${findingSentence(stop)}`,
  );
}

/** What was asked for must be what is there: a pod with the same port may have written its own addresses over ours. */
export function refuseAltered(taken: KubeObject, asked: KubeObject): void {
  for (const [path, meaning] of Object.entries(ADDRESS_FIELDS[asked.kind] ?? {})) {
    const [was = ""] = textsAt(asked, path);
    const [is = ""] = textsAt(taken, path);
    if (!path.startsWith("spec.") || meaning === "elsewhere" || isFault(parseAddress(was)) || is === was) continue;
    throw new StoreError(
      "address-held",
      `${keyText(keyOf(asked))} was to have ${was} and has been given ${is === "" ? "nothing" : is}: its workload came first; adopt what it has, or delete the workload and run again`,
    );
  }
}

/** What a controller of a later release leaves alone. @source kube-ovn pkg/controller/ip.go handleAddReservedIP */
const FOR_1_13 =
  ", and whether it is of release 1.13, as the cluster's definitions or kubeovn:kubeOvnVersion say: a newer one leaves alone what is written for that";

export async function outOfTime(stopOf: StopOf, object: KubeObject, timeoutMs: number): Promise<StoreError> {
  const stop = await stopOf(object).catch(() => undefined);
  const unknown = "nothing is known that stands in the way; see whether it runs";
  const why =
    stop !== undefined ? findingSentence(stop) : hasControllerFinalizer(object) ? `${unknown}${FOR_1_13}` : unknown;
  return new StoreError(
    "timeout",
    `kube-ovn-controller has not taken ${keyText(keyOf(object))} within ${timeoutMs / 1000} s: ${why}`,
  );
}
