import { CELL_STATES, type CellState, compareValues, type FamilyMap, type Occupant, type Zone } from "./occupancy";

/** A row of a large map: a block of addresses, or a stretch of blocks in which all addresses are alike. */
export interface Block {
  readonly first: bigint;
  readonly last: bigint;
  /** Every state that occurs, with how many addresses have it. */
  readonly counts: ReadonlyMap<CellState, bigint>;
  readonly isFolded: boolean;
}

/** Consecutive columns of a block that are in one state. */
export interface Run {
  readonly column: number;
  readonly length: number;
  readonly state: CellState;
}

/** Maps up to this size are drawn with one cell for each address. */
export const CELL_LIMIT = 1024n;
/** A block is drawn in so many columns; the smallest, a /24 or a /120, has as many addresses. */
export const BLOCK_COLUMNS = 256;
const MOST_BLOCKS = 1024;

/**
 * Divides a map into aligned blocks in which something happens, and folds the stretches between them.
 *
 * Blocks have 256 addresses, or 16 times as many as often as it takes to get along with 1,024 of them.
 */
export function blocksOf(map: FamilyMap): readonly Block[] {
  for (let size = BigInt(BLOCK_COLUMNS); ; size *= 16n) {
    const blocks = divide(map, size);
    if (blocks.length <= MOST_BLOCKS) return blocks;
  }
}

/**
 * The columns of a stretch of addresses, equal ones together.
 *
 * A column that stands for several addresses shows the first state in the order of {@link CELL_STATES} that someone's
 * address has, or the state of its first address where nobody has one.
 */
export function runsOf(map: FamilyMap, first: bigint, last: bigint): readonly Run[] {
  const size = (last - first) / BigInt(BLOCK_COLUMNS) + 1n;
  const runs: Run[] = [];
  let [occupant, zone] = [lowerBound(map.occupants, first), 0];
  for (let column = 0; column < BLOCK_COLUMNS; column++) {
    const from = first + BigInt(column) * size;
    if (from > last) break;
    while ((map.zones[zone]?.last ?? from) < from) zone += 1;
    const { first: begin = from + 1n, state: around = "free" } = map.zones[zone] ?? {};
    let state = begin <= from ? around : "free";
    let rank: number = CELL_STATES.length;
    for (; ; occupant++) {
      const one = map.occupants[occupant];
      if (one === undefined || one.value >= from + size || one.value > last) break;
      const its = CELL_STATES.indexOf(one.state);
      if (its < rank) [state, rank] = [one.state, its];
    }
    const run = runs.at(-1);
    if (run?.state === state) runs[runs.length - 1] = { ...run, length: run.length + 1 };
    else runs.push({ column, length: 1, state });
  }
  return runs;
}

function lowerBound(occupants: readonly Occupant[], value: bigint): number {
  let [low, high] = [0, occupants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((occupants[middle]?.value ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function divide(map: FamilyMap, size: bigint): readonly Block[] {
  const [begin, end] = [map.first - (map.first % size), map.last];
  const blocks = new Set<bigint>();
  const mark = (value: bigint): unknown => blocks.add(value - (value % size));
  for (const { value } of map.occupants) mark(value);
  const edges = new Set<bigint>();
  for (const { first, last } of map.zones) {
    // A zone that begins or ends inside a block makes that block interesting; at its edge it only ends a stretch.
    for (const edge of [first, last + 1n]) {
      if (edge % size === 0n || edge > end) edges.add(edge);
      else mark(edge);
    }
    if (blocks.size > MOST_BLOCKS) break;
  }
  const rows: Block[] = [];
  const slices = new Slices(map);
  const push = (first: bigint, last: bigint, isFolded: boolean): void => {
    const [low, high] = [first < map.first ? map.first : first, last > end ? end : last];
    if (low <= high) rows.push({ first: low, last: high, counts: slices.count(low, high), isFolded });
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
  return rows;
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
