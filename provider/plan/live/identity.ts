import { placementHash, printWord } from "../../ipam";

/**
 * Who declares a resource. The text forms of all fields are frozen: they stand on objects and in states.
 *
 * A reader of an object compares it with {@link isMine}, {@link mayTake} or {@link isMadeBy} and with nothing else; the
 * cases are in docs/explanation/one-owner-per-address.md.
 */
export interface Declarer {
  /** Owner key: `organization/project/stack/type/name`, or `key/<argument key>`, which may move between resources. */
  readonly owner: string;
  /** The place in the program, in the form of an owner key. Default: `owner`, which is that place unless a key was chosen. */
  readonly declaredBy?: string | undefined;
  /** Owner keys and places that this resource had before: from its state, and from its aliases. Default: none. */
  readonly former?: readonly string[] | undefined;
  /** The claim that its state knows. Default: the first one of its place. */
  readonly claim?: string | undefined;
  /** A state knows the resource: an object with its key that it did not make has been taken over. Default: false. */
  readonly hasState?: boolean | undefined;
}

/** What an object says of who made it: the declarer as of the last write, in annotations. */
export interface Stamp {
  readonly owner?: string | undefined;
  readonly declaredBy?: string | undefined;
  readonly claim?: string | undefined;
  /** Declarer that gave the object up, which stands until nothing uses it. */
  readonly leftBy?: string | undefined;
  /** When it was given up, as RFC 3339 text: tells one time from the next. */
  readonly leftAt?: string | undefined;
  /** Someone is deleting it. */
  readonly isLeaving?: true | undefined;
}

/**
 * The mark of a declarer's first create: 16 hexadecimal digits that follow from its place in the program, so that every
 * rendering of a program writes the same.
 */
export function claimOf(place: string): string {
  const { high, low } = placementHash(place);
  return printWord(high) + printWord(low);
}

/** The mark of the create that takes the place of an earlier one. */
export function nextClaim(claim: string): string {
  return claimOf(`after/${claim}`);
}

/** The mark that a declarer writes and looks for. */
export function claimFor(declarer: Declarer): string {
  return declarer.claim ?? claimOf(placeOf(declarer));
}

/** Where in which program a resource stands. */
export function placeOf({ owner, declaredBy }: Declarer): string {
  return declaredBy ?? owner;
}

/** Where it stands, and where its state and its aliases say that it stood. */
export function placesOf(declarer: Declarer): readonly string[] {
  return [placeOf(declarer), ...(declarer.former ?? [])];
}

/** Where in which program the resource stands that made an object; undefined for an object that none of ours made. */
export function makerOf({ owner, declaredBy }: Stamp): string | undefined {
  return declaredBy ?? owner;
}

/**
 * Is this holder me? True for an object that this resource made, in this run or an earlier one, under today's place in the
 * program or one that it had before. The object's name is the caller's to compare: an owner key can outlive an object.
 */
export function isMine(stamp: Stamp, declarer: Declarer): boolean {
  const maker = makerOf(stamp);
  const places = placesOf(declarer);
  if (maker === undefined) return stamp.leftBy !== undefined && places.includes(stamp.leftBy);
  return places.includes(maker) || (stamp.claim === claimFor(declarer) && stamp.owner === declarer.owner);
}

/** Whether a resource may go on with an object: one of its own, or, while no state knows it, one whose key has moved to it. */
export function mayTake(stamp: Stamp, declarer: Declarer): boolean {
  const hasMoved = declarer.hasState !== true && stamp.owner !== undefined && stamp.owner === declarer.owner;
  return hasMoved || isMine(stamp, declarer);
}

/** True for an object as the state knows it, so that it may be deleted: not one that a later create took over. */
export function isMadeBy({ owner, claim }: Stamp, declarer: Declarer): boolean {
  return owner === declarer.owner && claim === claimFor(declarer);
}

/** The declarer that inputs and outputs name. */
export function declarerOf({ owner, declaredBy, claim }: Readonly<Record<string, unknown>>): Declarer {
  const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
  return { owner: text(owner) ?? "", declaredBy: text(declaredBy), claim: text(claim) };
}

/** The declarer after a change of its identity, in whose eyes what it made under the earlier one is still its own. */
export function succeed(declarer: Declarer, before: Declarer): Declarer {
  const earlier = [before.owner, placeOf(before)].filter((one) => one !== "" && one !== placeOf(declarer));
  const former = [...new Set([...(declarer.former ?? []), ...earlier])];
  return { ...declarer, claim: claimFor(before), hasState: true, ...(former.length === 0 ? {} : { former }) };
}

/** What inputs say of their declarer; what follows from the owner key is omitted. */
export function identityInputs(declarer: Declarer): Record<string, string | undefined> {
  const { owner, claim } = declarer;
  const place = placeOf(declarer);
  const isFirst = claim === undefined || claim === claimOf(place);
  return { owner, declaredBy: place === owner ? undefined : place, claim: isFirst ? undefined : claim };
}

/** Whether an owner key was chosen by the program, as against one that follows from a place. */
export function hasChosenKey(owner: string): boolean {
  return owner.startsWith("key/");
}

/** Owner key of one member of a set: stays with the workload when the list around it changes. */
export function memberOwner(owner: string, namespace: string, podName: string): string {
  return `${owner}#${namespace}/${podName}`;
}

/** Owner key of the resource behind an owner text: the set's for a member of one. */
export function baseOwner(owner: string): string {
  const hash = owner.indexOf("#");
  return hash < 0 ? owner : owner.slice(0, hash);
}

/** One member of a set as a declarer; its claim is the set's. */
export function memberDeclarer(set: Declarer, namespace: string, podName: string): Declarer {
  const of = (owner: string): string => memberOwner(owner, namespace, podName);
  return {
    owner: of(set.owner),
    declaredBy: set.declaredBy === undefined ? undefined : of(set.declaredBy),
    former: set.former?.map(of),
    claim: claimFor(set),
    hasState: set.hasState,
  };
}
