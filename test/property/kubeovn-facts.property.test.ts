import assert from "node:assert/strict";
import fc from "fast-check";
import { takingOf } from "../../provider/kinds";
import type { KubeObject } from "../../provider/objects/kube-object";
import { snapshotOf } from "../../provider/objects/kubeovn/facts";
import { findingsOf } from "../../provider/objects/kubeovn/findings";
import { KUBEOVN_API } from "../../provider/objects/kubeovn/kinds";
import { standingOf } from "../../provider/objects/kubeovn/taking";
import { SPIDERPOOL_API } from "../../provider/objects/spiderpool/kinds";
import { LiveContext } from "../../provider/plan";
import { makeAudit } from "../../provider/report";
import { checkProgram } from "../support/plan";
import type { Resource } from "../support/program";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 2_000 });

const KINDS: readonly (readonly [apiVersion: string, kind: string])[] = [
  ...[
    "Subnet",
    "IPPool",
    "IP",
    "Vip",
    "OvnEip",
    "IptablesEIP",
    "SwitchLBRule",
    "VpcNatGateway",
    "VpcEgressGateway",
    "Vpc",
  ].map((kind) => [KUBEOVN_API, kind] as const),
  ...["SpiderReservedIP", "SpiderIPPool", "SpiderSubnet", "SpiderEndpoint", "SpiderMultusConfig"].map(
    (kind) => [SPIDERPOOL_API, kind] as const,
  ),
  ["v1", "Pod"],
  ["v1", "Node"],
];

/** Names that something is read from, so that most values end up where someone looks. */
const FIELDS = [
  ...["subnet", "vpc", "vlan", "provider", "cidrBlock", "gateway", "excludeIps", "namespaces", "vips", "conditions"],
  ...["v4ip", "v6ip", "mac", "type", "status", "ips", "ipAddress", "v4IpAddress", "attachSubnets", "attachIps"],
  ...["podName", "podType", "addresses", "address", "externalSubnet", "ip", "vip", "phase", "controlledIPPools"],
  ...["allocatedIPs", "excludeIPs", "routes", "ownerControllerType", "podAffinity", "__proto__", "constructor"],
  ...[
    "lanIp",
    "ports",
    "port",
    "selector",
    "endpoints",
    "internalSubnet",
    "internalIPs",
    "externalSubnets",
    "replicas",
    "namespaceAffinity",
    "namespaceName",
    "multusName",
    "matchLabels",
    "matchExpressions",
    "key",
    "operator",
    "values",
  ],
];

const TEXTS = [
  "10.0.0.0/24",
  "10.0.0.1",
  "fd00::1",
  "10.0.0.2..10.0.0.9",
  "InternalIP",
  "{}",
  "[null]",
  '{"a":null}',
  "",
];

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...TEXTS),
    fc.constantFrom(null, true, 0, -1, 2n ** 64n, Number.NaN),
    fc.array(tie("any"), { maxLength: 3 }),
    tie("fields"),
  ),
  fields: fc
    .array(fc.tuple(fc.constantFrom(...FIELDS), tie("any")), { maxLength: 8 })
    .map((entries) => Object.fromEntries(entries)),
})).any;

const annotations = fc.dictionary(
  fc.constantFrom(
    ...["ovn.kubernetes.io/ip_address", "ovn.kubernetes.io/logical_switch", "ovn.kubernetes.io/aaps"],
    ...["k8s.v1.cni.cncf.io/networks", "pulumi-kubeovn/owner", "pulumi-kubeovn/planned-ranges"],
    ...["ipam.spidernet.io/ippool", "ipam.spidernet.io/ippools", "pulumi-kubeovn/guards"],
  ),
  fc.oneof(
    fc.constantFrom(...TEXTS),
    value.map((one) => JSON.stringify(one, (_, of) => (typeof of === "bigint" ? "" : of)) ?? ""),
  ),
);

/** Whatever a file may hold: a name is there, labels and annotations are texts, everything else is anything. */
const object = fc
  .record({
    of: fc.constantFrom(...KINDS),
    name: fc.constantFrom("a", "b.default", "c"),
    annotations,
    spec: value,
    status: value,
    ownerReferences: value,
    finalizers: value,
  })
  .map(
    ({ of: [apiVersion, kind], name, annotations: noted, spec, status, ownerReferences, finalizers }): KubeObject => {
      return { apiVersion, kind, metadata: { name, annotations: noted, ownerReferences, finalizers }, spec, status };
    },
  );

describe("snapshotOf", () => {
  it("reads whatever stands in objects", () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), (objects) => {
        const around = new LiveContext(snapshotOf(objects));
        for (const one of objects) {
          findingsOf(one, around);
          takingOf(one);
          standingOf(one);
        }
      }),
      options,
    );
  });
});

describe("makeAudit", () => {
  it("judges whatever stands in objects, each gateway and load balancer once", () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), (objects) => {
        const { judged } = makeAudit(snapshotOf(objects)).report;
        for (const kind of ["VpcNatGateway", "VpcEgressGateway", "SwitchLBRule"]) {
          const names = new Set(objects.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name));
          assert.equal(judged[kind] ?? 0, names.size);
        }
      }),
      options,
    );
  });
});

/** A selector of a pool that serves the pods below, but for its selector. */
const selecting = fc.record({ matchLabels: value, matchExpressions: value }).map((podAffinity): KubeObject => {
  const spec = { subnet: "10.0.0.0/24", ips: ["10.0.0.5-10.0.0.9"], podAffinity };
  return { apiVersion: SPIDERPOOL_API, kind: "SpiderIPPool", metadata: { name: "p" }, spec };
});

/** One of everything that is planned around what is live. */
const PROGRAM: readonly Resource[] = [
  { kind: "Subnet", name: "a", args: { cidrBlock: "10.0.0.0/24" } },
  { kind: "ReservedIP", name: "ip", args: { subnet: "a", workload: { kind: "Pod", name: "b" } } },
  { kind: "Vip", name: "vip", args: { subnet: "c" } },
  { kind: "AapBinding", name: "pair", args: { vips: ["vip", "a"], namespace: "default" } },
  { kind: "IPPool", name: "pool", args: { subnet: "a", ips: ["10.0.0.9"], namespaces: ["default"] } },
  { kind: "spiderpool.ReservedIP", name: "kept", args: { ips: ["10.0.0.2-10.0.0.9"] } },
  { kind: "spiderpool.IPPool", name: "a", args: { subnet: "10.0.0.0/24", ips: ["10.0.0.1"], adopt: true } },
  { kind: "spiderpool.FixedIP", name: "fixed", args: { subnet: "a" } },
  {
    kind: "spiderpool.PodAnnotations",
    name: "pods",
    args: { namespace: "default", ippool: { ipv4: ["a", "p"] }, replicas: 2, labels: { app: "a" } },
  },
];

describe("check", () => {
  it("plans around whatever stands in objects", () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), selecting, (objects, pool) => {
        checkProgram([...objects, pool], PROGRAM);
      }),
      propertyOptions({ runs: 500 }),
    );
  });
});
