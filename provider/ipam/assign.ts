import { compareAddresses } from "./address";
import { placeBlock } from "./block";
import { addressesOf, type Draft, draftOf } from "./draft";
import { orderBlocks, orderSingles } from "./order";
import { passedOver, placeSingle } from "./single";
import type { Space } from "./space";
import type { Assigned, Exhausted, Strategy, Want } from "./want";

const PASSED_OVER_LIMIT = 8;

/**
 * Chooses addresses and MACs for a whole set of owners and records them in the space.
 *
 * A function of what the space holds and of the set: neither the order of the wants matters, nor whether the space holds
 * a part of the answer already, because every owner has a fixed list of preferences and owners choose one after the
 * other in a fixed order (serial dictatorship). What is settled is set aside first; then come blocks that settled members
 * anchor, other blocks, single owners. IPv4 is chosen first and IPv6 prefers the same offset. An owner that is refused
 * in one family gets nothing in the other.
 *
 * @returns one answer per owner, in the order of the wants
 * @throws  TypeError when two wants have the same owner
 */
export function assign(
  space: Space,
  wants: readonly Want[],
  strategy: Strategy,
): ReadonlyMap<string, Assigned | Exhausted> {
  for (const { owner, known = [], fixedMac } of wants) {
    space.hold(owner, fixedMac === undefined ? { addresses: known } : { addresses: known, mac: fixedMac });
  }
  const drafts = wants.map((want) => draftOf(space, want));
  for (const block of orderBlocks(drafts, strategy)) placeBlock(space, block, strategy);
  for (const draft of orderSingles(drafts, strategy)) placeSingle(space, draft, strategy);
  const answers = new Map<string, Assigned | Exhausted>();
  for (const draft of drafts) answers.set(draft.want.owner, answerOf(space, draft, strategy));
  if (answers.size < wants.length) throw new TypeError("two wants have the same owner");
  return answers;
}

function answerOf(space: Space, draft: Draft, strategy: Strategy): Assigned | Exhausted {
  const { want, refusal } = draft;
  if (refusal !== undefined) return { ...refusal, ...space.usage(refusal.family) };
  const found = addressesOf(draft);
  // More than one known address of a family is possible, and all are part of the answer.
  const more = want.known?.filter((address) => !found.includes(address)) ?? [];
  const addresses = more.length === 0 ? found : [...found, ...more].sort(compareAddresses);
  const passed = strategy === "spread" ? passedOver(space, draft, PASSED_OVER_LIMIT) : [];
  const mac = want.mac || want.fixedMac !== undefined ? space.macOf(want.owner) : undefined;
  return mac === undefined ? { addresses, passedOver: passed } : { addresses, mac, passedOver: passed };
}
