import assert from "node:assert/strict";
import type { Engine } from "../support/engine/engine";
import { pathOf, type Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { engineFor } from "./engines";
import { type ApiObject, createKubeOvn, KUBE_OVN_API, until } from "./objects";

const STACKS = 100;
const SUBNETS = [
  { name: "gen-four", spec: { cidrBlock: "10.39.0.0/22" } },
  { name: "gen-six", spec: { cidrBlock: "fd00:39::/116" } },
  { name: "gen-dual", spec: { cidrBlock: "10.39.8.0/22,fd00:39:8::/116", gateway: "10.39.8.1,fd00:39:8::1" } },
  { name: "gen-planned", spec: { cidrBlock: "10.39.16.0/22", excludeIps: ["10.39.16.1", "10.39.18.0..10.39.19.250"] } },
] as const;

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function generate(stack: number): readonly Resource[] {
  const random = randomFrom(stack + 1);
  return Array.from({ length: 1 + random(5) }, (_, i): Resource => {
    const name = `gen-${stack}-${i}`;
    const subnet = SUBNETS[random(SUBNETS.length)]?.name;
    const namespace = ["default", "shop"][random(2)];
    switch (random(4)) {
      case 0:
        return { kind: "Vip", name, args: { subnet } };
      case 1:
        return { kind: "ReservedIP", name, args: { subnet, workload: { kind: "Pod", name, namespace } } };
      case 2:
        return { kind: "ReservedIP", name, args: { subnet, workload: { kind: "VirtualMachine", name } } };
      default: {
        const statefulSet = { name, namespace, replicas: 1 + random(3) };
        const layout = random(2) === 0 ? {} : { layout: "contiguous" };
        return { kind: "ReservedIPSet", name, args: { subnet, statefulSet, ...layout } };
      }
    }
  });
}

type Report = readonly [name: string, v4: string, v6: string, mac: string];

/** What the preview shows of a resource's objects. */
function shown(kind: string, inputs: Readonly<Record<string, unknown>>): Report[] {
  const members = kind === "ReservedIPSet" ? (inputs.reservations as Record<string, unknown>[]) : [inputs];
  return members.map((member) => [
    String(member.name),
    String(member.v4IpAddress ?? member.v4ip ?? ""),
    String(member.v6IpAddress ?? member.v6ip ?? ""),
    String(member.macAddress ?? ""),
  ]);
}

/** What the controller reports of an object; 1.13 chooses the MACs of Vips. */
async function reported(kind: string, name: string): Promise<Report> {
  const { admin } = await sharedCluster();
  const plural = kind === "Vip" ? "vips" : "ips";
  const { status, body }: { status: number; body: ApiObject } = await admin("GET", `${KUBE_OVN_API}/${plural}/${name}`);
  assert.equal(status, 200, name);
  return kind === "Vip"
    ? [name, body.status.v4ip ?? "", body.status.v6ip ?? "", ""]
    : [name, body.spec.v4IpAddress, body.spec.v6IpAddress, body.spec.macAddress];
}

describe("generated stacks on a cluster", () => {
  const staying: Engine[] = [];

  before(async function () {
    await needCluster.call(this);
    for (const { name, spec } of SUBNETS) {
      await createKubeOvn("Subnet", name, spec);
      await until(
        `${KUBE_OVN_API}/subnets/${name}`,
        ({ status }) => status?.v4availableIPs > 0 || status?.v6availableIPs > 0,
      );
    }
  });

  it(`have what their previews show, all ${STACKS} of them, and go without a trace`, async () => {
    let objects = 0;
    for (let stack = 0; stack < STACKS; stack++) {
      const program = generate(stack);
      const engine = await engineFor(`gen-${stack}`);
      const preview = await engine.preview(program);
      assert.deepEqual([...preview.failures], []);
      await engine.up(program);
      for (const resource of program) {
        for (const report of shown(resource.kind, preview.inputs.get(pathOf(resource)) ?? {})) {
          assert.deepEqual(await reported(resource.kind, report[0]), report);
          objects++;
        }
      }
      // Every other stack stays until the end, so that the subnets fill up.
      if (stack % 2 === 0) await engine.destroy();
      else staying.push(engine);
    }
    for (const engine of staying) await engine.destroy();
    assert.ok(objects >= STACKS, String(objects));
    const { admin } = await sharedCluster();
    for (const plural of ["ips", "vips"]) {
      const { body } = await admin("GET", `${KUBE_OVN_API}/${plural}`);
      const left = body.items.filter(({ spec }: ApiObject) => spec.subnet.startsWith("gen-"));
      assert.deepEqual(
        left.map(({ metadata }: ApiObject) => metadata.name),
        [],
      );
    }
  });
});
