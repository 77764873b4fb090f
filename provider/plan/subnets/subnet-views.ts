import { type Address, isFault, type Prefix, parseAddress, prefixRange, type Range } from "../../ipam";
import { claimKey, type Demand, type OwnUse } from "../live/demand";
import { defaultSubnets, Networks, type Reach } from "../live/networks";
import type { Holding, Snapshot, Unplaced } from "../live/snapshot";
import { openSubnets } from "../program/known-late";
import { allocationOf, createProgram, type Program, textList } from "../program/program";
import { textArg } from "../program/reservation";
import { formattedShape, type PlannedSubnet, planSubnet, readSubnetShape } from "../program/subnet-shape";
import { readRanges } from "../refusals/read";
import { unreported } from "../refusals/refusal";
import { SpiderPlan } from "../spiderpool/spider-plan";
import { type AddressSpace, spaceKey } from "../terms/address-space";
import { SpanIndex } from "../terms/span-index";
import { hasUnknown } from "../terms/unknown";
import { ownDemands, ownUses } from "./own-addresses";
import { type SubnetSpec, specOf } from "./subnet-specs";

/** A subnet of the run: planned, known by name but not by content yet, or broken; undefined when there is none. */
export type SubnetView = PlannedSubnet | "unknown" | "broken" | undefined;

/** The addresses of an IPPool. */
export interface NamedPool {
  readonly name: string;
  readonly ranges: readonly Range[];
}

/** Stands for a stack that has nothing yet: no owner key begins with it. */
const NOBODY = "\n";

/** The subnets as this run leaves them: what is declared, over what is live. */
export class SubnetViews {
  readonly #snapshot: Snapshot;
  readonly #program: Program;
  readonly #spider: SpiderPlan;
  readonly #views = new Map<string, SubnetView>();
  #pools: ReadonlyMap<string, readonly NamedPool[]> | undefined;
  #poolsFor: ReadonlyMap<string, readonly string[]> | undefined;
  #ofVlan: ReadonlyMap<string, readonly string[]> | undefined;
  #names: readonly string[] | undefined;
  #ports: ReadonlyMap<string, string> | undefined;
  #spans: ReadonlyMap<string, SpanIndex> | undefined;
  #demands: ReadonlyMap<string, readonly Demand[]> | undefined;
  #networks: Networks | undefined;
  #neighbors: ReadonlyMap<string, readonly SubnetSpec[]> | undefined;
  #open: ReadonlySet<string> | undefined;
  #defaults: ReadonlyMap<string, string> | undefined;

  constructor(
    snapshot: Snapshot,
    program: Program,
    spider: SpiderPlan = new SpiderPlan(snapshot.spider, program, NOBODY),
  ) {
    this.#snapshot = snapshot;
    this.#program = program;
    this.#spider = spider;
  }

  /** The Subnet of that name. */
  get(name: string): SubnetView {
    return this.in({ subnet: name });
  }

