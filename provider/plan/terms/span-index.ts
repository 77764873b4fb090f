import type { Range } from "../../ipam";

interface Entry {
  readonly first: bigint;
  readonly last: bigint;
  readonly name: string;
  /** The largest `last` of this entry and those before it. */
  readonly reach: bigint;
}

/** Named sets of addresses of one family: finds those that share addresses with a range, without looking at every one. */
export class SpanIndex {
  readonly #entries: readonly Entry[];

  constructor(sets: Iterable<readonly [name: string, set: { readonly ranges: readonly Range[] }]>) {
    const sorted = [...sets]
      .flatMap(([name, { ranges }]) => ranges.map(({ first, last }) => ({ first, last, name })))
      .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    let reach = -1n;
    this.#entries = sorted.map((entry) => {
      if (entry.last > reach) reach = entry.last;
      return { ...entry, reach };
    });
  }

  /** Names of the sets that have an address of the range, each one once. */
  namesIn({ first, last }: Range): readonly string[] {
    const found = new Set<string>();
    for (let i = this.#countUpTo(last) - 1; i >= 0; i--) {
      const entry = this.#entries[i];
      if (entry === undefined || entry.reach < first) break;
      if (entry.last >= first) found.add(entry.name);
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
