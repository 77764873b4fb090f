import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import { readBatchFile } from "../../../provider/dynamic/batches";
import { DECLARATION_INPUT, type Declaration, type DeclarationRef, type Kind } from "../../../provider/plan";
import { Subnet, withPodAddresses, withVirtualMachineAddresses } from "../../../sdk";
import { FixedIPStatefulSet, FixedIPVirtualMachine, KeepalivedPair } from "../../../sdk/components";
import { bindPodNetwork, isBridged, type VmNetwork } from "../../../sdk/components/vm-network";
import { type MockedRun, runMocked } from "../../support/mocked-program";

// biome-ignore lint/suspicious/noExplicitAny: inputs of workloads, read deep inside; what is missing fails the test.
const inputsOf = (run: MockedRun, type: string, name: string): any =>
  run.registrations.find((one) => one.type.endsWith(type) && one.name === name)?.inputs;

/** What the batch has of a resource: all that was known when it was closed. */
function declared(run: MockedRun, kind: Kind, name: string): Declaration {
  const { file, key, entry } = inputsOf(run, `:${kind}`, name)[DECLARATION_INPUT] as DeclarationRef;
  return readBatchFile(file, key).declarations[entry] as Declaration;
}

const ip = (port: string, address: Record<string, string>): Record<string, unknown> => ({
  name: port,
  v4IpAddress: null,
  v6IpAddress: null,
  macAddress: "02:00:00:00:00:09",
  ...address,
});
const LIVE_MIGRATION = "kubevirt.io/allow-pod-bridge-network-live-migration";

describe("FixedIPVirtualMachine", () => {
  for (const [family, address] of [
    ["IPv4", { v4IpAddress: "10.16.0.9" }],
    ["IPv6", { v6IpAddress: "fd00::9" }],
    ["both families", { v4IpAddress: "10.16.0.9", v6IpAddress: "fd00::9" }],
  ] as const) {
    it(`reserves ${family} and makes a bridged VM that asks for it`, async () => {
      const run = await runMocked(
        () => {
          new FixedIPVirtualMachine("db", { subnet: "s1", ...address, spec: { runStrategy: "Always" } });
        },
        { preview: true, outputs: { db: ip("db.default", address) } },
      );
      assert.deepEqual(declared(run, "ReservedIP", "db").args, {
        subnet: "s1",
        ...address,
        workload: { kind: "VirtualMachine", name: "db", namespace: "default" },
      });
      const { kind, metadata, spec } = inputsOf(run, ":VirtualMachine", "db");
      assert.equal(kind, "VirtualMachine");
      assert.deepEqual([metadata.name, metadata.namespace], ["db", "default"]);
      assert.equal(spec.runStrategy, "Always");
      assert.deepEqual(spec.template.metadata.annotations, {
        [LIVE_MIGRATION]: "true",
        "ovn.kubernetes.io/logical_switch": "s1",
        "ovn.kubernetes.io/ip_address": Object.values(address).join(","),
        "ovn.kubernetes.io/mac_address": "02:00:00:00:00:09",
      });
      assert.deepEqual(spec.template.spec.networks, [{ name: "default", pod: {} }]);
      assert.deepEqual(spec.template.spec.domain.devices.interfaces, [{ name: "default", bridge: {} }]);
    });
  }

  it("keeps everything the spec says", async () => {
    const devices = { disks: [{ name: "root", disk: {} }], interfaces: [{ name: "default", model: "virtio" }] };
    const template = {
      metadata: { labels: { size: "small" }, annotations: { mine: "kept", [LIVE_MIGRATION]: "false" } },
      spec: { domain: { devices, memory: { guest: "1Gi" } }, networks: [{ name: "default", pod: {} }], volumes: [] },
    };
    const run = await runMocked(
      () => {
        const metadata = { labels: { team: "a" } };
        new FixedIPVirtualMachine("db", { subnet: "s1", metadata, spec: { runStrategy: "Halted", template } });
      },
      { preview: true, outputs: { db: ip("db.default", { v4IpAddress: "10.16.0.9" }) } },
    );
    const { metadata, spec } = inputsOf(run, ":VirtualMachine", "db");
    assert.deepEqual(metadata.labels, { team: "a" });
    assert.deepEqual(spec.template.metadata.labels, { size: "small" });
    assert.equal(spec.template.metadata.annotations.mine, "kept");
    assert.equal(spec.template.metadata.annotations[LIVE_MIGRATION], "false");
    assert.deepEqual(spec.template.spec.domain.devices, {
      ...devices,
      interfaces: [{ name: "default", model: "virtio", bridge: {} }],
    });
    assert.deepEqual(spec.template.spec.domain.memory, { guest: "1Gi" });
  });

  it("reserves for further interfaces too", async () => {
    const networks = [
      { name: "default", pod: {} },
      { name: "second", multus: { networkName: "shop/lan" } },
    ];
    const run = await runMocked(
      () => {
        const lan = new Subnet("lan", { cidrBlock: "10.80.0.0/24", provider: "lan.shop.ovn" });
        const spec = { template: { spec: { networks } } };
        const secondary = { lan: { subnet: lan, v4IpAddress: "10.80.0.9" } };
        new FixedIPVirtualMachine("db", { namespace: "shop", subnet: "s1", spec, secondary, binding: "managedTap" });
      },
      {
        preview: true,
        outputs: {
          lan: { name: "lan" },
          db: ip("db.shop", { v4IpAddress: "10.16.0.9" }),
          "db-lan": ip("db.shop.lan.shop.ovn", { v4IpAddress: "10.80.0.9" }),
        },
      },
    );
    const { spec } = inputsOf(run, ":VirtualMachine", "db");
    const { annotations } = spec.template.metadata;
    assert.equal(annotations["ovn.kubernetes.io/ip_address"], "10.16.0.9");
    assert.equal(annotations["lan.shop.ovn.kubernetes.io/ip_address"], "10.80.0.9");
    assert.equal(LIVE_MIGRATION in annotations, false);
    assert.deepEqual(spec.template.spec.domain.devices.interfaces, [
      { name: "default", binding: { name: "managedtap" } },
    ]);
  });

  it("is the parent of what it makes, with the providers it is given", async () => {
    const run = await runMocked(
      () => {
        const kubernetes = new k8s.Provider("other", {});
        new FixedIPVirtualMachine("db", { subnet: "s1", spec: {} }, { providers: [kubernetes] });
      },
      { preview: true, outputs: { db: ip("db.default", { v4IpAddress: "10.16.0.9" }) } },
    );
    const vm = run.registrations.find((one) => one.type === "kubernetes:kubevirt.io/v1:VirtualMachine");
    assert.match(String(vm?.provider), /::other::/);
    assert.match(declared(run, "ReservedIP", "db").owner, /\/kubeovn:index:FixedIPVirtualMachine\$ReservedIP\/db$/);
  });
});

