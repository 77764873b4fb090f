import * as kubeovn from "pulumi-kubeovn";

// Any free address of the subnet: it is decided in the preview and stays.
const dynamic = new kubeovn.ReservedIP("vm-dynamic-02", {
  subnet: "ovn-default",
  workload: { kind: "VirtualMachine", name: "vm-dynamic-02", namespace: "default" },
});

// This very address, or a preview that says who has it.
const fixed = new kubeovn.ReservedIP("testvm", {
  subnet: "ovn-default",
  workload: { kind: "VirtualMachine", name: "testvm", namespace: "default" },
  v4IpAddress: "10.16.0.115",
});

export const dynamicAddress = dynamic.v4IpAddress;
export const dynamicMac = dynamic.macAddress;
export const fixedAddress = fixed.v4IpAddress;
export const fixedMac = fixed.macAddress;

// For spec.template.metadata.annotations of the VirtualMachine.
export const annotations = fixed.annotations;
