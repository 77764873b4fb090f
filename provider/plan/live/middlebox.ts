import type { PodOwner } from "../terms/pod-names";
import type { Reach } from "./networks";

/** An address as it is written in a field, with where it counts. */
export interface WrittenAddress {
  readonly field: string;
  readonly text: string;
  readonly reach: Reach;
}

interface Written {
  readonly name: string;
  readonly namespace?: string | undefined;
  /** Key of its holding, and of it among the middleboxes of a snapshot. */
  readonly key: string;
  /** Addresses of its spec: those that it asks for or has. */
  readonly addresses: readonly WrittenAddress[];
  /** What runs it; undefined where it has no pods. */
  readonly podOwner?: PodOwner | undefined;
}

/** A VpcNatGateway as it is written; absent texts are empty. */
export interface WrittenNatGateway extends Written {
  readonly kind: "VpcNatGateway";
  readonly vpc: string;
  readonly subnet: string;
  /** Name of the NetworkAttachmentDefinition of its external network, or of the Subnet. */
  readonly externalNetwork: string;
}

/** A VpcEgressGateway as it is written; absent texts are empty. */
export interface WrittenEgressGateway extends Written {
  readonly kind: "VpcEgressGateway";
  readonly vpc: string;
  readonly internalSubnet: string;
  readonly externalSubnet: string;
  readonly replicas: number;
  /** Items of the lists of addresses, one for each pod. */
  readonly lists: readonly { readonly field: string; readonly count: number }[];
}

/** One port of a load balancer's address. */
export interface WrittenPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** A SwitchLBRule as it is written; absent texts are empty. */
export interface WrittenLbRule extends Written {
  readonly kind: "SwitchLBRule";
  /** Namespace of its backends. */
  readonly backendNamespace: string;
  readonly ports: readonly WrittenPort[];
  readonly selector: readonly string[];
  readonly endpoints: readonly string[];
}

/** A gateway or a load balancer of a VPC: it uses addresses, and is no reservation. */
export type Middlebox = WrittenNatGateway | WrittenEgressGateway | WrittenLbRule;
