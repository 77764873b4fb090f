import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { ipObject, subnetObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";

type Fields = Readonly<Record<string, unknown>>;
type Asking = Readonly<Record<string, string>>;

const S4 = subnetObject("s4", "10.16.0.0/29");
const S6 = subnetObject("s6", "fd00:16::/125");

/** Each address family with a Subnet of six usable addresses, of which the gateway has the first. */
const FAMILIES = [
  { subnet: "s4", field: "v4ip", at: (host: number): string => `10.16.0.${host}` },
  { subnet: "s6", field: "v6ip", at: (host: number): string => `fd00:16::${host}` },
] as const;

function workload(kind: string, spec: Fields, apiVersion = "apps/v1"): KubeObject {
  return { apiVersion, kind, metadata: { name: "nginx", namespace: "default" }, spec };
}

const template = (annotations: Asking): Fields => ({
  template: { metadata: { annotations }, spec: { containers: [] } },
});

/** Every shape in which a pod template occurs; each is asked to carry the same annotations. */
const SHAPES: readonly { readonly kind: string; readonly of: (annotations: Asking) => KubeObject }[] = [
  { kind: "Deployment", of: (asking) => workload("Deployment", { replicas: 0, ...template(asking) }) },
  { kind: "StatefulSet", of: (asking) => workload("StatefulSet", { replicas: 0, ...template(asking) }) },
  { kind: "DaemonSet", of: (asking) => workload("DaemonSet", template(asking)) },
  { kind: "ReplicaSet", of: (asking) => workload("ReplicaSet", template(asking)) },
  { kind: "Job", of: (asking) => workload("Job", template(asking), "batch/v1") },
  { kind: "CronJob", of: (asking) => workload("CronJob", { jobTemplate: { spec: template(asking) } }, "batch/v1") },
  { kind: "ReplicationController", of: (asking) => workload("ReplicationController", template(asking), "v1") },
  { kind: "CloneSet", of: (asking) => workload("CloneSet", template(asking), "apps.kruise.io/v1alpha1") },
  { kind: "Rollout", of: (asking) => workload("Rollout", template(asking), "argoproj.io/v1alpha1") },
  {
    kind: "VirtualMachine",
    of: (asking) => workload("VirtualMachine", { runStrategy: "Halted", ...template(asking) }, "kubevirt.io/v1"),
  },
  {
    kind: "PodTemplate",
    of: (asking) => ({ ...workload("PodTemplate", {}, "v1"), ...template(asking) }),
  },
  {
    kind: "VirtualMachineInstance",
    of: (asking) => {
      const { metadata, ...rest } = workload("VirtualMachineInstance", {}, "kubevirt.io/v1");
      return { ...rest, metadata: { ...metadata, annotations: asking } };
    },
  },
  {
    kind: "VirtualMachineInstanceReplicaSet",
    of: (asking) => workload("VirtualMachineInstanceReplicaSet", template(asking), "kubevirt.io/v1"),
  },
  {
    kind: "ScaledJob",
    of: (asking) => workload("ScaledJob", { jobTargetRef: template(asking) }, "keda.sh/v1alpha1"),
  },
  {
    kind: "VirtualMachinePool",
    of: (asking) =>
      workload(
        "VirtualMachinePool",
        { virtualMachineTemplate: { spec: template(asking) } },
        "pool.kubevirt.io/v1alpha1",
      ),
  },
  {
    kind: "PyTorchJob",
    of: (asking) => workload("PyTorchJob", { pytorchReplicaSpecs: { Worker: template(asking) } }, "kubeflow.org/v1"),
  },
  {
    kind: "Prometheus",
    of: (asking) => workload("Prometheus", { podMetadata: { annotations: asking } }, "monitoring.coreos.com/v1"),
  },
  {
    kind: "postgresql",
    of: (asking) => workload("postgresql", { podAnnotations: asking }, "acid.zalan.do/v1"),
  },
];

function vips(subnet: string, count: number): readonly Resource[] {
  return Array.from({ length: count }, (_, i) => ({ kind: "Vip", name: `v${i}`, args: { subnet } }));
}

function vip(subnet: string, field: string, address: string): Resource {
  return { kind: "Vip", name: "a", args: { subnet, [field]: address } };
}

function reasons(objects: readonly KubeObject[], program: readonly Resource[]): readonly string[] {
  return [...checkProgram(objects, program).values()].flatMap(({ refusals }) => refusals.map(({ reason }) => reason));
}

for (const { subnet, field, at } of FAMILIES) {
  describe(`addresses that are asked for in ${subnet}`, () => {
    for (const { kind, of } of SHAPES) {
      for (const annotation of ["ip_address", "ip_pool"]) {
        it(`are kept clear where the template of a ${kind} has ${annotation}`, () => {
          const objects = [S4, S6, of({ [`ovn.kubernetes.io/${annotation}`]: at(5) })];
          const results = checkProgram(objects, vips(subnet, 4));
          const planned = [...results.values()].map(({ inputs }) => inputs[field]).sort();
          assert.deepEqual(planned, [at(2), at(3), at(4), at(6)]);
        });
      }

      it(`are refused with the ${kind} by name`, () => {
        const objects = [S4, S6, of({ "ovn.kubernetes.io/ip_address": at(5) })];
        assert.deepEqual(reasons(objects, [vip(subnet, field, at(5))]), [
          `${at(5)} in Subnet "${subnet}" is asked for by ${kind} default/nginx; use another address, or omit it to have one planned`,
        ]);
      });
    }

    it("are all those of an ip_pool with semicolons", () => {
      const objects = [
        S4,
        S6,
        workload("StatefulSet", template({ "ovn.kubernetes.io/ip_pool": `${at(2)}; ${at(4)};${at(6)}` })),
      ];
      const planned = [...checkProgram(objects, vips(subnet, 2)).values()].map(({ inputs }) => inputs[field]).sort();
      assert.deepEqual(planned, [at(3), at(5)]);
    });

    it("are those of a pod that has none yet", () => {
      const pod: KubeObject = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", namespace: "shop", annotations: { "ovn.kubernetes.io/ip_pool": at(5) } },
      };
      assert.deepEqual(reasons([S4, S6, pod], [vip(subnet, field, at(5))]), [
        `${at(5)} in Subnet "${subnet}" is asked for by Pod shop/web; use another address, or omit it to have one planned`,
      ]);
    });

    it("are the reservation's own where its VM asks for them", () => {
      const vm = workload("VirtualMachine", template({ "ovn.kubernetes.io/ip_address": at(5) }), "kubevirt.io/v1");
      const reserved = (name: string): Resource => ({
        kind: "ReservedIP",
        name: "r",
        args: {
          subnet,
          workload: { kind: "VirtualMachine", name },
          [field === "v4ip" ? "v4IpAddress" : "v6IpAddress"]: at(5),
        },
      });
      assert.deepEqual(reasons([S4, S6, vm], [reserved("nginx")]), []);
      assert.deepEqual(reasons([S4, S6, vm], [reserved("other")]), [
        `${at(5)} in Subnet "${subnet}" is asked for by VirtualMachine default/nginx; use another address, or omit it to have one planned`,
      ]);
    });

    it("stay with the reservation that has them already", () => {
      const owner = "organization/test/dev/ReservedIP/r";
      const live = ipObject("db", "shop", subnet, at(5), {}, { "pulumi-kubeovn/owner": owner });
      const other = workload("Deployment", template({ "ovn.kubernetes.io/ip_address": at(5) }));
      const reserved: Resource = {
        kind: "ReservedIP",
        name: "r",
        args: { subnet, workload: { kind: "Pod", name: "db", namespace: "shop" } },
      };
      assert.deepEqual(reasons([S4, S6, live, other], [reserved]), []);
    });
  });
}

