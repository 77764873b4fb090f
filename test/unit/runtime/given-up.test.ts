import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { printExport } from "../../../cli/print/export";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { exported } from "../../../provider/stores/kubernetes/export";
import { Engine, type Outcome } from "../../support/engine/engine";
import type { Resource } from "../../support/program";

const SUBNET = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: s4}
spec: {cidrBlock: 10.16.0.0/24, gateway: 10.16.0.1, excludeIps: [10.16.0.1]}
`;
const POD: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "db",
    namespace: "default",
    annotations: { "ovn.kubernetes.io/ip_address": "10.16.0.10", "ovn.kubernetes.io/logical_switch": "s4" },
  },
};
const FILE = "addresses/s4/10.16.0.10.yaml";

const ip = (name: string, args: Record<string, unknown> = {}): Resource => ({
  kind: "ReservedIP",
  name,
  args: { subnet: "s4", workload: { kind: "Pod", name }, ...args },
});
const vip = (name: string, args: Record<string, unknown> = {}): Resource => ({
  kind: "Vip",
  name,
  args: { subnet: "s4", ...args },
});
const db = ip("db", { v4IpAddress: "10.16.0.10" });

describe("what leaves the program of a directory", () => {
  let directory: string;
  let engine: Engine;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "given-up-"));
    write("cluster.yaml", SUBNET);
    engine = new Engine(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (file: string, text: string): void => writeFileSync(path.join(directory, file), text);
  const object = (file: string): KubeObject => parse(readFileSync(path.join(directory, file), "utf8"));
  const addressFiles = (): readonly string[] =>
    readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => /addresses.*\.yaml$/.test(file));
  const clean = (outcome: Outcome): Outcome => {
    assert.deepEqual([...outcome.failures.values()].flat(), []);
    return outcome;
  };
  const refused = (outcome: Outcome, at: string): string =>
    (outcome.failures.get(at) ?? []).map(({ property, reason }) => `${property}: ${reason}`).join("\n");
  /** The cluster says that it has these objects. */
  const exportOf = (...objects: readonly KubeObject[]): void => {
    const kept = [parse(SUBNET) as KubeObject, ...objects].flatMap((one) => exported(one) ?? []);
    write("export.yaml", printExport({ objects: kept, version: [1, 14], identity: "c1" }, new Date(1_800_000_000_000)));
  };
  const notesOf = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = engine.notes.length;
    await act();
    return engine.notes.slice(before);
  };

  it("keeps its file and its address, may be pruned, and says so", async () => {
    clean(await engine.up([db]));
    assert.equal(object(FILE).metadata.annotations?.["argocd.argoproj.io/sync-options"], "Prune=false");
    const notes = await notesOf(async () => clean(await engine.up([])));
    const { annotations = {}, labels } = object(FILE).metadata;
    assert.equal(annotations["pulumi-kubeovn/left-by"], "organization/test/dev/ReservedIP/db");
    assert.match(annotations["pulumi-kubeovn/left-at"] ?? "", /^20\d\d-\d\d-\d\dT/);
    assert.deepEqual(Object.keys(annotations).sort(), [
      "argocd.argoproj.io/sync-wave",
      "pulumi-kubeovn/left-at",
      "pulumi-kubeovn/left-by",
    ]);
    assert.equal(labels?.["ovn.kubernetes.io/ip_reserved"], "true");
    assert.match(notes[0] ?? "", /IP "db.default" is given up: its file and its address stay until/);
    assert.match(notes[1] ?? "", /"npx pulumi-kubeovn prune --manifests .*" \(given-up-way\)/);
    const other = await engine.preview([vip("web", { v4ip: "10.16.0.10" })]);
    assert.match(
      refused(other, "Vip::web"),
      /^v4ip: 10\.16\.0\.10 in Subnet "s4" is held by IP "db\.default" \(given up by organization\/test\/dev\/ReservedIP\/db\)/,
    );
  });

  it("is nothing that a rename of its resource leaves behind: the name of the object is asked for", async () => {
    const first = clean(await engine.up([vip("web")])).inputs.get("Vip::web")?.v4ip;
    const renamed = (args: Record<string, unknown>): Resource => ({
      ...vip("front", args),
      options: { aliases: ["web"] },
    });
    assert.match(
      refused(await engine.preview([renamed({})]), "Vip::front"),
      /^name: Vip "web" has the name of its resource .* set name: "web" to keep object and address/,
    );
    const kept = clean(await engine.up([renamed({ name: "web" })]));
    assert.deepEqual([...kept.operations.values()], ["update"]);
    assert.equal(kept.inputs.get("Vip::front")?.v4ip, first);
    assert.deepEqual([...clean(await engine.preview([renamed({ name: "web" })])).operations.values()], ["same"]);
    assert.notEqual(clean(await engine.preview([renamed({ name: "front" })])).inputs.get("Vip::front")?.v4ip, first);
  });

  it("is what the same resource goes on with, protected again", async () => {
    clean(await engine.up([db]));
    const before = object(FILE);
    clean(await engine.up([]));
    clean(await engine.up([ip("db")]));
    assert.deepEqual(object(FILE), before);
  });

  it("goes when an export shows it given up and unused, and holds its address as long as one lists it", async () => {
    clean(await engine.up([db]));
    clean(await engine.up([]));
    const standing = object(FILE);
    exportOf(standing);
    const shown = await notesOf(async () => clean(await engine.preview([vip("other")])));
    assert.match(shown.join("\n"), /IP "db\.default", given up by .*, is not in use: "pulumi up" removes its file/);
    assert.equal(addressFiles().length, 1);
    clean(await engine.up([vip("other")]));
    assert.deepEqual(
      addressFiles().filter((file) => FILE === file),
      [],
    );
    const other = await engine.preview([vip("web", { v4ip: "10.16.0.10" })]);
    assert.match(refused(other, "Vip::web"), /IP "db\.default" \(given up by .*, listed in export\.yaml\)/);
    exportOf();
    clean(await engine.preview([vip("web", { v4ip: "10.16.0.10" })]));
  });

  for (const [why, listed] of [
    ["no export tells", undefined],
    ["an export does not list it", (): KubeObject[] => []],
    ["an export lists it as it was before", (_: KubeObject, before: KubeObject): KubeObject[] => [before]],
    ["a pod uses it", (left: KubeObject): KubeObject[] => [left, POD]],
  ] as const) {
    it(`stays when ${why}`, async () => {
      clean(await engine.up([db]));
      const before = object(FILE);
      clean(await engine.up([]));
      if (listed !== undefined) exportOf(...listed(object(FILE), before));
      clean(await engine.up([vip("other")]));
      assert.ok(addressFiles().includes(FILE));
    });
  }

  it("stays when it was taken up and given up again since the export", async () => {
    clean(await engine.up([db]));
    clean(await engine.up([]));
    exportOf(object(FILE));
    const first = object(FILE).metadata.annotations?.["pulumi-kubeovn/left-at"];
    clean(await engine.up([db]));
    while (new Date().toISOString() === first) await new Promise(setImmediate);
    clean(await engine.up([]));
    clean(await engine.up([vip("other")]));
    assert.ok(addressFiles().includes(FILE));
  });

  it("is left by the next run of another stack", async () => {
    clean(await engine.up([db]));
    clean(await engine.up([]));
    exportOf(object(FILE));
    clean(await new Engine(directory, { stack: "prod" }).up([vip("other")]));
    assert.ok(addressFiles().includes(FILE));
  });

  it("has its file again when its resource comes back while the cluster has it", async () => {
    clean(await engine.up([db]));
    const before = object(FILE);
    clean(await engine.up([]));
    exportOf(object(FILE));
    clean(await engine.up([vip("other")]));
    const exportBefore = readFileSync(path.join(directory, "export.yaml"), "utf8");
    const done = clean(await engine.up([vip("other"), ip("db")]));
    assert.equal(done.inputs.get("ReservedIP::db")?.v4IpAddress, "10.16.0.10");
    assert.deepEqual(object(FILE), before);
    assert.equal(readFileSync(path.join(directory, "export.yaml"), "utf8"), exportBefore);
  });

  it("is no longer reserved while a pod uses it, which is said", async () => {
    clean(await engine.up([db]));
    exportOf(object(FILE), POD);
    const notes = await notesOf(() => engine.destroy());
    assert.equal(object(FILE).metadata.labels?.["ovn.kubernetes.io/ip_reserved"], "false");
    assert.match(
      notes[0] ?? "",
      /IP "db\.default" is no longer reserved, and stays as long as Pod default\/db uses it/,
    );
  });

  it("takes its Subnet along, one after the other", async () => {
    const own: Resource = { kind: "Subnet", name: "own", args: { cidrBlock: "10.90.0.0/24" } };
    clean(await engine.up([own, vip("a", { subnet: "own" })]));
    await engine.destroy();
    assert.match(stringify(object("subnets/own.yaml")), /left-by: organization\/test\/dev\/Subnet\/own/);
    const [file = ""] = addressFiles();
    exportOf(object(file), object("subnets/own.yaml"));
    clean(await engine.up([vip("other")]));
    exportOf(object("subnets/own.yaml"));
    clean(await engine.up([vip("other")]));
    assert.deepEqual(
      readdirSync(path.join(directory)).filter((name) => name === "subnets"),
      [],
    );
  });

  it("cannot be asked for in the run that gives it up", async () => {
    clean(await engine.up([db]));
    assert.match(
      refused(await engine.preview([vip("web", { v4ip: "10.16.0.10" })]), "Vip::web"),
      /^v4ip: .* is held by IP "db\.default" .*, which this run gives up, and stays held until "pulumi-kubeovn export" shows/,
    );
  });

  it("is in one step where pruning is allowed, and held as long as an export lists it", async () => {
    engine = new Engine(directory, { config: { "kubeovn:prune": "true" } });
    clean(await engine.up([db]));
    exportOf(object(FILE));
    clean(await engine.up([vip("other")]));
    assert.ok(!addressFiles().includes(FILE));
    const other = await engine.preview([vip("other"), vip("web", { v4ip: "10.16.0.10" })]);
    assert.match(
      refused(other, "Vip::web"),
      /held by IP "db\.default" \(owner .*, listed in export\.yaml\); use another address/,
    );
  });
});

describe("a reservation of a directory that keeps its name", () => {
  let directory: string;
  let engine: Engine;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "kept-name-"));
    writeFileSync(path.join(directory, "cluster.yaml"), SUBNET);
    writeFileSync(path.join(directory, "other.yaml"), SUBNET.replace("s4", "s5").replaceAll("10.16", "10.17"));
    engine = new Engine(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const set = (subnet: string): Resource => ({
    kind: "ReservedIPSet",
    name: "set",
    args: { subnet, statefulSet: { name: "web", replicas: 1 } },
  });
  const cases: readonly { what: string; before: Resource; after: Resource; property: string }[] = [
    {
      what: "another v4IpAddress",
      before: db,
      after: ip("db", { v4IpAddress: "10.16.0.20" }),
      property: "v4IpAddress",
    },
    {
      what: "another MAC",
      before: db,
      after: { ...db, args: { ...db.args, macAddress: "02:00:00:00:00:01" } },
      property: "macAddress",
    },
    { what: "another Subnet", before: ip("db"), after: ip("db", { subnet: "s5" }), property: "subnet" },
    {
      what: "another v4ip",
      before: vip("a", { v4ip: "10.16.0.10" }),
      after: vip("a", { v4ip: "10.16.0.20" }),
      property: "v4ip",
    },
    { what: "another type", before: vip("a"), after: vip("a", { type: "switch_lb_vip" }), property: "type" },
    {
      what: "another namespace",
      before: vip("a", { namespace: "x" }),
      after: vip("a", { namespace: "y" }),
      property: "namespace",
    },
    {
      what: "another kind of workload",
      before: ip("db", { workload: { kind: "VirtualMachine", name: "db-0" } }),
      after: ip("db", { workload: { kind: "StatefulSet", name: "db", ordinal: 0 } }),
      property: "workload",
    },
    { what: "another Subnet for its members", before: set("s4"), after: set("s5"), property: "subnet" },
  ];
  for (const { what, before, after, property } of cases) {
    for (const prune of ["false", "true"]) {
      it(`is refused ${what}, prune ${prune}`, async () => {
        engine = new Engine(directory, { config: { "kubeovn:prune": prune } });
        await engine.up([before]);
        const { failures } = await engine.preview([after]);
        const [first] = failures.get(`${before.kind}::${before.name}`) ?? [];
        assert.equal(first?.property, property);
        assert.match(first?.reason ?? "", /what applies the manifests would edit it in place, where Kube-OVN ignores/);
      });
    }
  }

  it("is given up beside a Vip of another name, which has another address", async () => {
    await engine.up([vip("a", { v4ip: "10.16.0.10" })]);
    const { failures } = await engine.up([vip("a", { name: "b", v4ip: "10.16.0.20" })]);
    assert.deepEqual([...failures], []);
    const files = readdirSync(path.join(directory, "addresses/s4")).sort();
    assert.deepEqual(files, ["10.16.0.10.yaml", "10.16.0.20.yaml"]);
  });

  it("does not hand its address on to its own successor of another name", async () => {
    const one = await engine.up([ip("db")]);
    const two = await engine.up([ip("db", { workload: { kind: "Pod", name: "db2" } })]);
    assert.deepEqual([...two.failures], []);
    const [before, after] = [one, two].map(({ inputs }) => inputs.get("ReservedIP::db")?.v4IpAddress);
    assert.notEqual(after, before);
  });
});
