import type { Address, Range } from "../../ipam";
import type { Holder } from "../live/snapshot";
import type { Located } from "../terms/address-space";

/** The facts behind each rule that is told of live objects as well as of what a program declares. */
export interface RuleFacts {
  readonly "no-subnet": Record<never, never>;
  readonly "unknown-subnet": {
    readonly subnet: string;
    readonly known: readonly string[];
    readonly suggestion?: string;
  };
  readonly "external-attachment": { readonly subnet: string; readonly provider: string };
  readonly "external-ipv4": { readonly subnet: string; readonly cidrs: readonly string[] };
  readonly "unknown-vlan": { readonly vlan: string; readonly known: readonly string[] };
  readonly "vlan-conflict": { readonly provider: string; readonly id: number; readonly other: string };
  readonly "broken-subnet": { readonly subnet: string };
  readonly "default-not-inside": { readonly vpc: string; readonly subnet: string };
  readonly "no-default-subnet": { readonly vpc: string };
  readonly "no-vpc": Record<never, never>;
  readonly "unknown-vpc": { readonly vpc: string; readonly known: readonly string[]; readonly suggestion?: string };
  readonly "excluded-each-other": { readonly a: string; readonly b: string; readonly why: string };
  readonly "named-like-vpc": { readonly name: string };
  readonly "leading-digit": { readonly kind: string; readonly name: string; readonly why: string };
  readonly "default-elsewhere": { readonly name: string };
  readonly "pool-families": { readonly name: string };
  readonly "not-one-of": {
    readonly field: string;
    readonly value: string;
    readonly allowed: readonly string[];
    readonly suggestion?: string;
  };
  readonly "egress-gateways": { readonly gateways: string; readonly cidrs: readonly string[] };
  readonly "routing-table-taken": { readonly table: number; readonly other: string };
  readonly "nat-match": { readonly field: string; readonly text: string; readonly why: string };
  readonly "namespace-elsewhere": { readonly namespace: string; readonly vpc: string; readonly isOfVpc: boolean };
  readonly "unknown-network": { readonly network: string };
  readonly "too-few-addresses": { readonly field: string; readonly count: number; readonly replicas: number };
  readonly "no-vip": Record<never, never>;
  readonly "no-namespace": Record<never, never>;
  readonly "no-port": Record<never, never>;
  readonly "unnamed-port": { readonly port: number; readonly protocol: string };
  readonly "no-backend": Record<never, never>;
  readonly "port-shared": Located & { readonly port: number; readonly protocol: string; readonly rule: string };
  readonly "vip-not-reserved": Located;

  readonly "family-missing": Located & { readonly cidrs: readonly string[] };
  readonly "outside-prefix": Located & { readonly cidrs: readonly string[] };
  readonly "network-address": Located;
  readonly "last-address": Located;
  readonly "gateway-address": Located;
  readonly "excluded-address": Located & { readonly range: Range };
  readonly "pooled-address": Located & { readonly pool: string };
  readonly "address-shared": Located & { readonly holder: Holder };
  readonly "address-asked": Located & { readonly claimant: Holder };
  readonly "not-an-address": { readonly field: string; readonly text: string };
  readonly "upper-case": { readonly address: string; readonly isEdited?: boolean };
  readonly "v6-not-asked-for": { readonly kind: string; readonly text: string };
  readonly "outside-planned-range": Record<never, never>;

  readonly "pod-type": { readonly podType: string };
  readonly "ip-name": { readonly given: string; readonly expected: string };
  readonly "vm-name-unused": { readonly vm: string; readonly ip: string };
  readonly "foreign-finalizer": { readonly finalizers: readonly string[] };
  readonly "port-exists": { readonly holder: Holder };
  readonly "pod-elsewhere": {
    readonly holder: Holder;
    readonly has: readonly Address[];
    readonly addresses: readonly Address[];
  };
  readonly "not-reserved": Record<never, never>;
  readonly "crashes-controller": Record<never, never>;
  readonly "deleted-at-restart": { readonly setAside: boolean; readonly isCertain: boolean };
  readonly "blanked-at-start": Record<never, never>;

  readonly "mac-alone": Record<never, never>;
  readonly "mac-not-ours": { readonly why: string };
  readonly "mac-not-honored": { readonly version: string };
  readonly "vip-name": { readonly name: string; readonly what: string };
  readonly "vip-type": {
    readonly value: string;
    readonly allowed: readonly string[];
    readonly suggestion?: string;
    /** The release, where a newer one knows the type. */
    readonly tooOld?: string;
  };
  readonly "selector-alone": { readonly vip: string };
  readonly "selector-item": { readonly item: string; readonly why: string };
  readonly "no-router-port": { readonly subnet: string };
  readonly edited: { readonly field: string; readonly spec: string; readonly status: string };
  readonly "forgotten-at-restart": { readonly addresses: readonly Address[]; readonly why: string };
  readonly "dead-dual-stack-port": Record<never, never>;

  readonly "spider-no-version": Record<never, never>;
  readonly "spider-stops-allocation": { readonly item: string; readonly family: 4 | 6 };
  readonly "spider-leaked": { readonly address: string; readonly pod: string };
  readonly "spider-not-had": { readonly address: string; readonly pod: string; readonly has: readonly string[] };
  /** Of "empty" and "reserved" nothing is asked for; of the others the field that asks. */
  readonly "spider-unusable": {
    readonly why: "empty" | "reserved" | "namespaceName" | "nodeName" | "nodeAffinity" | "multusName";
    readonly asks: readonly string[];
  };
  readonly "spider-pool-missing": { readonly pool: string; readonly family: 4 | 6 };
  readonly "spider-unserved": Record<never, never>;
  readonly "spider-given-twice": { readonly address: string; readonly pods: readonly string[] };
  readonly "spider-foreign-address": { readonly address: string; readonly pool: string; readonly has?: string };

  readonly "leaving-foreign": { readonly finalizers: readonly string[] };
  readonly "leaving-subnet-missing": { readonly subnet: string };
}
