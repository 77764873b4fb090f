import type { SetMember } from "../program/reservation";

/** A reserved address: a ReservedIP, or a member of a ReservedIPSet. */
export interface Reserved extends Pick<SetMember, "name" | "podName" | "namespace" | "podType"> {
  readonly subnet: string;
  readonly v4IpAddress?: string | null | undefined;
  readonly v6IpAddress?: string | null | undefined;
  readonly macAddress?: string | null | undefined;
  /** It came with others of a ReservedIPSet: a pod or VM takes the one for its name. */
  readonly isOfSet?: boolean;
}

export interface UsedPool {
  readonly name: string;
  readonly subnet: string;
  /** Count of addresses, as decimal text. */
  /** Undefined where nobody has worked it out. */
  readonly size?: string | undefined;
}

export interface UsedVip {
  readonly name: string;
  /** Undefined where only the name is known. */
  readonly subnet?: string | undefined;
  readonly type?: string | undefined;
}

/** Vips as allowed-address pairs, with what selects their pods: those of an AapBinding, or one by itself. */
export interface UsedPair {
  readonly vips: readonly UsedVip[];
  readonly namespace?: string | null | undefined;
  readonly selector?: readonly string[] | null | undefined;
}

/** What the pods of a workload are to be given, as facts of the resources. */
export interface Uses {
  readonly reserved?: readonly Reserved[] | undefined;
  /** Write the addresses of a StatefulSet out as `ip_pool`, too. */
  readonly asList?: boolean | undefined;
  readonly pool?: UsedPool | undefined;
  readonly vip?: UsedVip | undefined;
  readonly pairs?: readonly UsedPair[] | undefined;
  readonly subnet?: { readonly name: string; readonly provider: string } | undefined;
}
