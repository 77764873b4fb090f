/** Every helper and component for workloads, in both families where it has to do with addresses; configured with `replicas`. */
export const PROGRAM: string = `
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as kubeovn from "pulumi-kubeovn";
import { FixedIPStatefulSet, FixedIPVirtualMachine, KeepalivedPair } from "pulumi-kubeovn/components";

const replicas = new pulumi.Config().requireNumber("replicas");
const subnet = (name: string, cidrBlock: string, range: string, provider?: string) =>
  new kubeovn.Subnet(name, { cidrBlock, allocation: { range }, ...(provider ? { provider } : {}) });
const four = subnet("work-four", "10.31.0.0/24", "10.31.0.100..10.31.0.199");
const six = subnet("work-six", "fd00:31::/112", "fd00:31::100..fd00:31::1ff");
const lan = subnet("work-lan", "10.32.0.0/24", "10.32.0.100..10.32.0.199", "lan.default.ovn");
const namespace = "lab";
new k8s.core.v1.Namespace(namespace, { metadata: { name: namespace } });
const containers = [{ name: "main", image: "none" }];
const labels = { app: "web" };
const template = { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 0 } };
const selector = { matchLabels: labels };
const domain = { devices: { disks: [] }, resources: { requests: { memory: "64M" } } };

new FixedIPVirtualMachine("vm4", { namespace, subnet: four, spec: { runStrategy: "Always", template: { spec: { domain } } } });
new FixedIPVirtualMachine("vm6", { namespace, subnet: six, spec: { runStrategy: "Always", template: { spec: { domain } } } });
new FixedIPStatefulSet("kept", {
  namespace,
  subnet: four,
  secondary: { lan },
  reserved: 5,
  spec: { serviceName: "kept", replicas, selector, template },
});
new FixedIPStatefulSet("released", {
  namespace,
  subnet: six,
  spec: { serviceName: "released", replicas, selector, template },
});
const members = [{ kind: "Pod", name: "lb-a" }, { kind: "Pod", name: "lb-b" }] as const;
const pair = new KeepalivedPair("lb", { namespace, subnet: four, members, labels });
const pod = { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 0 } };
new k8s.core.v1.Pod("lb-a", kubeovn.withPodAddresses(pod, pair.first));
new k8s.core.v1.Pod("lb-b", kubeovn.withPodAddresses(pod, pair.second));
const pool = new kubeovn.IPPool("front", { subnet: four, ips: ["10.31.0.10..10.31.0.13"] });
const front = { metadata: { name: "front", namespace }, spec: { replicas: 3, selector, template } };
new k8s.apps.v1.Deployment("front", kubeovn.withDeploymentAddresses(front, { pool }));
const vip = new kubeovn.Vip("own", { name: "work-own", subnet: four });
for (const [name, subnet] of [["g4", four], ["g6", six]] as const) {
  const workloads = ["a", "b"].map((member) => ({ kind: "VirtualMachine", name: name + "-" + member, namespace }));
  const group = new kubeovn.ReservedIPSet(name, { subnet, workloads });
  for (const { name: vm } of workloads) {
    const args = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", metadata: { name: vm }, spec: { runStrategy: "Always", template: { spec: { domain } } } };
    new k8s.apiextensions.CustomResource(vm, kubeovn.withVirtualMachineAddresses(args, { reservations: group }));
  }
}
for (const [name, subnet] of [["listed4", four], ["listed6", six]] as const) {
  const spec = { serviceName: name, replicas: 2, selector, template };
  new FixedIPStatefulSet(name, { namespace, subnet, asList: true, spec });
}
const setVip = new kubeovn.Vip("set-own", { name: "work-set-own", subnet: four });
const setOwn = { metadata: { name: "set-own", namespace }, spec: { serviceName: "set-own", replicas: 1, selector, template } };
new k8s.apps.v1.StatefulSet("set-own", kubeovn.withStatefulSetAddresses(setOwn, { vip: setVip }));
const vmVip = new kubeovn.Vip("vm-own", { name: "work-vm-own", subnet: four });
const vmOwn = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", metadata: { name: "vm-own", namespace }, spec: { runStrategy: "Always", template: { spec: { domain } } } };
new k8s.apiextensions.CustomResource("vm-own", kubeovn.withVirtualMachineAddresses(vmOwn, { vip: vmVip }));
const own = { ...pod, metadata: { name: "own", namespace } };
new k8s.core.v1.Pod("own", kubeovn.withPodAddresses(own, { vip }));
`;
