import { FIRST_PAGE, isReadAtOnce, nextPage } from "../../provider/stores/kubernetes/page-size";

/** What one cluster has. */
export interface ClusterSize {
  readonly nodes: number;
  readonly pods: number;
  readonly services: number;
  readonly deployments: number;
  /** Vips of Kube-OVN. */
  readonly vips: number;
}

/** One list that a plan reads: every object of a kind. */
export interface Reading {
  readonly kind: string;
  readonly objects: number;
  /** Of one object, as JSON. */
  readonly bytes: number;
}

type Tree = { readonly [name: string]: unknown };

/** A node lists so many of its images at most. @source kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1, nodeStatusMaxImages */
const IMAGES = 50;

const TIME = "2026-01-01T00:00:00Z";
const UID = "3f2b8c1e-5d7a-4c0e-9a41-7e0c5b9d2f68";
const SHA = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/** The lists of a plan and the bytes of one object of each, with the managed fields that an API server adds. */
export function readingsOf(size: ClusterSize): readonly Reading[] {
  const { nodes, pods, services, deployments, vips } = size;
  const list = (kind: string, objects: number, sample: Tree): Reading => ({
    kind,
    objects,
    bytes: Buffer.byteLength(JSON.stringify(sample)),
  });
  return [
    list("IP", pods + nodes, stored("IP", "web-7d9c5b8f6d-x2x7k.team-a", IP, ["kube-ovn-cmd"])),
    list("Pod, metadata", pods, podMetadata()),
    list("Node", nodes, stored("Node", "node-1234", NODE, ["kubelet", "kube-controller-manager"])),
    list("Service", services, stored("Service", "web", SERVICE, ["kubectl"])),
    list("Deployment", deployments, stored("Deployment", "web", DEPLOYMENT, ["kubectl", "kube-controller-manager"])),
    list("Vip", vips, stored("Vip", "web-3", VIP, ["pulumi-kubeovn", "kube-ovn-controller"])),
  ];
}

/** Requests for a list: a first page, and what is left with it or by itself. */
export function requestsOf({ objects, bytes }: Reading): number {
  const left = Math.max(0, objects - FIRST_PAGE);
  return isReadAtOnce(left) ? 2 : 1 + Math.ceil(left / nextPage(FIRST_PAGE, FIRST_PAGE * bytes));
}

function stored(kind: string, name: string, body: Tree, managers: readonly string[]): Tree {
  const metadata = { name, uid: UID, resourceVersion: "123456789", generation: 1, creationTimestamp: TIME };
  const managedFields = managers.map((manager) => ({
    manager,
    operation: "Update",
    apiVersion: "v1",
    time: TIME,
    fieldsType: "FieldsV1",
    fieldsV1: fieldsOf(body),
  }));
  return { apiVersion: "v1", kind, ...body, metadata: { ...metadata, ...(body.metadata as Tree), managedFields } };
}

/** Fields as an API server notes who set them. @source kubernetes.io/docs/reference/using-api/server-side-apply */
function fieldsOf(value: Tree): Tree {
  const entries = Object.entries(value).map(([name, child]) => [
    `f:${name}`,
    typeof child === "object" && child !== null && !Array.isArray(child) ? fieldsOf(child as Tree) : {},
  ]);
  return Object.fromEntries(entries);
}

const LABELS = {
  "app.kubernetes.io/name": "web",
  "app.kubernetes.io/part-of": "shop",
  "pod-template-hash": "7d9c5b8f6d",
};

const IP: Tree = {
  metadata: {
    labels: {
      "ovn.kubernetes.io/node-name": "node-1234",
      "ovn.kubernetes.io/subnet": "ovn-default",
      "ovn-default": "",
    },
    finalizers: ["kubeovn.io/kube-ovn-controller"],
  },
  spec: {
    attachIps: [],
    attachMacs: [],
    attachSubnets: [],
    containerID: "",
    ipAddress: "10.16.123.45",
    macAddress: "02:00:00:12:34:56",
    namespace: "team-a",
    nodeName: "node-1234",
    podName: "web-7d9c5b8f6d-x2x7k",
    podType: "",
    subnet: "ovn-default",
    v4IpAddress: "10.16.123.45",
    v6IpAddress: "",
  },
};

const VIP: Tree = {
  metadata: {
    labels: { "ovn.kubernetes.io/subnet": "ovn-default", "ovn.kubernetes.io/ip_reserved": "" },
    annotations: {
      "pulumi-kubeovn/owner": "acme/team-7/prod/Vip/web-3",
      "pulumi-kubeovn/claim": "0123456789abcdef",
      "pulumi-kubeovn/placement": "1",
    },
    finalizers: ["kubeovn.io/kube-ovn-controller"],
  },
  spec: { subnet: "ovn-default", v4ip: "10.16.123.45", macAddress: "02:00:00:12:34:56", type: "", namespace: "" },
  status: { mac: "02:00:00:12:34:56", type: "", v4ip: "10.16.123.45", v6ip: "", ready: true },
};

