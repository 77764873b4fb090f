import { compareAddresses } from "./address";
import { placeBlock } from "./block";
import { addressesOf, type Draft, draftOf } from "./draft";
import { orderBlocks, orderSingles } from "./order";
import { placeSingle } from "./single";
import type { Space } from "./space";
import type { Assigned, Exhausted, Strategy, Want } from "./want";

/**
 * Chooses addresses and MACs for a whole set of owners and records them in the space.
 *
 * A function of what the space holds and of the set: neither the order of the wants matters, nor whether the space holds
 * a part of the answer already, because every owner has a fixed list of preferences and owners choose one after the
 * other in a fixed order (serial dictatorship). What is settled is set aside first; then come blocks that settled members
 * anchor, other blocks, single owners. IPv4 is chosen first and IPv6 prefers the same offset. An owner that is refused
 * in one family gets nothing in the other.
 *
 * @returns one answer per want, in the order of the wants
 * @throws  TypeError when two wants have the same owner; nothing is recorded then
 */
export function assign(space: Space, wants: readonly Want[], strategy: Strategy): (Assigned | Exhausted)[] {
  if (new Set(wants.map((want) => want.owner)).size < wants.length)
    throw new TypeError("two wants have the same owner");
  for (const { owner, known = [], fixedMac } of wants) {
    if (fixedMac !== undefined) space.hold(owner, { addresses: known, mac: fixedMac });
    else if (known.length > 0) space.hold(owner, { addresses: known });
  }
  const drafts = wants.map((want) => draftOf(space, want));
  for (const block of orderBlocks(drafts, strategy)) placeBlock(space, block, strategy);
  for (const draft of orderSingles(drafts, strategy)) placeSingle(space, draft, strategy);
  return drafts.map((draft) => answerOf(space, draft));
}

function answerOf(space: Space, draft: Draft): Assigned | Exhausted {
  const { refusal, mac } = draft;
  if (refusal !== undefined) return { ...refusal, ...space.usage(refusal.family) };
  const { known } = draft.want;
  const addresses = addressesOf(draft);
  if (known !== undefined) {
    // More than one known address of a family is possible, and all are part of the answer.
    addresses.push(...known.filter((address) => !addresses.includes(address)));
    addresses.sort(compareAddresses);
  }
  return mac === undefined ? { addresses } : { addresses, mac };
}
