import * as kubeovn from "pulumi-kubeovn";

const dynamic = new kubeovn.Vip("vip-dynamic-02", { subnet: "ovn-default" });

const fixed = new kubeovn.Vip("static-vip02", { subnet: "ovn-default", v4ip: "10.16.0.122" });

// For the front end of a SwitchLBRule.
const loadBalancer = new kubeovn.Vip("slr-02", { subnet: "ovn-default", type: "switch_lb_vip" });

export const dynamicAddress = dynamic.v4ip;
export const fixedAddress = fixed.v4ip;
export const loadBalancerAddress = loadBalancer.v4ip;
