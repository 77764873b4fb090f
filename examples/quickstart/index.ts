import * as kubeovn from "pulumi-kubeovn";

// A subnet for a new team. Planned addresses come from a planned range that Kube-OVN never assigns to pods automatically.
const teamB = new kubeovn.Subnet("team-b", {
  cidrBlock: "10.80.0.0/24",
  namespaces: ["team-b"],
  allocation: { range: "10.80.0.200..10.80.0.250" },
});

// Three pods of a StatefulSet, addresses one after the other.
const queue = new kubeovn.ReservedIPSet("queue", {
  subnet: teamB,
  statefulSet: { name: "queue", namespace: "team-b", replicas: 3 },
  layout: "contiguous",
});

// A virtual IP that the pods labeled app=proxy may take over from each other.
const proxy = new kubeovn.Vip("proxy", { subnet: teamB });
const binding = new kubeovn.AapBinding("proxy", { vips: [proxy], namespace: "team-b", selector: ["app: proxy"] });

// A planned range in the cluster's default subnet, which is not this program's, and an address from it for a virtual machine.
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
const db = new kubeovn.ReservedIP("db", {
  subnet: "ovn-default",
  workload: { kind: "VirtualMachine", name: "db", namespace: "default" },
});

export const database = db.ipAddress;
export const databaseAnnotations = db.annotations;
export const proxyAddress = proxy.v4ip;
export const proxyAnnotations = binding.annotations;
export const queueAddresses = queue.reservations.apply((pods) =>
  pods.map((pod) => `${pod.podName} ${pod.v4IpAddress}`),
);
