import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../../provider/objects/kube-object";
import { type Kind, LABEL, shim } from "../../provider/plan";
import { KUBE_OVN_API, objectsOf } from "../support/cluster-objects";
import { Engine, type Outcome } from "../support/engine/engine";
import { type Saved, urnOf } from "../support/engine/state";
import type { Properties } from "../support/engine/wire";
import type { Resource } from "../support/program";
import type { ClusterUnderTest, TestedCluster } from "../support/tested-cluster";
import { repositoryFolder } from "../support/toolchain";

interface Recorded {
  readonly kind: Kind;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

const RECORDED = join(repositoryFolder, "test", "fixtures", "upgrade", "0.1.0-claims-cluster");

/** A recorded text with a Subnet of its own in the place of the cluster's default one, and in networks that no other suite has. */
const moved = (text: string): string =>
  text
    .replaceAll("ovn-default", "earlier")
    .replaceAll("fd00:16:", "fd00:192:")
    .replace(/\b10\.(16|17|80)\./g, (_, network: string) => `10.${{ 16: 192, 17: 193, 80: 194 }[network]}.`);
const read = (file: string): string => moved(readFileSync(join(RECORDED, file), "utf8"));

/** The program of the recorded directory beside it: test/fixtures/upgrade/0.1.0-claims/index.js. */
const RECORDED_PROGRAM: readonly Resource[] = [
  {
    kind: "Subnet",
    name: "team",
    args: { cidrBlock: "10.80.0.0/24", allocation: { range: "10.80.0.200..10.80.0.250" } },
  },
  { kind: "PlannedRange", name: "range", args: { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" } },
  { kind: "IPPool", name: "pool", args: { subnet: "low", ips: ["10.17.0.100..10.17.0.110"] } },
  { kind: "Vip", name: "vip", args: { subnet: "ovn-default" } },
  { kind: "Vip", name: "keyed", args: { subnet: "six", key: "moving" } },
  {
    kind: "ReservedIP",
    name: "db",
    args: { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "db", namespace: "prod" } },
  },
  {
    kind: "ReservedIP",
    name: "keyed-ip",
    args: { subnet: "team", key: "moving-ip", workload: { kind: "Pod", name: "app" } },
  },
  { kind: "ReservedIPSet", name: "web", args: { subnet: "low", statefulSet: { name: "web", replicas: 2 } } },
  { kind: "Vip", name: "theirs", args: { subnet: "ovn-default", name: "taken", adopt: true } },
  { kind: "AapBinding", name: "pair", args: { vips: ["taken"], namespace: "prod", selector: ["app: pair"] } },
];
const PROGRAM: readonly Resource[] = JSON.parse(moved(JSON.stringify(RECORDED_PROGRAM)));
const SUBNETS = ["earlier", "low", "six", "team"];

/** The resources of a cluster's stack as an earlier version left them, in a state of today's engine. */
function savedBefore(place: { project: string; stack: string }, text: string): Saved[] {
  const resources: readonly Recorded[] = JSON.parse(text);
  return resources.map(({ kind, name, id, inputs, outputs }) => {
    const type = `pulumi-nodejs:dynamic/kubeovn:${kind}`;
    const __provider = shim(kind, []);
    return {
      urn: urnOf(place, type, name),
      type,
      id,
      inputs: { ...inputs, __provider },
      outputs: { ...outputs, __provider },
      provider: "",
      dependencies: [],
      propertyDependencies: new Map(),
      replaceWith: [],
      deletedWith: "",
      ignoreChanges: [],
      retainOnDelete: false,
      protect: false,
      external: false,
      initErrors: [],
      delete: false,
      pendingReplacement: false,
      taint: false,
    };
  });
}

/** The objects in the order in which they were made: one that others are in before those. */
const OBJECTS: readonly KubeObject[] = JSON.parse(read("objects.json"));
const pathOf = ({ kind, metadata }: KubeObject): string => `${KUBE_OVN_API}/${kind.toLowerCase()}s/${metadata.name}`;

/** Whether the controller has done with a new object what it does. */
function isTaken({
  kind,
  metadata,
  status,
}: {
  kind: string;
  metadata: KubeObject["metadata"];
  status?: Properties;
}): boolean {
  switch (kind) {
    case "Subnet":
      return Number(status?.v4availableIPs) > 0 || Number(status?.v6availableIPs) > 0;
    case "Vip":
      return Boolean(status?.mac);
    case "IP":
      return metadata.labels?.[LABEL.ipReserved] === "true";
    default:
      return true;
  }
}

/** What an earlier version has left in a cluster and in a state, on every cluster. */
export function describeUpgrade({ name, open, close }: ClusterUnderTest): void {
  describe(`objects and a state of an earlier version in ${name}`, () => {
    let cluster: TestedCluster;
    let engine: Engine;

    before(async function () {
      cluster = await open.call(this);
      const { admin, kubeconfig } = cluster;
      const { until } = objectsOf(cluster);
      let saved = read("resources.json");
      for (const object of OBJECTS) {
        const { metadata, spec } = object;
        // The others are the controller's, and tell it that it has done its part.
        const labels = { [LABEL.subnet]: (spec as Properties).subnet };
        const path = pathOf(object);
        const made = {
          ...object,
          metadata: object.kind === "IP" ? { ...metadata, labels } : { ...metadata, labels: {} },
        };
        const { status, body } = await admin("POST", path.slice(0, path.lastIndexOf("/")), made);
        assert.equal(status, 201, JSON.stringify(body));
        const live = await until(path, isTaken);
        // A MAC that Kube-OVN 1.13 chooses is another one each time.
        if (object.kind === "Vip")
          saved = saved.replaceAll(String((spec as Properties).macAddress), live.spec.macAddress);
      }
      const { body: system } = await admin("GET", "/api/v1/namespaces/kube-system");
      const config = { "kubeovn:kubeconfig": kubeconfig, "kubeovn:prune": "true" };
      engine = new Engine("", { project: "project", config });
      engine.state.resources = savedBefore(
        engine,
        saved.replaceAll("cluster:recorded", `cluster:${system.metadata.uid}`),
      );
    });
    after(close);

    const changedBy = ({ operations, failures, errors }: Outcome): Readonly<Record<string, unknown>> => {
      assert.deepEqual([[...failures], [...errors]], [[], []]);
      return Object.fromEntries([...operations].filter(([, operation]) => operation !== "same"));
    };
    /** What is left of the objects, each by kind and name. */
    const live = async (): Promise<ReadonlyMap<string, KubeObject>> => {
      const lists = await Promise.all(
        ["subnets", "ips", "vips", "ippools"].map(
          async (plural) => (await cluster.admin("GET", `${KUBE_OVN_API}/${plural}`)).body.items,
        ),
      );
      const isOurs = ({ kind, metadata, spec }: KubeObject): boolean =>
        SUBNETS.includes(String(kind === "Subnet" ? metadata.name : (spec as Properties).subnet));
      const ours = (lists.flat() as KubeObject[]).filter(isOurs);
      return new Map(ours.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
    };
    const partsOf = <T>(
      objects: ReadonlyMap<string, KubeObject>,
      part: (object: KubeObject) => T,
    ): ReadonlyMap<string, T> => new Map([...objects].map(([at, object]) => [at, part(object)]));

    it("are previewed unchanged, but for chosen owner keys, which get a place once", async () => {
      assert.deepEqual(changedBy(await engine.preview(PROGRAM)), {
        "Vip::keyed": "update",
        "ReservedIP::keyed-ip": "update",
      });
    });

    it("keep every address, and are up to date after one update", async () => {
      const before = await live();
      await engine.up(PROGRAM);
      const after = await live();
      const specs = [before, after].map((objects) => partsOf(objects, ({ spec }) => spec));
      assert.deepEqual(specs[1], specs[0]);
      const changed = [...after].filter(
        ([at, { metadata }]) => !isDeepStrictEqual(metadata.annotations, before.get(at)?.metadata.annotations),
      );
      assert.deepEqual(changed.map(([at]) => at).sort(), ["IP/app.default", "Vip/keyed"]);
      for (const [, { metadata }] of changed)
        assert.match(
          JSON.stringify(metadata.annotations),
          /"pulumi-kubeovn\/declared-by":"organization\/project\/dev\//,
        );
      assert.deepEqual(changedBy(await engine.preview(PROGRAM)), {});
      assert.deepEqual(await engine.refresh(), []);
    });

    it("are given up like those of today", async () => {
      await engine.destroy();
      const left = [...(await live()).keys()];
      assert.deepEqual(left.sort(), ["Subnet/earlier", "Subnet/low", "Subnet/six", "Vip/taken", "Vip/taken-six"]);
    });
  });
}
