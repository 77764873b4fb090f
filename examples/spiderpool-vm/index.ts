import * as kubernetes from "@pulumi/kubernetes";
import { spiderpool } from "pulumi-kubeovn";

const network = new spiderpool.MultusConfig("vlan100", {
  namespace: "kube-system",
  cniType: "macvlan",
  macvlan: { master: ["ens192"], vlanID: 100 },
});

// One address for one VM, known before anything is written; the VM keeps it through restarts and migration.
const labels = { "vm.kubevirt.io/name": "db" };
const address = new spiderpool.FixedIP("db", { subnet: "lab", namespace: "vms", selector: labels });
const pods = new spiderpool.PodAnnotations("db", {
  ippool: { ipv4: [address] },
  defaultNetwork: network.network,
  workload: { kind: "VirtualMachineInstance", name: "db", namespace: "vms" },
  labels,
  replicas: 1,
});

new kubernetes.apiextensions.CustomResource("db", {
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  metadata: { name: "db", namespace: "vms" },
  spec: {
    runStrategy: "Always",
    template: {
      metadata: { labels, annotations: pods.annotations },
      spec: {
        domain: {
          devices: { interfaces: [{ name: "default", bridge: {} }] },
          resources: { requests: { memory: "64M" } },
        },
        networks: [{ name: "default", pod: {} }],
      },
    },
  },
});

export const ip = address.ip;