  /** What a space is made of: the Subnet, or what a SpiderSubnet has to give. */
  in(space: AddressSpace): SubnetView {
    const key = spaceKey(space);
    if (!this.#views.has(key)) this.#views.set(key, this.#view(space));
    return this.#views.get(key);
  }

  /** Every subnet, live or declared, in the order of their names. */
  names(): readonly string[] {
    this.#names ??= [...new Set([...this.#snapshot.subnets.keys(), ...this.#program.objects.Subnet.keys()])].sort();
    return this.#names;
  }

  /** The other subnets of the same VPC and VLAN that share addresses with a prefix of this one, in the order of their names. */
  overlapping(subnet: PlannedSubnet, prefix: Prefix): readonly PlannedSubnet[] {
    this.#spans ??= this.#readSpans();
    const names = this.#spans.get(networkOf(subnet, prefix))?.namesIn(prefixRange(prefix)) ?? [];
    return [...names].sort().flatMap((name) => {
      const other = this.get(name);
      return typeof other === "object" && name !== subnet.name ? [other] : [];
    });
  }

  /** The settings of the other subnets of a VPC and VLAN, in the order of their names. */
  neighborsOf({ name, vpc, vlan }: Pick<PlannedSubnet, "name" | "vpc" | "vlan">): readonly SubnetSpec[] {
    this.#neighbors ??= Map.groupBy(
      this.names().map((one) => this.#specOf(one)),
      (one) => JSON.stringify([one.vpc, one.vlan]),
    );
    return (this.#neighbors.get(JSON.stringify([vpc, vlan])) ?? []).filter((other) => other.name !== name);
  }

  /** Whether the program declares a Subnet of that name: then that one is judged. */
  isDeclared(name: string): boolean {
    return this.#program.objects.Subnet.has(name);
  }

  /**
   * What uses a name that no Vip may have, told for a reader; undefined for a free name.
   *
   * @source kube-ovn pkg/controller/vip.go handleDelVirtualIP deletes the logical switch port named exactly like the Vip
   */
  portOfSubnet(name: string): string | undefined {
    this.#ports ??= new Map(this.names().flatMap((subnet) => portsOf(subnet, this.#specOf(subnet).vpc)));
    return this.#ports.get(name);
  }

  /** The subnets on the wire of a VLAN, live or declared, in the order of their names. */
  ofVlan(vlan: string): readonly string[] {
    this.#ofVlan ??= this.#readVlans();
    return this.#ofVlan.get(this.#wireOf(vlan)) ?? [];
  }

  /** Where an address is good for one holder together with this space: the Subnets of its wire, itself included. */
  matesOf(space: AddressSpace): readonly AddressSpace[] {
    const view = this.in(space);
    if (typeof view !== "object" || view.vlan === "") return [space];
    return this.ofVlan(view.vlan).map((subnet) => ({ subnet }));
  }

  #wireOf(vlan: string): string {
    const wire = this.#snapshot.wires.get(vlan);
    return wire === undefined ? vlan : `${wire.provider} ${wire.id}`;
  }

  #view({ subnet: name, cidr }: AddressSpace): SubnetView {
    if (this.#snapshot.isUnread === true) return "unknown";
    if (cidr !== undefined) return this.#spider.plannedSubnet(cidr);
    this.#open ??= openSubnets(this.#program);
    if (this.#open.has(name)) return "unknown";
    const declared = this.#program.objects.Subnet.get(name);
    const live = this.#snapshot.subnets.get(name);
    const plannedRanges = this.#program.plannedRanges.get(name);
    const planned = [
      ...(plannedRanges?.values() ?? []),
      ...(live?.plannedRanges ?? [])
        .filter(({ owner }) => !plannedRanges?.has(owner ?? ""))
        .map(({ ranges }) => ranges),
    ].flat();
    const named = this.poolsOf(name);
    if (declared !== undefined) {
      const { args } = declared;
      const texts = { cidrBlock: args.cidrBlock, gateway: args.gateway, excludeIps: args.excludeIps };
      if (hasUnknown(texts) || hasUnknown(args.allocation)) return "unknown";
      const shape =
        typeof texts.cidrBlock === "string"
          ? readSubnetShape(texts as Parameters<typeof readSubnetShape>[0], this.#snapshot.version, unreported)
          : undefined;
      if (shape === undefined) return "broken";
      const text = (field: string): string => textArg(args, field) ?? "";
      const strategy = allocationOf(args)?.strategy;
      return planSubnet(shape, {
        name,
        planned,
        named,
        vpc: text("vpc"),
        vlan: text("vlan"),
        provider: text("provider"),
        ...(typeof strategy === "string" ? { strategy } : {}),
      });
    }
    if (live === undefined) return undefined;
    const shape = formattedShape(live);
    return shape === undefined ? "broken" : planSubnet(shape, { ...live, planned, named });
  }

  /** IPPools of a subnet as this run leaves them. */
  poolsOf(subnet: string): readonly NamedPool[] {
    this.#pools ??= this.#readPools();
    return this.#pools.get(subnet) ?? [];
  }

  /** Names of the IPPools that list a namespace, as this run leaves them. */
  poolsFor(namespace: string): readonly string[] {
    this.#poolsFor ??= this.#readPoolsFor();
    return this.#poolsFor.get(namespace) ?? [];
  }

  #readPoolsFor(): Map<string, readonly string[]> {
    const namespacesOf = new Map<string, readonly string[]>();
    for (const { name, namespaces } of this.#snapshot.pools.values()) namespacesOf.set(name, namespaces);
    for (const [name, { args }] of this.#program.objects.IPPool) namespacesOf.set(name, textList(args.namespaces));
    const pairs = [...namespacesOf].flatMap(([name, all]) => all.map((namespace) => ({ namespace, name })));
    const groups = Map.groupBy(pairs, ({ namespace }) => namespace);
    return new Map(Array.from(groups, ([namespace, all]) => [namespace, all.map(({ name }) => name)]));
  }

  /** The subnets in which at least one of these addresses counts. */
  reached(reach: Reach, addresses: readonly Address[]): readonly string[] {
    return this.#reachable().reached(reach, addresses);
  }

  /** What is held in each of the subnets that something without a subnet's name reaches. */
  placed(held: Unplaced): readonly Holding[] {
    return this.#reachable().placed(held);
  }

  #reachable(): Networks {
    this.#networks ??= new Networks(
      this.#planned().map((view) => {
        const { namespaces, namespaceSelectors } = this.#specOf(view.name);
        return { ...view, namespaces, namespaceSelectors };
      }),
      this.#defaultSubnets(),
      { ...this.#snapshot, labels: this.#snapshot.spider.namespaces },
    );
    return this.#networks;
  }

  /** The subnet of those in a VPC that name none; undefined where it has none. */
  defaultOf(vpc: string): string | undefined {
    return this.#defaultSubnets().get(vpc);
  }

  #defaultSubnets(): ReadonlyMap<string, string> {
    this.#defaults ??= defaultSubnets(
      this.names().map((name) => this.#specOf(name)),
      this.#snapshot.vpcs,
    );
    return this.#defaults;
  }

