import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  AapBinding,
  IPPool,
  type KubernetesArgs,
  ReservedIP,
  ReservedIPSet,
  Subnet,
  Vip,
  withDeploymentAddresses,
  withPodAddresses,
  withStatefulSetAddresses,
  withVirtualMachineAddresses,
} from "../../../sdk";
import { type MockedRunOptions, runMocked } from "../../support/mocked-program";

const containers = [{ name: "main", image: "nginx" }];
const labels = { app: "web" };
const template = { metadata: { labels }, spec: { containers } };
const selector = { matchLabels: labels };

/** What the provider answers in a preview. */
const planned: MockedRunOptions = {
  preview: true,
  outputs: {
    four: { name: "web.shop", v4IpAddress: "10.16.0.9", v6IpAddress: null, macAddress: "02:00:00:00:00:09" },
    six: { name: "web.shop", v4IpAddress: null, v6IpAddress: "fd00::9", macAddress: "02:00:00:00:00:0a" },
    db: {
      reservations: [0, 1, 2].map((i) => ({
        name: `db-${i}.shop`,
        podName: `db-${i}`,
        namespace: "shop",
        podType: "StatefulSet",
        v4IpAddress: `10.16.0.${10 + i}`,
      })),
    },
    pool: { name: "front", size: "4" },
    vip: { name: "vip", type: "" },
    other: { name: "other", type: "" },
  },
};

const workload = { kind: "Pod", name: "web", namespace: "shop" } as const;
const annotations = (run: { of(name: string): { inputs: unknown } }, name: string): unknown => {
  const { metadata, spec } = run.of(name).inputs as {
    metadata: { annotations: unknown };
    spec?: { template?: { metadata: { annotations: unknown } } };
  };
  return spec?.template === undefined ? metadata.annotations : spec.template.metadata.annotations;
};

/** What is said of a workload that must be refused; `declare` answers its completed arguments. */
async function refusalOf(declare: () => KubernetesArgs): Promise<string> {
  let refusal: Promise<string> | undefined;
  await runMocked(() => {
    // An Output that fails does so for whoever waits for it: in a program the workload's registration.
    const { promise } = pulumi.output(declare()) as unknown as { promise(): Promise<unknown> };
    refusal = promise().then(
      () => "nothing was refused",
      (error) => (pulumi.RunError.isInstance(error) ? error.message : `not a RunError: ${error}`),
    );
  }, planned);
  return refusal ?? "nothing was declared";
}

