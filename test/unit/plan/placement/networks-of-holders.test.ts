import assert from "node:assert/strict";
import { type Address, parseAddress } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { accountsOf, makeAudit } from "../../../../provider/report";
import { podObject, subnetObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";

type Fields = Readonly<Record<string, unknown>>;

function kubeovn(
  kind: string,
  spec: Fields,
  status: Fields = {},
  annotations: Record<string, string> = {},
): KubeObject {
  return { apiVersion: "kubeovn.io/v1", kind, metadata: { name: "x", annotations }, spec, status };
}

function core(kind: string, spec: Fields, status: Fields): KubeObject {
  const namespace = kind === "Service" ? { namespace: "shop" } : {};
  return { apiVersion: "v1", kind, metadata: { name: "x", ...namespace }, spec, status };
}

for (const { family, prefix, field } of [
  { family: "IPv4", prefix: "10.7.0.", field: "v4ip" },
  { family: "IPv6", prefix: "fd07::", field: "v6ip" },
] as const) {
  const address = `${prefix}9`;
  const cidr = `${prefix}0/${family === "IPv4" ? 24 : 120}`;
  const [v4, v6] = family === "IPv4" ? [address, ""] : ["", address];
  /** The same numbers in five networks. */
  const NETWORKS = [
    subnetObject("overlay", cidr),
    subnetObject("vlan", cidr, { vlan: "v7" }),
    subnetObject("custom", cidr, { vpc: "tenant", namespaces: ["shop"] }),
    subnetObject("attached", cidr, { vpc: "lan", provider: "lan.kube-system" }),
    subnetObject("ovn-attached", cidr, { vpc: "lan2", provider: "lan2.default.ovn" }),
  ];

  /** Who is in the way of a fixed address, by subnet. */
  const inTheWay = (objects: readonly KubeObject[], kind = "Vip"): Readonly<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (const { metadata } of NETWORKS) {
      const fixed =
        kind === "Vip"
          ? { [field]: address }
          : { workload: { kind: "Pod", name: "p" }, [family === "IPv4" ? "v4IpAddress" : "v6IpAddress"]: address };
      const resource = { kind, name: "a", args: { subnet: metadata.name, ...fixed } } as Resource;
      for (const { refusals } of checkProgram([...NETWORKS, ...objects], [resource]).values()) {
        const [refusal] = refusals;
        if (refusal !== undefined)
          found[metadata.name] = `${refusal.code}: ${/(?:held|asked for) by (.*?);/.exec(refusal.reason)?.[1]}`;
      }
    }
    return found;
  };

  describe(`an address of ${family} with the same number in five networks`, () => {
    const CASES: readonly {
      readonly of: string;
      readonly object: KubeObject;
      readonly expected: Record<string, string>;
    }[] = [
      {
        of: "a node is taken in the overlay of the default VPC only",
        object: core("Node", {}, { addresses: [{ type: "InternalIP", address }] }),
        expected: { overlay: `address-held: Node "x"` },
      },
      {
        of: "a rule is taken in the default VPC where nothing says another",
        object: kubeovn("SwitchLBRule", { vip: address, namespace: "default" }),
        expected: { overlay: `address-held: SwitchLBRule "x"`, vlan: `address-held: SwitchLBRule "x"` },
      },
      {
        of: "a rule is taken in the VPC of its namespace's pods",
        object: kubeovn("SwitchLBRule", { vip: address, namespace: "shop" }),
        expected: { custom: `address-held: SwitchLBRule "x"` },
      },
      {
        of: "a rule is taken in the VPC that it names",
        object: kubeovn("SwitchLBRule", { vip: address, namespace: "shop" }, {}, { "ovn.kubernetes.io/vpc": "tenant" }),
        expected: { custom: `address-held: SwitchLBRule "x"` },
      },
      {
        of: "a rule without a namespace is taken nowhere, as Kube-OVN makes no Service for it",
        object: kubeovn("SwitchLBRule", { vip: address }, {}, { "ovn.kubernetes.io/vpc": "tenant" }),
        expected: {},
      },
      {
        of: "a Service of type LoadBalancer is taken where traffic from outside arrives",
        object: core("Service", { type: "LoadBalancer" }, { loadBalancer: { ingress: [{ ip: address }] } }),
        expected: { overlay: "address-held: Service shop/x", vlan: "address-held: Service shop/x" },
      },
      {
        of: "a Service that waits for its load balancer is asked for",
        object: core("Service", { type: "LoadBalancer", loadBalancerIP: address }, {}),
        expected: { overlay: "address-asked: Service shop/x", vlan: "address-asked: Service shop/x" },
      },
      {
        of: "a NAT gateway is asked for in its subnet",
        object: kubeovn("VpcNatGateway", { vpc: "tenant", subnet: "custom", lanIp: address }),
        expected: { custom: `address-asked: VpcNatGateway "x"` },
      },
      {
        of: "a NAT gateway that runs is taken",
        object: kubeovn("VpcNatGateway", { subnet: "custom" }, { lanIp: address }),
        expected: { custom: `address-held: VpcNatGateway "x"` },
      },
      {
        of: "an egress gateway is asked for on both sides",
        object: kubeovn("VpcEgressGateway", {
          internalSubnet: "custom",
          internalIPs: [address],
          externalSubnet: "vlan",
          externalIPs: [address],
        }),
        expected: { custom: `address-asked: VpcEgressGateway "x"`, vlan: `address-asked: VpcEgressGateway "x"` },
      },
      {
        of: "an EIP is taken in the network of the attachment that it names",
        object: kubeovn("IptablesEIP", { externalSubnet: "lan", v4ip: v4, v6ip: v6 }),
        expected: { attached: `address-held: IptablesEIP "x"` },
      },
      {
        of: "an EIP is taken in the network of the attachment of OVN that it names",
        object: kubeovn("IptablesEIP", { externalSubnet: "lan2" }, { ip: address }),
        expected: { "ovn-attached": `address-held: IptablesEIP "x"` },
      },
      {
        of: "an OvnEip is taken in its subnet",
        object: kubeovn("OvnEip", { externalSubnet: "vlan" }, { v4Ip: v4, v6Ip: v6 }),
        expected: { vlan: `address-held: OvnEip "x"` },
      },
    ];
    for (const { of, object, expected } of CASES) it(`of ${of}`, () => assert.deepEqual(inTheWay([object]), expected));

    const template = (annotation: string, namespace = "default"): KubeObject => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "x", namespace },
      spec: { template: { metadata: { annotations: { [annotation]: address } } } },
    });
    const vpcs = (spec: Fields): readonly KubeObject[] =>
      ["tenant", "lan", "lan2"].map((name) => ({
        ...kubeovn("Vpc", name === "tenant" ? spec : {}),
        metadata: { name },
      }));
    const asked = (namespace: string, ...subnets: readonly string[]): Record<string, string> =>
      Object.fromEntries(subnets.map((name) => [name, `address-asked: Deployment ${namespace}/x`]));

    it("that a template asks for counts where pods of its namespace are", () => {
      const of = "ovn.kubernetes.io/ip_address";
      assert.deepEqual(inTheWay([template(of)]), asked("default", "overlay", "vlan"));
      assert.deepEqual(inTheWay([template(of, "shop")]), asked("shop", "custom"));
      const mine = { namespaces: ["web", "shop"] };
      assert.deepEqual(inTheWay([template(of, "web"), ...vpcs(mine)]), asked("web", "overlay", "vlan", "custom"));
      const home = vpcs({ ...mine, defaultSubnet: "custom" });
      assert.deepEqual(inTheWay([template(of, "web"), ...home]), asked("web", "custom"));
      assert.deepEqual(inTheWay([template(of, "default"), ...home]), asked("default", "overlay", "vlan"));
    });

    it("that a template asks for on an attachment counts in its network, or else in the pod's own", () => {
      const [attached, none] = ["lan2", "lan9"].map((name) => `${name}.default.ovn.kubernetes.io/ip_address`);
      assert.deepEqual(inTheWay([template(String(attached))]), asked("default", "ovn-attached"));
      assert.deepEqual(inTheWay([template(String(none))]), asked("default", "overlay", "vlan"));
      assert.deepEqual(inTheWay([template(String(none), "shop")]), asked("shop", "custom"));
    });

    it("of a rule is taken in the VPC of the pods that it balances", () => {
      const backend = podObject("web", "default", "custom", `${prefix}5`, {
        "ovn.kubernetes.io/logical_router": "tenant",
      });
      const pod = { ...backend, metadata: { ...backend.metadata, labels: { app: "web", tier: "front" } } };
      const rule = (spec: Fields): KubeObject =>
        kubeovn("SwitchLBRule", { vip: address, namespace: "default", ...spec });
      const takenIn = (spec: Fields): readonly string[] => Object.keys(inTheWay([pod, rule(spec)]));
      assert.deepEqual(takenIn({ selector: ["app:web"] }), ["custom"]);
      assert.deepEqual(takenIn({ selector: ["app: web", "tier: front"] }), ["custom"]);
      assert.deepEqual(takenIn({ endpoints: [`${prefix}5`] }), ["custom"]);
      assert.deepEqual(takenIn({ selector: ["app:db"] }), ["overlay", "vlan"]);
      assert.deepEqual(takenIn({ selector: ["app:web"], namespace: "other" }), ["overlay", "vlan"]);
      assert.deepEqual(takenIn({ endpoints: [`${prefix}6`] }), ["overlay", "vlan"]);
    });

    it("that a running pod lets through is asked for, and a Vip may have it", () => {
      const pod = podObject("web", "shop", "custom", `${prefix}5`, { "ovn.kubernetes.io/port_vips": address });
      assert.deepEqual(inTheWay([pod], "ReservedIP"), { custom: "address-asked: Pod shop/web" });
      assert.deepEqual(inTheWay([pod]), {});
    });
  });

  describe(`an address of ${family} of a node, on a VLAN`, () => {
    const wire = subnetObject("wire", `${prefix}0/${family === "IPv4" ? 29 : 125}`, {
      vlan: "v7",
      gateway: `${prefix}1`,
    });
    const nodes = [2, 3, 4, 5].map(
      (host): KubeObject => ({
        ...core("Node", {}, { addresses: [{ type: "InternalIP", address: `${prefix}${host}` }] }),
        metadata: { name: `n${host}` },
      }),
    );
    const ask = (args: Fields): readonly unknown[] => {
      const resource = { kind: "Vip", name: "v", args: { subnet: "wire", ...args } } as Resource;
      return [...checkProgram([wire, ...nodes], [resource]).values()].flatMap(({ inputs, refusals }) => [
        inputs[field],
        ...refusals.map(({ code }) => code),
      ]);
    };

    it("is kept clear of by a search, and given to who names it", () => {
      assert.deepEqual(ask({}), [`${prefix}6`]);
      assert.deepEqual(ask({ [field]: `${prefix}3` }), [`${prefix}3`]);
    });

    it("is not free, and nothing is wrong with what has it", () => {
      const vip: KubeObject = { ...kubeovn("Vip", { subnet: "wire", [field]: `${prefix}3` }) };
      assert.ok(!makeAudit(snapshotOf([wire, ...nodes, vip])).report.rows.some(({ code }) => code === "address-asked"));
      const [account] = accountsOf(snapshotOf([wire, ...nodes]), parseAddress(`${prefix}3`) as Address);
      assert.deepEqual(account?.claimants, [`Node "n3", by its InternalIP`]);
    });
  });

  describe(`VLANs that end on one untagged network, ${family}`, () => {
    const vlan = (name: string, id: number, provider: string): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind: "Vlan",
      metadata: { name },
      spec: { id, provider },
    });
    const [a, b] = [subnetObject("a", cidr, { vlan: "va" }), subnetObject("b", cidr, { vlan: "vb", vpc: "other" })];
    const held = podObject("web", "shop", "a", address);
    const codes = (vlans: readonly KubeObject[]): readonly string[] => {
      const resource: Resource = { kind: "Vip", name: "v", args: { subnet: "b", [field]: address } };
      return [...checkProgram([a, b, held, ...vlans], [resource]).values()].flatMap(({ refusals }) =>
        refusals.map(({ code }) => code),
      );
    };

    it("are one network", () => {
      assert.deepEqual(codes([vlan("va", 0, "p"), vlan("vb", 0, "p")]), ["address-held"]);
    });

    it("are two where the tag or the provider network differs", () => {
      assert.deepEqual(codes([vlan("va", 0, "p"), vlan("vb", 7, "p")]), []);
      assert.deepEqual(codes([vlan("va", 0, "p"), vlan("vb", 0, "q")]), []);
    });
  });
}
