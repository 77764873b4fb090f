import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { providersOf } from "../../../provider/dynamic";
import { BATCH_FORMAT, type Batch, DECLARATION_INPUT, type Kind, servedToken } from "../../../provider/plan";
import { openSession } from "../../../provider/runtime/session";
import { newSealKey, seal } from "../../../provider/scratch";
import { startServed } from "../../support/served";
import { repositoryFolder } from "../../support/toolchain";

type Properties = Readonly<Record<string, unknown>>;

interface Case {
  readonly kind: Kind;
  readonly args: Properties;
  /** What the next run says instead. */
  readonly changed: Properties;
  /** Its first check is refused. Default: it lives. */
  readonly isRefused?: true;
  /** Example whose cluster it is about. */
  readonly example: string;
}

/** A front of the runtime: one process of it for each run. */
interface Front {
  check(olds: Properties, news: Properties): Promise<{ readonly inputs: Properties; readonly failures: unknown }>;
  diff(olds: Properties, news: Properties): Promise<unknown>;
  create(inputs: Properties): Promise<{ readonly id: string; readonly outs: Properties }>;
  read(id: string, props: Properties): Promise<unknown>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(id: string, props: Properties): Promise<void>;
  stop(): void;
}

const quickstart = (kind: Kind, args: Properties, changed: Properties): Case => ({
  kind,
  args,
  changed: { ...args, ...changed },
  example: "quickstart",
});
const spiderpool = (kind: Kind, args: Properties, changed: Properties): Case => ({
  ...quickstart(kind, args, changed),
  example: "spiderpool-reserved-ip",
});
const vm = { kind: "VirtualMachine", name: "db", namespace: "shop" };

const CASES: readonly Case[] = [
  quickstart("Subnet", { cidrBlock: "10.80.0.0/24" }, { mtu: 1400 }),
  quickstart("PlannedRange", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.9" }, { range: "10.16.201.0" }),
  quickstart("IPPool", { subnet: "team-a", ips: ["10.66.0.200..10.66.0.219"] }, { namespaces: ["team-a"] }),
  quickstart("ReservedIP", { subnet: "ovn-default", workload: vm }, { workload: { ...vm, name: "db2" } }),
  quickstart("ReservedIPSet", { subnet: "team-a", workloads: [vm] }, { workloads: [vm, { ...vm, name: "db2" }] }),
  quickstart("Vip", { subnet: "team-a", namespace: "shop", selector: ["app: web"] }, { selector: ["app: db"] }),
  quickstart("AapBinding", { vips: ["static-vip01"], namespace: "shop", selector: ["a: b"] }, { selector: ["a: c"] }),
  { ...quickstart("Vip", { subnet: "ovn-default", v4ip: "10.16.0.6" }, {}), isRefused: true },
  { ...quickstart("Subnet", { cidrBlock: "10.16.0.0/24" }, {}), isRefused: true },
  spiderpool("spiderpool.ReservedIP", { ips: ["10.6.168.140"] }, { ips: ["10.6.168.141"] }),
  spiderpool("spiderpool.Subnet", { subnet: "10.77.0.0/24", ips: ["10.77.0.10-10.77.0.90"] }, { gateway: "10.77.0.1" }),
  spiderpool("spiderpool.IPPool", { subnet: "10.78.0.0/24", ips: ["10.78.0.10-10.78.0.90"] }, { disable: true }),
  spiderpool(
    "spiderpool.MultusConfig",
    { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] } },
    { enableCoordinator: false },
  ),
];

/** What is seen of a life that ends with its first check: inputs, refusals, files. */
const REFUSED = 3;

