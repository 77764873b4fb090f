import assert from "node:assert/strict";
import fc from "fast-check";
import { printAddress } from "../../provider/ipam";
import type { KubeObject } from "../../provider/objects/kube-object";
import type { Impact } from "../../provider/plan";
import { checkProgram } from "../support/plan";
import { propertyOptions } from "../support/property";
import { endpointObject, spiderPoolObject } from "../support/spider-objects";
import { AllocationError, type PodState, type ServedState, SpiderCluster } from "../support/spiderpool/allocator";

const options = propertyOptions({ runs: 200 });

const KINDS = ["Deployment", "DaemonSet", "StatefulSet", "VirtualMachineInstance", "Pod"] as const;
const NODES = ["n1", "n2", "n3"];
const NAMESPACES = ["shop", "bank"];
const BASE = { 4: 0x0a060000n, 6: 0xfd060000n << 96n } as const;
const CIDR = { 4: "10.6.0.0/16", 6: "fd06::/64" } as const;

const value = fc.constantFrom("a", "b");
const labels = fc.dictionary(fc.constantFrom("x", "y"), value, { maxKeys: 2 });
const selector = fc.uniqueArray(fc.tuple(fc.constantFrom("x", "y"), fc.option(value, { nil: undefined })), {
  minLength: 1,
  maxLength: 2,
  selector: ([label]) => label,
});
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const serves = fc.record({
  nodeName: some(fc.subarray(NODES)),
  nodeAffinity: some(selector),
  namespaceName: some(fc.subarray(NAMESPACES)),
  namespaceAffinity: some(selector),
  podAffinity: some(selector),
});
const cluster = fc.record({
  family: fc.constantFrom(4 as const, 6 as const),
  nodes: fc.tuple(labels, labels, labels),
  namespaces: fc.tuple(labels, labels),
  pools: fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), serves }), { minLength: 1, maxLength: 3 }),
  pods: fc.array(
    fc.record({ kind: fc.nat(4), pools: fc.subarray([0, 1, 2], { minLength: 1 }), node: fc.nat(2), labels }),
    { maxLength: 10 },
  ),
  after: serves,
});
type Cluster = typeof cluster extends fc.Arbitrary<infer T> ? T : never;

const given = (state: object): ServedState =>
  Object.fromEntries(Object.entries(state).filter(([, one]) => one !== undefined));

/** The same as Spiderpool's fields. */
function fieldsOf(state: ServedState): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(state).map(([field, asked]) => [
      field,
      field.endsWith("Name")
        ? asked
        : {
            matchExpressions: (asked as readonly [string, string | undefined][]).map(([key, value]) =>
              value === undefined ? { key, operator: "DoesNotExist" } : { key, operator: "In", values: [value] },
            ),
          },
    ]),
  );
}

function make({ family, nodes, namespaces, pools, pods }: Cluster): {
  readonly model: SpiderCluster;
  readonly running: readonly { readonly pod: PodState; readonly had: string }[];
  readonly objects: readonly KubeObject[];
} {
  const model = new SpiderCluster();
  for (const [i, name] of NODES.entries()) model.nodes.set(name, nodes[i] ?? {});
  for (const [i, name] of NAMESPACES.entries()) model.namespaces.set(name, namespaces[i] ?? {});
  pools.forEach(({ size, serves: state }, i) => {
    const at = (host: number): string => printAddress({ family, value: BASE[family] + BigInt(i * 16 + host) });
    const ips = [size === 1 ? at(1) : `${at(1)}-${at(size)}`];
    const name = `p${i}`;
    model.pools.set(name, {
      name,
      family,
      ips,
      excludeIPs: [],
      disabled: false,
      serves: given(state),
      ledger: new Map(),
    });
  });
  const running: { pod: PodState; had: string }[] = [];
  pods.forEach((one, i) => {
    const names = one.pools.map((n) => `p${n % pools.length}`);
    const pod: PodState = {
      pod: `${NAMESPACES[i % 2]}/pod-${i}`,
      uid: `u${i}`,
      kind: KINDS[one.kind] as string,
      pools: [...new Set(names)],
      node: NODES[one.node] as string,
      labels: one.labels,
    };
    try {
      running.push({ pod, had: model.allocate(pod, family) });
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
    }
  });
  const plain = (kind: string, map: ReadonlyMap<string, Readonly<Record<string, string>>>): KubeObject[] =>
    [...map].map(([name, own]) => ({ apiVersion: "v1", kind, metadata: { name, labels: own } }));
  const objects = [
    ...plain("Node", model.nodes),
    ...plain("Namespace", model.namespaces),
    ...[...model.pools.values()].map(({ name, ips, serves: state = {}, ledger }) =>
      spiderPoolObject(name, CIDR[family], ips, {
        allocated: Object.fromEntries([...ledger].map(([text, { pod }]) => [text, pod])),
        spec: fieldsOf(state),
      }),
    ),
    ...running.flatMap(({ pod }) => [
      endpointObject(pod.pod, pod.kind, `owner-of-${pod.pod}`, pod.node),
      podObject(pod, family),
    ]),
  ];
  return { model, running, objects };
}

