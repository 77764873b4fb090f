import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";

const vip = new kubeovn.Vip("vip-aap4", {
  subnet: "ovn-default",
  namespace: "default",
  selector: ["app: aap1"],
});

// The labels have to be those of the selector, the namespace that of the Vip: anything else is refused in the preview.
new k8s.core.v1.Pod(
  "busybox3",
  kubeovn.withPodAddresses(
    {
      metadata: { name: "busybox3", labels: { app: "aap1" } },
      spec: {
        containers: [
          {
            name: "busybox",
            image: "busybox",
            command: ["sleep", "3600"],
            securityContext: { capabilities: { add: ["NET_ADMIN"] } },
          },
        ],
      },
    },
    { aaps: vip },
  ),
);

export const address = vip.v4ip;
