import type { PlacementHash } from "./hash";

/** The addresses a search may pick, and which of them are taken. Addresses are given and answered by value. */
export interface Vacancies {
  /** Number of addresses that are taken. */
  readonly taken: number;
  /** Whether the address is one that a search may pick, taken or not. */
  has(value: bigint): boolean;
  /** Of an address of the set that is not taken. */
  take(value: bigint): void;
  /** Of an address of the set that is taken. */
  vacate(value: bigint): void;
  isVacant(value: bigint): boolean;
  /** The first vacant address in the owner's own order: its {@link probes}, then upwards from the last, round the end. */
  spread(hash: PlacementHash): bigint | undefined;
  /** The addresses that {@link spread} looks at first, taken or not. */
  probes(hash: PlacementHash): Iterable<bigint>;
  lowest(): bigint | undefined;
  highest(): bigint | undefined;
  /** The nearest vacant address that is `value` or more. */
  next(value: bigint): bigint | undefined;
  /** The nearest vacant address that is `value` or less. */
  previous(value: bigint): bigint | undefined;
}
