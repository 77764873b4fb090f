import { rmSync } from "node:fs";
import path from "node:path";
import { DECLARATION_INPUT, readDeclarationRef } from "../../../provider/plan";
import type { OpenStore } from "../../../provider/runtime/session";
import type { ProviderArgs } from "../../../sdk";
import type { Resource } from "../program";
import { programOf } from "./declare";
import { deleteTheRest } from "./deletions";
import { Deployment } from "./deployment";
import type { Interruption } from "./operations";
import { type Outcome, pathIn } from "./outcome";
import { type ProgramRun, type Registered, type Registration, runProgram } from "./program-run";
import { movedTo, type Saved, type StackState } from "./state";

export type { Interruption } from "./operations";
export type { Outcome } from "./outcome";
export type { Saved, StackState } from "./state";

export interface RunOptions {
  /** Seed of the order in which registrations that wait at one time are handled. Default: as they come. */
  readonly order?: number;
  /** Chains of steps side by side. Default 8. */
  readonly parallel?: number;
  readonly interruption?: Interruption;
  /** `Kind::name` of what alone is touched. */
  readonly targets?: readonly string[];
  /** `Kind::name` of what is replaced whatever its diff says. */
  readonly replace?: readonly string[];
  /** Reads what is live first. */
  readonly refresh?: boolean;
}

export interface EngineOptions {
  /** Default `dev`. */
  readonly stack?: string;
  /** Default `test`. */
  readonly project?: string;
  /** Stack configuration beside the directory. */
  readonly config?: Readonly<Record<string, string>>;
  /** Arguments of the program's explicit providers by name. */
  readonly providers?: Readonly<Record<string, ProviderArgs>>;
  /** Default: as a provider process opens it. */
  readonly openStore?: OpenStore;
}

const PARALLEL = 8;

/**
 * Pulumi's engine and the state of one stack: runs programs with the real SDK, and makes the calls that the real engine
 * makes, in processes that know nothing of each other. test/fixtures/engine-calls.json holds what the real one was seen to call.
 */
export class Engine {
  readonly state: StackState = { resources: [], pending: [] };
  stack: string;
  project: string;
  readonly config: Readonly<Record<string, string>>;
  /** Lines the provider printed, in all runs. */
  readonly notes: string[] = [];
  readonly #providers: Readonly<Record<string, ProviderArgs>>;
  readonly #openStore: OpenStore | undefined;

  /** @param manifests  directory that is planned against and written to; empty for what `config` says */
  constructor(manifests: string, options: EngineOptions = {}) {
    const { stack = "dev", project = "test", config = {}, providers = {}, openStore } = options;
    this.stack = stack;
    this.project = project;
    this.config = { "kubeovn:manifests": manifests, ...config };
    this.#providers = providers;
    this.#openStore = openStore;
  }

  /** The resource in the state with that `Kind::name`, which is not waiting to be deleted. */
  saved(at: string): Saved | undefined {
    return this.state.resources.find((saved) => pathIn(saved.urn) === at && !saved.delete);
  }

  preview(program: readonly Resource[], options: RunOptions = {}): Promise<Outcome> {
    return this.#run(program, true, options);
  }

  /** @throws Error of the first step that went wrong; refusals are in the outcome */
  async up(program: readonly Resource[], options: RunOptions = {}): Promise<Outcome> {
    return succeeded(await this.tryUp(program, options));
  }

  /** An update whose errors are in the outcome. */
  tryUp(program: readonly Resource[], options: RunOptions = {}): Promise<Outcome> {
    return this.#run(program, false, options);
  }

  /** Reads what is live into the state. @returns `Kind::name` of what differs from what was declared */
  async refresh(options: RunOptions = {}): Promise<readonly string[]> {
    return succeeded(await this.tryRefresh(options)).drifted;
  }

  async tryRefresh(options: RunOptions = {}): Promise<Outcome> {
    const deployment = this.#deployment(false, options);
    for (const saved of deployment.previous) {
      if (deployment.isStopped) break;
      if (!deployment.isTargeted(saved.urn)) continue;
      await deployment.executor.issue(async () => {
        try {
          await deployment.refresh(saved);
        } catch (error) {
          deployment.fail(saved.urn, error);
        }
      });
    }
    await deployment.close();
    return deployment.outcome;
  }

  async destroy(options: RunOptions = {}): Promise<Outcome> {
    return succeeded(await this.tryDestroy(options));
  }

