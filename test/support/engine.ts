import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BATCH_FORMAT, type Batch, DECLARATION_INPUT, type Declaration, diff, type Kind } from "../../provider/plan";
import { checkResource } from "../../provider/runtime/check";
import { LIFECYCLES } from "../../provider/runtime/lifecycles";
import { openSession, type Session } from "../../provider/runtime/session";
import { newSealKey, seal } from "../../provider/scratch";

const KEY = newSealKey();

import { pathOf, type Resource } from "./program";

type Properties = Record<string, unknown>;

/** What the engine remembers of a resource between runs. */
export interface Saved {
  readonly kind: Kind;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export type Operation = "create" | "update" | "replace" | "same" | "delete";

/** What one preview or update did, by `Kind::name`. */
export interface Outcome {
  readonly operations: Map<string, Operation>;
  readonly inputs: Map<string, Properties>;
  readonly failures: Map<string, readonly { property: string; reason: string }[]>;
}

export interface RunOptions {
  /** Order in which the engine asks; it respects dependencies between kinds as the SDK declares them. Default: as declared. */
  readonly order?: (resources: readonly Resource[]) => readonly Resource[];
  /** Stop, as a killed process does, after this many resources. */
  readonly stopAfter?: number;
}

const LEVELS: readonly Kind[][] = [
  ["Subnet", "spiderpool.Subnet"],
  ["PlannedRange", "IPPool", "spiderpool.ReservedIP", "spiderpool.MultusConfig"],
  ["ReservedIP", "ReservedIPSet", "Vip", "spiderpool.IPPool", "spiderpool.FixedIP"],
  ["AapBinding", "spiderpool.PodAnnotations"],
];

/**
 * Pulumi's engine as far as a dynamic provider sees it: which calls come, with what, in which order.
 *
 * Written from what the real engine was seen to do (Pulumi CLI 3.259): preview and update are two processes, a replaced
 * resource is checked a second time without old inputs, deletions come last, `diff` gets old outputs and new inputs.
 */
export class Engine {
  readonly state: Map<string, Saved> = new Map();
  readonly #config: Readonly<Record<string, string>>;
  readonly ownerPrefix: string;
  /** Lines the provider printed, in all runs. */
  readonly notes: string[] = [];

  constructor(manifests: string, options: { ownerPrefix?: string; config?: Readonly<Record<string, string>> } = {}) {
    this.#config = { "kubeovn:manifests": manifests, ...options.config };
    this.ownerPrefix = options.ownerPrefix ?? "organization/test/dev/";
  }

  preview(program: readonly Resource[], options: RunOptions = {}): Promise<Outcome> {
    return this.#run(program, { ...options, dryRun: true });
  }

  up(program: readonly Resource[], options: RunOptions = {}): Promise<Outcome> {
    return this.#run(program, { ...options, dryRun: false });
  }

  /** `read` for every resource, then the state says what was found. */
  async refresh(): Promise<readonly string[]> {
    const session = this.#session();
    const changed: string[] = [];
    for (const [at, saved] of this.state) {
      const found = await LIFECYCLES[saved.kind].read(session, saved.id, saved.outputs);
      if (found === undefined) continue;
      if (diff(saved.kind, found.outs, saved.inputs).changes) changed.push(at);
      this.state.set(at, { ...saved, inputs: clone(found.inputs), outputs: clone(found.outs) });
    }
    await session.close();
    return changed;
  }

  async destroy(): Promise<void> {
    const session = this.#session();
    const all = [...this.state].sort(([, a], [, b]) => level(b.kind) - level(a.kind));
    try {
      for (const [at, saved] of all) {
        await LIFECYCLES[saved.kind].delete(session, saved.id, saved.outputs);
        this.state.delete(at);
      }
    } finally {
      await session.close();
    }
  }

  #session(): Session {
    return openSession(
      (key) => this.#config[key],
      (line) => this.notes.push(line),
    );
  }

