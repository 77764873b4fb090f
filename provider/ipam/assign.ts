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
 * @returns one answer per owner
 * @throws  TypeError when two wants have the same owner
 */
export function assign(
  space: Space,
  wants: readonly Want[],
  strategy: Strategy,
): ReadonlyMap<string, Assigned | Exhausted> {
  for (const { owner, known = [], fixedMac } of wants) {
    if (fixedMac !== undefined) space.hold(owner, { addresses: known, mac: fixedMac });
    else if (known.length > 0) space.hold(owner, { addresses: known });
  }
  const answers = new Map<string, Assigned | Exhausted>();
  const refused: Draft[] = [];
  const conclude = (draft: Draft): void => {
    if (draft.refusal !== undefined) refused.push(draft);
    else answers.set(draft.want.owner, assignedOf(space, draft));
  };
  for (const block of orderBlocks(space, wants, strategy)) {
    placeBlock(space, block, strategy);
    block.members.forEach(conclude);
  }
  for (const want of orderSingles(wants, strategy)) {
    const draft = draftOf(space, want);
    placeSingle(space, draft, strategy);
    conclude(draft);
  }
  for (const { want, refusal } of refused) {
    if (refusal !== undefined) answers.set(want.owner, { ...refusal, ...space.usage(refusal.family) });
  }
  if (answers.size < wants.length) throw new TypeError("two wants have the same owner");
  return answers;
}

function assignedOf(space: Space, draft: Draft): Assigned {
  const { owner, known, mac: wantsMac, fixedMac } = draft.want;
  const addresses = addressesOf(draft);
  if (known !== undefined) {
    // More than one known address of a family is possible, and all are part of the answer.
    addresses.push(...known.filter((address) => !addresses.includes(address)));
    addresses.sort(compareAddresses);
  }
  const mac = wantsMac || fixedMac !== undefined ? space.macOf(owner) : undefined;
  return mac === undefined ? { addresses } : { addresses, mac };
}
