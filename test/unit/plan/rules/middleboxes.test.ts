import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { ADDRESS_FIELDS } from "../../../../provider/objects/kubeovn/address-fields";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { RULES } from "../../../../provider/plan";
import { makeAudit, mapsOf } from "../../../../provider/report";
import { SNAPSHOT_RESOURCES } from "../../../../provider/stores/kubernetes/resources";
import { ipObject, subnetObject, vipObject } from "../../../support/objects";

type Fields = Readonly<Record<string, unknown>>;

/** `Kind/name code` of every row of an audit. */
function audited(...objects: readonly KubeObject[]): readonly string[] {
  return makeAudit(snapshotOf(objects)).report.rows.map(({ kind, name, code }) => `${kind}/${name} ${code}`);
}

function kubeovn(kind: string, name: string, spec: Fields, rest: Fields = {}, namespace?: string): KubeObject {
  return {
    apiVersion: "kubeovn.io/v1",
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec,
    ...rest,
  };
}

const vpc = (name: string, spec: Fields = {}, rest: Fields = {}): KubeObject => kubeovn("Vpc", name, spec, rest);

function pod(name: string, namespace: string, address: string, subnet = "s"): KubeObject {
  const annotations = {
    "ovn.kubernetes.io/allocated": "true",
    "ovn.kubernetes.io/logical_switch": subnet,
    "ovn.kubernetes.io/ip_address": address,
  };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, annotations } };
}

it("every kind of Kube-OVN that is read has rules", () => {
  const judged = new Set(RULES.flatMap(({ kinds }) => kinds));
  const read = SNAPSHOT_RESOURCES.filter(({ apiVersion }) => apiVersion === "kubeovn.io/v1").map(({ kind }) => kind);
  const uses = Object.entries(ADDRESS_FIELDS).filter(
    ([kind, fields]) =>
      kind !== "Service" &&
      Object.values(fields).some((meaning) => typeof meaning === "object" && ["asks", "holds"].includes(meaning.is)),
  );
  assert.ok(uses.length > 0);
  assert.deepEqual(
    [...read, ...uses.map(([kind]) => kind)].filter((kind) => !judged.has(kind)),
    [],
  );
});

