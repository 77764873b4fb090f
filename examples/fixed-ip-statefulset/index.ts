import { FixedIPStatefulSet } from "pulumi-kubeovn/components";

const labels = { app: "kafka" };

// Three pods; five addresses stay reserved, whatever the replicas are between 0 and 5.
const kafka = new FixedIPStatefulSet("kafka", {
  subnet: "ovn-default",
  layout: "contiguous",
  reserved: 5,
  spec: {
    serviceName: "kafka",
    replicas: 3,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: "kafka", image: "docker.io/apache/kafka" }] },
    },
  },
});

export const addresses = kafka.reservations.apply((pods) => pods.map((pod) => `${pod.podName} ${pod.v4IpAddress}`));
