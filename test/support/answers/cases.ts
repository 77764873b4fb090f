import type { KubeObject } from "../../../provider/objects/kube-object";
import type { KubeOvnVersion } from "../../../provider/plan";
import { ipObject, podObject, poolObject, subnetObject, vipObject } from "../objects";
import type { Resource } from "../program";

type Fields = Readonly<Record<string, unknown>>;

/** What every command is asked about one cluster. */
export interface Case {
  /** Letter and number: cases of one letter are of one kind of fault. */
  readonly id: string;
  readonly what: string;
  readonly objects: readonly KubeObject[];
  /** What a program declares; the last one is the one whose answer counts. */
  readonly program: readonly Resource[];
  /** What `explain` is asked: an address, or an object. */
  readonly asked: string;
  /** The address that the map is read at. */
  readonly address: string;
  /** Default: what the objects look like. */
  readonly version?: KubeOvnVersion;
}

/** One address family: a Subnet `s` with the gateway at 1, excluded addresses 32 to 63, and two networks beside it. */
export interface Numbers {
  readonly family: 4 | 6;
  readonly at: (host: number) => string;
  readonly cidr: string;
}

export const NUMBERS: readonly Numbers[] = [
  { family: 4, cidr: "10.16.0.0/24", at: (host) => `10.16.0.${host}` },
  { family: 6, cidr: "fd00:16::/120", at: (host) => `fd00:16::${host.toString(16)}` },
];

const kubeovn = (kind: string, name: string, spec: Fields, rest: Fields = {}): KubeObject => ({
  apiVersion: "kubeovn.io/v1",
  kind,
  metadata: { name },
  spec,
  ...rest,
});

function asking(kind: string, apiVersion: string, spec: (template: Fields) => Fields, annotations: Fields): KubeObject {
  const template = { template: { metadata: { annotations } } };
  return { apiVersion, kind, metadata: { name: "nginx", namespace: "shop" }, spec: spec(template) };
}

function withAnnotations(object: KubeObject, annotations: Readonly<Record<string, string>>): KubeObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } } };
}

