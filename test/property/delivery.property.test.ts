import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { printExport } from "../../cli/print/export";
import type { KubeObject } from "../../provider/objects/kube-object";
import { addressOf, Cluster, idOf } from "../support/delivery/cluster";
import { Engine } from "../support/engine/engine";
import { subnetObject } from "../support/objects";
import type { Resource } from "../support/program";
import { inputsOf, propertyFolder, propertyOptions } from "../support/property";

const S4 = subnetObject("s4", "10.16.0.0/28", { gateway: "10.16.0.1", excludeIps: ["10.16.0.1"], provider: "ovn" });
const NAMES = ["a", "b"] as const;
const POD_ADDRESS = "ovn.kubernetes.io/ip_address";

/** Something that people, pipelines or fate do. */
type Act =
  | {
      readonly is: "declare";
      readonly kind: "Vip" | "ReservedIP";
      readonly name: string;
      readonly at: number | undefined;
    }
  | { readonly is: "remove"; readonly which: number }
  | { readonly is: "export" | "restart" }
  /** Applies a commit, or every other file of it: the newest, or one on the way to it; `behind` says how many are left. */
  | { readonly is: "sync"; readonly behind: number; readonly prune: boolean; readonly inPart: boolean }
  | { readonly is: "start" | "stop"; readonly name: string };

const name = fc.constantFrom(...NAMES);
const acts = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        is: fc.constant("declare" as const),
        kind: fc.constantFrom("Vip" as const, "ReservedIP" as const),
        name,
        at: fc.constantFrom(8, 8, 9, 9, undefined),
      }),
    },
    { weight: 4, arbitrary: fc.record({ is: fc.constant("remove" as const), which: fc.nat(5) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        is: fc.constant("sync" as const),
        behind: fc.constantFrom(0, 0, 0, 1, 3),
        prune: fc.boolean(),
        inPart: fc.constantFrom(false, false, false, true),
      }),
    },
    { weight: 4, arbitrary: fc.constant<Act>({ is: "export" }) },
    { weight: 1, arbitrary: fc.constant<Act>({ is: "restart" }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constantFrom("start" as const, "stop" as const), name }) },
  ),
  { minLength: 20, maxLength: 60, size: "max" },
);

/** A repository, the cluster that it is for, and a stack that writes it. */
class World {
  readonly directory = propertyFolder("delivery");
  readonly cluster = new Cluster([S4]);
  readonly engine = new Engine(this.directory);
  readonly counts = { ups: 0, refused: 0, givenUp: 0, removed: 0, syncs: 0 };
  readonly log: string[] = [];
  #program: readonly Resource[] = [];
  readonly #commits: (readonly KubeObject[])[] = [];
  /** The commit that was applied last. */
  #applied = -1;
  /** What the cluster had at the last export. */
  #exported: readonly KubeObject[] | undefined;

  constructor() {
    writeFileSync(path.join(this.directory, "s4.yaml"), JSON.stringify(S4));
  }