describe("both fronts", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fronts-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const config = (manifests: string): Properties => ({ manifests, kubeOvnVersion: "1.14", prune: true });

  async function dynamicFront({ kind }: Case, manifests: string): Promise<Front> {
    const { kubeOvnVersion, ...settings } = config(manifests);
    const get = (key: string): unknown =>
      key === "kubeovn:explicit" ? "true" : { ...settings, version: kubeOvnVersion }[key.slice("kubeovn:".length)];
    const provider = providersOf(() => openSession(get, () => undefined, { env: {} }))(kind);
    const batches = mkdtempSync(path.join(folder, "batches-"));
    const key = newSealKey();
    return {
      check(olds, args) {
        const owner = `organization/shop/dev/${kind}/it`;
        const declaration = { kind, name: "it", path: `${kind}::it`, owner, provider: "", args };
        const ownerPrefix = "organization/shop/dev/";
        const batch: Batch = { format: BATCH_FORMAT, ownerPrefix, dryRun: false, declarations: [declaration] };
        const file = path.join(batches, "0.sealed");
        writeFileSync(file, seal(JSON.stringify(batch), key));
        return provider.check(olds, { ...args, [DECLARATION_INPUT]: { file, key, entry: 0 } });
      },
      diff: (olds, news) => provider.diff("it", olds, news),
      create: (inputs) => provider.create(inputs),
      async read(id, props) {
        const { props: outs, inputs } = await provider.read(id, props);
        return { id, outs, inputs };
      },
      update: async (id, olds, news) => (await provider.update(id, olds, news)).outs,
      delete: (id, props) => provider.delete(id, props),
      stop: () => undefined,
    };
  }

  async function servedFront({ kind }: Case, manifests: string): Promise<Front> {
    const served = await startServed({ config: config(manifests) });
    const urn = `urn:pulumi:dev::shop::${servedToken(kind)}::it`;
    return {
      async check(olds, news) {
        const { inputs, failures } = await served.check(urn, news, olds);
        const parts = failures.map((text) => /^([^:]*): ([\s\S]*)$/.exec(text) ?? []);
        return { inputs, failures: parts.map(([, property, reason]) => ({ property, reason })) };
      },
      async diff(olds, news) {
        const answer = await served.diff(urn, olds, news);
        const replaces = answer.getReplacesList();
        return { changes: answer.getChanges() === 2, replaces, deleteBeforeReplace: answer.getDeletebeforereplace() };
      },
      create: (inputs) => served.create(urn, inputs),
      read: (id, props) => served.read(urn, id, props),
      update: (id, olds, news) => served.update(urn, id, olds, news),
      delete: (id, props) => served.delete(urn, id, props),
      stop: served.stop,
    };
  }

  /** The life of a resource in runs of one process each: all answers, and what is in the directory after each. */
  async function life(open: (one: Case, manifests: string) => Promise<Front>, one: Case): Promise<readonly unknown[]> {
    const manifests = path.join(mkdtempSync(path.join(folder, "life-")), "manifests");
    cpSync(path.join(repositoryFolder, "examples", one.example, "cluster"), manifests, { recursive: true });
    const seen: unknown[] = [];
    const run = async (action: (front: Front) => Promise<void>): Promise<void> => {
      const front = await open(one, manifests);
      await action(front);
      front.stop();
      seen.push(filesIn(manifests));
    };
    let made: { readonly id: string; readonly outs: Properties } | undefined;
    await run(async (front) => {
      const { inputs, failures } = await front.check({}, one.args);
      seen.push(inputs, failures);
      if ((failures as readonly unknown[]).length > 0) return;
      made = await front.create(inputs);
      seen.push(made);
    });
    if (made === undefined) return seen;
    const { id, outs } = made;
    let last = outs;
    await run(async (front) => {
      seen.push(await front.read(id, outs));
      const { inputs, failures } = await front.check(outs, one.changed);
      const difference = await front.diff(outs, inputs);
      seen.push(inputs, failures, difference);
      const isUpdate = (difference as { readonly replaces: readonly string[] }).replaces.length === 0;
      if (isUpdate && (failures as readonly unknown[]).length === 0) last = await front.update(id, outs, inputs);
      seen.push(last);
    });
    await run((front) => front.delete(id, last));
    return seen;
  }

  for (const one of CASES) {
    it(`answer and write the same of a ${one.kind} with ${JSON.stringify(one.args)}`, async () => {
      const [dynamic, served] = [await life(dynamicFront, one), await life(servedFront, one)];
      assert.equal(dynamic.length === REFUSED, one.isRefused === true);
      assert.deepEqual(JSON.parse(JSON.stringify(served)), JSON.parse(JSON.stringify(dynamic)));
    });
  }
});

function filesIn(directory: string): Readonly<Record<string, string>> {
  mkdirSync(directory, { recursive: true });
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(directory, name), "utf8")]));
}
