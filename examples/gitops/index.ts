import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";
import { FixedIPStatefulSet, FixedIPVirtualMachine } from "pulumi-kubeovn/components";

const namespace = "shop";
const specOf = (app: string, replicas: number) => ({
  replicas,
  selector: { matchLabels: { app } },
  template: {
    metadata: { labels: { app } },
    spec: { containers: [{ name: "main", image: "docker.io/nginx:alpine" }] },
  },
});

// pulumi-kubeovn writes these into manifests/.
const subnet = new kubeovn.Subnet("shop", {
  cidrBlock: "10.91.0.0/24",
  allocation: { range: "10.91.0.200..10.91.0.250" },
});
const batch = new kubeovn.IPPool("shop-batch", { subnet, ips: ["10.91.0.16/28"] });
const front = new kubeovn.Vip("shop-front", { subnet });

// @pulumi/kubernetes renders these into workloads/, with their addresses in them; the reservations go into manifests/.
const queue = new FixedIPStatefulSet("queue", {
  subnet,
  namespace,
  spec: { serviceName: "queue", ...specOf("queue", 2) },
});
const db = new FixedIPVirtualMachine("db", {
  subnet,
  namespace,
  spec: { runStrategy: "Always", template: { spec: { domain: { devices: {} } } } },
});
const jobs = { metadata: { name: "jobs", namespace }, spec: specOf("jobs", 3) };
new k8s.apps.v1.Deployment("jobs", kubeovn.withDeploymentAddresses(jobs, { pool: batch }));

export const frontAddress = front.v4ip;
export const dbAddress = db.v4IpAddress;
export const queueAddresses = queue.reservations.apply((pods) => pods.map((pod) => pod.v4IpAddress));
