import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_PROVIDER, type Kind, kindOfToken, type Reserved, type UsedPair, type Uses } from "../provider/plan";
import type { AapBinding } from "./aap-binding";
import { declaredOf } from "./declared";
import type { IPPool } from "./ip-pool";
import { bindingFinder } from "./neighbors";
import { type ReservedIP, reservedBy } from "./reserved-ip";
import type { ReservedIPSet } from "./reserved-ip-set";
import type { Reference } from "./resource";
import type { Subnet } from "./subnet";
import type { Vip } from "./vip";

/** One, or a list of them. */
export type OneOrMore<T> = T | readonly T[];

/** What the pods of a workload are given. */
export interface Addresses {
  /**
   * Reserved addresses: sets, single ones, or both. For a StatefulSet one for each of its pods and interfaces, for a pod or
   * a VM one for each interface; of a set for several of them each takes the one for its name.
   */
  readonly reservations?: OneOrMore<ReservedIP | ReservedIPSet>;
  /**
   * Write the addresses of a StatefulSet out in its template too, as `ip_pool`. Its pods get them even where the
   * reservations have been removed by hand, but every change of the list is a rollout. Default false: the template names
   * the subnet, and each pod finds its reservation by name.
   */
  readonly asList?: boolean;
  /** A pool that every pod gets some address of: what there is for a Deployment. */
  readonly pool?: IPPool;
  /** A Vip whose address becomes the pod's own. Kube-OVN advises against it in production, and so does a warning. */
  readonly vip?: Vip;
  /** Vips that the pods may use beside their own addresses (allowed-address pairs). */
  readonly aaps?: OneOrMore<AapBinding | Vip>;
  /** The subnet, for pods that nothing else puts into one. */
  readonly subnet?: Reference<Subnet>;
}

/** The resources among them. */
export function resourcesOf(addresses: Addresses): readonly pulumi.Resource[] {
  const { reservations, pool, vip, aaps, subnet } = addresses;
  const all: readonly unknown[] = [...many(reservations), pool, vip, ...many(aaps), subnet];
  return all.filter((one) => pulumi.Resource.isInstance(one));
}

/** Addresses as the rules of workloads see them. */
export function usesOf(addresses: Addresses): pulumi.Output<Uses> {
  const { reservations, asList, pool, vip, aaps, subnet } = addresses;
  const findBinding = bindingFinder();
  const uses: { readonly [K in keyof Uses]: unknown } = {
    reserved: pulumi.all(many(reservations).map(reservedIn)).apply((groups) => groups.flat()),
    asList,
    pool: pool && { name: nameOf(pool), subnet: pool.subnet, size: pool.size },
    vip: vip && { name: nameOf(vip), subnet: vip.subnet, type: vip.type },
    pairs: many(aaps).map((one) => (isOf(one, "Vip") ? pairOfVip(one, findBinding) : pairOfBinding(one))),
    subnet: subnet && placeIn(subnet),
  };
  return pulumi.output(uses) as unknown as pulumi.Output<Uses>;
}

function reservedIn(one: ReservedIP | ReservedIPSet): pulumi.Output<readonly Reserved[]> {
  if (isOf(one, "ReservedIP")) return reservedBy(one).apply((reserved) => [reserved]);
  return pulumi
    .all([one.subnet, one.reservations])
    .apply(([subnet, members]) => (members ?? []).map((member) => ({ ...member, subnet, isOfSet: true })));
}

/**
 * Namespace and selector are taken from what the program wrote: where it wrote none, the preview has no outputs for them.
 * They are the binding's where one lists the Vip, and null where nobody sets them.
 */
function pairOfVip(vip: Vip, findBinding: (vip: pulumi.Resource) => pulumi.Resource | undefined): Eventual<UsedPair> {
  const vips = [{ name: nameOf(vip), subnet: vip.subnet, type: vip.type }];
  const own = declaredOf(vip)?.args;
  if (own === undefined) return { vips };
  return pulumi.output(vip.name).apply(() => {
    const binding = findBinding(vip);
    const { namespace, selector } = (binding && declaredOf(binding)?.args) ?? own;
    return pulumi.output({ vips, namespace: namespace ?? null, selector: selector ?? null });
  });
}

function pairOfBinding(binding: AapBinding): Eventual<UsedPair> {
  const vips = pulumi.output(binding.vips).apply((names) => names.map((name) => ({ name })));
  return { vips, namespace: binding.namespace, selector: declaredOf(binding)?.args?.selector };
}

/** A shape in which every value may be an Output. */
type Eventual<T> = pulumi.Input<{ readonly [K in keyof T]?: unknown }>;

/** Mocks of a unit test may have no answer; the name is what the program wrote, then. */
function nameOf(one: Vip | IPPool): pulumi.Output<string | undefined> {
  return one.name.apply((name: string | undefined) => name ?? declaredOf(one)?.name);
}

function placeIn(subnet: Reference<Subnet>): { name: unknown; provider: unknown } {
  if (!pulumi.Resource.isInstance(subnet)) return { name: subnet, provider: DEFAULT_PROVIDER };
  return { name: subnet.name, provider: declaredOf(subnet)?.args?.provider ?? DEFAULT_PROVIDER };
}

/** Of any copy of this package. */
function isOf<K extends Kind>(resource: pulumi.Resource, kind: K): resource is Resources[K] {
  return kindOfToken((resource as unknown as { __pulumiType: string }).__pulumiType) === kind;
}

interface Resources extends Record<Kind, pulumi.Resource> {
  readonly ReservedIP: ReservedIP;
  readonly Vip: Vip;
}

function many<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
