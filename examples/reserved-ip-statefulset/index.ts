import * as kubeovn from "pulumi-kubeovn";

// One address per ordinal, one after the other; with more replicas the first three keep theirs.
const kafka = new kubeovn.ReservedIPSet("kafka", {
  subnet: "ovn-default",
  statefulSet: { name: "kafka", namespace: "default", replicas: 3 },
  layout: "contiguous",
});

// Fixed addresses: one reservation per ordinal.
const zookeeper = ["10.16.1.10", "10.16.1.11", "10.16.1.12"].map(
  (v4IpAddress, ordinal) =>
    new kubeovn.ReservedIP(`zookeeper-${ordinal}`, {
      subnet: "ovn-default",
      workload: { kind: "StatefulSet", name: "zookeeper", namespace: "default", ordinal },
      v4IpAddress,
    }),
);

export const planned = kafka.reservations.apply((pods) => pods.map((pod) => `${pod.podName} ${pod.v4IpAddress}`));
export const fixed = zookeeper.map((pod) => pod.ipAddress);
