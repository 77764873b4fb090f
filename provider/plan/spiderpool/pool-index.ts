import type { Range } from "../../ipam";

interface Entry {
  readonly first: bigint;
  readonly last: bigint;
  readonly pool: string;
  /** The largest `last` of this entry and those before it. */
  readonly reach: bigint;
}

/** Finds the pools that share addresses with a range, without looking at every pool. */
export class PoolIndex {
  readonly #entries: readonly Entry[];

  constructor(pools: Iterable<{ readonly name: string; readonly content: { readonly ranges: readonly Range[] } }>) {
    const sorted = [...pools]
      .flatMap(({ name, content }) => content.ranges.map(({ first, last }) => ({ first, last, pool: name })))
      .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    let reach = -1n;
    this.#entries = sorted.map((entry) => {
      if (entry.last > reach) reach = entry.last;
      return { ...entry, reach };
    });
  }

  /** Names of pools that have an address of the range, each one once. */
  poolsIn({ first, last }: Range): readonly string[] {
    const found = new Set<string>();
    for (let i = this.#countUpTo(last) - 1; i >= 0; i--) {
      const entry = this.#entries[i];
      if (entry === undefined || entry.reach < first) break;
      if (entry.last >= first) found.add(entry.pool);
    }
    return [...found];
  }

  /** How many entries begin at or before an address. */
  #countUpTo(value: bigint): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle] as Entry).first <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
