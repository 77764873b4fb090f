/** Spiderpool's objects as they are live, as far as a plan asks for them. Lists are as they were read. */
import type { Stamp } from "../identity";
import type { PoolAffinity } from "./affinity";
import type { FamilyNames, NetworkIpam, PodAsk, PoolClaim } from "./asking";

export interface LiveSpiderReserved extends Stamp {
  readonly name: string;
  /** 4 or 6; without one Spiderpool's agents pass the object over. */
  readonly ipVersion: number | undefined;
  readonly ips: readonly string[];
}

export interface LiveSpiderPool extends Stamp {
  readonly name: string;
  /** Canonical CIDR. */
  readonly subnet: string;
  readonly ips: readonly string[];
  readonly excludeIps: readonly string[];
  readonly gateway: string;
  /** For pods that ask for no pool, as far as their namespace and network name none either. */
  readonly isDefault: boolean;
  readonly isDisabled: boolean;
  /** The application that Spiderpool made it for, as `kind namespace/name`. */
  readonly application?: string | undefined;
  /** The SpiderSubnet that controls it, where one does. */
  readonly controller: string;
  readonly affinity: PoolAffinity;
  /** `status.allocatedIPs`: address → `namespace/name` of the pod, or of the VM that stands for its pods. */
  readonly allocated: ReadonlyMap<string, string>;
  /** The same of what SpiderEndpoints have of the pool and its ledger has not; missing where that is nothing. */
  readonly unrecorded?: ReadonlyMap<string, string>;
}

export interface LiveSpiderSubnet extends Stamp {
  readonly name: string;
  readonly subnet: string;
  readonly ips: readonly string[];
  readonly excludeIps: readonly string[];
  readonly gateway: string;
  readonly routes: readonly unknown[];
  /** `status.controlledIPPools`: pool name → its items. */
  readonly controlled: ReadonlyMap<string, readonly string[]>;
}

export interface LiveMultusConfig extends Stamp {
  /** `namespace/name` of the NetworkAttachmentDefinition that it makes. */
  readonly network: string;
  /** Undefined where it cannot be read. */
  readonly ipam: NetworkIpam | undefined;
}

/** Who stands behind a pod that has an address. */
export interface SpiderPod {
  /** Top owner: `Deployment`, `StatefulSet`, `VirtualMachineInstance`, `Pod`, … */
  readonly kind: string;
  readonly name: string;
  /** What its annotations ask for, where the pod itself was read. */
  readonly ask?: PodAsk | undefined;
  /** The pod's labels, where the pod itself was read. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The node that it runs on. */
  readonly node?: string | undefined;
}

/** What a SpiderEndpoint says that its pod has. */
export interface SpiderEndpoint {
  /** Canonical texts without the prefix length, each with its interface and the name of its pool. */
  readonly addresses: readonly { readonly address: string; readonly pool: string; readonly nic: string }[];
}

export interface SpiderSnapshot {
  readonly reserved: ReadonlyMap<string, LiveSpiderReserved>;
  readonly pools: ReadonlyMap<string, LiveSpiderPool>;
  readonly subnets: ReadonlyMap<string, LiveSpiderSubnet>;
  /** By `namespace/name`. */
  readonly configs: ReadonlyMap<string, LiveMultusConfig>;
  /** By `namespace/name`: those that have an address of a pool. */
  readonly pods: ReadonlyMap<string, SpiderPod>;
  /** By `namespace/name`, every one. */
  readonly endpoints: ReadonlyMap<string, SpiderEndpoint>;
  /** Labels of nodes, by name. */
  readonly nodes: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Labels of namespaces, by name; empty where they could not be read. */
  readonly namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The default pools of the same namespaces. */
  readonly namespacePools: ReadonlyMap<string, FamilyNames>;
  /** Workloads with pod templates that ask for pools or SpiderSubnets. */
  readonly claims: readonly PoolClaim[];
}

/** A cluster without Spiderpool. */
export const NO_SPIDERPOOL: SpiderSnapshot = {
  reserved: new Map(),
  pools: new Map(),
  subnets: new Map(),
  configs: new Map(),
  pods: new Map(),
  endpoints: new Map(),
  nodes: new Map(),
  namespaces: new Map(),
  namespacePools: new Map(),
  claims: [],
};
