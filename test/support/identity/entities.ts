import type { Kind } from "../../../provider/plan";
import { pathOf, type Resource, type ResourceOptions } from "../program";

/** A resource of a random program over its life, in which its name and its arguments change. */
export interface Entity {
  /** Tells entities apart, and gives each arguments of its own. */
  readonly number: number;
  readonly kind: Kind;
  name: string;
  /** Names it had before, which the program still gives as aliases. */
  aliases: string[];
  /** Counts the changes of a field that replaces. */
  variant: number;
  /** Counts the changes of a field that updates. */
  edition: number;
  key?: string;
  options: ResourceOptions;
  /** It takes over the object of its kind in {@link FOREIGN}. */
  adopts?: true;
  /** Its addresses when the last update went through. */
  addresses?: string;
  /** It may get other addresses: another object was asked for, while the old one was left where it is. */
  mayMove: boolean;
}

/** All kinds but one that is nothing but values. */
export const LIVING: readonly Kind[] = [
  "Vip",
  "ReservedIP",
  "ReservedIPSet",
  "PlannedRange",
  "IPPool",
  "Subnet",
  "AapBinding",
  "spiderpool.ReservedIP",
  "spiderpool.IPPool",
  "spiderpool.Subnet",
  "spiderpool.MultusConfig",
  "spiderpool.FixedIP",
];

/** What is there before, and belongs to nobody here. */
export const STRANGERS = `apiVersion: kubeovn.io/v1
kind: SubnetList
items:
- {apiVersion: kubeovn.io/v1, kind: Subnet, metadata: {name: net}, spec: {cidrBlock: "10.1.0.0/26,fd00:1::/64", gateway: "10.1.0.1,fd00:1::1", provider: ovn}}
---
apiVersion: kubeovn.io/v1
kind: Vip
metadata: {name: stranger, labels: {team: x}}
spec: {subnet: net, v4ip: 10.1.0.9, v6ip: "fd00:1::9"}
---
apiVersion: kubeovn.io/v1
kind: IP
metadata: {name: stranger.default}
spec: {subnet: net, podName: stranger, namespace: default, v4IpAddress: 10.1.0.10, v6IpAddress: "fd00:1::10", ipAddress: "10.1.0.10,fd00:1::10"}
---
apiVersion: spiderpool.spidernet.io/v2beta1
kind: SpiderSubnet
metadata: {name: lab}
spec: {subnet: 10.7.0.0/16, ips: [10.7.0.10-10.7.0.59], ipVersion: 4}
`;

/** Objects of someone else that may be taken over, by the kind that does; they are given back as they were. */
export const FOREIGN: Readonly<Partial<Record<Kind, string>>> = {
  Vip: `apiVersion: kubeovn.io/v1
kind: Vip
metadata:
  name: theirs
  labels: {team: a, empty: ""} # theirs
  annotations: {note: kept}
  finalizers: [example.com/hold]
spec: {subnet: net, v4ip: 10.1.0.50, v6ip: "fd00:1::50", namespace: ns}
`,
  ReservedIP: `apiVersion: kubeovn.io/v1
kind: IP
metadata:
  name: theirs.default
  annotations: {note: ""}
spec:
  subnet: net
  podName: theirs
  namespace: default
  podType: VirtualMachine
  v4IpAddress: 10.1.0.51
  v6IpAddress: fd00:1::51
  ipAddress: "10.1.0.51,fd00:1::51"
  macAddress: "02:00:00:00:00:51"
`,
  ReservedIPSet: `apiVersion: kubeovn.io/v1
kind: IP
metadata: {name: more.default}
spec:
  subnet: net
  podName: more
  namespace: default
  podType: VirtualMachine
  v4IpAddress: 10.1.0.52
  v6IpAddress: fd00:1::52
  ipAddress: "10.1.0.52,fd00:1::52"
  macAddress: "02:00:00:00:00:52"
`,
  IPPool: `apiVersion: kubeovn.io/v1
kind: IPPool
metadata: {name: theirs, labels: {team: a}}
spec: {subnet: shared, ips: [10.9.200.10..10.9.200.20]}
`,
  "spiderpool.ReservedIP": `apiVersion: spiderpool.spidernet.io/v2beta1
kind: SpiderReservedIP
metadata: {name: theirs}
spec: {ipVersion: 4, ips: [10.201.0.1]}
`,
};

/** The Subnet of someone else that planned ranges and pools are made in. */
export const SHARED = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: shared}
spec:
  cidrBlock: 10.9.0.0/16
  gateway: 10.9.0.1
  provider: ovn
  excludeIps: [10.9.0.1]
