import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KINDS, type Kind } from "../../../provider/plan";
import { dynamicFront, type Front, handedOverFront, type OpenFront, servedFront } from "../../support/fronts";
import type { Resource } from "../../support/program";
import { repositoryFolder } from "../../support/toolchain";

type Properties = Readonly<Record<string, unknown>>;

/** The life of one resource. */
interface Case {
  readonly kind: Kind;
  readonly args: Properties;
  /** What the next run says instead. */
  readonly changed: Properties;
  /** Its first check is refused. Default: it lives. */
  readonly isRefused?: true;
  /** Before the next run the directory is as if the resource had never been there. */
  readonly isLost?: true;
  /** Example whose cluster it is about. */
  readonly example: string;
}

const on =
  (example: string) =>
  (kind: Kind, args: Properties, changed: Properties): Case => ({
    kind,
    args,
    changed: { ...args, ...changed },
    example,
  });
const quickstart = on("quickstart");
const external = on("external-addresses");
const spiderpool = on("spiderpool-reserved-ip");
const vm = { kind: "VirtualMachine", name: "db", namespace: "shop" };
const macvlan = { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] } };

const CASES: readonly Case[] = [
  quickstart("Subnet", { cidrBlock: "10.80.0.0/24" }, { mtu: 1400 }),
  quickstart("Subnet", { cidrBlock: "10.80.0.0/24" }, { cidrBlock: "10.81.0.0/24" }),
  quickstart("PlannedRange", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.9" }, { range: "10.16.201.0" }),
  quickstart("IPPool", { subnet: "team-a", ips: ["10.66.0.200..10.66.0.219"] }, { namespaces: ["team-a"] }),
  quickstart("ReservedIP", { subnet: "ovn-default", workload: vm }, { workload: { ...vm, name: "db2" } }),
  quickstart("ReservedIPSet", { subnet: "team-a", workloads: [vm] }, { workloads: [vm, { ...vm, name: "db2" }] }),
  quickstart("Vip", { subnet: "team-a", namespace: "shop", selector: ["app: web"] }, { selector: ["app: db"] }),
  quickstart("Vip", { subnet: "team-a", key: "web" }, { name: "other" }),
  quickstart("Vip", { subnet: "ovn-default", name: "slr-01", adopt: true, type: "switch_lb_vip" }, { key: "lb" }),
  { ...quickstart("Vip", { subnet: "team-a" }, {}), isLost: true },
  { ...quickstart("PlannedRange", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.9" }, {}), isLost: true },
  quickstart("AapBinding", { vips: ["static-vip01"], namespace: "shop", selector: ["a: b"] }, { selector: ["a: c"] }),
  quickstart(
    "AddressPlan",
    { wants: { web: { subnet: "ovn-default" } } },
    { wants: { web: { subnet: "ovn-default" }, db: { subnet: "team-a" } } },
  ),
  external("OvnEip", { externalSubnet: "external" }, { type: "lsp" }),
  external("IptablesEIP", { externalSubnet: "ovn-vpc-external-network", natGwDp: "gw1" }, { qosPolicy: "slow" }),
  { ...quickstart("Vip", { subnet: "ovn-default", v4ip: "10.16.0.6" }, {}), isRefused: true },
  { ...quickstart("Subnet", { cidrBlock: "10.16.0.0/24" }, {}), isRefused: true },
  spiderpool("spiderpool.ReservedIP", { ips: ["10.6.168.140"] }, { ips: ["10.6.168.141"] }),
  spiderpool("spiderpool.Subnet", { subnet: "10.77.0.0/24", ips: ["10.77.0.10-10.77.0.90"] }, { gateway: "10.77.0.1" }),
  spiderpool("spiderpool.IPPool", { subnet: "10.78.0.0/24", ips: ["10.78.0.10-10.78.0.90"] }, { disable: true }),
  spiderpool("spiderpool.MultusConfig", macvlan, { enableCoordinator: false }),
  spiderpool("spiderpool.FixedIP", { subnet: "lab", selector: { app: "db" } }, { namespace: "shop" }),
  spiderpool("spiderpool.PodAnnotations", { ippool: { ipv4: ["web"] } }, { replicas: 1 }),
];

describe("both fronts", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fronts-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The life of a resource in runs of one process each: all answers, and what is in the directory after each. */
  async function life(open: OpenFront, { kind, args, changed, example, isLost }: Case): Promise<Life> {
    const manifests = path.join(mkdtempSync(path.join(folder, "life-")), "manifests");
    const begin = (): void => {
      rmSync(manifests, { recursive: true, force: true });
      cpSync(path.join(repositoryFolder, "examples", example, "cluster"), manifests, { recursive: true });
    };
    begin();
    const answers: unknown[] = [];
    const run = async (args: Properties, steps: (front: Front, resource: Resource) => Promise<void>): Promise<void> => {
      const resource: Resource = { kind, name: "it", args };
      const config = { manifests, kubeOvnVersion: "1.14", prune: true };
      const front = await open({ program: [resource], config });
      try {
        await steps(front, resource);
      } finally {
        await front.stop();
      }
      answers.push(filesIn(manifests));
    };
    let made: { readonly id: string; readonly outs: Properties } | undefined;
    await run(args, async (front, resource) => {
      const checked = await front.check(resource);
      answers.push(checked);
      if (checked.failures.length > 0) return;
      made = await front.create(resource, checked.inputs);
      answers.push(made);
    });
    if (made === undefined) return { answers, wasMade: false };
    let { id, outs } = made;
    if (isLost) begin();
    await run(changed, async (front, resource) => {
      answers.push(await front.read(resource, id, outs));
      const checked = await front.check(resource, outs);
      const { inputs, failures } = checked;
      assert.deepEqual(failures, []);
      const difference = await front.diff(resource, outs, inputs);
      answers.push(checked, difference);
      assert.equal(difference.changes, true);
      if (difference.replaces.length === 0) outs = await front.update(resource, id, outs, inputs);
      else {
        // The engine asks again, as for a new resource.
        const again = await front.check(resource);
        if (difference.deleteBeforeReplace) await front.delete(resource, id, outs);
        const replacement = await front.create(resource, again.inputs);
        if (!difference.deleteBeforeReplace) await front.delete(resource, id, outs);
        answers.push(again, replacement.id);
        ({ id, outs } = replacement);
      }
      answers.push(outs);
    });
    await run(changed, (front, resource) => front.delete(resource, id, outs));
    return { answers, wasMade: true };
  }

  for (const one of CASES) {
    it(`answer and write the same of ${sentence(one)}`, async () => {
      const classes = await life(dynamicFront, one);
      assert.equal(classes.wasMade, one.isRefused !== true);
      for (const front of [servedFront, handedOverFront])
        assert.deepEqual(JSON.parse(JSON.stringify(await life(front, one))), JSON.parse(JSON.stringify(classes)));
    });
  }

  it("are asked about every kind", () => {
    const living = CASES.filter(({ isRefused }) => !isRefused).map(({ kind }) => kind);
    assert.deepEqual([...new Set(living)].sort(), [...KINDS].sort());
  });
});

/** What was seen of a resource. */
interface Life {
  readonly answers: readonly unknown[];
  readonly wasMade: boolean;
}

function sentence({ kind, args, changed, isLost }: Case): string {
  const fields = Object.keys(changed).filter((field) => changed[field] !== args[field]);
  const change = isLost ? "which is lost" : fields.length === 0 ? "which is refused" : `whose ${fields.join()} changes`;
  return `${kind} ${change}: ${JSON.stringify(args)}`;
}

function filesIn(directory: string): Readonly<Record<string, string>> {
  mkdirSync(directory, { recursive: true });
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(directory, name), "utf8")]));
}
