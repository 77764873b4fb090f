import type { Address, Family } from "./address";
import { Bitmap } from "./bitmap";
import type { PlacementHash } from "./hash";
import { PROBES, Probes } from "./probe";
import type { Ranking } from "./ranking";
import type { Vacancies } from "./vacancies";

/**
 * {@link Vacancies} of a set too large to mark: whether an address is taken is asked of the one who knows, and a probe
 * is as good as certain to find a vacant one. For the lowest and highest vacant address there are marks for as much of
 * either end as can be full, made when first asked for.
 */
export class WideVacancies implements Vacancies {
  taken = 0;
  /** The size as a number: exact wherever so many addresses can be taken. */
  private readonly limit: number;
  private readonly ranking: Ranking;
  private readonly sequence: Probes;
  private readonly family: Family;
  private readonly held: { isHeld(address: Address): boolean };
  private bottom: Bitmap = new Bitmap(0);
  private top: Bitmap = new Bitmap(0);

  /** @param held  who knows what is held; must agree with what is taken and vacated */
  constructor(family: Family, ranking: Ranking, held: { isHeld(address: Address): boolean }) {
    this.family = family;
    this.ranking = ranking;
    this.limit = Number(ranking.size);
    this.sequence = new Probes(ranking.size);
    this.held = held;
  }

  has(value: bigint): boolean {
    return this.ranking.rangeOf(value) >= 0;
  }

  take(value: bigint): void {
    this.taken++;
    if (this.isMarked()) this.mark(value, true);
  }

  vacate(value: bigint): void {
    this.taken--;
    if (this.isMarked()) this.mark(value, false);
  }

  isVacant(value: bigint): boolean {
    return this.has(value) && !this.isHeld(value);
  }

  spread(hash: PlacementHash): bigint | undefined {
    if (this.isFull()) return undefined;
    // Nearly always the first probe is vacant: not worth a list of all.
    const start = this.start(hash);
    if (start !== undefined && !this.isHeld(start)) return start;
    let last = 0n;
    for (const value of this.probes(hash, PROBES)) {
      if (!this.isHeld(value)) return value;
      last = value;
    }
    return this.next(last) ?? this.next(0n);
  }

  start(hash: PlacementHash): bigint | undefined {
    const rank = this.sequence.startOf(hash);
    return rank < this.ranking.size ? this.ranking.valueAt(rank) : undefined;
  }

  probes(hash: PlacementHash, count: number): bigint[] {
    const found: bigint[] = [];
    for (const rank of this.sequence.ranks(hash)) {
      if (found.length === count) break;
      found.push(this.ranking.valueAt(rank));
    }
    return found;
  }

  lowest(): bigint | undefined {
    if (this.isFull()) return undefined;
    if (this.bottom.nextClear(0) < 0) this.bottom = this.marksOf((index) => index);
    return this.ranking.valueAt(BigInt(this.bottom.nextClear(0)));
  }

  highest(): bigint | undefined {
    if (this.isFull()) return undefined;
    if (this.top.nextClear(0) < 0) this.top = this.marksOf((index) => this.mirrored(index));
    return this.ranking.valueAt(this.mirrored(BigInt(this.top.nextClear(0))));
  }

  next(value: bigint): bigint | undefined {
    for (let rank = this.ranking.countBelow(value); rank < this.ranking.size; rank++) {
      const candidate = this.ranking.valueAt(rank);
      if (!this.isHeld(candidate)) return candidate;
    }
    return undefined;
  }

  previous(value: bigint): bigint | undefined {
    for (let rank = this.ranking.countBelow(value + 1n) - 1n; rank >= 0n; rank--) {
      const candidate = this.ranking.valueAt(rank);
      if (!this.isHeld(candidate)) return candidate;
    }
    return undefined;
  }

  private isHeld(value: bigint): boolean {
    return this.held.isHeld({ family: this.family, value });
  }

  private isFull(): boolean {
    return this.taken === this.limit;
  }

  private isMarked(): boolean {
    return this.bottom.size > 0 || this.top.size > 0;
  }

  private mark(value: bigint, isTaken: boolean): void {
    const rank = this.ranking.rankOf(value);
    if (rank < this.bottom.size) this.bottom.put(Number(rank), isTaken);
    if (this.mirrored(rank) < this.top.size) this.top.put(Number(this.mirrored(rank)), isTaken);
  }

  /** The same rank counted from the other end. */
  private mirrored(rank: bigint): bigint {
    return this.ranking.size - 1n - rank;
  }

  /** Marks for twice as many ranks as addresses are taken, so that at least one of them is clear for a long time. */
  private marksOf(rankAt: (index: bigint) => bigint): Bitmap {
    const wanted = Math.max(1024, 2 * this.taken);
    const marks = new Bitmap(this.ranking.size < wanted ? Number(this.ranking.size) : wanted);
    for (let i = 0; i < marks.size; i++) {
      if (this.isHeld(this.ranking.valueAt(rankAt(BigInt(i))))) marks.set(i);
    }
    return marks;
  }
}
