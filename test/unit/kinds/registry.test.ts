import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { printRange } from "../../../provider/ipam";
import { claimOf, type KindRoom, type ObjectForm, ROOMS, type Spot, STAGES, takingOf } from "../../../provider/kinds";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import { KINDS, type Kind, type Snapshot } from "../../../provider/plan";
import { unreported } from "../../../provider/plan/refusals/refusal";
import { IMPORTED_KINDS, importableIn, importProgram } from "../../../provider/report";
import { entriesOf } from "../../../provider/report/entries";
import { outcomeOf } from "../../../provider/report/outcome";
import { withDelivery } from "../../../provider/stores/manifests/delivery";
import { subnetObject } from "../../support/objects";
import { checkProgram, declarationOf } from "../../support/plan";
import { pathOf, type Resource } from "../../support/program";
import { spiderSubnetObject } from "../../support/spider-objects";

type Args = Readonly<Record<string, unknown>>;
const ROOT = path.resolve(__dirname, "../../../..");

const CLUSTER = [
  subnetObject("s4", "10.16.0.0/24"),
  subnetObject("nad", "192.168.100.0/24", { provider: "nad.kube-system" }),
  spiderSubnetObject("lab", "10.7.0.0/16", ["10.7.0.10-10.7.0.250"], { gateway: "10.7.0.1" }),
];

/** The least that each kind is declared with. */
const LEAST: { readonly [K in Kind]: Args } = {
  Subnet: { cidrBlock: "10.90.0.0/24" },
  PlannedRange: { subnet: "s4", range: "10.16.0.100..10.16.0.120" },
  IPPool: { subnet: "s4", ips: ["10.16.0.200..10.16.0.210"] },
  ReservedIP: { subnet: "s4", workload: { kind: "Pod", name: "web", namespace: "shop" } },
  ReservedIPSet: { subnet: "s4", statefulSet: { name: "db", namespace: "shop", replicas: 2 } },
  Vip: { subnet: "s4" },
  AapBinding: { vips: ["vip"], namespace: "shop", selector: ["app: web"] },
  AddressPlan: { wants: { vip: { subnet: "s4" } } },
  OvnEip: { externalSubnet: "s4" },
  IptablesEIP: { externalSubnet: "nad", natGwDp: "gw" },
  "spiderpool.ReservedIP": { ips: ["10.7.0.240"] },
  "spiderpool.IPPool": { subnet: "10.7.0.0/16", ips: ["10.7.0.20-10.7.0.30"] },
  "spiderpool.Subnet": { subnet: "10.8.0.0/16", ips: ["10.8.0.10-10.8.0.250"] },
  "spiderpool.MultusConfig": { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth0"] } },
  "spiderpool.FixedIP": { subnet: "lab", selector: { app: "web" } },
  "spiderpool.PodAnnotations": { subnet: { ipv4: ["lab"] } },
};

const PROGRAM: readonly Resource[] = KINDS.map((kind) => ({ kind, name: kind.toLowerCase(), args: LEAST[kind] }));
const CHECKED = checkProgram(CLUSTER, PROGRAM);

/** How many addresses are planned for the least of a kind. */
const PLANNED: Partial<Record<Kind, number>> = {
  ReservedIP: 1,
  ReservedIPSet: 2,
  Vip: 1,
  OvnEip: 1,
  IptablesEIP: 1,
  "spiderpool.FixedIP": 1,
};

function rightsIn(file: string): readonly string[] {
  return [
    ...readFileSync(path.join(ROOT, "deploy", file), "utf8").matchAll(
      /resources: \[([^\]]*)\]\n\s*verbs: \[([^\]]*)\]/g,
    ),
  ].flatMap(([, resources = "", verbs = ""]) =>
    [...resources.matchAll(/"([^"]+)"/g)].flatMap(([, resource]) =>
      [...verbs.matchAll(/"([^"]+)"/g)].map(([, verb]) => `${verb} ${resource}`),
    ),
  );
}

/** What addresses are inside of. */
function networksIn({ subnets, pools, spider }: Snapshot): Pick<Snapshot, "subnets" | "pools" | "spider"> {
  return { subnets, pools, spider };
}

const where = (spot: Spot): string => spot.slice(0, spot.indexOf("/"));

