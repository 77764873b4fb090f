import { Bitmap } from "./bitmap";
import type { PlacementHash } from "./hash";
import { PROBES, startWord, strideWord } from "./probe";
import type { SmallRanking } from "./small-ranking";
import type { Vacancies } from "./vacancies";

/**
 * {@link Vacancies} of a set small enough for one mark per address. Of the numbers of a probe sequence no more than the
 * lowest word counts.
 */
export class DenseVacancies implements Vacancies {
  taken = 0;
  private readonly ranking: SmallRanking;
  private readonly marks: Bitmap;
  /** One less than the smallest power of two that is the size or more. */
  private readonly mask: number;

  constructor(ranking: SmallRanking) {
    this.ranking = ranking;
    this.marks = new Bitmap(ranking.size);
    this.mask = ranking.size < 2 ? 0 : 2 ** (32 - Math.clz32(ranking.size - 1)) - 1;
  }

  has(value: bigint): boolean {
    return this.ranking.rankOf(value) >= 0;
  }

  take(value: bigint): void {
    this.marks.set(this.ranking.rankOf(value));
    this.taken++;
  }

  vacate(value: bigint): void {
    this.marks.clear(this.ranking.rankOf(value));
    this.taken--;
  }

  isVacant(value: bigint): boolean {
    return this.has(value) && !this.marks.has(this.ranking.rankOf(value));
  }

  spread(hash: PlacementHash): bigint | undefined {
    const { marks, mask } = this;
    if (this.taken === marks.size) return undefined;
    const stride = strideWord(hash, 0);
    let at = startWord(hash, 0) & mask;
    let rank = 0;
    for (let probes = 0; probes < PROBES; at = (at + stride) & mask) {
      if (at >= marks.size) continue;
      if (!marks.has(at)) return this.valueAt(at);
      rank = at;
      probes++;
    }
    const above = marks.nextClear(rank);
    return this.valueAt(above < 0 ? marks.nextClear(0) : above);
  }

  start(hash: PlacementHash): bigint | undefined {
    const rank = startWord(hash, 0) & this.mask;
    return rank < this.ranking.size ? this.ranking.valueAt(rank) : undefined;
  }

  probes(hash: PlacementHash, count: number): bigint[] {
    const { ranking, mask } = this;
    const found: bigint[] = [];
    const wanted = Math.min(count, PROBES, ranking.size);
    const stride = strideWord(hash, 0);
    for (let at = startWord(hash, 0) & mask; found.length < wanted; at = (at + stride) & mask) {
      if (at < ranking.size) found.push(ranking.valueAt(at));
    }
    return found;
  }

  lowest(): bigint | undefined {
    return this.valueAt(this.marks.nextClear(0));
  }

  highest(): bigint | undefined {
    return this.valueAt(this.marks.previousClear(this.marks.size - 1));
  }

  next(value: bigint): bigint | undefined {
    return this.valueAt(this.marks.nextClear(this.ranking.countBelow(value)));
  }

  previous(value: bigint): bigint | undefined {
    return this.valueAt(this.marks.previousClear(this.ranking.countBelow(value + 1n) - 1));
  }

  private valueAt(rank: number): bigint | undefined {
    return rank < 0 ? undefined : this.ranking.valueAt(rank);
  }
}
