import type { KubeObject } from "../../provider/objects/kube-object";
import type { Kind } from "../../provider/plan";
import { subnetObject, vipObject } from "./objects";
import { spiderSubnetObject } from "./spider-objects";

/** What every case starts from. */
export const AROUND: readonly KubeObject[] = [
  subnetObject("lab", "10.80.0.0/16", { gateway: "10.80.0.1", excludeIps: ["10.80.0.1"] }),
  subnetObject("attached", "192.168.100.0/24", { provider: "attached.kube-system" }),
  vipObject("shared", "lab", "10.80.0.9"),
  spiderSubnetObject("slab", "10.7.0.0/16", ["10.7.0.10-10.7.255.59"], { gateway: "10.7.0.1" }),
];

type Args = Readonly<Record<string, unknown>>;

/** Arguments with a text in a place that ends up in an object, or in its name. */
type Place = readonly [where: string, args: (text: string) => Args];

const workload = (fields: Args): Args => ({ subnet: "lab", workload: { kind: "Pod", name: "p", ...fields } });
const set = (fields: Args): Args => ({ subnet: "lab", statefulSet: { name: "db", replicas: 2, ...fields } });
const pool = (fields: Args): Args => ({ subnet: "10.7.0.0/16", ips: ["10.7.0.10-10.7.0.19"], ...fields });
const config = (fields: Args): Args => ({
  namespace: "shop",
  cniType: "macvlan",
  macvlan: { master: ["eth1"] },
  ...fields,
});
const labels = (key: string, value: string): Args => ({ matchLabels: { [key]: value } });
const key: Place = ["key", (text) => ({ key: text })];
const name: Place = ["name", (text) => ({ name: text })];