describe("every kind of the registry", () => {
  for (const kind of KINDS) {
    const room: KindRoom = ROOMS[kind];
    const resource = PROGRAM.find((one) => one.kind === kind) as Resource;
    const { inputs, refusals } = CHECKED.get(pathOf(resource)) as { inputs: Args; refusals: readonly unknown[] };

    it(`${kind}: is planned, claimed and reported with as many addresses`, () => {
      assert.deepEqual(refusals, []);
      const count = PLANNED[kind] ?? 0;
      const options = { vipMac: true, spiderCidr: () => "10.7.0.0/16" };
      assert.equal(room.reserve(declarationOf(resource), options, unreported).length, count);
      const held = room.held(inputs);
      const claims = held.map(claimOf).filter((claim) => claim !== undefined && claim.addresses.length > 0);
      assert.equal(claims.length, count);
      const run = {
        urn: "u",
        kind,
        name: resource.name,
        operation: "create",
        before: undefined,
        after: inputs,
      } as const;
      const entries = entriesOf(run, inputs);
      assert.deepEqual(
        entries.map(({ addresses, subnet }) => ({ addresses, subnet })),
        claims.map((claim) => ({ addresses: claim?.addresses, subnet: claim?.subnet })),
      );
    });

    it(`${kind}: binds the Vips at which it is found as their binding`, () => {
      const found = room.standsAt(resource.name, resource.args).filter((spot) => where(spot) === "binding");
      assert.deepEqual(
        (room.binds?.(resource.args) ?? []).map((vip) => `binding/${vip}`),
        found,
      );
    });

    it(`${kind}: comes after what it waits for`, () => {
      const rank = (one: Kind): number => STAGES.indexOf(ROOMS[one].stage);
      for (const spot of room.waitsFor(resource.args)) {
        const others = KINDS.filter((other) =>
          ROOMS[other].standsAt(other.toLowerCase(), LEAST[other]).some((found) => where(found) === where(spot)),
        );
        assert.ok(others.length > 0, `nothing stands at ${spot}`);
        for (const other of others) assert.ok(rank(other) < rank(kind), `${other} before ${kind}`);
      }
    });

    const { form } = room;
    it(`${kind}: what it marks in the Subnet of another resource is set aside in the plan and in the outcome`, () => {
      const isMarked = (room.marks?.(inputs) ?? []).some((mark) => mark.startsWith("range/"));
      const aside = form === null ? room.setsAside?.(resource.name, inputs) : undefined;
      assert.equal(aside !== undefined, isMarked);
      if (aside === undefined) return;
      const run = { urn: "u", kind, name: resource.name, operation: "create", before: undefined } as const;
      const then = outcomeOf(snapshotOf(CLUSTER), [{ ...run, after: inputs }], []).subnets.get(aside.subnet);
      assert.deepEqual(
        then?.plannedRanges.flatMap(({ ranges }) => ranges.map(printRange)),
        aside.range,
      );
    });
    if (form === null) continue;

    if (["network", "pool"].includes(room.stage))
      it(`${kind}: is in the outcome of a run as it will be read back, until it goes`, () => {
        const run = { urn: "u", kind, name: resource.name, before: undefined, after: undefined } as const;
        const now = outcomeOf(snapshotOf([]), [{ ...run, operation: "create", after: inputs }], []);
        const read = snapshotOf([form.write(inputs)]);
        assert.deepEqual(networksIn(now), networksIn(read));
        assert.notDeepEqual(networksIn(now), networksIn(snapshotOf([])));
        const gone = { ...run, operation: "delete", before: inputs } as const;
        assert.deepEqual(outcomeOf(now, [gone], []), snapshotOf([]));
      });

    if ("adopt" in room.fields)
      it(`${kind}: is imported, and adopted without a change`, () => {
        const { annotations: _, ...metadata } = form.write(inputs).metadata;
        const object: KubeObject = { ...form.write(inputs), metadata };
        const around = [...CLUSTER, object];
        const [importable, ...others] = importableIn(snapshotOf(around), IMPORTED_KINDS).filter(
          ({ kind: found, id }) => ROOMS[found].form?.kind === form.kind && id.split("/").at(-1) === metadata.name,
        );
        assert.ok(importable !== undefined && others.length === 0);
        const importer = ROOMS[importable.kind].form as ObjectForm;
        const { text, count } = importProgram(snapshotOf(around), [
          { ...importable, found: importer.read(object, {}) },
        ]);
        assert.equal(count, 1, text);
        const [, name, args] = /new kubeovn\.\S+?\("(.*?)", (.*)\);/.exec(text) ?? [];
        const declared = { kind: importable.kind, name: name ?? "", args: Function(`return ${args}`)() as Args };
        const adopted = checkProgram(around, [declared]).get(pathOf(declared));
        assert.deepEqual(adopted?.refusals, []);
        const merged = importer.merge(object, adopted?.inputs ?? {}, undefined);
        assert.deepEqual(merged.spec, object.spec);
      });

    it(`${kind}: is waited for where a controller has to take it, and has its wave`, () => {
      const object = form.write(inputs);
      assert.deepEqual([object.apiVersion, object.kind], [form.apiVersion, form.kind]);
      assert.equal(takingOf(object), form.apiVersion.startsWith("kubeovn.io") ? "pending" : "taken");
      const wave = withDelivery(object, "protected").metadata.annotations?.["argocd.argoproj.io/sync-wave"];
      assert.ok(Number(wave) < 0, `${kind} has wave ${wave}`);
    });

    it(`${kind}: may be read and written with the roles of deploy/`, () => {
      const up = form.apiVersion.startsWith("kubeovn.io") ? "cluster-role-up.yaml" : "cluster-role-up-spiderpool.yaml";
      const asked: Readonly<Record<string, readonly string[]>> = {
        "cluster-role-preview.yaml": ["get", "list"],
        "cluster-role-dry-run.yaml": ["create", "update"],
        [up]: ["create", "update", "delete"],
      };
      for (const [file, verbs] of Object.entries(asked)) {
        const rights = rightsIn(file);
        for (const verb of verbs)
          assert.ok(rights.includes(`${verb} ${form.plural}`), `${file}: ${verb} ${form.plural}`);
      }
    });
  }

  it("has a room of its own", () => {
    const folder = path.join(ROOT, "provider/kinds");
    assert.ok(existsSync(folder));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const kind of KINDS) {
      const file = kind
        .replace(/(?<=[a-z])(?=[A-Z])|(?<=IP)(?=[A-Z][a-z])/g, "-")
        .replace(".", "/")
        .toLowerCase();
      assert.ok(files.includes(`${file}.ts`), `provider/kinds/${file}.ts`);
    }
  });
});
