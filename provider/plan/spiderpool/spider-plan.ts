import { isFault, parseAddress, prefixContains, prefixRange, type Range, rangeSetOf, subtract } from "../../ipam";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import type { Program } from "../program/program";
import { type PlannedSubnet, planSubnet } from "../program/subnet-shape";
import { spiderSpace } from "../terms/spiderpool/space";
import { quote } from "../terms/wording";
import { configsByNetwork } from "./networks";
import { type Demand, demandsOf } from "./pod-demand";
import { liveView, plannedView } from "./read-view";
import type { SpiderView, SubnetView } from "./view";

/** Spiderpool's objects before a run and as it leaves them; nothing is worked out before it is asked for. */
export class SpiderPlan {
  readonly snapshot: SpiderSnapshot;
  readonly #program: Program;
  readonly #ownerPrefix: string;
  #live: SpiderView | undefined;
  #planned: SpiderView | undefined;
  #demands: ReadonlyMap<string, readonly Demand[]> | undefined;
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

  /** What other workloads of the program ask for out of pools of a demand, and of no others. */
  rivalsOf({ path, family, pools }: Demand): readonly Demand[] {
    this.#demands ??= demandsByPool(this.#program);
    const near = new Set(pools.flatMap((pool) => this.#demands?.get(pool) ?? []));
    return [...near].filter(
      (other) => other.path !== path && other.family === family && other.pools.every((pool) => pools.includes(pool)),
    );
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
      name: spiderSpace(cidr),
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

function demandsByPool(program: Program): ReadonlyMap<string, readonly Demand[]> {
  const demands = new Map<string, Demand[]>();
  for (const demand of [...program.objects["spiderpool.PodAnnotations"].values()].flatMap(demandsOf)) {
    for (const pool of demand.pools) {
      const group = demands.get(pool);
      if (group === undefined) demands.set(pool, [demand]);
      else group.push(demand);
    }
  }
  return demands;
}

function gatewaysOf({ gateway, prefix }: SubnetView): PlannedSubnet["gateways"] {
  const address = parseAddress(gateway);
  return isFault(address) || !prefixContains(prefix, address) ? [] : [address];
}
