import {
  firstAddress,
  isFault,
  lastAddress,
  type Prefix,
  parseAddress,
  prefixContains,
  type Range,
  rangeSetOf,
  subtract,
} from "../../ipam";
import type { Program } from "../program";
import { type PlannedSubnet, planSubnet } from "../subnet-shape";
import { quote } from "../wording";
import { configsByNetwork } from "./networks";
import type { SpiderSnapshot } from "./snapshot";
import { spiderSpace } from "./space";
import { liveView, plannedView, type SpiderView, type SubnetView } from "./view";

/** Spiderpool's objects before a run and as it leaves them; nothing is worked out before it is asked for. */
export class SpiderPlan {
  readonly snapshot: SpiderSnapshot;
  readonly #program: Program;
  readonly #ownerPrefix: string;
  #live: SpiderView | undefined;
  #planned: SpiderView | undefined;
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

  /** CIDR of a SpiderSubnet. */
  readonly cidrOf = (name: string): string | undefined => this.planned.subnets.get(name)?.cidr;

  /**
   * The SpiderSubnet of a CIDR as a space to plan addresses in: what it lists, without network and last address, gateway,
   * reserved addresses and those of pools. A pool of one address is a reservation and stands beside that.
   */
  plannedSubnet(cidr: string): PlannedSubnet | undefined {
    const subnet = [...this.planned.subnets.values()].find((one) => one.cidr === cidr);
    if (subnet === undefined) return undefined;
    const { prefix } = subnet;
    const excluded = subtract(rangeSetOf(prefix.family, [whole(prefix)]), subnet.content).ranges;
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

function whole(prefix: Prefix): Range {
  return { family: prefix.family, first: firstAddress(prefix).value, last: lastAddress(prefix).value };
}

function gatewaysOf({ gateway, prefix }: SubnetView): PlannedSubnet["gateways"] {
  const address = parseAddress(gateway);
  return isFault(address) || !prefixContains(prefix, address) ? [] : [address];
}