function podObject({ pod, pools, labels: own = {} }: PodState, family: 4 | 6): KubeObject {
  const [namespace = "", name = ""] = pod.split("/");
  const annotations = { "ipam.spidernet.io/ippool": JSON.stringify({ [`ipv${family}`]: pools }) };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, annotations, labels: own } };
}

/** What the model says of a pod that restarts alone after the change, on any of the nodes that it may start on. */
function fateOf(model: SpiderCluster, pod: PodState, family: 4 | 6): Impact["fate"] {
  if (["StatefulSet", "VirtualMachineInstance"].includes(pod.kind)) return "keeps";
  const isGiven = (node: string): boolean => {
    const after = model.copy();
    after.release(pod);
    try {
      after.allocate({ ...pod, uid: `${pod.uid}-next`, node }, family);
      return true;
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
      return false;
    }
  };
  const nodes = pod.kind === "DaemonSet" ? [String(pod.node)] : NODES;
  const count = nodes.filter(isGiven).length;
  return count === 0 ? "fails" : count === nodes.length ? "moves" : "depends";
}

function compare(random: Cluster, fates: Set<string>): void {
  const { model, running, objects } = make(random);
  const before = model.pools.get("p0");
  assert.ok(before !== undefined);
  const state = { ...before, serves: given(random.after) };
  const after = model.copy();
  after.pools.set("p0", { ...state, ledger: new Map(before.ledger) });
  const args = { subnet: CIDR[random.family], ips: before.ips, ...fieldsOf(state.serves), adopt: true };
  const result = checkProgram(objects, [{ kind: "spiderpool.IPPool", name: "p0", args }]).get("spiderpool.IPPool::p0");
  assert.deepEqual(result?.refusals, []);
  const hit = running.filter(({ pod }) => model.endpoints.get(pod.pod)?.pool === "p0" && !after.serves(state, pod));
  const expected = hit.map(({ pod, had }) => `${pod.pod} ${had} ${fateOf(after, pod, random.family)}`);
  const shown = (result?.inputs.impact ?? []) as readonly Impact[];
  assert.deepEqual(shown.map(({ pod, address, fate }) => `${pod} ${address} ${fate}`).sort(), expected.sort());
  // All of them were served before, or had no address there.
  const lines = result?.notes.filter((note) => note.includes("no longer serves it")) ?? [];
  assert.equal(lines.length, Math.min(hit.length, 10));
  for (const { fate } of shown) fates.add(fate);
}

describe("the impact of a pool that comes to serve others", () => {
  it("is what its pods meet at their next restart, wherever they start", () => {
    fc.assert(
      fc.property(cluster, (random) => compare(random, new Set())),
      options,
    );
  });

  it("is of every kind in those clusters", () => {
    const fates = new Set<string>();
    fc.assert(
      fc.property(cluster, (random) => compare(random, fates)),
      { ...options, seed: 7 },
    );
    assert.deepEqual([...fates].sort(), ["depends", "fails", "keeps", "moves"]);
  });
});
