import type { Address, Mac, Range } from "../../ipam";
import type { AddressSpace } from "../terms/address-space";
import type { ReservationKind } from "../terms/kinds";
import type { LabelSelector } from "../terms/label-selector";
import { type KubeOvnVersion, NEWEST_VERSION } from "../terms/version";
import type { LiveController } from "./controller";
import type { Demand, OwnUse } from "./demand";
import type { Stamp } from "./identity";
import type { Middlebox } from "./middlebox";
import type { LiveVpc, Reach, RoutedPod } from "./networks";
import { NO_SPIDERPOOL, type SpiderSnapshot } from "./spiderpool/snapshot";
import type { SubnetSettings } from "./subnet-settings";
import type { Written } from "./written";

/** An object that has an address, as messages name it. */
export interface Holder {
  /** `Pod`, `IP`, `Vip`, `Node`, `OvnEip`, … */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  /** Node that a pod runs on. */
  readonly node?: string | undefined;
  /** Owner key, when one of our resources made it. */
  readonly owner?: string | undefined;
  /** Where in which program the resource stood that gave it up. */
  readonly givenUpBy?: string | undefined;
  /** The export that lists it, where no file of the directory has it any more. */
  readonly listedIn?: string | undefined;
}

/** Whether a holder keeps addresses for others, which counts as used where one of them has them, too: an IP or a Vip. */
export function isKeeper({ kind }: Holder): boolean {
  return kind === "IP" || kind === "Vip";
}

/** What someone has, wherever that is. */
interface Hold {
  /** Identifies the holder within the snapshot; a pod and the IP object of its port are one holder. */
  readonly key: string;
  readonly holder: Holder;
  readonly addresses: readonly Address[];
  readonly mac?: Mac | undefined;
  /** Address shared intentionally with this other key (a switch-LB rule and its Vip, a pod and the Vip it uses). */
  readonly sharesWith?: string | undefined;
  /** Kind of the workload with which Kube-OVN keeps the address while the pod is gone. */
  readonly keptWith?: KeptWith | undefined;
  /** Only a guard has them, or waits for them, for the holder that is still to be made. */
  readonly guard?: "ready" | "waiting" | undefined;
}

/** One observed holding: someone has these addresses, and this MAC, in a subnet. */
export type Holding = Hold & AddressSpace;

/** A holding of which it is known where its addresses count, and not in which subnet that is. */
export interface Unplaced extends Hold {
  readonly reach: Reach;
}

/** Workloads whose pods are given the same address again. */
export type KeptWith = "StatefulSet" | "VirtualMachine";

/** The network that a VLAN ends on: its provider network with its tag, where 0 is the untagged one. */
export interface Wire {
  readonly provider: string;
  readonly id: number;
}

/** A Subnet as it is live, with everything that decides what may be handed out in it. Address texts are as they were read. */
export interface LiveSubnet extends Stamp {
  readonly name: string;
  readonly vpc: string;
  readonly vlan: string;
  readonly provider: string;
  readonly cidrBlock: string;
  readonly gateway: string;
  readonly excludeIps: readonly string[];
  readonly plannedRanges: readonly LivePlannedRange[];
  readonly strategy?: string | undefined;
  /** Namespaces whose pods Kube-OVN puts there. */
  readonly namespaces: readonly string[];
  /** It is the cluster's default one, for namespaces that no subnet names. */
  readonly isDefault: boolean;
  /** Those of further namespaces, by their labels. */
  readonly namespaceSelectors: readonly LabelSelector[];
  readonly settings: SubnetSettings;
  /** What its spec has Kube-OVN take addresses for by itself. */
  readonly ownUses: readonly OwnUse[];
  /** For which of those, and of others, Kube-OVN has some already. */
  readonly ownAddresses: readonly OwnUse[];
  /** Whether Kube-OVN has found it valid, and else why not; undefined where its status does not tell. */
  readonly verdict?: "valid" | { readonly why: string } | undefined;
}

/** A planned range in a Subnet, with the resource that set it aside. */
export interface LivePlannedRange extends Stamp {
  readonly ranges: readonly Range[];
  /** What of them stands in `excludeIps` only because of this planned range. */
  readonly added?: readonly Range[];
}

export interface LivePool extends Stamp {
  readonly name: string;
  readonly subnet: string;
  readonly ips: readonly string[];
  readonly namespaces: readonly string[];
  /** Its addresses are to be an address set of OVN. */
  readonly isAddressSet: boolean;
}

