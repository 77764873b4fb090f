import { isFault, parseAddress, prefixContains, prefixRange, type Range, rangeSetOf, subtract } from "../../ipam";
import type { InterfaceNames } from "../live/spiderpool/asking";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import type { Declaration } from "../program/declaration";
import type { Program } from "../program/program";
import { type PlannedSubnet, planSubnet } from "../program/subnet-shape";
import { hasUnknown } from "../terms/unknown";
import { quote } from "../terms/wording";
import { type Cut, cutsOf } from "./cut";
import { configsByNetwork, ipamsByNetwork } from "./networks";
import { claimArgs, type Demand, demandsOf, workloadOf } from "./pod-demand";
import { liveView, plannedView } from "./read-view";
import { namesOf, type SpiderScene } from "./selection";
import type { SpiderView, SubnetView } from "./view";

/** Spiderpool's objects before a run and as it leaves them; nothing is worked out before it is asked for. */
export class SpiderPlan {
  readonly snapshot: SpiderSnapshot;
  readonly #program: Program;
  readonly #ownerPrefix: string;
  #live: SpiderView | undefined;
  #planned: SpiderView | undefined;
  #scene: SpiderScene | undefined;
  #demands: ReadonlyMap<string, readonly Demand[]> | undefined;
  #cuts: ReadonlyMap<string, readonly Cut[]> | undefined;
  #askers: readonly Asker[] | undefined;
  #configs: ReadonlyMap<string, readonly string[]> | undefined;

  /** @param ownerPrefix  what owner keys of this stack begin with */
  constructor(snapshot: SpiderSnapshot, program: Program, ownerPrefix: string, live?: SpiderView) {
    this.snapshot = snapshot;
    this.#program = program;
    this.#ownerPrefix = ownerPrefix;
    this.#live = live;
  }

