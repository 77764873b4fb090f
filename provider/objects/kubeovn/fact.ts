import type {
  Demand,
  Holder,
  Holding,
  LivePool,
  LiveReservation,
  LiveSubnet,
  LiveVpc,
  Middlebox,
  PairPod,
  RoutedPod,
  Unplaced,
  Wire,
} from "../../plan";
import type { SpiderFact } from "../spiderpool/facts";

/** What one object says about who holds what; independent of every other object, so it can be kept with it. */
export interface Facts {
  readonly subnet?: LiveSubnet | undefined;
  readonly pool?: LivePool | undefined;
  readonly reservation?: LiveReservation | undefined;
  /** Addresses in a named subnet. */
  readonly holdings: readonly Holding[];
  /** Addresses whose subnet is not named. */
  readonly unplaced: readonly Unplaced[];
  /** What a pod has by nothing but its status: where others have it, too, they tell better whose it is. */
  readonly byStatus?: Unplaced;
  /** The wire that a Vlan is. */
  readonly wire?: readonly [vlan: string, wire: Wire];
  readonly vpc?: LiveVpc;
  readonly middlebox?: Middlebox;
  /** What its pods, or it as a pod, will ask for. */
  readonly demands?: readonly Demand[];
  /** Of a pod. */
  readonly ports: readonly { readonly name: string; readonly holder: Holder }[];
  /** The pod asks for allowed-address pairs. */
  readonly pairPod?: PairPod;
  /** The pod is in another VPC than the default one. */
  readonly routed?: RoutedPod;
  readonly spider?: SpiderFact | undefined;
  /** The object has a form that only Kube-OVN 1.13 and older write. */
  readonly isOldForm?: boolean;
}

export type { Unplaced } from "../../plan";

export const NONE: readonly never[] = [];
export const NOTHING: Facts = { holdings: NONE, unplaced: NONE, ports: NONE };

/** What an object holds in networks that it names, as it names them. */
export function namedHoldings({ holdings, unplaced }: Facts): readonly Holding[] {
  if (unplaced.length === 0) return holdings;
  const named = unplaced.flatMap(({ reach, ...holding }): readonly Holding[] =>
    reach.in === "network" ? [{ ...holding, subnet: reach.name }] : [],
  );
  return [...holdings, ...named];
}
