import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";

const spec = { containers: [{ name: "web", image: "docker.io/library/nginx:alpine" }] };

// Against the first policy: the team's range is 10.16.4.0/24.
new kubeovn.ReservedIP("stray", {
  subnet: "ovn-default",
  workload: { kind: "VirtualMachine", name: "stray" },
  v4IpAddress: "10.16.5.9",
});

// Against the second one, together with the first address: one is allowed.
const vip = new kubeovn.Vip("shared", { subnet: "ovn-default", v4ip: "10.16.4.9" });

// Against the third one.
new k8s.core.v1.Pod("web", kubeovn.withPodAddresses({ metadata: { name: "web" }, spec }, { vip }));
