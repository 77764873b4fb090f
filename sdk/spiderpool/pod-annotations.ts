import type * as pulumi from "@pulumi/pulumi";
import type { PodAnnotationsArgs as Args, FamilyNames, InterfaceNames } from "../../provider/plan";
import { type Inputs, PlannedResource, type Reference } from "../resource";
import type { FixedIP } from "./fixed-ip";
import type { IPPool } from "./ip-pool";
import type { Subnet } from "./subnet";

/** Names by family in which resources may stand for themselves. */
type Named<Names extends FamilyNames, R extends pulumi.Resource> = Omit<Inputs<Names>, "ipv4" | "ipv6"> & {
  /** For IPv4. Default: none. */
  ipv4?: Reference<R>[];
  /** For IPv6. Default: none. */
  ipv6?: Reference<R>[];
};

type Pool = IPPool | FixedIP;

/** Arguments of a {@link PodAnnotations}. */
export type PodAnnotationsArgs = Omit<Inputs<Args>, "ippool" | "ippools" | "subnet" | "subnets"> & {
  /** Pools of a pod with one interface. */
  ippool?: Named<FamilyNames, Pool>;
  /** Pools by interface. */
  ippools?: Named<InterfaceNames, Pool>[];
  /** SpiderSubnet to have a pool cut from. */
  subnet?: Named<FamilyNames, Subnet>;
  /** The same by interface. */
  subnets?: Named<InterfaceNames, Subnet>[];
};

/**
 * Annotations of a pod template for Spiderpool and Multus: checked in the preview against the pools they name, and more
 * replicas than addresses refused. No object is made for it.
 *
 * @example
 * const network = new spiderpool.PodAnnotations("web", { ippool: { ipv4: ["lab"] }, replicas: 1 });
 * new kubernetes.apps.v1.Deployment("web", { spec: { template: { metadata: { annotations: network.annotations } } } });
 */
export class PodAnnotations extends PlannedResource {
  declare readonly annotations: pulumi.Output<Record<string, string>>;
  /** Addresses that the pods have or can get, by family, as of the last change or refresh; other workloads can get them, too. */
  declare readonly available: pulumi.Output<{ ipv4?: number; ipv6?: number }>;

  constructor(name: string, args: PodAnnotationsArgs, opts?: pulumi.CustomResourceOptions) {
    super("spiderpool.PodAnnotations", name, args, opts);
  }
}
