import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import type { KubeOvnVersion } from "../../../../provider/plan";
import { makeAudit } from "../../../../provider/report";
import { ipObject, podObject, poolObject, subnetObject, vipObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";

type Fields = Readonly<Record<string, unknown>>;

/** `Kind/name code` of every row of an audit. */
function audited(objects: readonly KubeObject[], version?: KubeOvnVersion): readonly string[] {
  const { report } = makeAudit(snapshotOf(objects, version === undefined ? {} : { version }));
  return report.rows.map(({ kind, name, code }) => `${kind}/${name} ${code}`);
}

function node(address: string): KubeObject {
  const status = { addresses: [{ type: "InternalIP", address }] };
  return { apiVersion: "v1", kind: "Node", metadata: { name: "n1" }, status };
}

function vlan(name: string, spec: Fields): KubeObject {
  return { apiVersion: "kubeovn.io/v1", kind: "Vlan", metadata: { name }, spec };
}

function vpc(name: string, spec: Fields): KubeObject {
  return { apiVersion: "kubeovn.io/v1", kind: "Vpc", metadata: { name }, spec };
}

function withCondition(object: KubeObject, status: string): KubeObject {
  return { ...object, status: { conditions: [{ type: "Validated", status, message: "no room" }] } };
}

for (const { cidr, at, field } of [
  { cidr: "10.16.0.0/24", at: (host: number): string => `10.16.0.${host}`, field: "v4ip" },
  { cidr: "fd00:16::/120", at: (host: number): string => `fd00:16::${host}`, field: "v6ip" },
]) {
  const ofIp = field === "v4ip" ? "v4IpAddress" : "v6IpAddress";
  const subnet = (spec: Fields = {}): KubeObject => subnetObject("s", cidr, spec);
  const vip = (address: string): KubeObject => vipObject("v", "s", "", { [field]: address });
  const codes = (objects: readonly KubeObject[], args: Fields): readonly string[] =>
    (
      checkProgram(objects, [{ kind: "Vip", name: "w", args: { subnet: "s", ...args } }]).get("Vip::w")?.refusals ?? []
    ).map(({ code }) => code);

  describe(`a live Subnet of ${cidr}`, () => {
    it("is wrong around a node's address, in the overlay of the default VPC only", () => {
      assert.deepEqual(audited([node(at(9)), subnet()]), ["Subnet/s node-inside"]);
      assert.deepEqual(audited([node(at(9)), subnet({ vpc: "mine" })]), []);
      assert.deepEqual(audited([node(at(9)), subnet({ vlan: "v7" })]), []);
    });

    it("is not wrong around a node's address where Kube-OVN has found it valid", () => {
      assert.deepEqual(audited([node(at(9)), withCondition(subnet(), "True")]), []);
    });

    it("is wrong where its conditions say so, and nothing is begun in it", () => {
      const refused = withCondition(subnet(), "False");
      assert.deepEqual(audited([refused]), ["Subnet/s refused-subnet"]);
      const pool = { kind: "IPPool", name: "p", args: { subnet: "s", ips: [at(9)] } } as const;
      const found = (objects: readonly KubeObject[]): readonly string[] =>
        (checkProgram(objects, [pool]).get("IPPool::p")?.refusals ?? []).map(({ code }) => code);
      assert.deepEqual(found([refused]), ["refused-subnet"]);
      assert.deepEqual(found([withCondition(subnet(), "True")]), []);
      assert.ok(!found([refused, poolObject("p", "s", [at(9)])]).includes("refused-subnet"));
    });

    it("is no place for anything new while it is being deleted, and nothing else is said of it", () => {
      const going = { ...subnet({ vlan: "gone" }), metadata: { name: "s", deletionTimestamp: "2026-11-30T10:00:00Z" } };
      assert.deepEqual(audited([going, vlan("v8", { id: 8, provider: "p" })]), []);
      assert.deepEqual(codes([going], {}), ["leaving-subnet"]);
      const pool = { kind: "IPPool", name: "p", args: { subnet: "s", ips: [at(9)] } } as const;
      const [found] = checkProgram([going], [pool]).values();
      assert.deepEqual(
        found?.refusals.map(({ code }) => code),
        ["leaving-subnet"],
      );
    });

    it("has in it a pod that uses a Vip as its own address: its IP is not in the Vip's way", () => {
      const pod = podObject("web", "shop", "s", at(9), { "ovn.kubernetes.io/vip": "v" });
      const ip = ipObject("web", "shop", "s", at(9), { [ofIp]: at(9), nodeName: "n1" });
      assert.deepEqual(
        audited([subnet(), vip(at(9)), pod, ip]).filter((row) => row.endsWith("address-shared")),
        [],
      );
      assert.deepEqual(
        audited([subnet(), vip(at(9)), ip]).filter((row) => row.endsWith("address-shared")),
        ["IP/web.shop address-shared", "Vip/v address-shared"],
      );
    });

    it("is wrong on a Vlan that is not there, where Vlans were read", () => {
      assert.deepEqual(audited([subnet({ vlan: "v7" })]), []);
      assert.deepEqual(audited([subnet({ vlan: "v7" }), vlan("v8", { id: 8, provider: "p" })]), [
        "Subnet/s unknown-vlan",
      ]);
    });

    it("is wrong in a VPC that is not there, where Vpcs were read", () => {
      assert.deepEqual(audited([subnet({ vpc: "mine" })]), []);
      assert.deepEqual(audited([subnet({ vpc: "mine" }), vpc("yours", {})]), ["Subnet/s unknown-vpc"]);
      assert.deepEqual(audited([subnet({ vpc: "mine" }), vpc("mine", {})]), []);
      assert.deepEqual(audited([subnet(), vpc("yours", {})]), []);
    });

    it("has addresses that are asked for, of which both the object that has one and the claimant are told", () => {
      const gateway: KubeObject = {
        apiVersion: "kubeovn.io/v1",
        kind: "VpcNatGateway",
        metadata: { name: "g" },
        spec: { vpc: "ovn-cluster", subnet: "s", externalSubnets: ["s"], lanIp: at(9) },
      };
      const planned = subnet({ excludeIps: [`${at(8)}..${at(20)}`] });
      assert.deepEqual(audited([planned, gateway, vip(at(9))]), [
        "VpcNatGateway/g address-shared",
        "Vip/v address-asked",
      ]);
      assert.deepEqual(audited([planned, gateway, vip(at(10))]), []);
    });

    it("has an IP that its own workload's template asks for", () => {
      const spec = { nodeName: "n1", podType: "StatefulSet", [ofIp]: at(9) };
      const asking = (name: string): KubeObject => ({
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name, namespace: "shop" },
        spec: { template: { metadata: { annotations: { "ovn.kubernetes.io/ip_pool": `${at(9)},${at(10)}` } } } },
      });
      const live = ipObject("db-0", "shop", "s", at(9), spec);
      assert.deepEqual(audited([subnet(), live, asking("db")], [1, 13]), []);
      assert.deepEqual(audited([subnet(), live, asking("web")], [1, 13]), ["IP/db-0.shop address-asked"]);
    });

    for (const version of [
      [1, 13],
      [1, 17],
    ] as const) {
      it(`has IPs that Kube-OVN made, though an export dropped their metadata: ${version.join(".")}`, () => {
        const spec = { nodeName: "n1", [ofIp]: at(9) };
        const ofNode: KubeObject = {
          apiVersion: "kubeovn.io/v1",
          kind: "IP",
          metadata: { name: "node-n1" },
          spec: { ...spec, podName: "n1", namespace: "", subnet: "s", ipAddress: at(9) },
        };
        assert.deepEqual(audited([subnet(), ofNode], version), []);
        assert.deepEqual(audited([subnet(), ipObject("db", "shop", "s", at(9), spec)], version), []);
      });
    }

    it("says of its vips what they are, live or declared", () => {
      assert.deepEqual(codes([subnet({ vips: [at(9)] })], { [field]: at(9) }), ["address-held"]);
      const declared = { kind: "Subnet", name: "s", args: { cidrBlock: cidr, vips: [at(9)] } } as const;
      const asked = { kind: "Vip", name: "w", args: { subnet: "s", [field]: at(9) } } as const;
      assert.deepEqual(
        checkProgram([], [declared, asked])
          .get("Vip::w")
          ?.refusals.map(({ reason }) => reason),
        [
          `${at(9)} in Subnet "s" is held by spec.vips of Subnet "s"; use another address, or omit it to have one planned`,
        ],
      );
    });
  });
}

