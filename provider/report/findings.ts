import { type Address, printAddress } from "../ipam";
import {
  type AddressSpace,
  addressKey,
  type Holding,
  holderName,
  isGuestOf,
  judgeDeclared,
  LiveContext,
  PLACE_RULES,
  type Snapshot,
  sentenceOf,
  spaceOf,
  spiderHolders,
} from "../plan";
import { type Change, compareTexts, type Snapshots } from "./changes";
import { holdingKey } from "./entries";
import type { RunResource } from "./pulumi-run";

/** A planned address that someone else has by now. */
export interface Taken {
  readonly change: Change;
  readonly space: AddressSpace;
  readonly address: Address;
  /** In words. */
  readonly holder: string;
}

/** A Subnet that the run deletes although it is still in use: Kube-OVN never lets it go then. */
export interface HeldDeletion {
  readonly store: string;
  readonly subnet: string;
  /** In words, the first few in the order of their addresses. */
  readonly holders: readonly string[];
  readonly count: number;
}

const LISTED_HOLDERS = 5;

/** The planned addresses that the snapshot gives to someone else; those that are shared intentionally are omitted. */
export function takenIn(changes: readonly Change[], snapshots: Snapshots): readonly Taken[] {
  const at = new Map<string, Holding[]>();
  for (const [store, { holdings }] of snapshots) {
    for (const holding of holdings) {
      for (const address of holding.addresses) {
        const key = placeKey(store, holding, address);
        at.set(key, [...(at.get(key) ?? []), holding]);
      }
    }
  }
  const spider = new Map([...snapshots].map(([store, snapshot]) => [store, spiderHolders(snapshot.spider)]));
  return changes.flatMap((change) => {
    const { after, entry } = change;
    if (after === undefined) return [];
    return after.addresses.flatMap((address) => {
      const others = at.get(placeKey(entry.store, after, address)) ?? [];
      const other =
        after.cidr === undefined
          ? others.find((holding) => !isOwn(holding, change))?.holder
          : spider.get(entry.store)?.(after.cidr, address, entry.object.name);
      if (other === undefined || (other.owner !== undefined && other.owner === entry.owner)) return [];
      return [{ change, space: spaceOf(after), address, holder: holderName(other) }];
    });
  });
}

function isOwn(holding: Holding, { entry }: Change): boolean {
  const { owner } = holding.holder;
  if (owner !== undefined && owner === entry.owner) return true;
  const key = holdingKey(entry.object);
  return holding.key === key || isGuestOf(holding, { key });
}

/** A planned address, or a place, that a rule forbids by now: the Subnet is another than the plan's. */
export interface Broken {
  readonly change: Change;
  /** What is the matter and the way out, in words. */
  readonly text: string;
}

/**
 * The planned addresses that Subnets do not give, by the rules that a preview goes by.
 *
 * @param snapshots  by store, with the Subnets as the run leaves them
 */
export function brokenIn(changes: readonly Change[], snapshots: Snapshots): readonly Broken[] {
  const arounds = new Map([...snapshots].map(([store, snapshot]) => [store, new LiveContext(snapshot)]));
  return changes.flatMap((change) => {
    const { after, before, entry } = change;
    const around = arounds.get(entry.store);
    const { kind } = entry.object;
    if (after === undefined || around === undefined) return [];
    const subnet = after.subnet === undefined ? undefined : around.subnet(after.subnet);
    if (typeof subnet !== "object") return [];
    const why = before === undefined ? around.whyRefused(subnet.name) : undefined;
    return [
      ...(why === undefined ? [] : [sentenceOf(why.code, why.facts, "declared")]),
      ...after.addresses.flatMap((address) =>
        judgeDeclared(PLACE_RULES, { kind, address, subnet, allowExcluded: true }, around).map(({ code, facts }) =>
          sentenceOf(code, facts, "declared"),
        ),
      ),
    ].map((text) => ({ change, text }));
  });
}

/**
 * Subnets that go while someone uses them.
 *
 * @param outcome  by store, what is left after the run's own releases
 */
export function heldDeletions(
  resources: readonly (RunResource & { readonly store: string })[],
  outcome: ReadonlyMap<string, Snapshot>,
): readonly HeldDeletion[] {
  return resources
    .filter(({ kind, operation }) => kind === "Subnet" && operation === "delete")
    .flatMap(({ store, before, name }) => {
      const subnet = typeof before?.name === "string" ? before.name : name;
      // What was given up goes before the Subnet, which stands as long.
      const holders = (outcome.get(store)?.holdings ?? []).filter(
        (holding) => holding.subnet === subnet && holding.holder.givenUpBy === undefined,
      );
      if (holders.length === 0 || before?.adopt === true) return [];
      const listed = holders
        .flatMap((holding) => holding.addresses.slice(0, 1).map((address) => ({ address, holding })))
        .slice(0, LISTED_HOLDERS)
        .map(({ address, holding }) => `${holderName(holding.holder)} at ${printAddress(address)}`);
      return [{ store, subnet, holders: listed, count: holders.length }];
    })
    .sort((a, b) => compareTexts(a.subnet, b.subnet));
}

function placeKey(store: string, space: AddressSpace, address: Address): string {
  return `${store} ${addressKey(space, address)}`;
}
