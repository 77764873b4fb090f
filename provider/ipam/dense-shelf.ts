import { Rows } from "./rows";
import type { Shelf } from "./shelf";
import type { SmallRanking } from "./small-ranking";

/** The {@link Shelf} of a set small enough for one entry per address: it has room for every address of the set. */
export class DenseShelf implements Shelf {
  private readonly ranking: SmallRanking;
  /** By rank, one more than the owner, 0 for none. */
  private readonly owners: Int32Array;
  /** By owner, one more than the rank, 0 for none. */
  private readonly ranks: Rows = new Rows(1);

  constructor(ranking: SmallRanking) {
    this.ranking = ranking;
    this.owners = new Int32Array(ranking.size);
  }

  put(owner: number, value: bigint): boolean {
    const rank = this.ranking.rankOf(value);
    if (rank < 0 || this.rankOf(owner) >= 0) return false;
    this.ranks.ensureBlockOf(owner)[this.ranks.at(owner)] = rank + 1;
    this.owners[rank] = owner + 1;
    return true;
  }

  ownerOf(value: bigint): number {
    const rank = this.ranking.rankOf(value);
    return rank < 0 ? -1 : (this.owners[rank] as number) - 1;
  }

  valueOf(owner: number): bigint | undefined {
    const rank = this.rankOf(owner);
    return rank < 0 ? undefined : this.ranking.valueAt(rank);
  }

  remove(owner: number): void {
    const rank = this.rankOf(owner);
    if (rank < 0) return;
    this.owners[rank] = 0;
    this.ranks.ensureBlockOf(owner)[this.ranks.at(owner)] = 0;
  }

  private rankOf(owner: number): number {
    const block = this.ranks.blockOf(owner);
    return block === undefined ? -1 : (block[this.ranks.at(owner)] as number) - 1;
  }
}
