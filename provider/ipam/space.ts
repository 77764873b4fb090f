import { type Address, compareAddresses, type Family } from "./address";
import { DenseSide } from "./dense-side";
import type { PlacementHash } from "./hash";
import { Holdings } from "./holdings";
import type { Mac } from "./mac";
import { Owners } from "./owners";
import type { Pool } from "./pool";
import { contains, sizeOf } from "./range-set";
import type { Side } from "./side";
import type { Vacancies } from "./vacancies";
import { WideSide } from "./wide-side";

/** More automatic addresses than this get no mark and no entry of their own: those of 2^24 take 66 MiB. */
const DENSE_LIMIT = 1n << 24n;

/** Exact numbers of addresses in one family of a Space. */
export interface Usage {
  /** All that could be handed out, the excluded and the held ones too. */
  readonly usable: bigint;
  /** Usable ones that are held. */
  readonly held: bigint;
  /** Usable ones set aside by `excludeIps`, the gateway included, the planned ranges not. */
  readonly excluded: bigint;
  /** What a search can still pick: automatic and not held. */
  readonly free: bigint;
}

/** What one owner holds. */
export interface Held {
  readonly addresses: readonly Address[];
  readonly mac?: Mac;
}

/** One family of a subnet. */
interface Part {
  readonly pool: Pool;
  readonly side: Side;
  /** How many usable addresses are held that no search may pick. */
  heldApart: number;
}

/**
 * Who has which address and MAC of one subnet: the ledger behind one plan. Facts go in without being judged, so two
 * owners may hold one address, and an address may lie outside the subnet. Answers do not depend on the order of facts.
 */
export class Space {
  readonly pools: readonly Pool[];
  private readonly owners: Owners = new Owners();
  /** What has no room on the side of its family. */
  private readonly others: Holdings = new Holdings();
  private readonly v4: Part | undefined;
  private readonly v6: Part | undefined;

  constructor({ v4, v6 }: { readonly v4?: Pool; readonly v6?: Pool }) {
    this.v4 = v4 && this.partOf(v4);
    this.v6 = v6 && this.partOf(v6);
    this.pools = [v4, v6].filter((pool) => pool !== undefined);
  }

  /**
   * Adds to what an owner holds; never refused. Addresses accumulate; a MAC takes the place of the owner's earlier one.
   *
   * @param owner  opaque key, compared exactly
   */
  hold(owner: string, { addresses, mac }: Held): void {
    if (addresses.length === 0 && !mac) return;
    const id = this.owners.ensure(owner);
    for (const address of addresses) this.add(id, address);
    if (mac) this.owners.giveMac(id, mac);
  }

  /**
   * {@link hold} of addresses that a search has just found vacant. An owner that wants a MAC and has none gets one that
   * nobody has, derived from its text and from `addresses`, all that it has in the end.
   *
   * @returns the owner's MAC, if it wants one
   */
  settle(owner: string, found: readonly Address[], addresses: readonly Address[], wantsMac: boolean): Mac | undefined {
    const id = this.owners.ensure(owner);
    for (const address of found) this.addFirst(id, address);
    return wantsMac ? this.owners.ensureMac(id, addresses) : undefined;
  }

  /** Forgets all that an owner holds; what it shared stays with the others. */
  release(owner: string): void {
    const id = this.owners.find(owner);
    if (id < 0) return;
    for (const address of this.others.removeAll(id)) {
      if (this.ownerOnSide(address) < 0) this.vacate(address);
    }
    this.removeFrom(4, id);
    this.removeFrom(6, id);
    this.owners.forget(id);
  }

  /** Sorted; empty when the address is free. */
  ownersOf(address: Address): readonly string[] {
    const owners = this.others.ownersOf(address);
    const owner = this.ownerOnSide(address);
    if (owner >= 0) owners.push(owner);
    return this.textsOf(owners);
  }

