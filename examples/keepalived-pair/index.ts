import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";
import { KeepalivedPair } from "pulumi-kubeovn/components";

const labels = { app: "lb" };
const spec = {
  containers: [{ name: "keepalived", image: "keepalived", securityContext: { capabilities: { add: ["NET_ADMIN"] } } }],
};

const pair = new KeepalivedPair("lb", {
  subnet: "ovn-default",
  labels,
  members: [
    { kind: "Pod", name: "lb-a" },
    { kind: "Pod", name: "lb-b" },
  ],
});

new k8s.core.v1.Pod("lb-a", kubeovn.withPodAddresses({ metadata: { labels }, spec }, pair.first));
new k8s.core.v1.Pod("lb-b", kubeovn.withPodAddresses({ metadata: { labels }, spec }, pair.second));

export const virtualAddress = pair.v4ip;
