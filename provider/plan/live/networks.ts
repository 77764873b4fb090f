import { type Address, type Prefix, prefixesContain, printAddress } from "../../ipam";
import { chooses, type LabelSelector, type Labels } from "../terms/label-selector";
import { DEFAULT_PROVIDER, DEFAULT_VPC } from "../terms/names";
import type { Holding, Unplaced } from "./snapshot";

/** A subnet as far as it decides whose addresses count in it. */
export interface Network {
  readonly name: string;
  readonly vpc: string;
  readonly vlan: string;
  readonly provider: string;
  readonly prefixes: readonly Prefix[];
  /** Namespaces whose pods Kube-OVN puts there. */
  readonly namespaces: readonly string[];
  /** Those of further ones, by their labels. */
  readonly namespaceSelectors: readonly LabelSelector[];
}

/** Where addresses count that an object names. */
export type Reach =
  /** In the subnet of this name. */
  | { readonly in: "subnet"; readonly name: string }
  /** In the subnet of this name, or the one whose provider is the NetworkAttachmentDefinition of this name. */
  | { readonly in: "network"; readonly name: string }
  /** In the subnets that serve an interface of a namespace's pods; all of its providers where it serves none by name. */
  | { readonly in: "pods"; readonly namespace: string; readonly providers: readonly string[] }
  /** Where a pod of a namespace has its own address: in the subnets of that namespace, else in those of its VPC. */
  | { readonly in: "pod"; readonly namespace: string }
  /** In the subnets of a VPC: that of its backends, the one that is named, that of a subnet, or that of a namespace's pods. */
  | {
      readonly in: "vpc";
      readonly vpc?: string;
      readonly subnet?: string;
      readonly namespace?: string;
      /** The pods of that namespace that decide it, where there are any. */
      readonly backends?: Backends;
    }
  /** In the default VPC, apart from VLANs. */
  | { readonly in: "overlay" }
  /** On VLANs. */
  | { readonly in: "underlay" }
  /** In the default subnet of a VPC, the default one where none is named; in all of its subnets where that is not known. */
  | { readonly in: "vpc-default"; readonly vpc?: string }
  /** On VLANs and in the default VPC: where traffic from outside arrives. */
  | { readonly in: "outside" }
  /** Wherever the number is. */
  | { readonly in: "any" }
  /** In no subnet: Kube-OVN does nothing with the object. */
  | { readonly in: "nowhere" };

/** What a load balancer sends to: pods by their labels, and by their addresses. */
export interface Backends {
  /** Items `label:value`; all have to match. */
  readonly selector: readonly string[];
  readonly endpoints: readonly string[];
}

/** A pod in another VPC than the default one. */
export interface RoutedPod {
  readonly namespace: string;
  readonly vpc: string;
  readonly labels: Labels;
  readonly addresses: readonly Address[];
}

/** A Vpc that was read. */
export interface LiveVpc {
  readonly name: string;
  /** The subnet of those that name none, as its status or else its spec says; undefined where neither does. */
  readonly defaultSubnet?: string | undefined;
  /** Namespaces that are in it. */
  readonly namespaces: readonly string[];
}

/** Whether a VPC is known not to be there. The default one always is; without any Vpc nothing tells whether they were read. */
export function isMissingVpc(vpc: string, vpcs: ReadonlyMap<string, LiveVpc>): boolean {
  return vpc !== "" && vpc !== DEFAULT_VPC && vpcs.size > 0 && !vpcs.has(vpc);
}

/**
 * The default subnets of VPCs, by the names of these.
 *
 * @source kube-ovn pkg/controller/vpc.go getVpcSubnets
 */
export function defaultSubnets(
  subnets: Iterable<{ readonly name: string; readonly vpc: string; readonly isDefault: boolean }>,
  vpcs: ReadonlyMap<string, LiveVpc>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, vpc, isDefault } of subnets)
    if (vpcs.get(vpc)?.defaultSubnet === name || (isDefault && !found.has(vpc))) found.set(vpc, name);
  return found;
}

/** What tells where a namespace is, beside what subnets say. */
interface Rest {
  /** Labels of the namespaces that were read. */
  readonly labels: ReadonlyMap<string, Labels>;
  readonly vpcs: ReadonlyMap<string, LiveVpc>;
  readonly routedPods: readonly RoutedPod[];
}

