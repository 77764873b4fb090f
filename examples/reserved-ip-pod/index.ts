import * as kubeovn from "pulumi-kubeovn";

const dynamic = new kubeovn.ReservedIP("pod-dynamic-02", {
  subnet: "ovn-default",
  workload: { kind: "Pod", name: "pod-dynamic-02", namespace: "default" },
});

const fixed = new kubeovn.ReservedIP("pod-static-02", {
  subnet: "ovn-default",
  workload: { kind: "Pod", name: "pod-static-02", namespace: "default" },
  v4IpAddress: "10.16.0.103",
  macAddress: "00:00:00:4d:b4:36",
});

export const dynamicAddress = dynamic.v4IpAddress;
export const fixedAddress = fixed.v4IpAddress;

// For metadata.annotations of the pod; its name and namespace must be those of the reservation.
export const dynamicAnnotations = dynamic.annotations;
export const fixedAnnotations = fixed.annotations;
