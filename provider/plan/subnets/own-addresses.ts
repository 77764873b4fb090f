import { type Address, type Range, rangeSetOf, subtract, union } from "../../ipam";
import { claimKey, type Demand, type OwnUse } from "../live/demand";
import type { PlannedSubnet } from "../program/subnet-shape";

/**
 * What a Subnet's spec makes Kube-OVN take addresses for, without naming them.
 *
 * @source kube-ovn pkg/controller/subnet.go reconcileSubnetSpecialIPs
 */
export function ownUses(spec: Readonly<Record<string, unknown>>): readonly OwnUse[] {
  const isUnderlay = typeof spec.vlan === "string" && spec.vlan !== "" && spec.logicalGateway !== true;
  const uses: OwnUse[] = [];
  if (isUnderlay && spec.u2oInterconnection === true && !spec.u2oInterconnectionIP) uses.push("u2o interconnection");
  if (spec.enableMulticastSnoop === true) uses.push("multicast querier");
  return uses;
}

/**
 * The addresses that Kube-OVN is going to take for these: the lowest that it would give to a pod. In a Subnet that is new
 * this is certain; in one that has given addresses before, the first guess.
 *
 * @param held  addresses that someone has in the subnet
 * @source kube-ovn pkg/ipam/subnet.go GetRandomAddress
 */
export function ownDemands(subnet: PlannedSubnet, uses: readonly OwnUse[], held: readonly Address[]): Demand[] {
  const addresses = new Map<OwnUse, Address[]>(uses.map((use) => [use, []]));
  for (const pool of [subnet.pools.v4, subnet.pools.v6]) {
    if (pool === undefined) continue;
    const { prefix, planned, named } = pool.spec;
    const { family } = prefix;
    const ranges: readonly Range[] = [...planned, ...named.flatMap((one) => one.ranges)];
    const taken = held
      .filter((address) => address.family === family)
      .map(({ value }) => ({ family, first: value, last: value }));
    const open = subtract(pool.usable, union(pool.excluded, rangeSetOf(family, [...ranges, ...taken])));
    const lowest = open.ranges.flatMap(({ first, last }) => firstOf(first, last, uses.length));
    uses.forEach((use, i) => {
      const value = lowest[i];
      if (value !== undefined) addresses.get(use)?.push({ family, value });
    });
  }
  return [...addresses].map(([use, found]): Demand => {
    const claimant = { kind: `${use} of Subnet`, name: subnet.name };
    return { key: claimKey(claimant), claimant, reach: { in: "subnet", name: subnet.name }, addresses: found };
  });
}

function firstOf(first: bigint, last: bigint, count: number): readonly bigint[] {
  const values: bigint[] = [];
  for (let value = first; value <= last && values.length < count; value += 1n) values.push(value);
  return values;
}
