import * as kubeovn from "pulumi-kubeovn";

const first = new kubeovn.Vip("vip-aap2", { subnet: "ovn-default" });
const second = new kubeovn.Vip("vip-aap3", { subnet: "ovn-default", v4ip: "10.16.0.100" });

// Pods of namespace default with the label app=aap1 may answer for both addresses beside their own.
const binding = new kubeovn.AapBinding("keepalived", {
  vips: [first, second],
  namespace: "default",
  selector: ["app: aap1"],
  members: [
    { kind: "Pod", name: "busybox" },
    { kind: "Pod", name: "busybox2" },
  ],
});

export const virtualIps = binding.virtualIps;
export const virtualParents = binding.virtualParents;

// For metadata.annotations of the pods.
export const annotations = binding.annotations;
