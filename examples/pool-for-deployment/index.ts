import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";

const labels = { app: "front" };

// Pods that ask for the pool get its addresses, and nobody else does. One more than replicas: a roll-out needs it.
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

// All pods of the namespace get addresses of this one; the preview names those that have others now.
const team = new kubeovn.IPPool("team-a-api", {
  subnet: "ovn-default",
  ips: ["10.16.6.0..10.16.6.31"],
  namespaces: ["team-a"],
});

export const sizes = [front.size, team.size];