for (const { cidr, address, field } of [
  { cidr: "192.168.7.0/24", address: "192.168.7.9", field: "v4ip" },
  { cidr: "fd00:7::/112", address: "fd00:7::9", field: "v6ip" },
]) {
  const lan = subnetObject("lan", cidr, { provider: "lan.default.ovn" });
  const twin = subnetObject("twin", cidr, { vpc: "other", vlan: "v7" });
  const isAsked = (subnet: string, asking: Asking): boolean =>
    reasons(
      [lan, twin, workload("CronJob", { jobTemplate: { spec: template(asking) } }, "batch/v1")],
      [vip(subnet, field, address)],
    ).length > 0;

  describe(`an interface that asks for ${address}`, () => {
    for (const [what, asking] of [
      ["by the provider with its name behind", { "lan.default.ovn.eth1.kubernetes.io/ip_address": address }],
      ["by the attachment with its name behind", { "lan.default.kubernetes.io/ip_pool.eth1": `${address};` }],
      [
        "as the default network",
        { "v1.multus-cni.io/default-network": JSON.stringify([{ name: "lan", namespace: "default", ips: [address] }]) },
      ],
      ["in its own namespace", { "k8s.v1.cni.cncf.io/networks": JSON.stringify([{ name: "lan", ips: [address] }]) }],
    ] as const) {
      it(`is found in its subnet and in no twin of that: ${what}`, () => {
        assert.equal(isAsked("lan", asking), true);
        assert.equal(isAsked("twin", asking), false);
      });
    }

    it("is found in the subnet that its annotation names", () => {
      const asking = {
        "lan.default.kubernetes.io/ip_address.eth1": address,
        "lan.default.ovn.eth1.kubernetes.io/logical_switch": "twin",
      };
      assert.equal(isAsked("twin", asking), true);
      assert.equal(isAsked("lan", asking), false);
    });
  });
}