describe("bindPodNetwork", () => {
  const none: VmNetwork = { networks: [], interfaces: [] };
  const pod = [{ name: "main", pod: {} }];
  for (const [what, network, expected] of [
    [
      "makes network and interface where there are none",
      none,
      { networks: [{ name: "default", pod: {} }], interfaces: [{ name: "default", bridge: {} }] },
    ],
    [
      "adds the interface of the pod network",
      { networks: pod, interfaces: [] },
      { networks: pod, interfaces: [{ name: "main", bridge: {} }] },
    ],
    [
      "binds an interface that says nothing",
      { networks: pod, interfaces: [{ name: "main", model: "e1000" }] },
      { networks: pod, interfaces: [{ name: "main", model: "e1000", bridge: {} }] },
    ],
    [
      "leaves an interface that says how",
      { networks: pod, interfaces: [{ name: "main", masquerade: {} }] },
      { networks: pod, interfaces: [{ name: "main", masquerade: {} }] },
    ],
    [
      "adds no pod network to a VM that has others only",
      { networks: [{ name: "lan" }], interfaces: [{ name: "lan" }] },
      { networks: [{ name: "lan" }], interfaces: [{ name: "lan" }] },
    ],
  ] as const satisfies readonly (readonly [string, VmNetwork, VmNetwork])[]) {
    it(what, () => {
      assert.deepEqual(bindPodNetwork(network, "bridge"), expected);
    });
  }

  it("binds with managedTap when asked, which is no bridge", () => {
    const bound = bindPodNetwork(none, "managedTap");
    assert.deepEqual(bound.interfaces, [{ name: "default", binding: { name: "managedtap" } }]);
    assert.deepEqual([isBridged(bound), isBridged(bindPodNetwork(none, "bridge"))], [false, true]);
  });
});

