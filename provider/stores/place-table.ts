/** Who is at which place, where a place is a subnet with an address, or a subnet with a MAC. */
export interface PlaceTable<T> {
  /** Everybody who is at one of these, each once. */
  at(places: readonly string[]): readonly T[];
  add(one: T, places: readonly string[]): void;
  remove(one: T, places: readonly string[]): void;
}

export function createPlaceTable<T extends object>(): PlaceTable<T> {
  /** A place has one, as a rule: a set for each of 100,000 would cost more than all else. */
  const table = new Map<string, T | Set<T>>();
  const allAt = (place: string): readonly T[] => {
    const there = table.get(place);
    return there instanceof Set ? [...there] : there === undefined ? [] : [there];
  };
  return {
    at: (places) => [...new Set(places.flatMap(allAt))],
    add(one, places) {
      for (const place of places) {
        const there = table.get(place);
        if (there === undefined) table.set(place, one);
        else if (there instanceof Set) there.add(one);
        else if (there !== one) table.set(place, new Set([there, one]));
      }
    },
    remove(one, places) {
      for (const place of places) {
        const there = table.get(place);
        if (there instanceof Set) there.delete(one);
        if (there === one || (there instanceof Set && there.size === 0)) table.delete(place);
      }
    },
  };
}
