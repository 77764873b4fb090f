import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";

const spec = { containers: [{ name: "static-ip", image: "docker.io/library/nginx:alpine" }] };

// Works, and the preview says what speaks against it.
const vip = new kubeovn.Vip("pod-use-vip", { subnet: "ovn-default" });
new k8s.core.v1.Pod("static-ip", kubeovn.withPodAddresses({ metadata: { name: "static-ip" }, spec }, { vip }));

// A StatefulSet of one replica, or a VM, has the address again when its pod is recreated.
const kept = new kubeovn.Vip("set-use-vip", { subnet: "ovn-default" });
const labels = { app: "kept" };
const template = { metadata: { labels }, spec };
const set = { spec: { serviceName: "kept", replicas: 1, selector: { matchLabels: labels }, template } };
const metadata = { name: "kept" };
new k8s.apps.v1.StatefulSet("kept", kubeovn.withStatefulSetAddresses({ metadata, ...set }, { vip: kept }));

// The same without that.
const reserved = new kubeovn.ReservedIP("better", {
  subnet: "ovn-default",
  workload: { kind: "Pod", name: "better" },
});
new k8s.core.v1.Pod("better", kubeovn.withPodAddresses({ spec }, { reservations: reserved }));

export const addresses = [vip.v4ip, kept.v4ip, reserved.v4IpAddress];