  /** The same cluster with another program. */
  with(program: Program): SpiderPlan {
    return new SpiderPlan(this.snapshot, program, this.#ownerPrefix, this.#live);
  }

  get live(): SpiderView {
    this.#live ??= liveView(this.snapshot);
    return this.#live;
  }

  get planned(): SpiderView {
    this.#planned ??= plannedView(this.live, this.snapshot, this.#program, this.#ownerPrefix);
    return this.#planned;
  }

  /** The SpiderMultusConfigs that make a NetworkAttachmentDefinition, all as `namespace/name`. */
  configsOf(network: string): readonly string[] {
    this.#configs ??= configsByNetwork(this.snapshot, this.#program);
    return this.#configs.get(network) ?? [];
  }

  /** Everything as the run leaves it, as Spiderpool looks at it when a pod starts. */
  get scene(): SpiderScene {
    if (this.#scene !== undefined) return this.#scene;
    const { planned: view, snapshot } = this;
    const { "spiderpool.FixedIP": fixed, "spiderpool.IPPool": declared } = this.#program.objects;
    const ipams = ipamsByNetwork(snapshot, this.#program);
    const coming = new Set([...fixed.keys()].filter((name) => !view.pools.has(name)));
    const isUnread = ([name, { args }]: readonly [string, Declaration]): boolean =>
      !view.pools.has(name) || hasUnknown([args.subnet, args.ips, args.excludeIPs, args.disable, args.default]);
    const unread = new Set([...declared].filter(isUnread).map(([name]) => name));
    this.#scene = { view, snapshot, ipamOf: (network) => ipams.get(network), coming, unread };
    return this.#scene;
  }

  /** What other workloads, of the program or not, ask for out of pools of a demand, and of no others. */
  rivalsOf({ path, family, pools, workload }: Demand): readonly Demand[] {
    this.#demands ??= byKeys(
      this.#allAskers().flatMap(({ path: of, args, isLive }) =>
        demandsOf(of, args, this.scene).map((one): Demand => (isLive ? { ...one, isLive } : one)),
      ),
      (demand) => demand.pools,
    );
    const near = new Set(pools.flatMap((pool) => this.#demands?.get(pool) ?? []));
    return [...near].filter(
      (other) =>
        other.path !== path &&
        other.family === family &&
        // Pods of a workload that is not known may be those of any template.
        (workload !== undefined || other.isLive !== true) &&
        other.pools.every((pool) => pools.includes(pool)),
    );
  }

  /** What other workloads have cut from the SpiderSubnet of a cut. */
  rivalCutsOf({ path, family, subnet }: Cut): readonly Cut[] {
    this.#cuts ??= byKeys(
      this.#allAskers().flatMap(({ path: of, args }) => cutsOf(of, args, this.scene)),
      (cut) => [cut.subnet],
    );
    return (this.#cuts.get(subnet) ?? []).filter((other) => other.path !== path && other.family === family);
  }

  /** Addresses of a SpiderSubnet that the program gives to pools of one address which are not there yet. */
  comingIn(subnet: string): number {
    const { coming } = this.scene;
    const fixed = [...this.#program.objects["spiderpool.FixedIP"]];
    return fixed.filter(([name, { args }]) => coming.has(name) && args.subnet === subnet).length;
  }

  /** Every workload that asks for addresses; a template that the program describes is the program's. */
  #allAskers(): readonly Asker[] {
    if (this.#askers !== undefined) return this.#askers;
    const declared = [...this.#program.objects["spiderpool.PodAnnotations"].values()].map(
      ({ path, args }): Asker => ({ path, args }),
    );
    // Without a workload, the template that asks for the same is taken for the one that is described.
    const known = new Set(
      declared.map(({ args }) => (workloadOf(args) === undefined ? askKey(args) : workloadKey(args))),
    );
    const claims = this.snapshot.claims.map((claim): Asker => {
      const args = claimArgs(claim);
      return { path: `template ${workloadKey(args)}`, args, isLive: true };
    });
    this.#askers = [
      ...declared,
      ...claims.filter(({ args }) => !known.has(workloadKey(args)) && !known.has(askKey(args))),
    ];
    return this.#askers;
  }

  /** CIDR of a SpiderSubnet. */
  readonly cidrOf = (name: string): string | undefined => this.planned.subnets.get(name)?.cidr;

  /**
   * The SpiderSubnet of a CIDR as a space to plan addresses in: what it lists, without network and last address, gateway,
   * reserved addresses and those of pools. A pool of one address is a reservation and stands beside that.
   */
  plannedSubnet(cidr: string): PlannedSubnet | undefined {
    const subnet = this.planned.subnetOf(cidr);
    if (subnet === undefined) return undefined;
    const { prefix } = subnet;
    const excluded = subtract(rangeSetOf(prefix.family, [prefixRange(prefix)]), subnet.content).ranges;
    const shape = { prefixes: [prefix], gateways: gatewaysOf(subnet), excluded };
    return planSubnet(shape, {
      space: { cidr },
      name: cidr,
      vpc: "",
      vlan: "",
      provider: "spiderpool",
      planned: [],
      named: this.#taken(subnet),
    });
  }

  #taken({ cidr, prefix }: SubnetView): { name: string; ranges: readonly Range[] }[] {
    const reserved = [...this.planned.reserved]
      .filter(([, set]) => set.family === prefix.family)
      .map(([name, { ranges }]) => ({ name: `SpiderReservedIP ${quote(name)}`, ranges }));
    const pools = (this.planned.poolsByCidr().get(cidr) ?? [])
      .filter(({ name }) => this.#program.objects["spiderpool.IPPool"].has(name) || !this.#isReservation(name))
      .map(({ name, content }) => ({ name: `SpiderIPPool ${quote(name)}`, ranges: content.ranges }));
    return [...reserved, ...pools];
  }

  #isReservation(name: string): boolean {
    const pool = this.snapshot.pools.get(name);
    const [only = "", ...more] = pool?.ips ?? [];
    return more.length === 0 && pool?.excludeIps.length === 0 && !isFault(parseAddress(only));
  }
}

/** Who asks for addresses, with what it says of itself. */
interface Asker {
  readonly path: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly isLive?: true;
}

function workloadKey(args: Asker["args"]): string {
  const { kind, namespace, name } = workloadOf(args) ?? {};
  return `${kind} ${namespace}/${name}`;
}

/** What is asked for, in one text. */
function askKey(args: Asker["args"]): string {
  const of = (item: unknown): unknown => {
    const { interface: nic, ...names } = (item ?? {}) as InterfaceNames;
    return [nic ?? "", namesOf(names, 4), namesOf(names, 6)];
  };
  return JSON.stringify(
    [args.ippool, args.ippools, args.subnet, args.subnets].map((one) => [one ?? []].flat().map(of)),
  );
}

function byKeys<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

function gatewaysOf({ gateway, prefix }: SubnetView): PlannedSubnet["gateways"] {
  const address = parseAddress(gateway);
  return isFault(address) || !prefixContains(prefix, address) ? [] : [address];
}
