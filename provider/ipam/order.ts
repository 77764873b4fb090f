import { LOW_HALF } from "./address-words";
import { type Block, isAnchored } from "./block";
import type { Draft } from "./draft";
import { type PlacementHash, placementHash } from "./hash";
import type { Strategy } from "./want";

/** Single owners in the order in which they choose: by hash and then text for "spread", by text otherwise. */
export function orderSingles(drafts: readonly Draft[], strategy: Strategy): Draft[] {
  const singles = drafts.filter((draft) => draft.want.block === undefined);
  return strategy === "spread" ? byHash(singles) : singles.sort(byOwner);
}

/**
 * Blocks in the order in which they choose, each with its members in theirs. Those with nothing to search come first:
 * what they take nobody else could have had, or they are refused.
 */
export function orderBlocks(drafts: readonly Draft[], strategy: Strategy): Block[] {
  const byName = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const { block } = draft.want;
    if (block === undefined) continue;
    const known = byName.get(block);
    if (known === undefined) byName.set(block, [draft]);
    else known.push(draft);
  }
  const blocks = Array.from(byName, ([name, members]) => ({
    name,
    hash: placementHash(name),
    members: members.sort((a, b) => (a.want.blockOrder ?? 0) - (b.want.blockOrder ?? 0) || byOwner(a, b)),
  }));
  return blocks.sort(
    (a, b) =>
      Number(isAnchored(b)) - Number(isAnchored(a)) ||
      (strategy === "spread" && compareHashes(a.hash, b.hash)) ||
      compareTexts(a.name, b.name),
  );
}

/**
 * Sorted as numbers made of the upper hash word and the position, a tenth of the time that comparing drafts takes; few
 * are left that only the lower word or the text can tell apart.
 */
function byHash(drafts: readonly Draft[]): Draft[] {
  const keys = new BigUint64Array(drafts.length);
  const halves = new Uint32Array(keys.buffer);
  for (let i = 0; i < drafts.length; i++) {
    halves[2 * i + LOW_HALF] = i;
    halves[2 * i + 1 - LOW_HALF] = (drafts[i] as Draft).hash.high;
  }
  keys.sort();
  const high = (i: number): number => halves[2 * i + 1 - LOW_HALF] as number;
  const sorted = Array.from(drafts, (_, i) => drafts[halves[2 * i + LOW_HALF] as number] as Draft);
  for (let from = 0, to = 1; from < sorted.length; from = to++) {
    while (to < sorted.length && high(to) === high(from)) to++;
    if (to - from === 1) continue;
    const alike = sorted.slice(from, to).sort(byLowAndOwner);
    sorted.splice(from, alike.length, ...alike);
  }
  return sorted;
}

function byLowAndOwner(a: Draft, b: Draft): number {
  return compareHashes(a.hash, b.hash) || byOwner(a, b);
}

function compareHashes(a: PlacementHash, b: PlacementHash): number {
  return (a.high >>> 0) - (b.high >>> 0) || (a.low >>> 0) - (b.low >>> 0);
}

function byOwner(a: Draft, b: Draft): number {
  return compareTexts(a.want.owner, b.want.owner);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
