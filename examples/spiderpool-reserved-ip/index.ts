import { spiderpool } from "pulumi-kubeovn";

const network = new spiderpool.MultusConfig("macvlan-ens192", {
  namespace: "kube-system",
  cniType: "macvlan",
  macvlan: { master: ["ens192"] },
});

new spiderpool.ReservedIP("test-reservedip", { ips: ["10.6.168.131-10.6.168.132"] });

const pool = new spiderpool.IPPool("test-ippool", {
  subnet: "10.6.0.0/16",
  ips: ["10.6.168.131-10.6.168.133"],
});

// For the pod template of the Deployment. With two replicas the preview would be refused: one address is left.
const pods = new spiderpool.PodAnnotations("test-app", {
  ippool: { ipv4: [pool] },
  defaultNetwork: network.network,
  workload: { kind: "Deployment", name: "test-app" },
  replicas: 1,
});

// An address of the SpiderSubnet "lab" for one pod, known before anything is written.
const db = new spiderpool.FixedIP("db", { subnet: "lab", namespace: "shop", selector: { app: "db" } });

export const left = pool.left;
export const annotations = pods.annotations;
export const dbAddress = db.ip;
export const dbAnnotations = db.annotations;
