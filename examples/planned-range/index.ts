import * as kubeovn from "pulumi-kubeovn";

// 256 addresses of the cluster's default subnet that Kube-OVN gives to no pod by itself.
const band = new kubeovn.PlannedRange("planned", {
  subnet: "ovn-default",
  range: "10.16.200.0..10.16.200.255",
});

const proxy = new kubeovn.Vip("proxy-01", { subnet: "ovn-default" });

export const bandSize = band.size;
export const proxyAddress = proxy.v4ip;