  /** The subnets whose content is known and in order. */
  #planned(): readonly PlannedSubnet[] {
    return this.names()
      .map((name) => this.get(name))
      .filter((view) => typeof view === "object");
  }

  /** Who asks for addresses in a space without having them; nobody does in one of Spiderpool. */
  demandsIn({ subnet }: AddressSpace): readonly Demand[] {
    if (subnet === undefined) return [];
    this.#demands ??= this.#readDemands();
    return this.#demands.get(subnet) ?? [];
  }

  #readDemands(): Map<string, readonly Demand[]> {
    const demands = new Map<string, Demand[]>();
    const add = (subnet: string, demand: Demand): void => {
      const known = demands.get(subnet);
      if (known === undefined) demands.set(subnet, [demand]);
      else known.push(demand);
    };
    const views = this.#planned();
    for (const demand of this.#snapshot.demands) {
      for (const subnet of this.reached(demand.reach, demand.addresses)) {
        add(subnet, demand);
      }
    }
    for (const view of views) {
      for (const demand of this.#namedBy(view)) add(view.name, demand);
      const live = this.#snapshot.subnets.get(view.name);
      const uses = this.#ownUsesOf(view.name).filter((use) => !live?.ownAddresses.includes(use));
      if (uses.length === 0) continue;
      const held = this.#snapshot.holdings.filter(({ subnet }) => subnet === view.name);
      for (const demand of ownDemands(
        view,
        uses,
        held.flatMap(({ addresses }) => addresses),
      ))
        add(view.name, demand);
    }
    // What is held without a subnet's name is among the holdings of live subnets; it counts in those that are to come, too.
    if (views.every(({ name }) => this.#snapshot.subnets.has(name))) return demands;
    for (const { key, holder, reach, addresses, mac } of this.#snapshot.unplaced) {
      for (const subnet of this.reached(reach, addresses)) {
        if (this.#snapshot.subnets.has(subnet)) continue;
        add(subnet, { key: claimKey({ kind: key, name: "" }), claimant: holder, reach, addresses, mac, isHeld: true });
      }
    }
    return demands;
  }

  /**
   * What a declared Subnet takes for itself by name: Kube-OVN's IPAM does not know of its vips.
   *
   * @source kube-ovn pkg/controller/subnet.go reconcileVips, reconcileSubnetSpecialIPs
   */
  #namedBy({ name, prefixes }: PlannedSubnet): readonly Demand[] {
    const args = this.#program.objects.Subnet.get(name)?.args ?? {};
    const named = [
      { what: "spec.vips of Subnet", texts: textList(args.vips) },
      { what: "u2o interconnection of Subnet", texts: textArg(args, "u2oInterconnectionIP")?.split(",") ?? [] },
    ];
    return named.flatMap(({ what, texts }): readonly Demand[] => {
      const claimant = { kind: what, name };
      const addresses = texts
        .map(parseAddress)
        .filter((one): one is Address => !isFault(one) && prefixes.some((prefix) => prefix.family === one.family));
      const reach = { in: "subnet", name } as const;
      return addresses.length === 0 ? [] : [{ key: claimKey(claimant), claimant, reach, addresses, isHeld: true }];
    });
  }

  #ownUsesOf(subnet: string): readonly OwnUse[] {
    const declared = this.#program.objects.Subnet.get(subnet);
    return declared ? ownUses(declared.args) : (this.#snapshot.subnets.get(subnet)?.ownUses ?? []);
  }

  #readSpans(): Map<string, SpanIndex> {
    const networks = new Map<string, [name: string, set: { readonly ranges: readonly Range[] }][]>();
    for (const name of this.names()) {
      const view = this.get(name);
      if (typeof view !== "object") continue;
      for (const prefix of view.prefixes) {
        const network = networks.get(networkOf(view, prefix)) ?? [];
        networks.set(networkOf(view, prefix), network);
        network.push([name, { ranges: [prefixRange(prefix)] }]);
      }
    }
    return new Map(Array.from(networks, ([network, sets]) => [network, new SpanIndex(sets)]));
  }

  #specOf(name: string): SubnetSpec {
    return specOf(name, this.#program, this.#snapshot);
  }

  #readVlans(): Map<string, readonly string[]> {
    const vlans = new Map<string, string[]>();
    for (const name of this.names()) {
      const vlan = this.#wireOf(this.#specOf(name).vlan);
      const known = vlans.get(vlan);
      if (known === undefined) vlans.set(vlan, [name]);
      else known.push(name);
    }
    return vlans;
  }

  #readPools(): Map<string, readonly NamedPool[]> {
    const texts = new Map<string, Map<string, readonly string[]>>();
    const add = (subnet: string, name: string, ips: readonly string[]): void => {
      texts.set(subnet, (texts.get(subnet) ?? new Map<string, readonly string[]>()).set(name, ips));
    };
    for (const { name, subnet, ips } of this.#snapshot.pools.values()) add(subnet, name, ips);
    for (const [name, { args }] of this.#program.objects.IPPool) {
      const subnet = textArg(args, "subnet");
      if (subnet !== undefined && !hasUnknown(args.ips)) add(subnet, name, textList(args.ips));
    }
    const read = ([name, ips]: readonly [string, readonly string[]]): NamedPool => ({
      name,
      ranges: readRanges(ips, "ips", unreported, { cidr: true }),
    });
    return new Map(Array.from(texts, ([subnet, pools]) => [subnet, Array.from(pools, read)]));
  }
}