  async #run(program: readonly Resource[], options: RunOptions & { dryRun: boolean }): Promise<Outcome> {
    const session = this.#session();
    const directory = mkdtempSync(path.join(tmpdir(), "engine-"));
    const outcome: Outcome = { operations: new Map(), inputs: new Map(), failures: new Map() };
    try {
      const news = this.#declare(program, directory, options.dryRun);
      const ordered = [...(options.order?.(program) ?? program)].sort((a, b) => level(a.kind) - level(b.kind));
      for (const [i, resource] of ordered.entries()) {
        if (i === options.stopAfter) return outcome;
        await this.#step(session, resource, news.get(resource) ?? {}, options.dryRun, outcome);
        if (!options.dryRun && outcome.failures.size > 0) return outcome;
      }
      await this.#deleteUndeclared(session, program, options.dryRun, outcome);
      return outcome;
    } finally {
      await session.close();
      rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Writes the batches as the SDK does, and gives every resource its place. */
  #declare(program: readonly Resource[], directory: string, dryRun: boolean): Map<Resource, Properties> {
    mkdirSync(directory, { recursive: true });
    const news = new Map<Resource, Properties>();
    const last = Math.max(0, ...program.map((resource) => resource.batch ?? 0));
    for (let index = 0; index <= last; index++) {
      const file = path.join(directory, `${index}.sealed`);
      const members = program.filter((resource) => (resource.batch ?? 0) === index);
      const declarations = members.map((resource, entry): Declaration => {
        const { kind, name, args, provider = "" } = resource;
        news.set(resource, { ...clone(args), [DECLARATION_INPUT]: { file, key: KEY, entry } });
        const owner = typeof args.key === "string" ? `key/${args.key}` : `${this.ownerPrefix}${kind}/${name}`;
        return { kind, name, path: pathOf(resource), owner, provider, args: clone(args) };
      });
      const batch: Batch = { format: BATCH_FORMAT, ownerPrefix: this.ownerPrefix, dryRun, declarations };
      writeFileSync(file, seal(JSON.stringify(batch), KEY));
    }
    return news;
  }

  async #step(
    session: Session,
    resource: Resource,
    news: Properties,
    dryRun: boolean,
    outcome: Outcome,
  ): Promise<void> {
    const at = pathOf(resource);
    const { kind } = resource;
    const lifecycle = LIFECYCLES[kind];
    const saved = this.state.get(at);
    let checked = await checkResource(session, kind, clone(saved?.inputs ?? {}), clone(news));
    let operation: Operation = "create";
    if (saved !== undefined && checked.failures.length === 0) {
      const { changes, replaces } = diff(kind, saved.outputs, checked.inputs);
      operation = replaces.length > 0 ? "replace" : changes ? "update" : "same";
      if (operation === "replace") checked = await checkResource(session, kind, {}, clone(news));
    }
    outcome.inputs.set(at, clone(checked.inputs));
    if (checked.failures.length > 0) {
      outcome.failures.set(at, checked.failures);
      return;
    }
    outcome.operations.set(at, operation);
    if (dryRun || operation === "same") return;
    const inputs = clone(checked.inputs);
    if (operation === "update" && saved !== undefined) {
      const outputs = await lifecycle.update(session, saved.id, clone(saved.outputs), inputs);
      this.state.set(at, { ...saved, inputs, outputs: clone(outputs) });
      return;
    }
    if (operation === "replace" && saved !== undefined) {
      await lifecycle.delete(session, saved.id, clone(saved.outputs));
      this.state.delete(at);
    }
    const outs = await lifecycle.create(session, inputs);
    this.state.set(at, { kind, id: lifecycle.id(inputs), inputs, outputs: clone(outs) });
  }

  async #deleteUndeclared(
    session: Session,
    program: readonly Resource[],
    dryRun: boolean,
    outcome: Outcome,
  ): Promise<void> {
    const declared = new Set(program.map(pathOf));
    const gone = [...this.state]
      .filter(([at]) => !declared.has(at))
      .sort(([, a], [, b]) => level(b.kind) - level(a.kind));
    for (const [at, saved] of gone) {
      outcome.operations.set(at, "delete");
      if (dryRun) continue;
      await LIFECYCLES[saved.kind].delete(session, saved.id, saved.outputs);
      this.state.delete(at);
    }
  }
}

function level(kind: Kind): number {
  return LEVELS.findIndex((kinds) => kinds.includes(kind));
}

/** What goes over the wire to the provider and back: JSON, in which undefined does not exist. */
function clone<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
