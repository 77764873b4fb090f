import type { Address, Family } from "./address";
import type { Fault } from "./fault";
import type { Mac } from "./mac";

/**
 * How automatic addresses are chosen. "spread" gives every owner a place of its own all over the pool, out of the way
 * of Kube-OVN, which hands pods the lowest one; "lowest" and "highest" fill from one end, owners in text order.
 */
export type Strategy = "spread" | "lowest" | "highest";

/** One new owner, or one that lacks something. */
export interface Want {
  /** Opaque key; one want per owner. */
  readonly owner: string;
  readonly families: readonly Family[];
  /** Whether to choose a MAC where the owner has none. */
  readonly mac: boolean;
  /** A MAC that is settled: recorded as it is. */
  readonly fixedMac?: Mac;
  /** Addresses that are settled. So is a usable one that the owner holds already: only other families are searched. */
  readonly known?: readonly Address[];
  /** Wants with one block name get consecutive addresses. All its members are given each time, settled ones too. */
  readonly block?: string;
  /** Place in the block, counted in addresses from its smallest; default 0. Equal ones follow in text order. */
  readonly blockOrder?: number;
}

export interface Assigned {
  /** IPv4 first. */
  readonly addresses: readonly Address[];
  readonly mac?: Mac;
}

/** Why an owner got nothing. */
export interface Refusal extends Fault {
  /**
   * "pool-exhausted": no free automatic address; "block-too-long": no `length` consecutive ones; "block-interrupted":
   * settled members leave a member one place, `address`, and that is not automatic or is held by `owners`. A block's
   * unsettled members are refused together.
   */
  readonly fault: "pool-exhausted" | "block-too-long" | "block-interrupted";
  readonly family: Family;
  readonly length?: number;
  readonly address?: Address;
  readonly owners?: readonly string[];
}

/** A refusal with the numbers of its family as they are after the whole assignment. */
export interface Exhausted extends Refusal {
  readonly usable: bigint;
  readonly held: bigint;
  readonly excluded: bigint;
  readonly free: bigint;
}