describe("a live Vlan", () => {
  it("is wrong with the tag of another one on its provider network, and not where neither has a tag", () => {
    const [a, b] = [vlan("a", { id: 7, provider: "p" }), vlan("b", { id: 7, provider: "p" })];
    assert.deepEqual(audited([a, b]), ["Vlan/a vlan-conflict", "Vlan/b vlan-conflict"]);
    assert.deepEqual(audited([a, vlan("c", { id: 7, provider: "q" })]), []);
    assert.deepEqual(audited([vlan("a", { id: 0, provider: "p" }), vlan("b", { id: 0, provider: "p" })]), []);
  });
});

describe("a live Subnet without a CIDR", () => {
  const bare = (spec: Fields): KubeObject => subnetObject("s", "", { protocol: "Mac", ...spec });

  it("is right for MACs alone, on a VLAN and from the release on that has such Subnets", () => {
    const underlay = [vlan("v7", { id: 7, provider: "p" }), bare({ vlan: "v7" })];
    assert.deepEqual(audited(underlay, [1, 17]), []);
    assert.deepEqual(audited(underlay, [1, 16]), ["Subnet/s malformed-cidr"]);
    assert.deepEqual(audited([bare({})], [1, 17]), ["Subnet/s malformed-cidr"]);
  });

  it("gives a Vip no address", () => {
    const objects = [vlan("v7", { id: 7, provider: "p" }), bare({ vlan: "v7" })];
    const vip = { kind: "Vip", name: "w", args: { subnet: "s" } } as const;
    const { refusals = [] } = checkProgram(objects, [vip]).get("Vip::w") ?? {};
    assert.deepEqual(
      refusals.map(({ code }) => code),
      ["broken-subnet"],
    );
  });
});

