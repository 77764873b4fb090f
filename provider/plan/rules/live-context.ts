import { type Address, printAddress } from "../../ipam";
import type { RunningRelease } from "../live/controller";
import { type Claimant, claimantKey, type Demand } from "../live/demand";
import type { NorthboundView } from "../live/northbound";
import { type Holder, type Holding, isKeeper, type Snapshot } from "../live/snapshot";
import { createProgram } from "../program/program";
import { isMacOnly } from "../program/subnet-shape";
import type { Facts } from "../refusals/messages";
import { factOf } from "../refusals/refusal";
import { type SubnetView, SubnetViews } from "../subnets/subnet-views";
import { type AddressSpace, addressKey, spaceKey } from "../terms/address-space";
import { isPodOf } from "../terms/pod-names";
import type { KubeOvnVersion } from "../terms/version";
import { judgeSubnet } from "./subnet";

/** Why nothing is begun in a Subnet. */
type Unusable = { readonly [C in "leaving-subnet" | "refused-subnet"]: { readonly code: C; readonly facts: Facts[C] } }[
  | "leaving-subnet"
  | "refused-subnet"];

/** What is around an object that is judged: the snapshot, with indexes that are made when they are first asked for. */
export class LiveContext {
  readonly snapshot: Snapshot;
  /** The subnets as they are, or as a run leaves them. */
  readonly views: SubnetViews;
  /** What OVN has, where it can be asked. */
  readonly northbound: NorthboundView | undefined;
  #byAddress: Map<string, Holding[]> | undefined;
  readonly #demands = new Map<string, ReadonlyMap<string, readonly Demand[]>>();
  readonly #byClaimant = new Map<string, ReadonlyMap<string, readonly Demand[]>>();
  readonly #refused = new Map<string, Unusable | undefined>();
  #knowsPods: boolean | undefined;
  #byKey: ReadonlyMap<string, Holding> | undefined;

  constructor(snapshot: Snapshot, rest: { readonly views?: SubnetViews; readonly northbound?: NorthboundView } = {}) {
    this.snapshot = snapshot;
    this.views = rest.views ?? new SubnetViews(snapshot, createProgram());
    this.northbound = rest.northbound;
  }

  get version(): KubeOvnVersion {
    return this.snapshot.version;
  }

  get release(): RunningRelease {
    return this.snapshot;
  }

  subnet(name: string): SubnetView {
    return this.views.get(name);
  }

  /** Whether a subnet has no addresses although it should have some. */
  isBroken(name: string): boolean {
    const live = this.snapshot.subnets.get(name);
    return this.subnet(name) === "broken" && !(live !== undefined && isMacOnly(live, this.version));
  }

  /**
   * Why Kube-OVN gives no addresses in a live Subnet, so that nothing is begun in it; undefined where it does. One that
   * the program declares is judged with its arguments, where it stands.
   */
  whyRefused(name: string): Unusable | undefined {
    if (!this.#refused.has(name)) this.#refused.set(name, this.#whyRefused(name));
    return this.#refused.get(name);
  }

  #whyRefused(name: string): Unusable | undefined {
    const live = this.snapshot.subnets.get(name);
    if (live === undefined || this.views.isDeclared(name)) return undefined;
    if (live.isLeaving) return { code: "leaving-subnet", facts: { subnet: name } };
    if (live.verdict === "valid") return undefined;
    const refused = (why: string): Unusable => ({ code: "refused-subnet", facts: { subnet: name, why } });
    if (live.verdict !== undefined) return refused(live.verdict.why);
    const wrong = judgeSubnet(live, this).found.find(({ levels }) => levels.live === "wrong");
    return wrong && refused(factOf(wrong.code, wrong.facts));
  }

  /** The pod whose logical switch port has that name; undefined when there is no such pod. */
  podOfPort(name: string): Holder | undefined {
    const holder = this.snapshot.ports.get(name);
    return holder?.kind === "Pod" ? holder : undefined;
  }

  /** Whether pods were read at all: an export may omit them. */
  get knowsPods(): boolean {
    this.#knowsPods ??= [...this.snapshot.ports.values()].some(({ kind }) => kind === "Pod");
    return this.#knowsPods;
  }

  /** Whether a pod, a node or anything else but the reservation itself is behind a holding. */
  isUsed(key: string, subnet: string): boolean {
    const holder = this.holdingOf(key, subnet)?.holder;
    return holder !== undefined && !isKeeper(holder);
  }

