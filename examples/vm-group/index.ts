import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";

const names = ["worker-a", "worker-b", "worker-c"];

// Three addresses, one after the other. Who stays in the list keeps the address.
const workers = new kubeovn.ReservedIPSet("workers", {
  subnet: "ovn-default",
  layout: "contiguous",
  workloads: names.map((name) => ({ kind: "VirtualMachine", name })),
});

// Each VM takes what the set reserves for its name.
for (const name of names) {
  const template = {
    spec: {
      domain: {
        devices: { disks: [], interfaces: [{ name: "default", bridge: {} }] },
        resources: { requests: { memory: "64M" } },
      },
      networks: [{ name: "default", pod: {} }],
    },
  };
  const vm = {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    metadata: { name },
    spec: { runStrategy: "Always", template },
  };
  new k8s.apiextensions.CustomResource(name, kubeovn.withVirtualMachineAddresses(vm, { reservations: workers }));
}

export const addresses = workers.reservations.apply((all) => all.map((one) => one.v4IpAddress));