  /** Sorted; empty when nobody has the MAC. */
  ownersOfMac(mac: Mac): readonly string[] {
    return this.textsOf(this.owners.withMac(mac));
  }

  /** IPv4 first, then by number. */
  addressesOf(owner: string): readonly Address[] {
    const id = this.owners.find(owner);
    if (id < 0) return [];
    const addresses = this.others.addressesOf(id);
    for (const family of [4, 6] as const) {
      const value = this.part(family)?.side.valueOf(id);
      if (value !== undefined) addresses.push({ family, value });
    }
    return addresses.sort(compareAddresses);
  }

  knows(owner: string): boolean {
    return this.owners.find(owner) >= 0;
  }

  macOf(owner: string): Mac | undefined {
    const id = this.owners.find(owner);
    return id < 0 ? undefined : this.owners.macOf(id);
  }

  isFree(address: Address): boolean {
    return this.ownerOnSide(address) < 0 && !this.others.isHeld(address);
  }

  /** All zero for a family the subnet does not have. */
  usage(family: Family): Usage {
    const part = this.part(family);
    if (part === undefined) return { usable: 0n, held: 0n, excluded: 0n, free: 0n };
    const { pool, side, heldApart } = part;
    return {
      usable: sizeOf(pool.usable),
      held: BigInt(side.taken + heldApart),
      excluded: sizeOf(pool.excluded),
      free: sizeOf(pool.automatic) - BigInt(side.taken),
    };
  }

  poolOf(family: Family): Pool | undefined {
    return this.part(family)?.pool;
  }

  /** Where a search may pick: {@link hold} and {@link release} keep it. */
  vacanciesOf(family: Family): Vacancies | undefined {
    return this.part(family)?.side;
  }

  /** The placement hash of an owner, remembered while the calls are about the same one. */
  hashOf(owner: string): PlacementHash {
    return this.owners.hashOfText(owner);
  }

  private partOf(pool: Pool): Part {
    const { automatic } = pool;
    const isDense = sizeOf(automatic) <= DENSE_LIMIT;
    const side = isDense ? new DenseSide(automatic) : new WideSide(automatic, this.owners, this.others);
    return { pool, side, heldApart: 0 };
  }

  private part(family: Family): Part | undefined {
    return family === 4 ? this.v4 : this.v6;
  }

  private add(owner: number, address: Address): void {
    const onSide = this.ownerOnSide(address);
    if (onSide === owner) return;
    if (onSide >= 0 || this.others.isHeld(address)) this.others.add(owner, address);
    else this.addFirst(owner, address);
  }

  /** {@link add} of an address that nobody holds. */
  private addFirst(owner: number, address: Address): void {
    const { family, value } = address;
    const part = this.part(family);
    if (part?.side.has(value)) {
      part.side.take(value);
      if (part.side.put(owner, value)) return;
    } else if (part !== undefined && contains(part.pool.usable, address)) {
      part.heldApart++;
    }
    this.others.add(owner, address);
  }

  private removeFrom(family: Family, owner: number): void {
    const value = this.part(family)?.side.remove(owner);
    if (value === undefined) return;
    const address: Address = { family, value };
    if (!this.others.isHeld(address)) this.vacate(address);
  }

  /** Takes note that nobody holds the address any more. */
  private vacate(address: Address): void {
    const part = this.part(address.family);
    if (part?.side.has(address.value)) part.side.vacate(address.value);
    else if (part !== undefined && contains(part.pool.usable, address)) part.heldApart--;
  }

  /** The owner whose holding of the address is on the side of its family, or -1. */
  private ownerOnSide({ family, value }: Address): number {
    return this.part(family)?.side.ownerOf(value) ?? -1;
  }

  private textsOf(ids: readonly number[]): readonly string[] {
    const texts = ids.map((id) => this.owners.textOf(id));
    return texts.length > 1 ? texts.sort() : texts;
  }
}

export function createSpace(pools: { readonly v4?: Pool; readonly v6?: Pool }): Space {
  return new Space(pools);
}
