import * as kubeovn from "pulumi-kubeovn";

// 256 addresses of the cluster's default subnet that Kube-OVN never assigns to pods automatically.
const planned = new kubeovn.PlannedRange("planned", {
  subnet: "ovn-default",
  range: "10.16.200.0..10.16.200.255",
});

const proxy = new kubeovn.Vip("proxy-01", { subnet: "ovn-default" });

export const plannedSize = planned.size;
export const proxyAddress = proxy.v4ip;
