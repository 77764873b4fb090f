import { enlarge } from "./enlarge";
import type { SmallRanking } from "./small-ranking";

const FREE = 0;
const ELSEWHERE = -1;

/**
 * The holdings of a small set of addresses, by rank: one owner per address and one address per owner, which is nearly
 * always enough. What has no room here is kept elsewhere, and noted.
 */
export class Shelf {
  readonly ranking: SmallRanking;
  /** By rank, one more than the owner; or that the address is free; or that all who hold it are kept elsewhere. */
  private readonly owners: Int32Array;
  /** By owner, one more than the rank, 0 for none. */
  private ranks: Int32Array = new Int32Array(64);

  constructor(ranking: SmallRanking) {
    this.ranking = ranking;
    this.owners = new Int32Array(ranking.size);
  }

  isHeld(rank: number): boolean {
    return this.owners[rank] !== FREE;
  }

  /** The owner that is kept here, or -1. */
  ownerAt(rank: number): number {
    return Math.max(this.owners[rank] as number, 0) - 1;
  }

  /** The rank that is kept here, or -1. */
  rankOf(owner: number): number {
    return owner < this.ranks.length ? (this.ranks[owner] as number) - 1 : -1;
  }

  /** Keeps the holding if both sides have room; answers whether. */
  put(owner: number, rank: number): boolean {
    if (this.owners[rank] !== FREE || this.rankOf(owner) >= 0) return false;
    this.ranks = enlarge(this.ranks, owner + 1);
    this.ranks[owner] = rank + 1;
    this.owners[rank] = owner + 1;
    return true;
  }

  /** Forgets the holding of an owner that has one here. */
  remove(owner: number): void {
    this.owners[this.rankOf(owner)] = FREE;
    this.ranks[owner] = 0;
  }

  /** Notes of an address that nobody here holds whether somebody elsewhere does. */
  noteElsewhere(rank: number, isHeld: boolean): void {
    this.owners[rank] = isHeld ? ELSEWHERE : FREE;
  }
}
