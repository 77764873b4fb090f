import type { Address } from "../../ipam";
import { type AddressSpace, addressKey } from "../terms/address-space";
import { makerOf, type Stamp } from "./identity";
import type { Holder, LiveReservation, Snapshot } from "./snapshot";

/** An object that stands without an owner. */
export type GivenUpObject = Stamp &
  AddressSpace & {
    readonly kind: LiveReservation["kind"] | "Subnet";
    readonly name: string;
    /** Empty for a Subnet. */
    readonly addresses: readonly Address[];
  };

/** What becomes of an object that was given up. */
type Fate =
  /** The cluster shows that nothing uses it: the next update removes its file, and what applies the files prunes it. */
  | { readonly is: "removable" }
  | { readonly is: "used"; readonly by: Holder }
  /** No export tells what the cluster has. */
  | { readonly is: "unread" }
  /** The cluster does not list it: what applies the files may still be on its way. */
  | { readonly is: "unlisted" }
  /** The cluster lists it as it was before it was given up. */
  | { readonly is: "unapplied" }
  /** Its file is gone, and a cluster lists it: it was not pruned yet, or never will be. */
  | { readonly is: "standing"; readonly listedIn: string };

/** An object that was given up. */
export interface LeftBehind {
  readonly object: GivenUpObject;
  /** Where in which program the resource stood. */
  readonly by: string;
}

export interface GivenUp extends LeftBehind {
  readonly fate: Fate;
}

/**
 * The objects of a directory that were given up: reservations, which hold their addresses all the same, and the Subnets that
 * they are in. In the order of their names.
 */
export function givenUpIn(snapshot: Snapshot): readonly GivenUp[] {
  if (snapshot.delivery === undefined) return [];
  const reservations = [...snapshot.reservations.values()].filter(isLeft);
  const users = usersOf(snapshot, reservations);
  const byObject = new Map<GivenUpObject, LiveReservation>(reservations.map((live) => [live, live]));
  return leftBehindIn(snapshot).map((left) => {
    const live = byObject.get(left.object);
    const fate =
      live === undefined ? fateOfSubnet(snapshot, left.object.name) : fateOf(snapshot, live, users.get(live.key));
    return { ...left, fate };
  });
}

/** The same objects of a directory or a cluster, which alone does not say what becomes of them. */
export function leftBehindIn({ reservations, subnets }: Snapshot): readonly LeftBehind[] {
  const left: readonly GivenUpObject[] = [
    ...[...reservations.values()].filter(isLeft),
    ...[...subnets.values()].filter(isLeft).map(({ name, leftBy, leftAt }) => {
      return { kind: "Subnet", name, subnet: name, addresses: [], leftBy, leftAt } as const;
    }),
  ];
  return left
    .map((object) => ({ object, by: object.leftBy ?? "" }))
    .sort((a, b) => (idOf(a.object) < idOf(b.object) ? -1 : 1));
}

function isLeft(stamp: Stamp): boolean {
  return stamp.leftBy !== undefined && makerOf(stamp) === undefined;
}

/** Seen as given up at the same time, so that what was seen is not from before it was taken up in between. */
function fateOf({ delivery }: Snapshot, live: LiveReservation, user: Holder | undefined): Fate {
  if (user !== undefined) return { is: "used", by: user };
  if (live.listedIn !== undefined) return { is: "standing", listedIn: live.listedIn };
  const listed = delivery?.listed.get(idOf(live));
  if (listed === undefined) return { is: delivery?.exports.length === 0 ? "unread" : "unlisted" };
  const isApplied = isLeft(listed) && listed.leftBy === live.leftBy && listed.leftAt === live.leftAt;
  return { is: isApplied ? "removable" : "unapplied" };
}

function fateOfSubnet({ holdings }: Snapshot, name: string): Fate {
  const user = holdings.find(({ subnet }) => subnet === name)?.holder;
  return user === undefined ? { is: "removable" } : { is: "used", by: user };
}

/** Who else has the addresses of reservations, by their keys: the pod on an IP's port, a pod that goes by a Vip. */
function usersOf(
  { holdings, pairPods }: Snapshot,
  reservations: readonly LiveReservation[],
): ReadonlyMap<string, Holder> {
  const wanted = new Map<string, LiveReservation>();
  for (const live of reservations) for (const address of live.addresses) wanted.set(addressKey(live, address), live);
  const users = new Map<string, Holder>();
  for (const holding of wanted.size === 0 ? [] : holdings) {
    const { key, addresses, holder } = holding;
    for (const address of addresses) {
      const live = wanted.get(addressKey(holding, address));
      if (live !== undefined && (key !== live.key || holder.kind === "Pod")) users.set(live.key, holder);
    }
  }
  const vips = new Set(reservations.filter(({ kind }) => kind === "Vip").map(({ name }) => name));
  for (const { vips: asked, ports, namespace } of pairPods) {
    for (const vip of asked)
      if (vips.has(vip)) users.set(`Vip/${vip}`, { kind: "port", name: ports[0]?.name ?? namespace });
  }
  return users;
}

function idOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}/${name}`;
}