describe("a live Vpc", () => {
  it("is wrong with a default Subnet that is not in it", () => {
    const named = vpc("mine", { defaultSubnet: "s" });
    assert.deepEqual(audited([named]), ["Vpc/mine default-not-inside"]);
    assert.deepEqual(audited([named, subnetObject("s", "10.16.0.0/24")]), ["Vpc/mine default-not-inside"]);
    assert.deepEqual(audited([named, subnetObject("s", "10.16.0.0/24", { vpc: "mine" })]), []);
    assert.deepEqual(audited([vpc("mine", {}), vpc("ovn-cluster", { defaultSubnet: "none" })]), []);
  });
});

describe("a live SpiderMultusConfig", () => {
  const config = (name: string, attachment: string): KubeObject => ({
    apiVersion: "spiderpool.spidernet.io/v2beta1",
    kind: "SpiderMultusConfig",
    metadata: { name, namespace: "net", annotations: { "multus.spidernet.io/cr-name": attachment } },
    spec: { cniType: "macvlan" },
  });

  it("is wrong where another makes the same NetworkAttachmentDefinition", () => {
    assert.deepEqual(audited([config("a", "lan"), config("b", "lan")]), [
      "SpiderMultusConfig/net/a spider-attachment-twice",
      "SpiderMultusConfig/net/b spider-attachment-twice",
    ]);
    assert.deepEqual(audited([config("a", "lan"), config("b", "wan")]), []);
  });
});

describe("a namespace that two live IPPools list", () => {
  const pool = (name: string, ip: string): KubeObject => {
    const { spec, ...rest } = poolObject(name, "s", [ip]);
    return { ...rest, spec: { ...(spec as Fields), namespaces: ["shop"] } };
  };

  it("is told of both where a release knows one pool for it", () => {
    const objects = [subnetObject("s", "10.16.0.0/24"), pool("a", "10.16.0.5"), pool("b", "10.16.0.6")];
    assert.deepEqual(audited(objects, [1, 13]), ["IPPool/a pool-namespace", "IPPool/b pool-namespace"]);
    assert.deepEqual(audited(objects, [1, 14]), []);
  });
});

describe("addresses of a Subnet in capital letters", () => {
  const inputsOf = (args: Fields): Fields | undefined =>
    checkProgram([], [{ kind: "Subnet", name: "s", args }]).get("Subnet::s")?.inputs;

  it("are wrong where they are live, as Kube-OVN refuses the Subnet", () => {
    const capital = (spec: Fields): KubeObject => subnetObject("s", "fd00:16::/120", spec);
    assert.deepEqual(audited([{ ...capital({}), spec: { cidrBlock: "FD00:16::/120" } }]), ["Subnet/s upper-case"]);
    assert.deepEqual(audited([capital({ excludeIps: ["fd00:16::1", "fd00:16::A..fd00:16::F"] })]), [
      "Subnet/s upper-case",
    ]);
    assert.deepEqual(audited([subnetObject("s", "10.16.0.0/24")]), []);
  });

  it("are declared in small ones", () => {
    const { vips, u2oInterconnectionIP, allowSubnets, externalEgressGateway } =
      inputsOf({
        cidrBlock: "FD00:16::/120",
        vips: ["FD00:16::A"],
        u2oInterconnectionIP: "FD00:16::B",
        allowSubnets: ["FD00:17::/64", "10.0.0.0/8"],
        externalEgressGateway: "FD00:18::1",
      }) ?? {};
    assert.deepEqual([vips, u2oInterconnectionIP], [["fd00:16::a"], "fd00:16::b"]);
    assert.deepEqual([allowSubnets, externalEgressGateway], [["fd00:17::/64", "10.0.0.0/8"], "fd00:18::1"]);
  });
});

describe("a Subnet with an interconnection", () => {
  it("has an address of each family for it, which nobody else gets", () => {
    const subnet: Resource = {
      kind: "Subnet",
      name: "s",
      args: {
        cidrBlock: "10.16.0.0/29,fd00:16::/125",
        vlan: "v",
        u2oInterconnection: true,
        u2oInterconnectionIP: "10.16.0.2,fd00:16::2",
        allocation: { strategy: "lowest" },
      },
    };
    const results = checkProgram(
      [vlan("v", { id: 8, provider: "p" })],
      [subnet, { kind: "Vip", name: "w", args: { subnet: "s" } }],
    );
    const { refusals, inputs } = results.get("Vip::w") ?? {};
    assert.deepEqual([results.get("Subnet::s")?.refusals, refusals], [[], []]);
    assert.deepEqual([inputs?.v4ip, inputs?.v6ip], ["10.16.0.3", "fd00:16::3"]);
  });
});
