import { type NodeTraits, nodeBar, type PoolAffinity } from "../live/spiderpool/affinity";

/** On which nodes of the cluster pods get an address. */
export type Reach = "everywhere" | "somewhere" | "nowhere";

interface Served {
  readonly name: string;
  readonly affinity: PoolAffinity;
}

/** Tells on which nodes pools serve pods; each pool is compared with the nodes once. */
export class NodeReach {
  readonly #nodes: readonly NodeTraits[];
  readonly #served = new Map<string, ReadonlySet<string>>();
  readonly #joint = new Map<string, readonly string[]>();

  /** @param nodes  all there are; none where they are not known, which then count as served */
  constructor(nodes: ReadonlyMap<string, NodeTraits["labels"]>) {
    this.#nodes = [...nodes].map(([name, labels]) => ({ name, labels }));
  }

  /** Where pods get an address of one of these pools, as far as nodes decide it. */
  of(pools: readonly Served[]): Reach {
    if (pools.length === 0) return "nowhere";
    const left = this.unserved(pools).length;
    return left === 0 ? "everywhere" : left < this.#nodes.length ? "somewhere" : "nowhere";
  }

  /** Names of the nodes on which none of these pools serves. */
  unserved(pools: readonly Served[]): readonly string[] {
    const key = pools.map(({ name }) => name).join(" ");
    const known =
      this.#joint.get(key) ??
      this.#nodes.map(({ name }) => name).filter((node) => pools.every((pool) => !this.#nodesOf(pool).has(node)));
    this.#joint.set(key, known);
    return known;
  }

  #nodesOf({ name, affinity }: Served): ReadonlySet<string> {
    const known =
      this.#served.get(name) ??
      new Set(this.#nodes.filter((node) => nodeBar(affinity, node) === undefined).map((node) => node.name));
    this.#served.set(name, known);
    return known;
  }
}
