import type { Vacancies } from "./vacancies";

/**
 * The automatic addresses of one family of a subnet: which are taken, and for the usual ones by whom. Usual is one owner
 * per address and one address per owner; a side says itself which of those it has room for, and {@link Holdings} has the
 * others.
 */
export interface Side extends Vacancies {
  /** Of an address of the set that is not taken. */
  take(value: bigint): void;
  /** Of an address of the set that is taken. */
  vacate(value: bigint): void;
  /** Keeps the holding of an address that nobody holds here, if there is room for it; answers whether. */
  put(owner: number, value: bigint): boolean;
  /** The owner whose holding of this address is here, or -1. */
  ownerOf(value: bigint): number;
  /** The address that is here of this owner. */
  valueOf(owner: number): bigint | undefined;
  /** Forgets that address and answers with it; it stays taken. */
  remove(owner: number): bigint | undefined;
}
