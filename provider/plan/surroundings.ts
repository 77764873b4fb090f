import { type Address, printAddress, sameAddress, standingOf } from "../ipam";
import type { RunningRelease } from "./controller";
import type { Place } from "./gates";
import { createProgram } from "./program";
import type { Holder, Holding, Snapshot } from "./snapshot";
import type { PlannedSubnet } from "./subnet-shape";
import { type SubnetView, SubnetViews } from "./subnet-views";
import type { KubeOvnVersion } from "./version";

/** What is around an object: the snapshot, with an index by address that is made when it is first asked for. */
export class Surroundings {
  readonly #snapshot: Snapshot;
  readonly #views: SubnetViews;
  #byAddress: Map<string, Holding[]> | undefined;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#views = new SubnetViews(snapshot, createProgram());
  }

  get version(): KubeOvnVersion {
    return this.#snapshot.version;
  }

  get release(): RunningRelease {
    return this.#snapshot;
  }

  get subnetNames(): readonly string[] {
    return [...this.#snapshot.subnets.keys()].sort();
  }

  subnet(name: string): SubnetView {
    return this.#views.get(name);
  }

  /** The pod whose logical switch port has that name; undefined when there is no such pod. */
  podOfPort(name: string): Holder | undefined {
    const holder = this.#snapshot.ports.get(name);
    return holder?.kind === "Pod" ? holder : undefined;
  }

  /**
   * Who else has an address in a subnet.
   *
   * @param key  key of the object's own holding, which a pod with its port shares
   */
  othersAt(subnet: string, address: Address, key: string): readonly Holder[] {
    this.#byAddress ??= indexByAddress(this.#snapshot);
    return (this.#byAddress.get(placeOf(subnet, address)) ?? [])
      .filter((holding) => holding.key !== key && holding.sharesWith !== key)
      .map(({ holder }) => holder);
  }

  /** Vips of type `switch_lb_vip` in a subnet: they all have the MAC of its router port. */
  switchLbVips(subnet: string): readonly string[] {
    return [...this.#snapshot.reservations.values()]
      .filter((live) => live.kind === "Vip" && live.subnet === subnet && live.type === "switch_lb_vip")
      .map(({ name }) => name)
      .sort();
  }
}

function indexByAddress(snapshot: Snapshot): Map<string, Holding[]> {
  const index = new Map<string, Holding[]>();
  for (const holding of snapshot.holdings) {
    for (const address of holding.addresses) {
      const place = placeOf(holding.subnet, address);
      const known = index.get(place);
      if (known === undefined) index.set(place, [holding]);
      else known.push(holding);
    }
  }
  return index;
}

function placeOf(subnet: string, address: Address): string {
  return `${subnet} ${printAddress(address)}`;
}

/** Where an address is that Kube-OVN never hands out; undefined for every other. */
export function placeOutOfReach(subnet: PlannedSubnet, address: Address): Place | undefined {
  if (subnet.gateways.some((gateway) => sameAddress(gateway, address))) return "gateway";
  const pool = address.family === 4 ? subnet.pools.v4 : subnet.pools.v6;
  const { at } = pool === undefined ? { at: "outside" as const } : standingOf(pool, address);
  return at === "outside" || at === "network" || at === "last" ? at : undefined;
}

/** True when Kube-OVN gives none of these addresses to a pod by itself, whatever becomes of the object that has them. */
export function isSetAside(subnet: PlannedSubnet, addresses: readonly Address[]): boolean {
  return addresses.every((address) => {
    const pool = address.family === 4 ? subnet.pools.v4 : subnet.pools.v6;
    return pool !== undefined && ["excluded", "planned"].includes(standingOf(pool, address).at);
  });
}