/** An object that is there to hold addresses: a reservation, ours or another owner's. */
export type LiveReservation = ReservationFacts & AddressSpace;

interface ReservationFacts extends Stamp {
  readonly kind: ReservationKind;
  readonly name: string;
  /** Key of its holding. */
  readonly key: string;
  /** The export that lists it, where no file of the directory has it any more. */
  readonly listedIn?: string | undefined;
  readonly addresses: readonly Address[];
  readonly mac?: Mac | undefined;
  /** Vips only. */
  readonly type?: string | undefined;
  readonly namespace?: string | undefined;
  readonly selector?: readonly string[] | undefined;
  /** The AapBinding that set namespace and selector. */
  readonly bound?: Stamp | undefined;
  /** An IP or a Vip as it is written, for the rules that judge it. */
  readonly written?: Written | undefined;
}

/** A directory whose files others apply to a cluster, perhaps late, perhaps never. */
export interface Delivery {
  /** What is released is given up first, and its file goes once the cluster shows that nothing uses it. */
  readonly isInTwoSteps: boolean;
  /** What clusters said, by the name of the file; empty where nothing is known of one. */
  readonly exports: readonly ClusterReading[];
  /** Reservations as those list them, by `<kind>/<name>`. */
  readonly listed: ReadonlyMap<string, LiveReservation>;
}

/** What a cluster said about addresses, and when. */
export interface ClusterReading {
  /** The file that it stands in, relative to the directory; undefined for a cluster that was read just now. */
  readonly file?: string | undefined;
  /** RFC 3339 text; undefined where the file does not tell. */
  readonly time?: string | undefined;
}

/** A live pod that asks for allowed-address pairs. */
export interface PairPod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The Vips it names, as Kube-OVN reads the annotation: split at commas, not trimmed. */
  readonly vips: readonly string[];
  /** Its logical switch ports in the order in which Kube-OVN looks at them. */
  readonly ports: readonly { readonly name: string; readonly subnet: string }[];
}

/** What is live when a run begins, read once: the only thing a plan knows about the cluster. */
export interface Snapshot {
  /** Nothing could be read: what is live stays open, and nothing is placed. */
  readonly isUnread?: true;
  /** Release that objects are written for. */
  readonly version: KubeOvnVersion;
  /** Nothing told the release: the newest one is assumed. */
  readonly isVersionAssumed?: true;
  /** Undefined where its Deployment is not available. */
  readonly controller?: LiveController;
  /** A cluster was read, but not how its controller is run. */
  readonly isControllerHidden?: true;
  /** Objects that were read, by kind; missing where only kinds that count are asked for. */
  readonly read?: ReadonlyMap<string, number>;
  readonly subnets: ReadonlyMap<string, LiveSubnet>;
  readonly pools: ReadonlyMap<string, LivePool>;
  /** By `<kind>/<name>`. */
  readonly reservations: ReadonlyMap<string, LiveReservation>;
  readonly holdings: readonly Holding[];
  /** Holdings that name no subnet; those in live subnets are among the holdings, too. */
  readonly unplaced: readonly Unplaced[];
  /** Vlan → the network it ends on, where both are known: two VLANs may be one wire. */
  readonly wires: ReadonlyMap<string, Wire>;
  /** The VPCs that were read, by name; empty where none were. */
  readonly vpcs: ReadonlyMap<string, LiveVpc>;
  /** Gateways and load balancers, by the keys of their holdings. */
  readonly middleboxes: ReadonlyMap<string, Middlebox>;
  /** Kinds whose pod templates could not be read, in the plural. */
  readonly unreadTemplates?: readonly string[];
  /** Who asks for addresses that he does not have yet. */
  readonly demands: readonly Demand[];
  /** Names of logical switch ports that pods and IP objects have, → who. */
  readonly ports: ReadonlyMap<string, Holder>;
  readonly pairPods: readonly PairPod[];
  readonly routedPods: readonly RoutedPod[];
  readonly spider: SpiderSnapshot;
  /** How what is written gets to the cluster; undefined where it is written to the cluster itself. */
  readonly delivery?: Delivery;
}

/** Stands for a cluster that does not answer. */
export const UNREAD: Snapshot = {
  isUnread: true,
  version: NEWEST_VERSION,
  subnets: new Map(),
  pools: new Map(),
  reservations: new Map(),
  holdings: [],
  unplaced: [],
  wires: new Map(),
  vpcs: new Map(),
  middleboxes: new Map(),
  demands: [],
  ports: new Map(),
  pairPods: [],
  routedPods: [],
  spider: NO_SPIDERPOOL,
};