describe("withPodAddresses", () => {
  for (const [family, address, mac] of [
    ["four", "10.16.0.9", "02:00:00:00:00:09"],
    ["six", "fd00::9", "02:00:00:00:00:0a"],
  ] as const) {
    it(`completes a Pod with what is known in the preview, address ${address}`, async () => {
      const run = await runMocked(() => {
        const ip = new ReservedIP(family, { subnet: "s1", workload });
        new k8s.core.v1.Pod("pod", withPodAddresses({ spec: { containers } }, { reservations: ip }));
      }, planned);
      assert.deepEqual(run.of("pod").inputs.metadata, {
        name: "web",
        namespace: "shop",
        annotations: {
          "ovn.kubernetes.io/logical_switch": "s1",
          "ovn.kubernetes.io/ip_address": address,
          "ovn.kubernetes.io/mac_address": mac,
        },
      });
      assert.deepEqual(run.of("pod").inputs.spec, { containers });
      assert.deepEqual(run.of("pod").dependsOn, [family]);
    });
  }

  it("keeps what the program says, eventual values and secrets too", async () => {
    let isSecret: Promise<boolean> | undefined;
    await runMocked(() => {
      const ip = new ReservedIP("four", { subnet: "s1", workload });
      const env = [{ name: "PASSWORD", value: pulumi.secret("hidden") }];
      const args: k8s.core.v1.PodArgs = {
        metadata: pulumi.output({ labels, annotations: { mine: "kept" } }),
        spec: { containers: [{ name: "main", env }] },
      };
      const completed = withPodAddresses(args, { reservations: [ip] });
      pulumi.output(completed.metadata).apply((metadata) => {
        assert.deepEqual(metadata?.labels, labels);
        assert.equal(metadata?.annotations?.mine, "kept");
        assert.equal(metadata?.annotations?.["ovn.kubernetes.io/ip_address"], "10.16.0.9");
      });
      assert.equal(completed.spec, args.spec);
      isSecret = pulumi.isSecret(pulumi.output(completed.metadata));
    }, planned);
    assert.equal(await isSecret, false);
  });

  it("leaves annotations unknown while an address is", async () => {
    const run = await runMocked(
      () => {
        const ip = new ReservedIP("four", { subnet: "s1", workload });
        new k8s.core.v1.Pod("pod", withPodAddresses({ metadata: { name: "web" } }, { reservations: ip }));
      },
      { preview: true },
    );
    assert.deepEqual(run.of("pod").inputs.metadata, {
      name: "web",
      namespace: pulumi.unknown,
      annotations: pulumi.unknown,
    });
  });

  it("fails the preview with all that is wrong", async () => {
    const said = await refusalOf(() => {
      const ip = new ReservedIP("four", { subnet: "s1", workload });
      const args = { metadata: { name: "api", annotations: { "ovn.kubernetes.io/aaps": "a, b" } } };
      return withPodAddresses(args, { reservations: ip });
    });
    assert.match(said, /IP "web\.shop" is reserved for Pod shop\/web and this is Pod shop\/api/);
    assert.match(said, /aaps "a, b" of Pod "api"/);
  });
});

describe("withStatefulSetAddresses", () => {
  const spec = { serviceName: "db", replicas: 3, selector, template };

  it("names the subnet in the template", async () => {
    const run = await runMocked(() => {
      const db = new ReservedIPSet("db", { subnet: "s1", statefulSet: { name: "db", namespace: "shop", replicas: 3 } });
      new k8s.apps.v1.StatefulSet("set", withStatefulSetAddresses({ spec }, { reservations: db }));
      new k8s.apps.v1.StatefulSet("list", withStatefulSetAddresses({ spec }, { reservations: db, asList: true }));
    }, planned);
    assert.deepEqual(run.of("set").inputs.metadata, { name: "db", namespace: "shop" });
    assert.deepEqual(annotations(run, "set"), { "ovn.kubernetes.io/logical_switch": "s1" });
    assert.deepEqual(annotations(run, "list"), {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_pool": "10.16.0.10,10.16.0.11,10.16.0.12",
    });
  });

  it("refuses more replicas than addresses, though they are known only later", async () => {
    const said = await refusalOf(() => {
      const db = new ReservedIPSet("db", { subnet: "s1", statefulSet: { name: "db", namespace: "shop", replicas: 3 } });
      const args = { spec: pulumi.output({ ...spec, replicas: 4 }) };
      return withStatefulSetAddresses(args, { reservations: db });
    });
    assert.match(said, /StatefulSet "db" has 4 replicas and db-3 has no reserved address/);
  });
});

describe("withDeploymentAddresses", () => {
  it("names pool and subnet in the template and leaves the name to others", async () => {
    const run = await runMocked(() => {
      const pool = new IPPool("pool", { subnet: "s1", ips: ["10.16.0.16..10.16.0.19"] });
      const args: k8s.apps.v1.DeploymentArgs = { spec: { replicas: 3, selector, template } };
      new k8s.apps.v1.Deployment("web", withDeploymentAddresses(args, { pool }));
    }, planned);
    assert.deepEqual(annotations(run, "web"), {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_pool": "front",
    });
    assert.deepEqual(run.of("web").inputs.metadata, {});
  });
});