for (const { family, cidr, outside, other, last, at } of [
  {
    family: 4,
    cidr: "10.16.0.0/24",
    outside: "10.17.0.9",
    other: "fd00:16::9",
    last: "10.16.0.255",
    at: (host: number): string => `10.16.0.${host}`,
  },
  {
    family: 6,
    cidr: "fd00:16::/120",
    outside: "fd00:17::9",
    other: "10.16.0.9",
    last: "fd00:16::ff",
    at: (host: number): string => `fd00:16::${host.toString(16)}`,
  },
] as const) {
  const subnet = (name = "s", spec: Fields = {}): KubeObject =>
    subnetObject(name, cidr, { gateway: at(1), excludeIps: [at(1), `${at(5)}..${at(20)}`], ...spec });
  const vip = (address: string, type: string): KubeObject =>
    vipObject("v", "s", "", { [family === 4 ? "v4ip" : "v6ip"]: address, type });

  describe(`IPv${family}: a VpcNatGateway`, () => {
    const external = subnetObject("out", "192.0.2.0/24", { provider: "ovn-vpc-external-network.kube-system" });
    const gateway = (spec: Fields = {}, rest: Fields = {}): KubeObject =>
      kubeovn("VpcNatGateway", "g", { vpc: "ovn-cluster", subnet: "s", lanIp: at(9), ...spec }, rest);
    const found = (spec: Fields, ...more: readonly KubeObject[]): readonly string[] =>
      audited(subnet(), external, gateway(spec), ...more);

    it("is in order where its Subnets are there and nobody else has its lanIp", () => {
      assert.deepEqual(found({}), []);
      assert.deepEqual(found({ lanIp: "" }), []);
    });

    it("is counted among what was judged", () => {
      const { judged, notJudged } = makeAudit(snapshotOf([subnet(), external, gateway()])).report;
      assert.deepEqual({ judged, notJudged }, { judged: { Subnet: 2, VpcNatGateway: 1 }, notJudged: {} });
    });

    it("is wrong without its VPC, where Vpcs were read", () => {
      assert.deepEqual(found({ vpc: "" }), ["VpcNatGateway/g no-vpc"]);
      assert.deepEqual(found({ vpc: "tenant" }), []);
      assert.deepEqual(found({ vpc: "tenant" }, vpc("tenants")), ["VpcNatGateway/g unknown-vpc"]);
      assert.deepEqual(found({ vpc: "tenants" }, vpc("tenants")), []);
      assert.deepEqual(found({ vpc: "ovn-cluster" }, vpc("tenants")), []);
    });

    it("is wrong without its Subnets", () => {
      assert.deepEqual(found({ subnet: "" }), ["VpcNatGateway/g no-subnet"]);
      assert.deepEqual(found({ subnet: "none" }), ["VpcNatGateway/g unknown-subnet"]);
      assert.deepEqual(found({ externalSubnets: ["none"] }), ["VpcNatGateway/g unknown-network"]);
      assert.deepEqual(found({ externalSubnets: ["out"] }), []);
      assert.deepEqual(audited(subnet(), gateway()), ["VpcNatGateway/g unknown-network"]);
      assert.ok(found({}, subnetObject("s", "nonsense")).includes("VpcNatGateway/g broken-subnet"));
    });

    it("is wrong with a lanIp that its Subnet does not give", () => {
      assert.deepEqual(found({ lanIp: "gateway" }), ["VpcNatGateway/g malformed-address"]);
      assert.deepEqual(found({ lanIp: outside }), ["VpcNatGateway/g outside-prefix"]);
      assert.deepEqual(found({ lanIp: other }), ["VpcNatGateway/g family-missing"]);
      assert.deepEqual(found({ lanIp: at(0) }), ["VpcNatGateway/g network-address"]);
      assert.deepEqual(found({ lanIp: at(1) }), ["VpcNatGateway/g gateway-address"]);
      assert.deepEqual(found({ lanIp: last }), ["VpcNatGateway/g last-address"]);
    });

    it("is wrong where another object has its lanIp, and at risk where one asks for it", () => {
      assert.deepEqual(found({}, pod("web", "shop", at(9))), ["VpcNatGateway/g address-shared"]);
      const twin = kubeovn("VpcNatGateway", "h", { vpc: "ovn-cluster", subnet: "s", lanIp: at(9) });
      assert.deepEqual(found({}, twin), ["VpcNatGateway/g address-asked", "VpcNatGateway/h address-asked"]);
    });

    it("has its address together with its own pod, the IP of that and its status", () => {
      const name = "vpc-nat-gw-g-0";
      const field = family === 4 ? "v4IpAddress" : "v6IpAddress";
      const ip = ipObject(name, "kube-system", "s", at(9), { [field]: at(9), nodeName: "n1", podType: "StatefulSet" });
      for (const status of [{}, { status: { lanIp: at(9) } }])
        for (const own of [[ip], [ip, pod(name, "kube-system", at(9))], []])
          assert.deepEqual(audited(subnet(), external, gateway({}, status), ...own), []);
    });

    it("is asked for its address by what runs it, and by nobody else", () => {
      const asking = (name: string): KubeObject => ({
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name, namespace: "kube-system" },
        spec: { template: { metadata: { annotations: { "ovn.kubernetes.io/ip_address": at(9) } } } },
      });
      assert.deepEqual(found({}, asking("vpc-nat-gw-g")), []);
      assert.deepEqual(found({}, asking("vpc-nat-gw-g2")), ["VpcNatGateway/g address-asked"]);
    });

    it("shares its address with its own pod in maps and lists", () => {
      const status = { status: { lanIp: at(9) } };
      const stateWith = (podName: string): string | undefined => {
        const objects = [subnet(), external, gateway({}, status), pod(podName, "kube-system", at(9))];
        return mapsOf(snapshotOf(objects))("s")?.families[0]?.occupants.find(({ label }) => label.includes("Pod"))
          ?.state;
      };
      assert.equal(stateWith("vpc-nat-gw-g-0"), "pod");
      assert.equal(stateWith("thief"), "conflict");
    });

    it("does not count pods of a gateway whose name begins with its own", () => {
      const ofOther = pod("vpc-nat-gw-g-2-0", "kube-system", at(9));
      assert.deepEqual(found({}, ofOther), ["VpcNatGateway/g address-shared"]);
    });
  });

  describe(`IPv${family}: a VpcEgressGateway`, () => {
    const outer = (spec: Fields = {}): KubeObject =>
      subnetObject("out", family === 4 ? "10.18.0.0/24" : "fd00:18::/120", { provider: "lan.shop", ...spec });
    const gateway = (spec: Fields): KubeObject =>
      kubeovn("VpcEgressGateway", "g", { internalSubnet: "s", externalSubnet: "out", ...spec }, {}, "shop");
    const found = (spec: Fields, ...more: readonly KubeObject[]): readonly string[] =>
      audited(subnet(), outer(), gateway(spec), ...more);

    it("is in order with addresses of its Subnets", () => {
      assert.deepEqual(found({ internalIPs: [at(9), at(10)], replicas: 2 }), []);
      assert.deepEqual(found({ internalIPs: [at(9)] }, pod("g-6d4b75cb6d-x7k2p", "shop", at(9))), []);
      assert.deepEqual(
        found({ internalIPs: [at(9)], prefix: "egress-" }, pod("egress-g-6d4b75cb6d-x7k2p", "shop", at(9))),
        [],
      );
    });

    it("does not count pods of a gateway whose name begins with its own", () => {
      const ofOther = pod("g-2-6d4b75cb6d-x7k2p", "shop", at(9));
      assert.deepEqual(found({ internalIPs: [at(9)] }, ofOther), ["VpcEgressGateway/shop/g address-shared"]);
    });

    it("is wrong without its VPC, its Subnets or the definition of its external network", () => {
      assert.deepEqual(found({ vpc: "tenant" }, vpc("other")), ["VpcEgressGateway/shop/g unknown-vpc"]);
      assert.deepEqual(found({}, vpc("other")), []);
      assert.deepEqual(found({ internalSubnet: "none" }), ["VpcEgressGateway/shop/g unknown-subnet"]);
      assert.deepEqual(found({ externalSubnet: "none" }), ["VpcEgressGateway/shop/g unknown-subnet"]);
      assert.deepEqual(audited(subnet(), outer({ provider: "ovn" }), gateway({})), [
        "VpcEgressGateway/shop/g external-attachment",
      ]);
    });

    it("is wrong with too few addresses, and with ones that are not available", () => {
      assert.deepEqual(found({ internalIPs: [at(9)], replicas: 2 }), ["VpcEgressGateway/shop/g too-few-addresses"]);
      assert.deepEqual(found({ externalIPs: [outside] }), ["VpcEgressGateway/shop/g outside-prefix"]);
      assert.deepEqual(found({ internalIPs: ["x"] }), ["VpcEgressGateway/shop/g malformed-address"]);
      assert.deepEqual(found({ internalIPs: [at(1)] }), ["VpcEgressGateway/shop/g gateway-address"]);
      assert.deepEqual(found({ internalIPs: [at(0)] }), ["VpcEgressGateway/shop/g network-address"]);
      assert.deepEqual(found({ internalIPs: [last] }), ["VpcEgressGateway/shop/g last-address"]);
      assert.deepEqual(found({ internalIPs: [other] }), ["VpcEgressGateway/shop/g family-missing"]);
      assert.deepEqual(found({ internalIPs: [at(9)] }, pod("web", "shop", at(9))), [
        "VpcEgressGateway/shop/g address-shared",
      ]);
    });

    it("is wrong in a Subnet without a CIDR, and at risk where someone else asks for its address", () => {
      assert.ok(
        found({ internalIPs: [at(9)] }, subnetObject("s", "nonsense")).includes(
          "VpcEgressGateway/shop/g broken-subnet",
        ),
      );
      const twin = kubeovn("VpcEgressGateway", "g", {
        internalSubnet: "s",
        externalSubnet: "out",
        internalIPs: [at(9)],
      });
      assert.ok(found({ internalIPs: [at(9)] }, twin).includes("VpcEgressGateway/shop/g address-asked"));
    });

    it("without an internal Subnet has its addresses in its VPC, where the default Subnet of that is not known", () => {
      const spec = { internalSubnet: "", internalIPs: [at(9)] };
      assert.deepEqual(found(spec, pod("web", "shop", at(9))), ["VpcEgressGateway/shop/g address-shared"]);
      assert.deepEqual(found({ ...spec, vpc: "tenant" }, pod("web", "shop", at(9))), []);
    });

    for (const { where, more } of [
      { where: "its status", more: [vpc("tenant", {}, { status: { defaultLogicalSwitch: "home" } })] },
      { where: "its spec", more: [vpc("tenant", { defaultSubnet: "home" })] },
    ])
      it(`without an internal Subnet is in the default one of its VPC, by ${where}`, () => {
        const home = subnetObject("home", cidr, { vpc: "tenant", gateway: at(1), excludeIps: [at(1)] });
        const next = subnetObject("next", family === 4 ? "10.17.0.0/24" : "fd00:17::/120", { vpc: "tenant" });
        const spec = { vpc: "tenant", internalSubnet: "", internalIPs: [at(9)] };
        const inTenant = (fields: Fields, ...all: readonly KubeObject[]): readonly string[] =>
          found({ ...spec, ...fields }, home, next, ...more, ...all);
        assert.deepEqual(inTenant({}, pod("web", "shop", at(9))), []);
        assert.deepEqual(inTenant({}, pod("web", "shop", at(9), "home")), ["VpcEgressGateway/shop/g address-shared"]);
        assert.deepEqual(inTenant({ internalIPs: [outside] }), ["VpcEgressGateway/shop/g outside-prefix"]);
        assert.deepEqual(inTenant({ internalIPs: [at(1)] }), ["VpcEgressGateway/shop/g gateway-address"]);
      });

    it("is wrong without an internal Subnet in a VPC that has no default one", () => {
      const spec = { vpc: "tenant", internalSubnet: "" };
      assert.deepEqual(found(spec, vpc("tenant")), ["VpcEgressGateway/shop/g no-default-subnet"]);
      assert.deepEqual(found(spec, vpc("tenant", { defaultSubnet: "s" })), [
        "Vpc/tenant default-not-inside",
        "VpcEgressGateway/shop/g no-default-subnet",
      ]);
      assert.deepEqual(found({ ...spec, vpc: "ovn-cluster" }, vpc("ovn-cluster")), []);
      assert.deepEqual(found(spec), []);
    });
  });

  describe(`IPv${family}: a SwitchLBRule`, () => {
    const full = { vip: at(9), namespace: "shop", ports: [{ port: 80 }], selector: ["app: web"] };
    const rule = (spec: Fields = {}, name = "r"): KubeObject => kubeovn("SwitchLBRule", name, { ...full, ...spec });
    const found = (spec: Fields, ...more: readonly KubeObject[]): readonly string[] =>
      audited(subnet(), rule(spec), ...more);

    it("is in order in front of its Vip, at an address that is set aside, and outside of all Subnets", () => {
      assert.deepEqual(found({}), []);
      assert.deepEqual(found({ vip: outside }), []);
      const free = subnet("s", { excludeIps: [at(1)] });
      assert.ok(!audited(free, rule(), vip(at(9), "switch_lb_vip")).some((row) => row.startsWith("SwitchLBRule")));
      assert.deepEqual(
        found({
          ports: [
            { name: "a", port: 80 },
            { name: "b", port: 81 },
          ],
        }),
        [],
      );
    });

    it("is at risk at an address that a pod may get", () => {
      assert.deepEqual(audited(subnet("s", { excludeIps: [at(1)] }), rule()), ["SwitchLBRule/r vip-not-reserved"]);
      assert.deepEqual(found({ selector: ["app=web"] }), ["SwitchLBRule/r selector-item"]);
    });

    it("is wrong where another object has its vip", () => {
      assert.deepEqual(found({}, pod("web", "shop", at(9))), ["SwitchLBRule/r address-shared"]);
      assert.ok(found({}, vip(at(9), "")).includes("SwitchLBRule/r address-shared"));
      assert.deepEqual(found({ vip: at(1) }), ["SwitchLBRule/r gateway-address"]);
      const asking = kubeovn("VpcNatGateway", "g", { vpc: "v", subnet: "s", externalSubnets: ["s"], lanIp: at(9) });
      assert.ok(found({}, asking).includes("SwitchLBRule/r address-asked"));
    });

    it("is wrong where another rule has its port, and not where that has another one", () => {
      assert.deepEqual(found({}, rule({}, "t")), ["SwitchLBRule/r port-shared", "SwitchLBRule/t port-shared"]);
      assert.deepEqual(found({}, rule({ ports: [{ port: 81 }] }, "t")), []);
      assert.deepEqual(found({}, rule({ ports: [{ port: 80, protocol: "UDP" }] }, "t")), []);
    });

    it("is wrong without what Kube-OVN needs", () => {
      assert.deepEqual(found({ vip: "" }), ["SwitchLBRule/r no-vip"]);
      assert.deepEqual(found({ vip: "web.example" }), ["SwitchLBRule/r malformed-address"]);
      assert.deepEqual(found({ namespace: "" }), ["SwitchLBRule/r no-namespace"]);
      assert.deepEqual(found({ namespace: "" }, pod("web", "shop", at(9))), ["SwitchLBRule/r no-namespace"]);
      assert.deepEqual(found({ ports: [] }), ["SwitchLBRule/r no-port"]);
      assert.deepEqual(found({ ports: [{ name: "a", port: 80 }, { port: 81 }] }), ["SwitchLBRule/r unnamed-port"]);
      assert.deepEqual(found({ selector: [] }), ["SwitchLBRule/r no-backend"]);
      assert.deepEqual(found({ selector: [], endpoints: [at(7)] }), []);
    });
  });
}