/** The subnets of a cluster or a plan, found by what objects say instead of a subnet's name. */
export class Networks {
  readonly #all: readonly Network[];
  readonly #byName: ReadonlyMap<string, Network>;
  readonly #byProvider = new Map<string, Network[]>();
  readonly #defaults: ReadonlyMap<string, string>;
  readonly #rest: Rest;
  #podsOf: ReadonlyMap<string, readonly RoutedPod[]> | undefined;
  #vpcOf: ReadonlyMap<string, string> | undefined;

  /** @param defaults  {@link defaultSubnets} */
  constructor(networks: readonly Network[], defaults: ReadonlyMap<string, string>, rest: Rest) {
    this.#all = networks;
    this.#rest = rest;
    this.#defaults = defaults;
    this.#byName = new Map(networks.map((network) => [network.name, network]));
    for (const network of networks) {
      const known = this.#byProvider.get(network.provider);
      if (known === undefined) this.#byProvider.set(network.provider, [network]);
      else known.push(network);
    }
  }

  /** The subnets in which at least one of these addresses counts; the one that is named even where none is inside. */
  reached(reach: Reach, addresses: readonly Address[]): readonly string[] {
    if (reach.in === "subnet") return [reach.name];
    // Who asks for a MAC alone gets some address of them.
    const isAnywhere = addresses.length === 0 && (reach.in === "pods" || reach.in === "pod");
    const isInside = (network: Network): boolean => isAnywhere || addresses.some((address) => has(network, address));
    switch (reach.in) {
      case "network":
        return this.#named(reach.name, isInside);
      case "pods": {
        const attached = reach.providers.flatMap((provider) => this.#byProvider.get(provider) ?? []);
        // The pod's own interface; and an attachment that no subnet is the network of is one more of them.
        if (reach.providers.includes(DEFAULT_PROVIDER) || attached.length === 0)
          return this.reached({ in: "pod", namespace: reach.namespace }, addresses);
        const inside = attached.filter(isInside);
        return this.#homesOf(reach.namespace, inside, inside).map(nameOf);
      }
      case "pod": {
        const inside = (this.#byProvider.get(DEFAULT_PROVIDER) ?? []).filter(isInside);
        const vpcs = this.#vpcsOfNamespace(reach.namespace);
        const others = inside.filter(({ vpc }) => vpcs.has(vpc));
        return this.#homesOf(reach.namespace, inside, others).map(nameOf);
      }
      case "vpc": {
        const vpcs = this.#vpcsOf(reach);
        return this.#all.filter((network) => vpcs.has(network.vpc) && isInside(network)).map(nameOf);
      }
      case "vpc-default": {
        const { vpc = DEFAULT_VPC } = reach;
        const named = this.#defaults.get(vpc);
        return named === undefined ? this.reached({ in: "vpc", vpc }, addresses) : [named];
      }
      case "overlay":
        return this.#all.filter((one) => isOverlay(one) && isInside(one)).map(nameOf);
      case "underlay":
        return this.#all.filter((one) => one.vlan !== "" && isInside(one)).map(nameOf);
      case "outside":
        return this.#all.filter((one) => (one.vlan !== "" || one.vpc === DEFAULT_VPC) && isInside(one)).map(nameOf);
      case "any":
        return this.#all.filter(isInside).map(nameOf);
      case "nowhere":
        return [];
    }
  }

  /** What is held in each subnet that is reached, of what names none: nothing where no address is inside. */
  placed({ reach, ...held }: Unplaced): readonly Holding[] {
    return this.reached(reach, held.addresses).flatMap((subnet): readonly Holding[] => {
      const network = this.#byName.get(subnet);
      const addresses = network === undefined ? [] : held.addresses.filter((address) => has(network, address));
      return addresses.length === 0 ? [] : [{ ...held, subnet, addresses }];
    });
  }

  /**
   * @source kube-ovn pkg/controller/vpc_nat_gateway.go findSubnetByNetworkAttachmentDefinition: a subnet's provider is
   *         `<name>.<namespace>`, or that with `.ovn` behind
   */
  #named(name: string, isInside: (network: Network) => boolean): readonly string[] {
    if (this.#byName.has(name)) return [name];
    const [attachment, namespace] = name.includes("/") ? name.split("/", 2).reverse() : name.split(".");
    const attached = this.#all.filter(({ provider }) => {
      const parts = provider.split(".");
      return parts.length > 1 && parts[0] === attachment && (namespace === undefined || parts[1] === namespace);
    });
    return (attached.length > 0 ? attached : this.#all.filter(isInside)).map(nameOf);
  }

  #vpcsOf({ vpc, subnet, namespace, backends }: Reach & { readonly in: "vpc" }): ReadonlySet<string> {
    this.#podsOf ??= Map.groupBy(this.#rest.routedPods, (pod) => pod.namespace);
    const pods = this.#podsOf.get(namespace ?? "") ?? [];
    const routed = backends === undefined ? [] : pods.filter((pod) => isBackend(pod, backends));
    if (routed.length > 0) return new Set(routed.map((pod) => pod.vpc));
    if (vpc !== undefined) return new Set([vpc]);
    const named = subnet === undefined ? undefined : this.#byName.get(subnet);
    if (named !== undefined) return new Set([named.vpc]);
    const homes = this.#all.filter((network) => namespace !== undefined && this.#isHomeOf(namespace, network) === true);
    if (homes.length > 0) return new Set(homes.map((home) => home.vpc));
    return namespace === undefined ? new Set([DEFAULT_VPC]) : this.#vpcsOfNamespace(namespace);
  }