  async act(act: Act): Promise<void> {
    this.log.push(JSON.stringify(act));
    switch (act.is) {
      case "declare": {
        const args =
          act.kind === "Vip"
            ? { subnet: "s4", ...(act.at === undefined ? {} : { v4ip: `10.16.0.${act.at}` }) }
            : {
                subnet: "s4",
                workload: { kind: "Pod", name: act.name },
                ...(act.at === undefined ? {} : { v4IpAddress: `10.16.0.${act.at}` }),
              };
        const others = this.#program.filter(({ kind, name }) => kind !== act.kind || name !== act.name);
        return this.#up([...others, { kind: act.kind, name: act.name, args }]);
      }
      case "remove":
        return this.#up(this.#program.filter((_, i) => i !== act.which % Math.max(1, this.#program.length)));
      case "export": {
        const objects = this.cluster.exported();
        this.#exported = objects;
        const text = printExport({ objects, version: [1, 14], identity: "c1" }, new Date());
        writeFileSync(path.join(this.directory, "export.yaml"), text);
        return;
      }
      case "sync": {
        const next = Math.max(this.#applied, this.#commits.length - 1 - act.behind);
        const commit = this.#commits[next];
        if (commit === undefined) return;
        this.counts.syncs += 1;
        this.#applied = next;
        return this.cluster.sync(act.inPart ? commit.filter((_, i) => i % 2 === 0) : commit, act.prune);
      }
      case "restart":
        this.cluster.restart();
        // What applies the files repairs what it has applied before anyone looks.
        return this.cluster.sync(this.#commits[this.#applied] ?? [], false);
      case "start":
        return this.cluster.start(act.name);
      case "stop":
        return this.cluster.stop(act.name);
    }
  }

  async #up(program: readonly Resource[]): Promise<void> {
    const before = this.#written();
    const shown = await this.engine.preview(program);
    if (shown.failures.size > 0) {
      this.counts.refused += 1;
      this.log.push(
        `  refused: ${[...shown.failures.values()]
          .flat()
          .map(({ reason }) => reason)
          .join("; ")}`,
      );
      return;
    }
    this.#program = program;
    await this.engine.up(program);
    const after = this.#written();
    this.counts.ups += 1;
    const isLeft = ({ metadata }: KubeObject): boolean =>
      metadata.annotations?.["pulumi-kubeovn/left-by"] !== undefined;
    this.counts.givenUp += after.filter(isLeft).length - before.filter(isLeft).length > 0 ? 1 : 0;
    this.counts.removed += after.length < before.length ? 1 : 0;
    this.#commits.push(after);
    const stay = new Set(after.map(idOf));
    for (const gone of before) if (!stay.has(idOf(gone))) this.#checkGone(gone);
  }

  /** A file goes only when the last export shows its object given up as the file says, and no pod with the address. */
  #checkGone(gone: KubeObject): void {
    const mark = ({ metadata: { annotations = {} } }: KubeObject): readonly unknown[] =>
      ["owner", "left-by", "left-at"].map((one) => annotations[`pulumi-kubeovn/${one}`]);
    const listed = this.#exported?.find((one) => idOf(one) === idOf(gone));
    assert.ok(listed, `the file of ${idOf(gone)} went, and no export lists it`);
    assert.deepEqual(mark(listed), mark(gone), `the file of ${idOf(gone)} went, and the cluster has another one`);
    const pods = this.#exported?.filter(({ metadata }) => metadata.annotations?.[POD_ADDRESS] === addressOf(gone));
    assert.deepEqual(pods?.map(idOf), [], `the file of ${idOf(gone)} went, and a pod has the address`);
  }

  #written(): readonly KubeObject[] {
    const folder = path.join(this.directory, "addresses", "s4");
    const files = existsSync(folder) ? readdirSync(folder).sort() : [];
    return files.map((file) => parse(readFileSync(path.join(folder, file), "utf8")) as KubeObject);
  }

  /** No address of the program, or of the cluster, has two owners that a program made, and no pod loses a reserved one. */
  check(): void {
    for (const [address, all] of this.cluster.booked()) {
      const makers = new Set(all.flatMap(({ maker }) => maker ?? []));
      assert.ok(makers.size < 2, `${address} is of ${[...makers].join(" and of ")}`);
    }
    assert.deepEqual(this.cluster.robbed, [], "pods that lost addresses which a program still reserves for them");
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

describe("a directory that others apply, late, in part or never", function () {
  this.timeout(3_600_000);

  it("plans no address for a second owner while an object of the first may still be in the cluster", async () => {
    const total = { ups: 0, refused: 0, givenUp: 0, removed: 0, syncs: 0 };
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        const world = new World();
        try {
          for (const act of history) {
            await world.act(act);
            world.check();
          }
          for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += world.counts[key];
        } catch (error) {
          if (error instanceof Error) error.message += `\n${world.log.join("\n")}`;
          throw error;
        } finally {
          world.close();
        }
      }),
      propertyOptions({ runs: inputsOf(40) }),
    );
    if (process.env.FC_RUNS !== undefined) process.stdout.write(`${JSON.stringify(total)}\n`);
    for (const [what, count] of Object.entries(total)) assert.ok(count > 0, `${what} were tried`);
  });
});
