import type { Address, Mac } from "../../ipam";
import { DEFAULT_NAMESPACE } from "../terms/names";
import { isPodOf, type PodOwner } from "../terms/pod-names";
import type { Reach } from "./networks";
import type { Holder } from "./snapshot";

/** Addresses that someone asks for and does not have yet: what is planned for others would be taken from under him. */
export interface Demand {
  /** Identifies the claimant within the snapshot; no holding has it. */
  readonly key: string;
  readonly claimant: Holder;
  /** What makes his pods, where that does not have his name. */
  readonly podOwner?: PodOwner | undefined;
  readonly reach: Reach;
  /** None where he asks for a MAC alone. */
  readonly addresses: readonly Address[];
  readonly mac?: Mac | undefined;
  /** He has them already, in a subnet that is to come. */
  readonly isHeld?: true;
  /** They are not his to ask for, and may be in his way: a search keeps clear of them, and who names one may have it. */
  readonly isOnlyAvoided?: true;
  /** A Vip may have the addresses as well: the pod only lets them through. */
  readonly isForVips?: true;
}

/** What Kube-OVN takes an address of each family for by itself, as soon as it sees a Subnet, in its order. */
export type OwnUse = "u2o interconnection" | "multicast querier";

/** True where a pod is one of those that the claimant makes. */
export function makesPod(
  { claimant, podOwner }: Demand,
  pod: { readonly podName: string; readonly namespace: string },
): boolean {
  return isPodOf(podOwner ?? { ...claimant, namespace: claimant.namespace ?? DEFAULT_NAMESPACE }, pod);
}

/** A claimant of whatever kind. */
export type Claimant = Pick<Holder, "namespace" | "name">;

/** The same text for the same claimant, however its namespace is written. */
export function claimantKey({ namespace = DEFAULT_NAMESPACE, name }: Claimant): string {
  return `${namespace}/${name}`;
}

const CLAIM = "asks/";

/** The text under which a claimant stands in a plan: nothing that has addresses goes by it. */
export function claimKey({ kind, namespace, name }: Holder): string {
  return `${CLAIM}${kind}/${namespace ?? ""}/${name}`;
}

/** Who may make a pod, or be it, by how its name is made: what is of its name, or has numbers or letters behind its own. */
export function ownersOf({ podName, namespace }: Pick<Consumer, "podName" | "namespace">): readonly Claimant[] {
  const words = podName.split("-");
  return words.map((_, i) => ({ namespace, name: words.slice(0, words.length - i).join("-") }));
}

/** True for the text of a claimant. */
export function isClaim(owner: string): boolean {
  return owner.startsWith(CLAIM);
}

/** A pod or VM that a reservation is for. */
interface Consumer {
  readonly podName: string;
  readonly namespace: string;
  readonly workload: string;
}

/**
 * True where the claimant is the very workload that the reservation is for: a pod, the StatefulSet it belongs to, a VM,
 * or the pool that makes VMs with numbers behind its own name.
 */
export function asksForItself(demand: Demand, consumer: Consumer): boolean {
  const { kind } = demand.claimant;
  const isOfItsKind =
    kind === "Pod" ||
    (consumer.workload === "StatefulSet" && kind.endsWith("StatefulSet")) ||
    (consumer.workload === "VirtualMachine" && kind.startsWith("VirtualMachine"));
  return isOfItsKind && makesPod({ ...demand, podOwner: undefined }, consumer);
}