describe("withVirtualMachineAddresses", () => {
  it("writes into the template of the VirtualMachine", async () => {
    const run = await runMocked(() => {
      const ip = new ReservedIP("four", { subnet: "s1", workload: { ...workload, kind: "VirtualMachine" } });
      const vm = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", spec: { runStrategy: "Always", template } };
      new k8s.apiextensions.CustomResource("vm", withVirtualMachineAddresses(vm, { reservations: ip }));
    }, planned);
    assert.equal((run.of("vm").inputs.metadata as { name: string }).name, "web");
    assert.equal((run.of("vm").inputs.spec as { runStrategy: string }).runStrategy, "Always");
    assert.deepEqual(annotations(run, "vm"), {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_address": "10.16.0.9",
      "ovn.kubernetes.io/mac_address": "02:00:00:00:00:09",
    });
  });
});

describe("Addresses.reservations", () => {
  it("takes a set for several VMs, of which each gets what is reserved for its name", async () => {
    const names = ["a", "b"];
    const run = await runMocked(
      () => {
        const workloads = names.map((name) => ({ kind: "VirtualMachine", name }) as const);
        const group = new ReservedIPSet("group", { subnet: "s1", workloads });
        for (const name of names) {
          const vm = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", metadata: { name }, spec: { template } };
          new k8s.apiextensions.CustomResource(name, withVirtualMachineAddresses(vm, { reservations: group }));
        }
      },
      {
        preview: true,
        outputs: {
          group: {
            reservations: names.map((podName, i) => ({
              name: `${podName}.default`,
              podName,
              namespace: "default",
              podType: "VirtualMachine",
              ...(i === 0 ? { v4IpAddress: "10.16.0.9" } : { v6IpAddress: "fd00::9" }),
            })),
          },
        },
      },
    );
    const asked = (name: string): unknown =>
      (annotations(run, name) as Record<string, string>)["ovn.kubernetes.io/ip_address"];
    assert.deepEqual(names.map(asked), ["10.16.0.9", "fd00::9"]);
  });
});

describe("Addresses.aaps", () => {
  const metadata = { name: "web", namespace: "shop", labels };

  it("takes a Vip's namespace and selector from the program, or from the AapBinding that lists it", async () => {
    const run = await runMocked(() => {
      const vip = new Vip("vip", { subnet: "s1", namespace: "shop", selector: ["app: web"] });
      const other = new Vip("other", { subnet: "s1" });
      new k8s.core.v1.Pod("pod", withPodAddresses({ metadata }, { aaps: [vip, other] }));
      new AapBinding("binding", { vips: [other], namespace: "shop" });
    }, planned);
    assert.deepEqual(annotations(run, "pod"), { "ovn.kubernetes.io/aaps": "vip,other" });
  });

  it("refuses labels that neither asks for, and a Vip that nobody gives a namespace", async () => {
    const said = await refusalOf(() => {
      const vip = new Vip("vip", { subnet: "s1" });
      const other = new Vip("other", { subnet: "s1" });
      const binding = new AapBinding("binding", { vips: [other], namespace: "shop", selector: ["app: api"] });
      return withPodAddresses({ metadata }, { aaps: [vip, binding] });
    });
    assert.match(said, /Vip "vip" has no namespace/);
    assert.match(said, /Vip "other" is for pods with label "app: api" and those of Pod "web" have "app: web"/);
  });
});

describe("Addresses.subnet", () => {
  it("puts the interface of the subnet's provider into it", async () => {
    const run = await runMocked(
      () => {
        const lan = new Subnet("lan", { cidrBlock: "10.80.0.0/24", provider: "lan.shop.ovn" });
        const metadata = { name: "web" };
        new k8s.core.v1.Pod("one", withPodAddresses({ metadata }, { subnet: "s1" }));
        new k8s.core.v1.Pod("two", withPodAddresses({ metadata }, { subnet: lan }));
      },
      { preview: true, outputs: { lan: { name: "team-a" } } },
    );
    assert.deepEqual(annotations(run, "one"), { "ovn.kubernetes.io/logical_switch": "s1" });
    assert.deepEqual(annotations(run, "two"), { "lan.shop.ovn.kubernetes.io/logical_switch": "team-a" });
  });
});