/** Every place of every kind that a text of a program reaches an object from; the rest of the arguments is sound. */
const PLACES: { readonly [K in Kind]: { readonly sound: Args; readonly places: readonly Place[] } } = {
  Subnet: {
    sound: { cidrBlock: "10.90.0.0/24" },
    places: [
      key,
      name,
      ["vpc", (text) => ({ vpc: text })],
      ["vlan", (text) => ({ vlan: text })],
      ["provider", (text) => ({ provider: text })],
      ["namespaces", (text) => ({ namespaces: [text] })],
      ["gatewayNode", (text) => ({ gatewayNode: text })],
      ["dhcpV4Options", (text) => ({ enableDHCP: true, dhcpV4Options: text })],
      ["namespaceSelectors, key", (text) => ({ namespaceSelectors: [labels(text, "x")] })],
      ["namespaceSelectors, value", (text) => ({ namespaceSelectors: [labels("x", text)] })],
      ["routeTable", (text) => ({ routeTable: text })],
    ],
  },
  PlannedRange: { sound: { subnet: "lab", range: "10.80.1.0..10.80.1.9" }, places: [key] },
  IPPool: {
    sound: { subnet: "lab", ips: ["10.80.2.0..10.80.2.9"] },
    places: [key, name, ["namespaces", (text) => ({ namespaces: [text] })]],
  },
  ReservedIP: {
    sound: workload({}),
    places: [
      key,
      name,
      ["workload.name", (text) => workload({ name: text })],
      ["workload.namespace", (text) => workload({ namespace: text })],
      ["workload.name of a VirtualMachine", (text) => workload({ kind: "VirtualMachine", name: text })],
      ["workload.name of a StatefulSet", (text) => workload({ kind: "StatefulSet", name: text, ordinal: 0 })],
      ["interface", (text) => ({ interface: text })],
    ],
  },
  ReservedIPSet: {
    sound: set({}),
    places: [
      key,
      ["statefulSet.name", (text) => set({ name: text })],
      ["statefulSet.namespace", (text) => set({ namespace: text })],
      ["workloads", (text) => ({ statefulSet: undefined, workloads: [{ kind: "Pod", name: text }] })],
    ],
  },
  Vip: {
    sound: { subnet: "lab", namespace: "shop" },
    places: [key, name, ["namespace", (text) => ({ namespace: text })], ["selector", (text) => ({ selector: [text] })]],
  },
  AapBinding: {
    sound: { vips: ["shared"], namespace: "shop", selector: ["app: web"] },
    places: [key, ["namespace", (text) => ({ namespace: text })], ["selector", (text) => ({ selector: [text] })]],
  },
  AddressPlan: {
    sound: { wants: { web: { subnet: "lab" } } },
    places: [
      ["wants, key", (text) => ({ wants: { web: { subnet: "lab", key: text } } })],
      ["wants, name", (text) => ({ wants: { web: { subnet: "lab", name: text } } })],
    ],
  },
  OvnEip: { sound: { externalSubnet: "lab" }, places: [key, name] },
  IptablesEIP: {
    sound: { externalSubnet: "attached", natGwDp: "gw" },
    places: [key, name, ["natGwDp", (text) => ({ natGwDp: text })], ["qosPolicy", (text) => ({ qosPolicy: text })]],
  },
  "spiderpool.ReservedIP": { sound: { ips: ["10.7.3.0-10.7.3.9"] }, places: [key, name] },
  "spiderpool.IPPool": {
    sound: pool({}),
    places: [
      key,
      name,
      ["podAffinity, key", (text) => ({ podAffinity: labels(text, "x") })],
      ["podAffinity, value", (text) => ({ podAffinity: labels("x", text) })],
      ["namespaceAffinity, value", (text) => ({ namespaceAffinity: labels("x", text) })],
      ["nodeAffinity, key", (text) => ({ nodeAffinity: labels(text, "x") })],
      [
        "podAffinity, expression",
        (text) => ({ podAffinity: { matchExpressions: [{ key: "x", operator: "In", values: [text] }] } }),
      ],
      ["namespaceName", (text) => ({ namespaceName: [text] })],
      ["nodeName", (text) => ({ nodeName: [text] })],
      ["multusName", (text) => ({ multusName: [`shop/${text}`] })],
    ],
  },
  "spiderpool.Subnet": { sound: { subnet: "10.8.0.0/24", ips: ["10.8.0.10-10.8.0.19"] }, places: [key, name] },
  "spiderpool.MultusConfig": {
    sound: config({}),
    places: [
      key,
      name,
      ["namespace", (text) => ({ namespace: text })],
      ["attachmentName", (text) => ({ attachmentName: text })],
      ["macvlan.master", (text) => ({ macvlan: { master: [text] } })],
      ["customCNI", (text) => ({ cniType: "custom", macvlan: undefined, customCNI: JSON.stringify({ type: text }) })],
    ],
  },
  "spiderpool.FixedIP": {
    sound: { subnet: "slab", selector: { app: "web" } },
    places: [
      key,
      name,
      ["namespace", (text) => ({ namespace: text })],
      ["selector, key", (text) => ({ selector: { [text]: "x" } })],
      ["selector, value", (text) => ({ selector: { x: text } })],
      ["multusName", (text) => ({ multusName: [`shop/${text}`] })],
    ],
  },
  "spiderpool.PodAnnotations": {
    sound: { subnet: { ipv4: ["slab"] } },
    places: [
      key,
      ["defaultNetwork", (text) => ({ defaultNetwork: text })],
      ["networks", (text) => ({ networks: [text] })],
    ],
  },
};

/** Texts that Kubernetes refuses somewhere, or a file system, and some that only look like it. */
const TEXTS: Readonly<Record<string, string>> = {
  "64 characters": "n".repeat(64),
  "200 characters": "n".repeat(200),
  "252 characters": "n".repeat(252),
  "253 characters": `n${".n".repeat(126)}`,
  "254 characters": "n".repeat(254),
  "300 kB": "n".repeat(300_000),
  "a capital letter": "Web",
  "a line break": "app: a\nb: c",
  "a carriage return": "app: a\rb",
  "a control character": "app: a\u0007",
  "a line separator": "app: a\u2028b",
  "half a character": "app: a\ud800",
  "a slash": "app: a/b",
  "two slashes": "a/b/c",
  dots: "..",
  "a parent": "../../etc",
  "a letter of no code page": "wéb",
  "an underscore": "a_b",
  "a hyphen at the end": "a-",
  "a name of JavaScript": "__proto__",
};

export interface HostileCase {
  readonly title: string;
  readonly kind: Kind;
  readonly args: Args;
}

export function hostileCases(): readonly HostileCase[] {
  return Object.entries(PLACES).flatMap(([kind, { sound, places }]) =>
    places.flatMap(([where, args]) =>
      Object.entries(TEXTS).map(([what, text]) => ({
        title: `${kind}, ${where}: ${what}`,
        kind: kind as Kind,
        args: Object.fromEntries(
          Object.entries({ ...sound, ...args(text) }).filter(([, value]) => value !== undefined),
        ),
      })),
    ),
  );
}