  /** What a holder has in a subnet, all that is read of it together. */
  holdingOf(key: string, subnet: string): Holding | undefined {
    this.#byKey ??= new Map(this.snapshot.holdings.map((holding) => [`${holding.key} ${spaceKey(holding)}`, holding]));
    return this.#byKey.get(`${key} ${spaceKey({ subnet })}`);
  }

  /**
   * Who else has an address in a subnet.
   *
   * @param key  key of the object's own holding, which a pod with its port shares
   */
  othersAt(subnet: string, address: Address, key: string): readonly Holding[] {
    const own = { key, sharesWith: this.holdingOf(key, subnet)?.sharesWith };
    return this.holdingsAt({ subnet }, address).filter(
      (holding) => holding.key !== key && holding.sharesWith !== key && own.sharesWith !== holding.key,
    );
  }

  /** Whether a gateway runs as that pod, whose address it says in its status, too. */
  isRunBy(gateway: Holding, pod: { readonly podName: string; readonly namespace: string }): boolean {
    const podOwner = this.snapshot.middleboxes.get(gateway.key)?.podOwner;
    return podOwner !== undefined && isPodOf(podOwner, pod);
  }

  /** The pod that is a holder, or whose port its IP object is; with an empty name where it is neither. */
  podBehind({ kind, name, namespace = "" }: Holder): { readonly podName: string; readonly namespace: string } {
    const written = kind === "IP" ? this.snapshot.reservations.get(`IP/${name}`)?.written : undefined;
    if (written?.kind === "IP") return written;
    return { podName: kind === "Pod" ? name : "", namespace };
  }

  /** Whether one of the two is a gateway, and the other one the pod that it runs as, or the IP of that. */
  isOneGateway(a: Holding, b: Holding): boolean {
    return this.isRunBy(a, this.podBehind(b.holder)) || this.isRunBy(b, this.podBehind(a.holder));
  }

  /** Everybody who has an address in a space. */
  holdingsAt(space: AddressSpace, address: Address): readonly Holding[] {
    this.#byAddress ??= indexByAddress(this.snapshot);
    return this.#byAddress.get(addressKey(space, address)) ?? [];
  }

  /** Everybody who asks for an address in a space without having it. */
  demandsAt(space: AddressSpace, address: Address): readonly Demand[] {
    const key = spaceKey(space);
    const known = this.#demands.get(key) ?? indexDemands(this.views.demandsIn(space));
    this.#demands.set(key, known);
    return known.get(printAddress(address)) ?? [];
  }

  /** The same of those who are refused it to others. */
  claimsAt(space: AddressSpace, address: Address): readonly Demand[] {
    return this.demandsAt(space, address).filter(({ isOnlyAvoided }) => isOnlyAvoided !== true);
  }

  /** What claimants of that name ask for in a space. */
  demandsOf(space: AddressSpace, claimant: Claimant): readonly Demand[] {
    const key = spaceKey(space);
    const known =
      this.#byClaimant.get(key) ?? Map.groupBy(this.views.demandsIn(space), (demand) => claimantKey(demand.claimant));
    this.#byClaimant.set(key, known);
    return known.get(claimantKey(claimant)) ?? [];
  }

  /** Vips of type `switch_lb_vip` in a subnet: they all have the MAC of its router port. */
  switchLbVips(subnet: string): readonly string[] {
    return [...this.snapshot.reservations.values()]
      .filter((live) => live.kind === "Vip" && live.subnet === subnet && live.type === "switch_lb_vip")
      .map(({ name }) => name)
      .sort();
  }
}

function indexByAddress(snapshot: Snapshot): Map<string, Holding[]> {
  const index = new Map<string, Holding[]>();
  for (const holding of snapshot.holdings) {
    for (const address of holding.addresses) {
      const place = addressKey(holding, address);
      const known = index.get(place);
      if (known === undefined) index.set(place, [holding]);
      else known.push(holding);
    }
  }
  return index;
}

function indexDemands(demands: readonly Demand[]): ReadonlyMap<string, readonly Demand[]> {
  const asked = demands.flatMap((demand) => demand.addresses.map((address) => ({ demand, at: printAddress(address) })));
  const groups = Map.groupBy(asked, ({ at }) => at);
  return new Map(Array.from(groups, ([at, all]) => [at, all.map(({ demand }) => demand)]));
}