function networkOf({ vpc, vlan }: PlannedSubnet, { family }: Prefix): string {
  return `${family}/${vpc}/${vlan}`;
}

function portsOf(subnet: string, vpc: string): [string, string][] {
  return [
    [`localnet.${subnet}`, `the localnet port of Subnet "${subnet}"`],
    [`${subnet}-${vpc}`, `the router port of Subnet "${subnet}"`],
    [subnet, `Subnet "${subnet}", which Kube-OVN uses itself for a health-check Vip`],
  ];
}

/** The subnets of a snapshot as they are, without a program; one whose cidrBlock is unusable is missing. */
export function subnetsOf(snapshot: Snapshot): ReadonlyMap<string, PlannedSubnet> {
  const views = new SubnetViews(snapshot, createProgram());
  const subnets = new Map<string, PlannedSubnet>();
  for (const name of snapshot.subnets.keys()) {
    const view = views.get(name);
    if (typeof view === "object") subnets.set(name, view);
  }
  return subnets;
}

/** Who has addresses, and who asks for some. */
export interface Takers {
  readonly holdings: readonly Holding[];
  readonly demands: readonly Demand[];
}

/** Who has or asks for addresses in each subnet of a snapshot, on all of its wire: what a plan keeps clear of is not free. */
export function takersBySubnet(snapshot: Snapshot): (subnet: string) => Takers {
  const views = new SubnetViews(snapshot, createProgram());
  const bySpace = Map.groupBy(snapshot.holdings, spaceKey);
  return (subnet) => {
    const mates = views.matesOf({ subnet });
    return {
      holdings: mates.flatMap((mate) => bySpace.get(spaceKey(mate)) ?? []),
      demands: mates.flatMap((mate) => views.demandsIn(mate)),
    };
  };
}
