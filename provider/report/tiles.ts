import { type CellState, compareValues, type FamilyMap, type Occupant, type Zone } from "./occupancy";

/** A part of a large map: a block of addresses, or a stretch of blocks in which nothing happens. */
export interface Tile {
  readonly first: bigint;
  readonly last: bigint;
  /** Every state that occurs, with how many addresses have it. */
  readonly counts: ReadonlyMap<CellState, bigint>;
  /** Whether it is a stretch of blocks in which all addresses are alike. */
  readonly isFolded: boolean;
}

/** Maps up to this size are drawn with one cell for each address. */
export const CELL_LIMIT = 1024n;
/** Addresses of a block: a /24, or a /120. */
const BLOCK = 256n;
const MOST_TILES = 1024;

/**
 * Divides a map into aligned blocks in which something happens, and folds the stretches between them.
 *
 * Blocks have 256 addresses, or 16 times as many as often as it takes to get along with 1,024 of them. Up to 256 blocks none is folded.
 */
export function tilesOf(map: FamilyMap): readonly Tile[] {
  for (let size = BLOCK; ; size *= 16n) {
    const tiles = divide(map, size);
    if (tiles.length <= MOST_TILES) return tiles;
  }
}

function divide(map: FamilyMap, size: bigint): readonly Tile[] {
  const [begin, end] = [map.first - (map.first % size), map.last];
  const isSmall = end - begin < size * 256n;
  const blocks = new Set<bigint>();
  const mark = (value: bigint): unknown => blocks.add(value - (value % size));
  if (isSmall) for (let first = begin; first <= end; first += size) blocks.add(first);
  for (const { value } of map.occupants) mark(value);
  const edges = new Set<bigint>();
  for (const { first, last } of map.zones) {
    // A zone that begins or ends inside a block makes that block interesting; at its edge it only ends a stretch.
    for (const edge of [first, last + 1n]) {
      if (edge % size === 0n || edge > end) edges.add(edge);
      else mark(edge);
    }
    if (blocks.size > MOST_TILES) break;
  }
  const tiles: Tile[] = [];
  const slices = new Slices(map);
  const push = (first: bigint, last: bigint, isFolded: boolean): void => {
    const [low, high] = [first < map.first ? map.first : first, last > end ? end : last];
    if (low <= high) tiles.push({ first: low, last: high, counts: slices.count(low, high), isFolded });
  };
  const fold = (first: bigint, last: bigint): void => {
    let from = first;
    for (const edge of [...edges].filter((one) => first < one && one <= last).sort(compareValues)) {
      push(from, edge - 1n, true);
      from = edge;
    }
    push(from, last, true);
  };
  let next = begin;
  for (const first of [...blocks].sort(compareValues)) {
    if (first > next) fold(next, first - 1n);
    push(first, first + size - 1n, false);
    next = first + size;
  }
  if (next <= end) fold(next, end);
  return tiles;
}

/** Counts states in stretches that are asked for in ascending order. */
class Slices {
  readonly #occupants: readonly Occupant[];
  readonly #zones: readonly Zone[];
  #occupant = 0;
  #zone = 0;

  constructor({ occupants, zones }: FamilyMap) {
    this.#occupants = occupants;
    this.#zones = zones;
  }

  count(first: bigint, last: bigint): ReadonlyMap<CellState, bigint> {
    const counts = new Map<CellState, bigint>();
    const add = (state: CellState, by: bigint): void => {
      const sum = (counts.get(state) ?? 0n) + by;
      if (sum > 0n) counts.set(state, sum);
      else counts.delete(state);
    };
    add("free", last - first + 1n);
    while ((this.#zones[this.#zone]?.last ?? last) < first) this.#zone += 1;
    const zones: Zone[] = [];
    for (let i = this.#zone; ; i++) {
      const zone = this.#zones[i];
      if (zone === undefined || zone.first > last) break;
      zones.push(zone);
      const [low, high] = [zone.first > first ? zone.first : first, zone.last < last ? zone.last : last];
      add(zone.state, high - low + 1n);
      add("free", low - high - 1n);
    }
    for (; ; this.#occupant++) {
      const occupant = this.#occupants[this.#occupant];
      if (occupant === undefined || occupant.value > last) break;
      if (occupant.value < first) continue;
      add(occupant.state, 1n);
      add(zones.find((zone) => zone.first <= occupant.value && occupant.value <= zone.last)?.state ?? "free", -1n);
    }
    return counts;
  }
}

/** How many addresses of a whole map are in which state. */
export function countStates(map: FamilyMap): ReadonlyMap<CellState, bigint> {
  return new Slices(map).count(map.first, map.last);
}