`;

/** The resources that an entity stands for in a program. */
export function resourcesOf(entity: Entity): readonly Resource[] {
  const { kind, name, key, options, aliases } = entity;
  const all: Resource["options"] = { ...options, ...(aliases.length === 0 ? {} : { aliases }) };
  const resource = (args: Record<string, unknown>): Resource => ({
    kind,
    name,
    args: { ...args, ...(key === undefined ? {} : { key }) },
    options: all,
  });
  if (kind !== "AapBinding") return [resource(argsOf(entity))];
  const vip: Resource = {
    kind: "Vip",
    name: `of-${name}`,
    args: { subnet: "net", name: boundTo(entity) },
    options: aliases.length === 0 ? {} : { aliases: aliases.map((alias) => `of-${alias}`) },
  };
  return [vip, resource(argsOf(entity))];
}

function argsOf({ kind, name, number, variant, edition, adopts }: Entity): Record<string, unknown> {
  if (adopts === true) return { ...adoptingArgs(kind, edition), adopt: true };
  const n = number % 20;
  // Under another name a pool is another one, and pools share no address.
  const first = variant % 2 === 0 ? 10 : 40;
  const last = first + 10 + (edition % 5);
  switch (kind) {
    case "Vip":
      return {
        subnet: "net",
        name: variant % 2 === 0 ? name : `${name}-x`,
        namespace: "ns",
        selector: [`app: e${edition}`],
      };
    case "ReservedIP":
      return { subnet: "net", workload: { kind: "VirtualMachine", name: `${name}-${variant}` } };
    case "ReservedIPSet":
      return { subnet: "net", statefulSet: { name: `${name}-${variant}`, replicas: 1 + (edition % 2) } };
    case "PlannedRange":
      return { subnet: "shared", range: `10.9.${n}.10..10.9.${n}.${20 + (edition % 5)}` };
    case "IPPool":
      return {
        name: variant % 2 === 0 ? `pool-${name}` : `pool-${name}-x`,
        subnet: "shared",
        ips: [`10.9.${100 + n}.${first}..10.9.${100 + n}.${last}`],
      };
    case "Subnet":
      return {
        cidrBlock: `10.${50 + n}.0.0/24`,
        vpc: variant % 2 === 0 ? "ovn-cluster" : "vpc-1",
        mtu: 1400 + (edition % 5),
      };
    case "AapBinding":
      return { vips: [boundTo({ number, variant })], namespace: `ns-${variant}`, selector: [`app: e${edition}`] };
    case "spiderpool.ReservedIP":
      return { name: variant % 2 === 0 ? name : `${name}-x`, ips: [`10.200.${n}.${1 + (edition % 5)}`] };
    case "spiderpool.IPPool":
      return {
        name: variant % 2 === 0 ? `sp-${name}` : `sp-${name}-x`,
        subnet: `10.${100 + n}.0.0/16`,
        ips: [`10.${100 + n}.0.${first}-10.${100 + n}.0.${last}`],
      };
    case "spiderpool.Subnet":
      return {
        name: variant % 2 === 0 ? `ss-${name}` : `ss-${name}-x`,
        subnet: `10.${150 + n + first}.0.0/16`,
        ips: [`10.${150 + n + first}.0.10-10.${150 + n + first}.0.${last}`],
      };
    case "spiderpool.MultusConfig":
      return {
        namespace: variant % 2 === 0 ? "kube-system" : "nets",
        cniType: "macvlan",
        macvlan: { master: [`eth${edition}`] },
      };
    case "spiderpool.FixedIP":
      return {
        subnet: "lab",
        name: variant % 2 === 0 ? `f-${name}` : `f-${name}-x`,
        selector: { app: `${name}-${edition}` },
      };
    default:
      throw new Error(`there are no arguments for ${kind}`);
  }
}

function adoptingArgs(kind: Kind, edition: number): Record<string, unknown> {
  const machine = (name: string): object => ({ kind: "VirtualMachine", name });
  switch (kind) {
    case "Vip":
      return { subnet: "net", name: "theirs", namespace: "ns", selector: [`app: e${edition}`] };
    case "ReservedIP":
      return { subnet: "net", workload: machine("theirs") };
    case "ReservedIPSet":
      return { subnet: "net", workloads: [machine("more")] };
    case "IPPool":
      return { name: "theirs", subnet: "shared", ips: [`10.9.200.10..10.9.200.${20 + (edition % 5)}`] };
    case "spiderpool.ReservedIP":
      return { name: "theirs", ips: [`10.201.0.${1 + (edition % 5)}`] };
    default:
      throw new Error(`nothing is adopted by ${kind}`);
  }
}

/** The Vip of an AapBinding: a directory edits nothing that Kube-OVN reads only once. */
function boundTo({ number, variant }: Pick<Entity, "number" | "variant">): string {
  return `bound-${number}-${variant}`;
}

export function pathsOf(entity: Entity): readonly string[] {
  return resourcesOf(entity).map(pathOf);
}