describe("an interface that asks for an address", () => {
  const lan = subnetObject("lan", "192.168.7.0/24", { provider: "lan.default.ovn" });
  const twin = subnetObject("twin", "192.168.7.0/24", { vpc: "other", vlan: "v7" });
  const says = (subnet: string): readonly string[] => [
    `192.168.7.9 in Subnet "${subnet}" is asked for by Deployment default/nginx; use another address, or omit it to have one planned`,
  ];
  const asked = (annotations: Asking, subnet = "lan"): readonly string[] =>
    reasons([lan, twin, workload("Deployment", template(annotations))], [vip(subnet, "v4ip", "192.168.7.9")]);

  it("asks in the subnet of its provider, and in no other with the same numbers", () => {
    const annotations = { "lan.default.ovn.kubernetes.io/ip_address": "192.168.7.9" };
    assert.deepEqual(asked(annotations), says("lan"));
    assert.deepEqual(asked(annotations, "twin"), []);
  });

  it("is found by the name of the interface", () => {
    assert.deepEqual(asked({ "lan.default.kubernetes.io/ip_address.eth1": "192.168.7.9" }), says("lan"));
  });

  it("is found in a list of networks", () => {
    const networks = JSON.stringify([{ name: "lan", namespace: "default", ips: ["192.168.7.9/24"] }]);
    assert.deepEqual(asked({ "k8s.v1.cni.cncf.io/networks": networks }), says("lan"));
  });

  it("asks in the subnet that it names", () => {
    const annotations = { "ovn.kubernetes.io/ip_address": "192.168.7.9", "ovn.kubernetes.io/logical_switch": "twin" };
    assert.deepEqual(asked(annotations, "twin"), says("twin"));
    assert.deepEqual(asked(annotations), []);
  });

  it("asks in the subnet of its namespace where another has the same numbers", () => {
    const [mine, other] = [
      subnetObject("mine", "10.9.0.0/24", { vpc: "a", namespaces: ["default"] }),
      subnetObject("other", "10.9.0.0/24", { vpc: "b" }),
    ];
    const nginx = workload("Deployment", template({ "ovn.kubernetes.io/ip_address": "10.9.0.9" }));
    assert.equal(reasons([mine, other, nginx], [vip("mine", "v4ip", "10.9.0.9")]).length, 1);
    assert.deepEqual(reasons([mine, other, nginx], [vip("other", "v4ip", "10.9.0.9")]), []);
  });

  it("asks in a Subnet of the same program", () => {
    const nginx = workload("Deployment", template({ "ovn.kubernetes.io/ip_address": "10.9.0.9" }));
    const made: Resource = { kind: "Subnet", name: "made", args: { cidrBlock: "10.9.0.0/24" } };
    assert.equal(reasons([nginx], [made, vip("made", "v4ip", "10.9.0.9")]).length, 1);
  });

  for (const { subnet, at } of FAMILIES) {
    it(`keeps a MAC that it asks for, beside an address or alone, in ${subnet}`, () => {
      const mac = "02:00:00:00:00:77";
      const db = (name: string): Resource => ({
        kind: "ReservedIP",
        name,
        args: { subnet, macAddress: mac, workload: { kind: "StatefulSet", name, namespace: "default", ordinal: 0 } },
      });
      const says = [
        `MAC "${mac}" in Subnet "${subnet}" is asked for by StatefulSet default/nginx; use another MAC, or omit it to have one planned`,
      ];
      for (const beside of [{}, { "ovn.kubernetes.io/ip_address": at(3) }] as readonly Asking[]) {
        const asking = { ...beside, "ovn.kubernetes.io/mac_address": mac, "ovn.kubernetes.io/logical_switch": subnet };
        const nginx = workload("StatefulSet", template(asking));
        assert.deepEqual(reasons([S4, S6, nginx], [db("db")]), says);
        assert.deepEqual(reasons([S4, S6, nginx], [db("nginx")]), []);
        const { "ovn.kubernetes.io/logical_switch": _, ...anywhere } = asking;
        assert.deepEqual(reasons([S4, S6, workload("StatefulSet", template(anywhere))], [db("db")]), says);
      }
    });
  }
});
