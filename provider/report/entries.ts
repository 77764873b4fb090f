import { type Address, isFault, parseAddress } from "../ipam";
import { ROOMS, spaceIn } from "../kinds";
import { type AddressSpace, isUnknown, type Kind, type LiveReservation, memberOwner } from "../plan";
import { asText, type Json } from "./json";
import type { RunResource } from "./pulumi-run";

/** A pod as an IP object names it. */
export interface PodName {
  readonly namespace: string;
  readonly podName: string;
  /** Empty for a pod on its own, else the kind of its workload. */
  readonly podType: string;
}

/** One reservation of a resource: a ReservedIPSet has several, most kinds have none. */
export type Entry = EntryFacts & AddressSpace;

interface EntryFacts {
  /** Owner key; for a member of a set with the pod behind "#". */
  readonly owner: string;
  readonly resource: { readonly kind: Kind; readonly name: string; readonly urn: string };
  readonly object: { readonly kind: LiveReservation["kind"]; readonly name: string };
  /** Identity of the store that it is in. */
  readonly store: string;
  readonly addresses: readonly Address[];
  readonly mac: string | undefined;
  /** The pod that it is for; undefined for a Vip, and where the name is not known yet. */
  readonly pod: PodName | undefined;
  /** Why an address is missing: it is known only after the update, or a secret. */
  readonly hidden: "unknown" | "secret" | undefined;
  /** The object existed before the resource, and stays when the resource goes. */
  readonly isAdopted: boolean;
}

/** Key of the holding that an object has in a snapshot: an IP and the pod that uses it are one holder. */
export function holdingKey({ kind, name }: Entry["object"]): string {
  return kind === "IP" ? `port/${name}` : `${kind}/${name}`;
}

/** The reservations that a resource's checked inputs amount to. */
export function entriesOf({ kind, name, urn }: RunResource, inputs: Json): readonly Entry[] {
  const owner = asText(inputs.owner) ?? "";
  return ROOMS[kind].held(inputs).map((held) => {
    const { object, addresses, mac, pod, isMember } = held;
    const objectName = asText(object.name) ?? "";
    return {
      owner: isMember === true ? memberOwner(owner, asText(pod?.namespace) ?? "", asText(pod?.podName) ?? "") : owner,
      resource: { kind, name, urn },
      object: { kind: object.kind, name: isUnknown(objectName) ? "" : objectName },
      store: asText(inputs.store) ?? "",
      ...(spaceIn(held) ?? { subnet: "" }),
      addresses: addresses.flatMap((text) => {
        const address = typeof text === "string" ? parseAddress(text) : undefined;
        return address === undefined || isFault(address) ? [] : [address];
      }),
      mac: isShown(mac) ? asText(mac) : undefined,
      pod: podNameIn(pod),
      hidden: hiddenIn([...addresses, inputs.subnet]),
      isAdopted: inputs.adopt === true,
    };
  });
}

/** The name of a pod, where all of it is known. */
export function podNameIn(pod: object | undefined): PodName | undefined {
  const { namespace, podName, podType } = { ...pod } as Json;
  const isName = [namespace, podName, podType].every((text) => typeof text === "string" && isShown(text));
  return isName && podName !== "" ? ({ namespace, podName, podType } as PodName) : undefined;
}

/** A preview prints a secret as a word, a plan as an object that says what it is; an address is neither. */
function hiddenIn(values: readonly unknown[]): Entry["hidden"] {
  if (values.some(isUnknown)) return "unknown";
  return values.every(isShown) ? undefined : "secret";
}

function isShown(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === "string" && value !== "[secret]" && !isUnknown(value))
  );
}