  async tryDestroy(options: RunOptions = {}): Promise<Outcome> {
    const deployment = this.#deployment(false, options);
    await deleteTheRest(deployment);
    await deployment.close();
    return deployment.outcome;
  }

  /** `pulumi stack rename`, to another name or into another project. */
  rename(to: { readonly stack?: string; readonly project?: string }): void {
    const { stack = this.stack, project = this.project } = to;
    this.state.resources = this.state.resources.map((saved) => movedTo(saved, { stack, project }));
    Object.assign(this, { stack, project });
  }

  /** `pulumi state delete`: forgets a resource and leaves what it stands for. */
  forget(at: string): void {
    this.state.resources = this.state.resources.filter((saved) => pathIn(saved.urn) !== at);
  }

  /** `pulumi state move` to another stack. */
  move(at: string, to: Engine): void {
    for (const saved of this.state.resources.filter(({ urn }) => pathIn(urn) === at)) {
      to.state.resources.push({ ...movedTo(saved, to), dependencies: [], propertyDependencies: new Map() });
    }
    this.forget(at);
  }

  /** `pulumi state taint`. */
  taint(at: string): void {
    const saved = this.saved(at);
    if (saved !== undefined) saved.taint = true;
  }

  /** The state is lost: an empty stack of the same name remains. */
  lose(): void {
    this.state.resources = [];
    this.state.pending = [];
  }

  #deployment(dryRun: boolean, options: RunOptions): Deployment {
    const { organization, project, stack } = { organization: "organization", project: this.project, stack: this.stack };
    const kept = { resources: this.state.resources.map((saved) => ({ ...saved })), pending: [...this.state.pending] };
    const { parallel = PARALLEL, interruption, targets, replace, refresh } = options;
    return new Deployment({
      place: { organization, project, stack },
      state: dryRun ? kept : this.state,
      config: this.config,
      dryRun,
      parallel,
      interruption,
      targets,
      replace,
      refresh,
      openStore: this.#openStore,
      print: (line) => this.notes.push(line),
    });
  }

  async #run(program: readonly Resource[], dryRun: boolean, options: RunOptions): Promise<Outcome> {
    const deployment = this.#deployment(dryRun, options);
    const batches = new Set<string>();
    const waiting: { readonly goal: Registration; readonly answer: (registered: Registered) => void }[] = [];
    let wake: () => void = () => undefined;
    const registered = (goal: Registration): Promise<Registered> => {
      const ref = readDeclarationRef(goal.inputs[DECLARATION_INPUT]);
      if (ref !== undefined) batches.add(path.dirname(ref.file));
      return new Promise((answer) => {
        waiting.push({ goal, answer });
        wake();
      });
    };
    const { place } = deployment.options;
    const { ended } = deployment;
    let isDone = false;
    const invoke: ProgramRun["invoke"] = (provider, token, args) => deployment.host(provider).invoke(token, args);
    const running = runProgram(
      { place, preview: dryRun, config: this.config, register: registered, invoke, ended },
      programOf(program, this.#providers),
    ).finally(() => {
      isDone = true;
      wake();
    });
    while (!isDone && !deployment.isStopped) {
      if (waiting.length === 0) await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ended]);
      // Registrations that belong together come in one turn of the event loop.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (deployment.isStopped) break;
      const [next] = waiting.splice(pick(waiting, options.order), 1);
      if (next !== undefined) await deployment.handle(next.goal, next.answer);
    }
    try {
      await running;
      await deployment.executor.idle();
      if (!deployment.isStopped) await deleteTheRest(deployment);
    } finally {
      deployment.stop();
      await deployment.close();
      for (const directory of batches) rmSync(directory, { recursive: true, force: true });
    }
    return deployment.outcome;
  }
}

/** Index of the registration to handle next. */
function pick(waiting: readonly { readonly goal: Registration }[], order: number | undefined): number {
  if (order === undefined) return 0;
  const ranks = waiting.map(
    ({ goal }) => [...goal.name].reduce((rank, c) => Math.imul(rank ^ c.charCodeAt(0), 0x9e3779b1), order) >>> 0,
  );
  return ranks.indexOf(Math.min(...ranks));
}

function succeeded(outcome: Outcome): Outcome {
  const [error] = outcome.errors.values();
  if (error !== undefined) throw error;
  return outcome;
}
