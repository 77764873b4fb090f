import assert from "node:assert/strict";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  AapBinding,
  IPPool,
  ReservedIP,
  ReservedIPSet,
  Subnet,
  Vip,
  withDeploymentAddresses,
  withPodAddresses,
  withStatefulSetAddresses,
} from "../../../sdk";
import { type MockOptions, plannedMocks } from "../../../testing";

const CLUSTER = path.resolve(__dirname, "../../../../examples/quickstart/cluster");

// Pulumi keeps these two on the global object; mocha has to see them before the first test, or treats them as a leak.
pulumi.runtime.getStackResource();
Object.assign(globalThis, { stackResource: undefined });

/** What Pulumi's documents show for unit tests: a resource has its inputs as outputs. */
const ECHO: pulumi.runtime.Mocks = {
  call: ({ inputs }) => inputs,
  newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
};

/** The value of what a program makes, run under mocks. */
async function resultOf<T>(mocks: pulumi.runtime.Mocks, program: () => pulumi.Input<T>, preview = false): Promise<T> {
  await pulumi.runtime.setMocks(mocks, "shop", "prod", preview, "acme");
  pulumi.runtime.setAllConfig({});
  return new Promise((resolve, reject) => {
    pulumi.runtime
      .runInPulumiStack(async () => {
        (pulumi.output(program()) as pulumi.Output<T>).apply(resolve);
      })
      .catch(reject);
  });
}

const planned = <T>(program: () => pulumi.Input<T>, options: MockOptions = {}): Promise<T> =>
  resultOf(plannedMocks(options), program);

describe("plannedMocks", () => {
  it("gives the addresses that a preview against these manifests shows", async () => {
    const program = (): pulumi.Output<string | undefined> => new Vip("web", { subnet: "ovn-default" }).v4ip;
    const [first, second] = [
      await planned(program, { manifests: CLUSTER }),
      await planned(program, { manifests: CLUSTER }),
    ];
    assert.match(String(first), /^10\.16\./);
    assert.equal(first, second);
  });

  it("plans a program that brings its own Subnet on nothing", async () => {
    const addresses = await planned(() => {
      const subnet = new Subnet("lab", { cidrBlock: "10.80.0.0/29" });
      const set = new ReservedIPSet("db", {
        subnet,
        layout: "contiguous",
        statefulSet: { name: "db", namespace: "shop", replicas: 3 },
      });
      return set.reservations.apply((members) => members.map((member) => String(member.v4IpAddress)));
    });
    assert.equal(new Set(addresses).size, 3);
    const last = addresses.map((address) => Number(address.split(".").at(-1)));
    assert.deepEqual(last, [last[0], Number(last[0]) + 1, Number(last[0]) + 2]);
  });

  it("completes a pod with them", async () => {
    const annotations = await planned(
      () => {
        const workload = { kind: "Pod", name: "web", namespace: "shop" } as const;
        const ip = new ReservedIP("web", { subnet: "ovn-default", workload, v4IpAddress: "10.16.200.1" });
        return pulumi
          .output(withPodAddresses({ metadata: {}, spec: {} }, { reservations: ip }))
          .apply(({ metadata }) => metadata);
      },
      { manifests: CLUSTER },
    );
    assert.match(JSON.stringify(annotations), /"ovn\.kubernetes\.io\/ip_address":"10\.16\.200\.1"/);
  });

  it("reads what is in the manifests, and leaves others to the mocks of the test", async () => {
    const others = { ...ECHO, newResource: () => ({ id: "bucket-1", state: { size: 3 } }) };
    const [subnet, size] = await planned(
      () => {
        class Bucket extends pulumi.CustomResource {
          declare readonly size: pulumi.Output<number>;
        }
        const bucket = new Bucket("acme:index:Bucket", "bucket", { size: undefined });
        return pulumi.all([Subnet.get("default", "ovn-default").cidrBlock, bucket.size]);
      },
      { manifests: CLUSTER, others },
    );
    assert.match(subnet, /^10\.16\.0\.0\/16/);
    assert.equal(size, 3);
  });

  it("refuses what a preview refuses, in the same words", async () => {
    const refusals: string[] = [];
    await planned(() => new Vip("web", { subnet: "ovn-defualt" }).urn, {
      manifests: CLUSTER,
      onRefusal: (sentence) => refusals.push(sentence),
    });
    assert.equal(refusals.length, 1);
    assert.match(String(refusals[0]), /^Vip "web" is refused: subnet: .*did you mean "ovn-default"/);
  });

  it("fails a registration that is refused, where nobody listens", async () => {
    const { newResource } = plannedMocks({ manifests: CLUSTER });
    const args = { type: "pulumi-nodejs:dynamic/kubeovn:Vip", name: "web", inputs: { subnet: "ovn-default" } };
    await assert.rejects(async () => newResource(args), /Vip "web" is refused: .*use the classes/);
  });
});

describe("a unit test with mocks that echo", () => {
  it("meets no error in derived outputs, which say what they can", async () => {
    const workload = { kind: "Pod", name: "web", namespace: "shop" } as const;
    const all = await resultOf<unknown>(ECHO, () => {
      const subnet = "ovn-default";
      const ip = new ReservedIP("web", { subnet, workload, v4IpAddress: "10.16.200.1" });
      const set = new ReservedIPSet("db", { subnet, statefulSet: { name: "db", replicas: 2 } });
      const vip = new Vip("vip", { subnet, namespace: "shop" });
      const binding = new AapBinding("pair", { vips: [vip], namespace: "shop" });
      const pool = new IPPool("pool", { subnet, ips: ["10.16.5.1"] });
      return pulumi.all([
        ip.annotations,
        ip.ipAddress,
        set.annotations,
        binding.annotations,
        pulumi.output(withPodAddresses({ spec: {} }, { reservations: ip, aaps: vip })),
        pulumi.output(withStatefulSetAddresses({ metadata: { name: "db" }, spec: {} }, { reservations: set })),
        pulumi.output(withDeploymentAddresses({ spec: {} }, { pool })),
      ]);
    });
    assert.deepEqual((all as unknown[]).slice(0, 3), [
      { "ovn.kubernetes.io/logical_switch": "ovn-default", "ovn.kubernetes.io/ip_address": "10.16.200.1" },
      "10.16.200.1",
      {},
    ]);
  });
});
