import type { PlacementHash } from "./hash";

/** The addresses a search may pick, and which of them are taken. Addresses are given and answered by value. */
export interface Vacancies {
  /** Number of addresses that are taken. */
  readonly taken: number;
  /** Whether the address is one that a search may pick, taken or not. */
  has(value: bigint): boolean;
  isVacant(value: bigint): boolean;
  /** The first vacant address in the owner's own order: its {@link probes}, then upward from the last, round the end. */
  spread(hash: PlacementHash): bigint | undefined;
  /** The first `count` addresses that {@link spread} looks at, taken or not, at most as many as it probes. */
  probes(hash: PlacementHash, count: number): bigint[];
  lowest(): bigint | undefined;
  highest(): bigint | undefined;
  /** The nearest vacant address that is `value` or more. */
  next(value: bigint): bigint | undefined;
  /** The nearest vacant address that is `value` or less. */
  previous(value: bigint): bigint | undefined;
}
