import * as kubernetes from "@pulumi/kubernetes";
import { ReservedIPSet, spiderpool } from "pulumi-kubeovn";

const [name, replicas] = ["ceph", 3];

// eth0: an address of Kube-OVN for each pod.
const main = new ReservedIPSet(name, { subnet: "ovn-default", statefulSet: { name, replicas } });

// net1: a network of the hosts' second interface, whose addresses come from a pool of its own.
const storage = new spiderpool.MultusConfig("storage", {
  namespace: "kube-system",
  cniType: "macvlan",
  macvlan: { master: ["ens224"] },
});
const pool = new spiderpool.IPPool("storage", {
  subnet: "10.20.0.0/16",
  ips: ["10.20.0.10-10.20.0.13"],
  multusName: [storage.network],
});
const pods = new spiderpool.PodAnnotations(name, {
  networks: [storage.network],
  ippools: [{ interface: "net1", ipv4: [pool] }],
  workload: { kind: "StatefulSet", name },
  replicas,
});

const labels = { app: name };
new kubernetes.apps.v1.StatefulSet(name, {
  metadata: { name, namespace: "default" },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations: pods.annotations },
      spec: { containers: [{ name, image: "quay.io/ceph/ceph:v19" }] },
    },
  },
});

export const addresses = main.reservations.apply((all) => all.map(({ v4IpAddress }) => v4IpAddress));
