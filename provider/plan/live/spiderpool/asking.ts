import type { Holder } from "../snapshot";

/** Names by family, as annotations and networks list them; those of pools may have wildcards. */
export interface FamilyNames {
  readonly ipv4?: readonly string[] | undefined;
  readonly ipv6?: readonly string[] | undefined;
}

export interface InterfaceNames extends FamilyNames {
  /** On all items of a list or on none, which stands for eth0, net1 and so on. */
  readonly interface?: string | undefined;
}

/** What annotations say of where the addresses of a pod come from: the same as the arguments of PodAnnotations. */
export interface PodAsk {
  readonly ippool?: FamilyNames | undefined;
  readonly ippools?: readonly InterfaceNames[] | undefined;
  readonly subnet?: FamilyNames | undefined;
  readonly subnets?: readonly InterfaceNames[] | undefined;
  readonly ippoolIpNumber?: string | undefined;
  /** Of eth0, `namespace/name`. */
  readonly defaultNetwork?: string | undefined;
  /** `namespace/name` or `namespace/name@interface`, in their order. */
  readonly networks?: readonly string[] | undefined;
}

/** What a network says of addresses. */
export interface NetworkIpam {
  /** Whether interfaces of it get their addresses from Spiderpool. */
  readonly asks: boolean;
  /** The pools that it names itself. */
  readonly pools: FamilyNames;
}

/** A workload whose pod template asks for addresses of Spiderpool. */
export interface PoolClaim {
  readonly claimant: Holder;
  readonly ask: PodAsk;
  /** How many pods it makes at least; undefined where its kind does not say. */
  readonly replicas: number | undefined;
  /** Of its pods; undefined where nothing is said of them. */
  readonly labels: Readonly<Record<string, string>> | undefined;
}
