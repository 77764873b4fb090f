/**
 * Where holdings of the usual kind are kept for next to nothing: at most one owner per address and one address per
 * owner, and only such as it has room for. Others are kept elsewhere.
 */
export interface Shelf {
  /** Keeps the holding of an address that nobody holds here, if there is room for it; answers whether. */
  put(owner: number, value: bigint): boolean;
  /** The owner whose holding of this address is here, or -1. */
  ownerOf(value: bigint): number;
  /** The address that is here of this owner. */
  valueOf(owner: number): bigint | undefined;
  remove(owner: number): void;
}