describe("FixedIPStatefulSet", () => {
  const template = { metadata: { labels: { app: "db" } }, spec: { containers: [{ name: "main", image: "nginx" }] } };
  const spec = { serviceName: "db", selector: { matchLabels: { app: "db" } }, template };
  const members = (count: number, provider = ""): unknown[] =>
    Array.from({ length: count }, (_, i) => ({
      name: `db-${i}.default${provider}`,
      podName: `db-${i}`,
      namespace: "default",
      podType: "StatefulSet",
      v6IpAddress: `fd00::${i + 1}`,
    }));

  /** Replicas that are reserved for, with these arguments. */
  async function reservedFor(args: object, replicas: number): Promise<unknown> {
    const run = await runMocked(
      () => {
        new FixedIPStatefulSet("db", { subnet: "s1", spec: { ...spec, replicas }, ...args });
      },
      { preview: true, outputs: { db: { reservations: members(9) } } },
    );
    assert.equal(inputsOf(run, ":StatefulSet", "db").spec.replicas, replicas);
    return (declared(run, "ReservedIPSet", "db").args.statefulSet as { replicas: unknown }).replicas;
  }

  it("reserves one address for each replica, and more when told to keep them", async () => {
    assert.equal(await reservedFor({}, 3), 3);
    assert.equal(await reservedFor({}, 5), 5);
    assert.equal(await reservedFor({ reserved: 5 }, 3), 5);
    assert.equal(await reservedFor({ reserved: 5 }, 0), 5);
    assert.equal(await reservedFor({ reserved: 3 }, 5), 5);
  });

  it("names subnet and networks in the template, for every interface", async () => {
    const run = await runMocked(
      () => {
        new FixedIPStatefulSet("db", { subnet: "s1", spec: { ...spec, replicas: 2 }, secondary: { lan: "s2" } });
      },
      {
        preview: true,
        outputs: { db: { reservations: members(2) }, "db-lan": { reservations: members(2, ".lan.shop.ovn") } },
      },
    );
    const { metadata, spec: made } = inputsOf(run, ":StatefulSet", "db");
    assert.deepEqual([metadata.name, metadata.namespace], ["db", "default"]);
    assert.deepEqual(made.template.metadata.annotations, {
      "ovn.kubernetes.io/logical_switch": "s1",
      "lan.shop.ovn.kubernetes.io/logical_switch": "s2",
      "k8s.v1.cni.cncf.io/networks": "shop/lan",
    });
    assert.deepEqual(made.template.spec, template.spec);
  });
});

describe("KeepalivedPair", () => {
  it("reserves for both, binds the Vip to them, and has what each of them needs", async () => {
    const labels = { app: "lb" };
    const outputs = {
      lb: { name: "lb", v4ip: "10.16.0.100", vips: ["lb"] },
      "lb-a": ip("a.default", { v4IpAddress: "10.16.0.9" }),
      "lb-b": ip("b.default", { v6IpAddress: "fd00::9" }),
    };
    const run = await runMocked(
      () => {
        const members = [
          { kind: "Pod", name: "a" },
          { kind: "VirtualMachine", name: "b" },
        ] as const;
        const pair = new KeepalivedPair("lb", { subnet: "s1", members, labels, v4ip: "10.16.0.100" });
        const spec = { containers: [{ name: "main", image: "nginx" }] };
        new k8s.core.v1.Pod("a", withPodAddresses({ metadata: { labels }, spec }, pair.first));
        const vm = {
          apiVersion: "kubevirt.io/v1",
          kind: "VirtualMachine",
          spec: { template: { metadata: { labels } } },
        };
        new k8s.apiextensions.CustomResource("b", withVirtualMachineAddresses(vm, pair.second));
      },
      { preview: true, outputs },
    );
    const { metadata } = inputsOf(run, ":Pod", "a");
    assert.deepEqual(metadata.annotations, {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_address": "10.16.0.9",
      "ovn.kubernetes.io/mac_address": "02:00:00:00:00:09",
      "ovn.kubernetes.io/aaps": "lb",
    });
    const { annotations } = inputsOf(run, ":VirtualMachine", "b").spec.template.metadata;
    assert.equal(annotations["ovn.kubernetes.io/ip_address"], "fd00::9");
    assert.equal(annotations["ovn.kubernetes.io/aaps"], "lb");
    const binding = inputsOf(run, ":AapBinding", "lb");
    assert.deepEqual(binding.selector, ["app: lb"]);
    const { namespace, selector } = inputsOf(run, ":Vip", "lb");
    assert.deepEqual(
      { namespace, selector },
      { namespace: "default", selector: ["app: lb"] },
      "known before the binding",
    );
    assert.deepEqual(binding.members, [
      { kind: "Pod", name: "a", namespace: "default" },
      { kind: "VirtualMachine", name: "b", namespace: "default" },
    ]);
  });
});
