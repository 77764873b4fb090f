import { type Address, isFault, type Mac, parseAddress, parseMac } from "../ipam";
import type { AddressClaim } from "../objects/address-claim";
import type { KubeObject, ObjectKey } from "../objects/kube-object";
import { KUBEOVN_API, kubeovnKey } from "../objects/kubeovn/kinds";
import type { Taking } from "../objects/kubeovn/taking";
import {
  type AddressSpace,
  type CheckedKind,
  isUnknown,
  type LiveReservation,
  madeObject,
  type Observe,
  type Snapshot,
} from "../plan";
import type { Properties } from "./fields";

/** How a resource stands as one object. */
export interface ObjectForm {
  readonly apiVersion: string;
  readonly kind: string;
  /** Name in the paths of the API, and in RBAC rules. */
  readonly plural: string;
  /** @param id  the object's name, with its namespace and "/" before it where it has one */
  readonly key: (id: string) => ObjectKey;
  readonly write: (inputs: Properties) => KubeObject;
  /** What a live object says of the arguments. @param olds  the state, empty for one that is only read */
  readonly read: (live: KubeObject, olds: Properties) => Properties;
  /** Whether the controller has taken a live one. */
  readonly taking: (live: KubeObject) => Taking;
  /**
   * Whether the controller has an object in its books and no finalizer on it: deleted like that, it is gone and its address
   * not released. Missing: that does not happen.
   */
  readonly lacksFinalizer?: (live: KubeObject) => boolean;
  /** Who is in an object, or uses it, so that Kube-OVN or Spiderpool would not let go of it. Missing: nobody ever is. */
  readonly usedBy?: UsedBy;
  /**
   * Who decides that its addresses are nobody else's when it is created; `null` where it claims none.
   *
   * - `books`: the controller, which takes no object whose address is in its books
   * - `guard`: a guard, as the controller takes the object without a look
   * - `order`: the order in which objects were stored
   */
  readonly claim: "books" | "guard" | "order" | null;
  /** A live object brought to the inputs: what the last ones had and these have not goes, fields of others stay. */
  readonly merge: (live: KubeObject, inputs: Properties, olds: Properties | undefined) => KubeObject;
}

/** Who uses an object, in words; what was given up does not keep it from being given up, too. */
export interface User {
  readonly text: string;
  readonly givenUpBy?: string | undefined;
}

/** @param live  the object; undefined where there is none */
export type UsedBy = (
  name: string,
  live: KubeObject | undefined,
  snapshot: () => Promise<Snapshot>,
) => Promise<readonly User[]>;

/** A place in which others are found that a resource has to wait for, e.g. `subnet/ovn-default`. */
export type Spot = `${"subnet" | "in-subnet" | "vip" | "binding" | "spider-subnet" | "spider-pool"}/${string}`;

/** One reservation as checked inputs have it: texts, or what stands for one that is not known. */
export interface Held {
  readonly object: { readonly kind: LiveReservation["kind"]; readonly name: unknown };
  /** The Subnet, or of Spiderpool the CIDR, that the addresses are unique in. */
  readonly subnet?: unknown;
  readonly cidr?: unknown;
  readonly addresses: readonly unknown[];
  readonly mac?: unknown;
  /** The pod it is for, as an IP object names it. */
  readonly pod?: { readonly namespace: unknown; readonly podName: unknown; readonly podType: unknown };
  /** One of several of a resource; each has an owner key of its own. */
  readonly isMember?: true;
}

/** In which order kinds are applied: what is inside something comes after it. */
export const STAGES = ["network", "pool", "address", "use"] as const;

/** The room of a kind that is one object. */
export interface ObjectRoom extends KindRoom {
  readonly form: ObjectForm;
}

/** Everything that is true of one kind and of no other. */
export interface KindRoom extends CheckedKind {
  /** The object that a resource is; `null` where it edits other objects, is several, or none. */
  readonly form: ObjectForm | null;
  readonly stage: (typeof STAGES)[number];
  /**
   * Whether a live reservation is there for itself, and not for as long as something uses it. Missing: each is.
   */
  readonly standsAlone?: (live: LiveReservation, snapshot: Snapshot) => boolean;
  /** Outputs that follow what else is live, read again with the object. Missing: all follow from the object. */
  readonly observe?: Observe;
  /** The reservations that checked inputs amount to. */
  readonly held: (inputs: Properties) => readonly Held[];
  /** Where others of the program find the resource. */
  readonly standsAt: (name: string, args: Properties) => readonly Spot[];
  /** Whom it waits for. */
  readonly waitsFor: (args: Properties) => readonly Spot[];
}

/** What follows from the form of a kind that is one object, whose name is the argument `name`. */
export function namedObject(form: ObjectForm): Pick<ObjectRoom, "object" | "made" | "form"> {
  return { object: form.kind, made: madeObject(form.kind), form };
}

/** How a kind of object is told from others. */
export type ObjectType<K extends string> = Pick<ObjectForm, "apiVersion" | "plural" | "key"> & { readonly kind: K };

/** That of a kind of Kube-OVN. @param plural  default: as most have it, with an s behind the kind */
export function kubeOvnType<K extends string>(kind: K, plural: string = `${kind.toLowerCase()}s`): ObjectType<K> {
  return { apiVersion: KUBEOVN_API, kind, plural, key: (id) => kubeovnKey(kind, id) };
}

/** What a reservation claims for itself; undefined for one without addresses. */
export function claimOf(held: Held): AddressClaim | undefined {
  const { addresses: texts, mac: macText } = held;
  const space = spaceIn(held);
  const parsed = texts.map((text) => parseAddress(typeof text === "string" ? text : ""));
  const addresses = parsed.filter((address): address is Address => !isFault(address));
  if (addresses.length === 0 || space === undefined) return undefined;
  const mac: Mac | { fault: string } = parseMac(typeof macText === "string" ? macText : "");
  return { ...space, addresses, ...(isFault(mac) ? {} : { mac: mac as Mac }) };
}

/** Where a reservation is; undefined while that is not known. */
export function spaceIn({ subnet, cidr }: Held): AddressSpace | undefined {
  if (typeof subnet === "string") return { subnet };
  return typeof cidr === "string" ? { cidr } : undefined;
}

/** Spots for an argument that names something, where it is known. */
export function spots(where: Spot extends `${infer W}/${string}` ? W : never, value: unknown): readonly Spot[] {
  return textsIn(value).map((name): Spot => `${where}/${name}`);
}

export const NOTHING_HELD = (): readonly Held[] => [];
export const NOWHERE = (): readonly Spot[] => [];

/** All known texts in a value, however deep. */
export function textsIn(value: unknown): readonly string[] {
  if (isUnknown(value)) return [];
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}
