import * as kubeovn from "pulumi-kubeovn";

const subnet = new kubeovn.Subnet("team-c", {
  cidrBlock: "10.90.0.0/24",
  namespaces: ["team-c"],
  // Planned addresses come from here; Kube-OVN gives them to no pod by itself.
  allocation: { range: "10.90.0.200..10.90.0.250" },
});

// Addresses for pods that ask for this pool. Planned ones stay out of it.
const pool = new kubeovn.IPPool("team-c-batch", { subnet, ips: ["10.90.0.16/28"], namespaces: ["team-c"] });

const api = new kubeovn.Vip("team-c-api", { subnet });

const runner = new kubeovn.ReservedIP("runner", {
  subnet,
  workload: { kind: "VirtualMachine", name: "runner", namespace: "team-c" },
});

export const gateway = subnet.gateway;
export const usable = subnet.v4Usable;
export const poolSize = pool.size;
export const apiAddress = api.v4ip;
export const runnerAddress = runner.v4IpAddress;
