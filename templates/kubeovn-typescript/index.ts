import * as kubeovn from "pulumi-kubeovn";

// Addresses are picked from this range, which Kube-OVN never assigns automatically.
const planned = new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });

// The address of a virtual machine.
const db = new kubeovn.ReservedIP("db", {
  subnet: planned.subnet,
  workload: { kind: "VirtualMachine", name: "db", namespace: "default" },
});

// A virtual IP that the pods labeled app=proxy may take over from each other.
const proxy = new kubeovn.Vip("proxy", { subnet: planned.subnet });
new kubeovn.AapBinding("proxy", { vips: [proxy], namespace: "default", selector: ["app: proxy"] });

export const dbAddress = db.ipAddress;
export const dbAnnotations = db.annotations;
export const proxyAddress = proxy.v4ip;
