import * as kubeovn from "pulumi-kubeovn";

// team-a is 10.66.0.0/24 and fd00:10:66::/64. Both addresses planned: the IPv6 one as far into its network as the IPv4 one.
const planned = new kubeovn.ReservedIP("ledger", {
  subnet: "team-a",
  workload: { kind: "VirtualMachine", name: "ledger", namespace: "team-a" },
});

// One family fixed, the other one planned.
const half = new kubeovn.Vip("gateway-a", { subnet: "team-a", v6ip: "fd00:10:66::53" });

// Both fixed.
const fixed = new kubeovn.ReservedIP("resolver", {
  subnet: "team-a",
  workload: { kind: "Pod", name: "resolver", namespace: "team-a" },
  v4IpAddress: "10.66.0.54",
  v6IpAddress: "fd00:10:66::54",
});

export const plannedAddresses = planned.ipAddress;
export const halfFixed = [half.v4ip, half.v6ip];
export const fixedAnnotations = fixed.annotations;
