import { LOW_HALF } from "./address-words";
import { type Block, isAnchored } from "./block";
import { draftOf } from "./draft";
import { type PlacementHash, placementHash } from "./hash";
import type { Space } from "./space";
import type { Strategy, Want } from "./want";

/** Single owners in the order in which they choose: by hash and then text for "spread", by text otherwise. */
export function orderSingles(wants: readonly Want[], strategy: Strategy): Want[] {
  const singles = wants.filter((want) => want.block === undefined);
  return strategy === "spread" ? byHash(singles) : singles.sort(byOwner);
}

/**
 * Blocks in the order in which they choose, each with its members in theirs. Those with nothing to search come first:
 * what they take nobody else could have had, or they are refused.
 */
export function orderBlocks(space: Space, wants: readonly Want[], strategy: Strategy): Block[] {
  const members = new Map<string, Want[]>();
  for (const want of wants) {
    if (want.block === undefined) continue;
    const known = members.get(want.block);
    if (known === undefined) members.set(want.block, [want]);
    else known.push(want);
  }
  const blocks = Array.from(members, ([name, wants]) => ({
    name,
    hash: placementHash(name),
    members: wants
      .sort((a, b) => (a.blockOrder ?? 0) - (b.blockOrder ?? 0) || byOwner(a, b))
      .map((want) => draftOf(space, want)),
  }));
  return blocks.sort(
    (a, b) =>
      Number(isAnchored(b)) - Number(isAnchored(a)) ||
      (strategy === "spread" && compareHashes(a.hash, b.hash)) ||
      compareTexts(a.name, b.name),
  );
}

/**
 * Sorted as numbers made of the upper hash word and the position, a tenth of the time that comparing wants takes; few
 * are left that only the lower word or the text can tell apart.
 */
function byHash(wants: readonly Want[]): Want[] {
  const keys = new BigUint64Array(wants.length);
  const halves = new Uint32Array(keys.buffer);
  for (let i = 0; i < wants.length; i++) {
    halves[2 * i + LOW_HALF] = i;
    halves[2 * i + 1 - LOW_HALF] = placementHash((wants[i] as Want).owner).high;
  }
  keys.sort();
  const high = (i: number): number => halves[2 * i + 1 - LOW_HALF] as number;
  const sorted = Array.from(wants, (_, i) => wants[halves[2 * i + LOW_HALF] as number] as Want);
  for (let from = 0, to = 1; from < sorted.length; from = to++) {
    while (to < sorted.length && high(to) === high(from)) to++;
    if (to - from === 1) continue;
    const alike = sorted.slice(from, to).sort(byLowAndOwner);
    sorted.splice(from, alike.length, ...alike);
  }
  return sorted;
}

function byLowAndOwner(a: Want, b: Want): number {
  return compareHashes(placementHash(a.owner), placementHash(b.owner)) || byOwner(a, b);
}

function compareHashes(a: PlacementHash, b: PlacementHash): number {
  return (a.high >>> 0) - (b.high >>> 0) || (a.low >>> 0) - (b.low >>> 0);
}

function byOwner(a: Want, b: Want): number {
  return compareTexts(a.owner, b.owner);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