/** The cases of one address family. */
export function casesOf({ family, cidr, at }: Numbers): readonly Case[] {
  const [vipField, ipField] = family === 4 ? ["v4ip", "v4IpAddress"] : ["v6ip", "v6IpAddress"];
  const nine = at(9);
  const exclusions = { gateway: at(1), excludeIps: [at(1), `${at(32)}..${at(63)}`] };
  const s = subnetObject("s", cidr, exclusions);
  const vip = (address: string, subnet = "s"): Resource => ({
    kind: "Vip",
    name: "new",
    args: { subnet, [vipField]: address, allowExcluded: true },
  });
  const liveVip = (name: string, address: string): KubeObject => vipObject(name, "s", "", { [vipField]: address });
  const atNine = { program: [vip(nine)], asked: nine, address: nine };
  const validated = (status: string): Fields => ({
    status: { conditions: [{ type: "Validated", status, message: "no room" }] },
  });
  const node: KubeObject = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n1" },
    status: { addresses: [{ type: "InternalIP", address: nine }] },
  };
  return [
    {
      id: "A1",
      what: "VpcNatGateway asks for it as lanIp",
      objects: [
        s,
        kubeovn("VpcNatGateway", "g", { vpc: "ovn-cluster", subnet: "s", externalSubnets: ["s"], lanIp: nine }),
      ],
      ...atNine,
    },
    {
      id: "A2",
      what: "a LoadBalancer Service has it",
      objects: [
        s,
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "web", namespace: "shop" },
          status: { loadBalancer: { ingress: [{ ip: nine }] } },
        },
      ],
      ...atNine,
    },
    {
      id: "A3",
      what: "a CronJob's template asks for it",
      objects: [
        s,
        asking("CronJob", "batch/v1", (template) => ({ jobTemplate: { spec: template } }), {
          "ovn.kubernetes.io/ip_address": nine,
        }),
      ],
      ...atNine,
    },
    {
      id: "A4",
      what: "a CloneSet asks for it with a list, on a named interface",
      objects: [
        subnetObject("s", cidr, { ...exclusions, provider: "lan.shop.ovn" }),
        asking("CloneSet", "apps.kruise.io/v1alpha1", (template) => template, {
          "lan.shop.kubernetes.io/ip_pool.eth1": `${at(8)},${nine}`,
        }),
      ],
      ...atNine,
    },
    {
      id: "A5",
      what: "excludeIps stick out of the CIDR",
      objects: [
        subnetObject("s", cidr, {
          gateway: at(1),
          excludeIps: [at(1), `${at(5)}..${family === 4 ? "10.17.0.0" : "fd00:17::"}`],
        }),
      ],
      program: [{ kind: "Vip", name: "new", args: { subnet: "s", [vipField]: nine } }],
      asked: nine,
      address: nine,
    },
    {
      id: "A6",
      what: "Kube-OVN will use it as the multicast querier",
      objects: [subnetObject("s", cidr, { ...exclusions, enableMulticastSnoop: true })],
      program: [vip(at(2))],
      asked: at(2),
      address: at(2),
    },
    {
      id: "A7",
      what: "a second Vlan of one wire has it",
      objects: [
        kubeovn("Vlan", "a", { id: 0, provider: "p" }),
        kubeovn("Vlan", "b", { id: 0, provider: "p" }),
        subnetObject("s", cidr, { ...exclusions, vlan: "a" }),
        subnetObject("t", cidr, { ...exclusions, vlan: "b" }),
        liveVip("v", nine),
      ],
      program: [vip(nine, "t")],
      asked: nine,
      address: nine,
    },
    {
      id: "A8",
      what: "an operator's object asks for it with podMetadata",
      objects: [
        s,
        asking(
          "Prometheus",
          "monitoring.coreos.com/v1",
          ({ template }) => ({ podMetadata: (template as Fields).metadata }),
          {
            "ovn.kubernetes.io/ip_pool": nine,
          },
        ),
      ],
      ...atNine,
    },
    {
      id: "A9",
      what: "an egress gateway asks for it in the default Subnet of its VPC",
      objects: [
        kubeovn("Vpc", "mine", { defaultSubnet: "s" }),
        subnetObject("s", cidr, { ...exclusions, vpc: "mine" }),
        subnetObject("out", family === 4 ? "10.18.0.0/24" : "fd00:18::/120", { provider: "lan.shop" }),
        {
          ...kubeovn("VpcEgressGateway", "g", { vpc: "mine", externalSubnet: "out", internalIPs: [nine] }),
          metadata: { name: "g", namespace: "shop" },
        },
      ],
      ...atNine,
    },
    {
      id: "A10",
      what: "a running pod lets it through by port_vips",
      objects: [s, withAnnotations(podObject("web", "shop", "s", at(8)), { "ovn.kubernetes.io/port_vips": nine })],
      program: [
        {
          kind: "ReservedIP",
          name: "new",
          args: { subnet: "s", [ipField]: nine, workload: { kind: "Pod", name: "db" } },
        },
      ],
      asked: nine,
      address: nine,
    },
    {
      id: "A11",
      what: "a pod has it by nothing but its status",
      objects: [
        s,
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "web", namespace: "shop" },
          status: { phase: "Running", podIPs: [{ ip: nine }] },
        },
      ],
      ...atNine,
    },
    {
      id: "B1",
      what: "a node has the number, and the VPC is another",
      objects: [node, subnetObject("s", cidr, { ...exclusions, vpc: "mine" })],
      ...atNine,
    },
    {
      id: "B2",
      what: "an IP that Kube-OVN made, without its metadata",
      objects: [s, ipObject("db", "shop", "s", at(40), { [ipField]: at(40), nodeName: "n1" })],
      program: [vip(at(40))],
      asked: "IP/db.shop",
      address: at(40),
      version: [1, 13],
    },
    {
      id: "B3",
      what: "a SwitchLBRule without a namespace names it, and Kube-OVN makes no Service for it",
      objects: [s, kubeovn("SwitchLBRule", "r", { vip: nine, ports: [{ port: 80 }], selector: ["app: web"] })],
      ...atNine,
    },
    {
      id: "B4",
      what: "the IP of a pod that uses a Vip as its own address",
      objects: [
        subnetObject("s", cidr, { ...exclusions, excludeIps: [at(1), nine] }),
        liveVip("v", nine),
        ipObject("web", "shop", "s", nine, { [ipField]: nine, nodeName: "n1" }),
        withAnnotations(podObject("web", "shop", "s", nine), { "ovn.kubernetes.io/vip": "v" }),
      ],
      program: [{ kind: "Vip", name: "v", args: { subnet: "s", adopt: true } }],
      asked: "IP/web.shop",
      address: nine,
    },
    {
      id: "C1",
      what: "a Subnet around a node",
      objects: [node, s],
      program: [{ kind: "Subnet", name: "s", args: { name: "s", cidrBlock: cidr, adopt: true } }],
      asked: "Subnet/s",
      address: nine,
    },
    {
      id: "C2",
      what: "a Subnet that Kube-OVN has refused",
      objects: [{ ...s, ...validated("False") }],
      program: [vip(nine)],
      asked: "Subnet/s",
      address: nine,
    },
    {
      id: "C3",
      what: "two Subnets of one VPC with the same CIDR",
      objects: [s, subnetObject("t", cidr, exclusions)],
      program: [vip(nine)],
      asked: "Subnet/s",
      address: nine,
    },
    {
      id: "C4",
      what: "two IPPools for one namespace",
      objects: [
        s,
        { ...poolObject("p", "s", [nine]), spec: { subnet: "s", ips: [nine], namespaces: ["shop"] } },
        { ...poolObject("q", "s", [at(10)]), spec: { subnet: "s", ips: [at(10)], namespaces: ["shop"] } },
      ],
      program: [{ kind: "IPPool", name: "new", args: { subnet: "s", ips: [at(11)], namespaces: ["shop"] } }],
      asked: "IPPool/p",
      address: nine,
      version: [1, 13],
    },
    {
      id: "C5",
      what: "a Subnet in a VPC that is not there",
      objects: [kubeovn("Vpc", "mine", {}), subnetObject("s", cidr, { ...exclusions, vpc: "yours" })],
      program: [vip(nine)],
      asked: "Subnet/s",
      address: nine,
    },
    {
      id: "C6",
      what: "a Subnet that is being deleted",
      objects: [{ ...s, metadata: { ...s.metadata, deletionTimestamp: "2026-11-30T10:00:00Z" } }],
      ...atNine,
    },
    {
      id: "C7",
      what: "a Subnet with a range that ends before it begins",
      objects: [subnetObject("s", cidr, { ...exclusions, excludeIps: [at(1), `${at(63)}..${at(32)}`] })],
      ...atNine,
    },
    {
      id: "D1",
      what: "a Vip on the gateway",
      objects: [s, liveVip("v", at(1))],
      program: [vip(at(1))],
      asked: "Vip/v",
      address: at(1),
    },
    {
      id: "D2",
      what: "a Vip on the last address",
      objects: [s, liveVip("v", at(255))],
      program: [vip(at(255))],
      asked: "Vip/v",
      address: at(255),
    },
    {
      id: "D3",
      what: "an IP whose pod has another address",
      objects: [
        s,
        ipObject("db", "shop", "s", at(40), { [ipField]: at(40), nodeName: "n1" }),
        podObject("db", "shop", "s", at(41)),
      ],
      program: [vip(at(40))],
      asked: "IP/db.shop",
      address: at(40),
    },
    {
      id: "D4",
      what: "two OvnEips with one address",
      objects: [
        s,
        ...["x", "y"].map((name) => {
          const given = { [family === 4 ? "v4Ip" : "v6Ip"]: nine };
          return kubeovn("OvnEip", name, { externalSubnet: "s", ...given }, { status: { ...given, ready: true } });
        }),
      ],
      program: [vip(nine)],
      asked: "OvnEip/x",
      address: nine,
    },
    {
      id: "D5",
      what: "a Vip on an address of the Subnet's vips",
      objects: [subnetObject("s", cidr, { ...exclusions, vips: [at(40)] }), liveVip("v", at(40))],
      program: [vip(at(40))],
      asked: "Vip/v",
      address: at(40),
    },
    {
      id: "D6",
      what: "two Vips with one address, which a program takes over",
      objects: [s, liveVip("v", nine), liveVip("w", nine)],
      program: ["v", "w"].map((name) => ({ kind: "Vip", name, args: { subnet: "s", adopt: true } })),
      asked: "Vip/w",
      address: nine,
    },
  ];
}
