import fc from "fast-check";
import type { Resource } from "./program";

/** Subnets of the cluster that random programs reserve in: small, so that searches meet each other. */
export const CLUSTER = `apiVersion: kubeovn.io/v1
kind: SubnetList
items:
- {apiVersion: kubeovn.io/v1, kind: Subnet, metadata: {name: small}, spec: {cidrBlock: 10.1.0.0/27, gateway: 10.1.0.1, excludeIps: [10.1.0.1]}}
- {apiVersion: kubeovn.io/v1, kind: Subnet, metadata: {name: six}, spec: {cidrBlock: "fd00:1::/122", gateway: "fd00:1::1", excludeIps: ["fd00:1::1"]}}
- {apiVersion: kubeovn.io/v1, kind: Subnet, metadata: {name: dual}, spec: {cidrBlock: "10.2.0.0/26,fd00:2::/64", gateway: "10.2.0.1,fd00:2::1"}}
- {apiVersion: kubeovn.io/v1, kind: Subnet, metadata: {name: low, annotations: {pulumi-kubeovn/strategy: lowest}}, spec: {cidrBlock: 10.3.0.0/26, gateway: 10.3.0.1}}
`;

const SUBNETS = ["small", "six", "dual", "low", "own"] as const;
/** The Subnet that a random program makes itself. */
export const OWN: Resource = {
  kind: "Subnet",
  name: "own",
  args: { cidrBlock: "10.4.0.0/26", allocation: { range: "10.4.0.20..10.4.0.60" } },
};

/** The rest of a random program: reservations in several subnets, some fixed, some declared in a second batch. */
export const reservations: fc.Arbitrary<readonly Resource[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.nat(40).map((n) => `r${n}`),
      kind: fc.constantFrom("Vip", "ReservedIP", "ReservedIPSet"),
      subnet: fc.constantFrom(...SUBNETS),
      fixed: fc.option(fc.integer({ min: 2, max: 15 }), { freq: 4 }),
      batch: fc.constantFrom(0, 0, 0, 1),
    }),
    { selector: (reservation) => reservation.name, minLength: 1, maxLength: 14 },
  )
  .map((list) => {
    const taken = new Set<string>();
    return list.map(({ name, kind, subnet, fixed, batch }): Resource => {
      const place = `${subnet} ${fixed}`;
      const isFixed = fixed !== null && kind !== "ReservedIPSet" && !taken.has(place) && batch === 0;
      if (isFixed) taken.add(place);
      const address = isFixed ? addressIn(subnet, fixed) : undefined;
      return { kind, name, batch, args: argsOf(kind, name, subnet, address) } as Resource;
    });
  });

function addressIn(subnet: string, n: number): { v4?: string; v6?: string } {
  const third = { small: 1, dual: 2, low: 3, own: 4 }[subnet];
  return subnet === "six" ? { v6: `fd00:1::${n.toString(16)}` } : { v4: `10.${third}.0.${n}` };
}

function argsOf(
  kind: string,
  name: string,
  subnet: string,
  fixed: { v4?: string; v6?: string } = {},
): Record<string, unknown> {
  if (kind === "Vip")
    return { subnet, ...(fixed.v4 ? { v4ip: fixed.v4 } : {}), ...(fixed.v6 ? { v6ip: fixed.v6 } : {}) };
  if (kind === "ReservedIPSet") return { subnet, statefulSet: { name, replicas: 2 } };
  return {
    subnet,
    workload: { kind: "VirtualMachine", name },
    ...(fixed.v4 ? { v4IpAddress: fixed.v4 } : {}),
    ...(fixed.v6 ? { v6IpAddress: fixed.v6 } : {}),
  };
}
