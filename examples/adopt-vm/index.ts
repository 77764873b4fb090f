import * as kubeovn from "pulumi-kubeovn";

// The VM was made without a fixed address. Kube-OVN gave it one and keeps it while the VM exists; from now on it is
// reserved, and stays with the VM's name when the VM itself is deleted and recreated.
const vm = new kubeovn.ReservedIP("vm-dynamic-01", {
  subnet: "ovn-default",
  workload: { kind: "VirtualMachine", name: "vm-dynamic-01", namespace: "default" },
  adopt: true,
});

export const address = vm.v4IpAddress;
export const annotations = vm.annotations;
