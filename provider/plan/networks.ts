import { type Address, type Prefix, prefixContains } from "../ipam";

/** A subnet as far as it decides whose addresses count in it. */
export interface Network {
  readonly name: string;
  readonly vpc: string;
  readonly vlan: string;
  readonly provider: string;
  readonly prefixes: readonly Prefix[];
  /** Namespaces whose pods Kube-OVN puts there. */
  readonly namespaces: readonly string[];
}

/** Where addresses count that an object names. */
export type Reach =
  /** In the subnet of this name. */
  | { readonly in: "subnet"; readonly name: string }
  /** In the subnets that serve an interface of a namespace's pods; all of its providers where it serves none by name. */
  | { readonly in: "pods"; readonly namespace: string; readonly providers: readonly string[] }
  /** Wherever the number is. */
  | { readonly in: "any" };

/** The subnets of a cluster or a plan, found by what objects say instead of a subnet's name. */
export class Networks {
  readonly #all: readonly Network[];
  readonly #byProvider = new Map<string, Network[]>();

  constructor(networks: readonly Network[]) {
    this.#all = networks;
    for (const network of networks) {
      const known = this.#byProvider.get(network.provider);
      if (known === undefined) this.#byProvider.set(network.provider, [network]);
      else known.push(network);
    }
  }

  /** The subnets in which at least one of these addresses counts; the one that is named even where none is inside. */
  reached(reach: Reach, addresses: readonly Address[]): readonly string[] {
    if (reach.in === "subnet") return [reach.name];
    const all =
      reach.in === "any"
        ? this.#all
        : reach.providers.flatMap((provider): readonly Network[] => this.#byProvider.get(provider) ?? NONE);
    const inside = all.filter((network) => addresses.some((address) => has(network, address)));
    if (reach.in === "any") return inside.map(({ name }) => name);
    const homes = inside.filter(({ namespaces }) => namespaces.includes(reach.namespace));
    return (homes.length > 0 ? homes : inside).map(({ name }) => name);
  }
}

const NONE: readonly never[] = [];

function has({ prefixes }: Network, address: Address): boolean {
  return prefixes.some((prefix) => prefix.family === address.family && prefixContains(prefix, address));
}