function podMetadata(): Tree {
  const prefix = "ovn.kubernetes.io/";
  const annotations = {
    [`${prefix}allocated`]: "true",
    [`${prefix}cidr`]: "10.16.0.0/12",
    [`${prefix}gateway`]: "10.16.0.1",
    [`${prefix}ip_address`]: "10.16.123.45",
    [`${prefix}logical_router`]: "ovn-cluster",
    [`${prefix}logical_switch`]: "ovn-default",
    [`${prefix}mac_address`]: "02:00:00:12:34:56",
    [`${prefix}pod_nic_type`]: "veth-pair",
    [`${prefix}routed`]: "true",
  };
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-7d9c5b8f6d", uid: UID, controller: true };
  const metadata = { namespace: "team-a", labels: LABELS, annotations, ownerReferences: [owner] };
  const pod = stored("PartialObjectMetadata", "web-7d9c5b8f6d-x2x7k", { metadata }, ["kube-ovn-controller"]);
  const container = { image: {}, imagePullPolicy: {}, name: {}, resources: {}, terminationMessagePath: {}, env: {} };
  // Who wrote spec and status stands in the metadata, too.
  const others = [
    { spec: { containers: { 'k:{"name":"web"}': container }, dnsPolicy: {}, restartPolicy: {}, schedulerName: {} } },
    {
      status: {
        conditions: { Ready: container, Initialized: container },
        hostIP: {},
        podIP: {},
        podIPs: {},
        startTime: {},
      },
    },
  ].map((body) => stored("Pod", "x", body, ["kubelet"]).metadata as { managedFields: readonly unknown[] });
  const own = pod.metadata as { managedFields: readonly unknown[] };
  return {
    ...pod,
    metadata: { ...own, managedFields: [own, ...others].flatMap(({ managedFields }) => managedFields) },
  };
}

const NODE: Tree = {
  metadata: {
    labels: {
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": "node-1234",
      "kubernetes.io/os": "linux",
      "topology.kubernetes.io/zone": "zone-a",
    },
    annotations: {
      "ovn.kubernetes.io/allocated": "true",
      "ovn.kubernetes.io/cidr": "100.64.0.0/16",
      "ovn.kubernetes.io/ip_address": "100.64.12.34",
      "ovn.kubernetes.io/logical_switch": "join",
      "ovn.kubernetes.io/mac_address": "02:00:00:12:34:56",
      "ovn.kubernetes.io/port_name": "node-node-1234",
    },
  },
  spec: { podCIDR: "10.244.12.0/24" },
  status: {
    addresses: [
      { address: "192.168.12.34", type: "InternalIP" },
      { address: "node-1234", type: "Hostname" },
    ],
    capacity: { cpu: "64", memory: "263843284Ki", pods: "110", "ephemeral-storage": "1830000000Ki" },
    allocatable: { cpu: "63", memory: "260000000Ki", pods: "110", "ephemeral-storage": "1700000000000" },
    conditions: ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"].map((type) => ({
      type,
      status: "False",
      lastHeartbeatTime: TIME,
      lastTransitionTime: TIME,
      reason: `KubeletHas${type}`,
      message: `kubelet has no ${type}`,
    })),
    images: Array.from({ length: IMAGES }, (_, n) => ({
      names: [`registry.example.com/team/service-${n}@${SHA}`, `registry.example.com/team/service-${n}:1.2.3`],
      sizeBytes: 123456789,
    })),
    nodeInfo: { architecture: "amd64", kernelVersion: "6.8.0", kubeletVersion: "v1.34.0", operatingSystem: "linux" },
  },
};

const SERVICE: Tree = {
  metadata: { namespace: "team-a", labels: LABELS },
  spec: {
    clusterIP: "10.96.12.34",
    clusterIPs: ["10.96.12.34"],
    internalTrafficPolicy: "Cluster",
    ipFamilies: ["IPv4"],
    ipFamilyPolicy: "SingleStack",
    ports: [{ name: "http", port: 80, protocol: "TCP", targetPort: 8080 }],
    selector: LABELS,
    sessionAffinity: "None",
    type: "ClusterIP",
  },
  status: { loadBalancer: {} },
};

const DEPLOYMENT: Tree = {
  metadata: { namespace: "team-a", labels: LABELS, annotations: { "deployment.kubernetes.io/revision": "7" } },
  spec: {
    replicas: 3,
    revisionHistoryLimit: 10,
    selector: { matchLabels: LABELS },
    strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" }, type: "RollingUpdate" },
    template: {
      metadata: { labels: LABELS },
      spec: {
        containers: [
          {
            name: "web",
            image: `registry.example.com/team/web@${SHA}`,
            env: Array.from({ length: 10 }, (_, n) => ({ name: `SETTING_${n}`, value: "a value of some length" })),
            resources: { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "100m", memory: "256Mi" } },
            readinessProbe: { httpGet: { path: "/ready", port: 8080, scheme: "HTTP" }, periodSeconds: 10 },
          },
        ],
        dnsPolicy: "ClusterFirst",
        restartPolicy: "Always",
      },
    },
  },
  status: { availableReplicas: 3, readyReplicas: 3, replicas: 3, updatedReplicas: 3 },
};