  /**
   * The VPCs of a namespace that no subnet names. Where its own has no default subnet, the cluster's serves it.
   *
   * @source kube-ovn pkg/controller/namespace.go handleAddNamespace
   */
  #vpcsOfNamespace(namespace: string): ReadonlySet<string> {
    this.#vpcOf ??= new Map(
      [...this.#rest.vpcs.values()].flatMap(({ name, namespaces }) => namespaces.map((one) => [one, name])),
    );
    const own = this.#vpcOf.get(namespace);
    if (own === undefined || own === DEFAULT_VPC) return new Set([DEFAULT_VPC]);
    return new Set(this.#defaults.has(own) ? [own] : [own, DEFAULT_VPC]);
  }

  /** The subnets of a namespace, else others; in either case those that may be among them. */
  #homesOf(namespace: string, networks: readonly Network[], others: readonly Network[]): readonly Network[] {
    const byHome = Map.groupBy(networks, (network) => this.#isHomeOf(namespace, network));
    return [...new Set([...(byHome.get(true) ?? others), ...(byHome.get(undefined) ?? [])])];
  }

  /**
   * Whether Kube-OVN puts pods of a namespace into a subnet; undefined where that depends on labels that are not known.
   *
   * @source kube-ovn pkg/controller/namespace.go handleAddNamespace
   */
  #isHomeOf(namespace: string, { namespaces, namespaceSelectors }: Network): boolean | undefined {
    return namespaces.includes(namespace) || chooses(namespaceSelectors, namespace, this.#rest.labels.get(namespace));
  }
}

/** Where Kube-OVN minds the addresses of nodes. @source kube-ovn pkg/controller/subnet.go checkSubnetConflict, pod.go validatePodIP */
export function isOverlay({ vpc, vlan }: Pick<Network, "vpc" | "vlan">): boolean {
  return vpc === DEFAULT_VPC && vlan === "";
}

/** @source kube-ovn pkg/controller/switch_lb_rule.go handleAddOrUpdateSwitchLBRule, generateHeadlessService: endpoints go first */
function isBackend({ labels, addresses }: RoutedPod, { selector, endpoints }: Backends): boolean {
  if (endpoints.length > 0) return addresses.some((address) => endpoints.includes(printAddress(address)));
  const pairs = selector.map((item) => item.split(":").map((part) => part.trim())).filter(({ length }) => length === 2);
  return pairs.length > 0 && pairs.every(([label = "", value]) => labels[label] === value);
}

function nameOf({ name }: Network): string {
  return name;
}

function has({ prefixes }: Network, address: Address): boolean {
  return prefixesContain(prefixes, address);
}
