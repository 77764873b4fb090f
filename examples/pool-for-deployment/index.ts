import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";

const labels = { app: "front" };

// Pods that ask for the pool get its addresses, and nobody else does. One more than replicas: a rollout needs it.
const front = new kubeovn.IPPool("front", { subnet: "ovn-default", ips: ["10.16.5.10..10.16.5.13"] });

new k8s.apps.v1.Deployment(
  "front",
  kubeovn.withDeploymentAddresses(
    {
      metadata: { name: "front" },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "nginx", image: "docker.io/library/nginx:alpine" }] },
        },
      },
    },
    { pool: front },
  ),
);

// All new pods of the namespace get addresses of this one, in the Subnet where Kube-OVN puts them anyway; the preview names
// those that have others now.
const all = new kubeovn.IPPool("default-pods", {
  subnet: "ovn-default",
  ips: ["10.16.6.0..10.16.6.255"],
  namespaces: ["default"],
});

export const sizes = [front.size, all.size];
