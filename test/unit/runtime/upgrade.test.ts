import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { type Kind, shim } from "../../../provider/plan";
import { type ApiServer, startApiServer } from "../../support/api-server";
import { Engine, type Outcome } from "../../support/engine/engine";
import { type Saved, urnOf } from "../../support/engine/state";
import type { Properties } from "../../support/engine/wire";
import type { Resource } from "../../support/program";
import { repositoryFolder } from "../../support/toolchain";

interface Recorded {
  readonly kind: Kind;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

const RECORDED = join(repositoryFolder, "test", "fixtures", "upgrade", "0.1.0-claims-cluster");
const read = (file: string): string => readFileSync(join(RECORDED, file), "utf8");
const OBJECTS: readonly KubeObject[] = JSON.parse(read("objects.json"));

/** The program of the recorded directory beside it: test/fixtures/upgrade/0.1.0-claims/index.js. */
const PROGRAM: readonly Resource[] = [
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

/** The resources of a cluster's stack as an earlier version left them, in a state of today's engine. */
function savedBefore(place: { project: string; stack: string }, cluster: string): Saved[] {
  const resources: readonly Recorded[] = JSON.parse(read("resources.json").replaceAll("cluster:recorded", cluster));
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

describe("a cluster and a state of an earlier version", () => {
  let server: ApiServer;
  let engine: Engine;

  before(async () => {
    server = await startApiServer({ objects: OBJECTS });
    const namespaces = server.objects().filter(({ kind }) => kind === "Namespace");
    const uid = namespaces.find(({ metadata }) => metadata.name === "kube-system")?.metadata.uid;
    const config = { "kubeovn:kubeconfig": server.kubeconfig, "kubeovn:prune": "true" };
    engine = new Engine("", { project: "project", config });
    engine.state.resources = savedBefore(engine, `cluster:${uid}`);
  });
  after(() => server?.close());

  const changedBy = ({ operations, failures, errors }: Outcome): Readonly<Record<string, unknown>> => {
    assert.deepEqual([[...failures], [...errors]], [[], []]);
    return Object.fromEntries([...operations].filter(([, operation]) => operation !== "same"));
  };
  const specs = (): ReadonlyMap<string, unknown> =>
    new Map(server.objects().map(({ kind, metadata, spec }) => [`${kind}/${metadata.name}`, spec]));

  it("are previewed unchanged, but for chosen owner keys, which get a place once", async () => {
    assert.deepEqual(changedBy(await engine.preview(PROGRAM)), {
      "Vip::keyed": "update",
      "ReservedIP::keyed-ip": "update",
    });
  });

  it("keep every address, and are up to date after one update", async () => {
    const before = specs();
    const annotations = (): ReadonlyMap<string, unknown> =>
      new Map(server.objects().map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.annotations]));
    const noted = annotations();
    await engine.up(PROGRAM);
    assert.deepEqual(specs(), before);
    const changed = [...annotations()].filter(([at, now]) => !isDeepStrictEqual(now, noted.get(at)));
    assert.deepEqual(changed.map(([at]) => at).sort(), ["IP/app.default", "Vip/keyed"]);
    for (const [, now] of changed)
      assert.match(JSON.stringify(now), /"pulumi-kubeovn\/declared-by":"organization\/project\/dev\//);
    assert.deepEqual(changedBy(await engine.preview(PROGRAM)), {});
    assert.deepEqual(await engine.refresh(), []);
  });

  it("are given up like those of today", async () => {
    await engine.destroy();
    const left = [...specs().keys()].filter((at) => !at.startsWith("Namespace/"));
    assert.deepEqual(left.sort(), ["Subnet/low", "Subnet/ovn-default", "Subnet/six", "Vip/taken", "Vip/taken-six"]);
  });
});
