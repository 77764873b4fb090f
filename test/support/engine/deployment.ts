import { UNKNOWN } from "../../../provider/plan";
import type { OpenStore } from "../../../provider/runtime/session";
import { DynamicHost } from "./dynamic-host";
import { Executor } from "./executor";
import { type DiffAnswer, type Host, ProviderError } from "./host";
import { drop, type Interruption, Killed, Operations, put } from "./operations";
import { newOutcome, type Operation, type Outcome, pathIn } from "./outcome";
import type { Alias, Place, Registered, Registration } from "./program-run";
import { ServedHost } from "./served-host";
import { childUrn, nameIn, qualifiedTypeOf, type Saved, type StackState, splitReference, urnOf } from "./state";
import type { Properties } from "./wire";

export interface DeploymentOptions {
  readonly place: Place;
  readonly state: StackState;
  /** Of the default provider. */
  readonly config: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  readonly parallel: number;
  /** `Kind::name` of what alone is touched. Default: everything. */
  readonly targets?: readonly string[] | undefined;
  /** `Kind::name` of what is replaced whatever its diff says. */
  readonly replace?: readonly string[] | undefined;
  /** What is live is read into the state before anything else. */
  readonly refresh?: boolean | undefined;
  readonly interruption?: Interruption | undefined;
  readonly openStore?: OpenStore | undefined;
  print(line: string): void;
}

/** The run ends here. */
export class Stop extends Error {}

/**
 * One run of the engine: turns registrations into steps, and steps into calls of the provider.
 *
 * @source pulumi pkg/resource/deploy/step_generator.go and step.go, v3.259
 */
export class Deployment {
  readonly options: DeploymentOptions;
  readonly outcome: Outcome = newOutcome();
  readonly operations: Operations;
  readonly executor: Executor;
  /** Resolves when the run is to end early. */
  readonly ended: Promise<void>;
  isStopped = false;
  /** What the state held when the run began. */
  readonly previous: readonly Saved[];
  readonly #olds: Map<string, Saved>;
  readonly #urns = new Set<string>();
  /** New URN by the old one that it goes on with. */
  readonly #aliased = new Map<string, string>();
  readonly operatedOn: Set<string> = new Set();
  /** What a resource of the state has become by being read. */
  readonly refreshed: Map<Saved, Saved> = new Map();
  readonly #replaced = new Set<string>();
  readonly #skipped = new Set<string>();
  /** Deleted before their turn came, because what they depend on was. */
  readonly #recreating = new Set<string>();
  readonly #hosts = new Map<string, Host>();
  readonly #providers = new Map<string, Properties>();
  #end: () => void = () => undefined;

  constructor(options: DeploymentOptions) {
    this.options = options;
    const { state, interruption, parallel } = options;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.operations = new Operations(state, this.outcome, interruption, () => this.stop());
    this.executor = new Executor(parallel);
    this.previous = [...state.resources];
    this.#olds = new Map(state.resources.filter((saved) => !saved.delete).map((saved) => [saved.urn, saved]));
    for (const { type, urn, inputs } of state.resources) if (isProvider(type)) this.#providers.set(urn, inputs);
    if (!options.dryRun) state.pending = state.pending.filter(({ type }) => type === "creating");
  }

  stop(): void {
    this.isStopped = true;
    this.#end();
  }

  /** Something went wrong with a resource: nothing new is begun. */
  fail(urn: string, error: unknown): void {
    this.stop();
    if (error instanceof Stop || error instanceof Killed) return;
    if (!(error instanceof Error)) throw error;
    if (!this.outcome.errors.has(pathIn(urn))) this.outcome.errors.set(pathIn(urn), error);
  }

  isTargeted(urn: string): boolean {
    const { targets } = this.options;
    return targets === undefined || targets.includes(pathIn(urn));
  }

  /** Whether the program has said something about an old resource. */
  isOperatedOn(urn: string): boolean {
    return this.operatedOn.has(this.#aliased.get(urn) ?? urn);
  }

  /** The provider process that a resource belongs to. */
  host(reference: string): Host {
    const known = this.#hosts.get(reference);
    if (known !== undefined) return known;
    const { config, place, print, openStore } = this.options;
    const [urn] = splitReference(reference);
    const own = reference === "" ? config : (this.#providers.get(urn) ?? {});
    const options = { config: own, project: place.project, print, openStore };
    const host =
      config["kubeovn:plugin"] === "true"
        ? new ServedHost(options, reference === "" ? "default" : nameIn(urn))
        : new DynamicHost(options);
    this.#hosts.set(reference, host);
    return host;
  }

  async close(): Promise<void> {
    await this.executor.idle();
    for (const host of this.#hosts.values()) await host.close();
  }

  /** Handles one registration: all that is decided about it, in one go, and then its steps beside what comes next. */
  async handle(goal: Registration, answer: (registered: Registered) => void): Promise<void> {
    const urn = childUrn(this.options.place, goal.parent, goal.type, goal.name);
    try {
      if (this.#urns.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
      this.#urns.add(urn);
      if (!goal.isCustom) return answer({ id: "", outputs: {} });
      if (isProvider(goal.type)) return answer(this.#registerProvider(goal, urn));
      if (goal.readId !== undefined) return await this.#read(goal, urn, goal.readId, answer);
      await this.#register(goal, urn, answer);
    } catch (error) {
      this.fail(urn, error);
    }
  }

  async #register(goal: Registration, urn: string, answer: (registered: Registered) => void): Promise<void> {
    const { dryRun } = this.options;
    const host = this.host(goal.provider);
    let old = this.#oldOf(goal, urn);
    if (this.options.refresh === true && old !== undefined && this.isTargeted(urn)) old = await this.refresh(old);
    if (goal.importId !== "" && (old === undefined || old.external || old.id !== goal.importId)) {
      this.operations.note("read", { type: goal.type, urn }, { id: goal.importId, olds: {} });
      await host.read(urn, goal.importId, {});
    }
    if (!this.isTargeted(urn)) return this.#leaveOut(urn, old, answer);

    const isRecreated = this.#recreating.has(urn) && old !== undefined;
    const isAskedFor = (this.options.replace ?? []).includes(pathIn(urn)) || old?.taint === true;
    const knowsOld = old !== undefined && !isRecreated && !isAskedFor && !old.external;
    const olds = knowsOld && old !== undefined ? old.inputs : {};
    let inputs = await this.#check(goal, urn, olds, knowsOld ? ignoring(goal, olds) : goal.inputs);

    if (old === undefined) return this.#steps(urn, "create", answer, () => this.#create(goal, urn, inputs));
    if (isRecreated || old.external) {
      this.#recreating.delete(urn);
      this.#replaced.add(urn);
      const gone = old;
      return this.#steps(urn, "replace", answer, async () => {
        const made = await this.#create(
          goal,
          urn,
          inputs,
          gone.external ? undefined : gone,
          gone.external ? gone : undefined,
        );
        return made;
      });
    }
    const diff = await this.#diff(goal, urn, old, inputs, isAskedFor);
    const before = old;
    if ((diff.changes && diff.replaces.length > 0) || old.pendingReplacement) {
      if (goal.protect && old.protect) {
        const error = new Error(`unable to replace resource "${urn}" as it is currently marked for protection`);
        if (!dryRun) throw error;
        this.outcome.errors.set(pathIn(urn), error);
      }
      this.#replaced.add(urn);
      if (!isAskedFor) inputs = await this.#check(goal, urn, {}, goal.inputs);
      if (goal.deleteBeforeReplace ?? diff.deleteBeforeReplace) {
        const doomed = await this.#goesToo(before);
        return this.#steps(urn, "replace", answer, async () => {
          for (const one of doomed.reverse()) await this.#deleteReplaced(one);
          if (!before.pendingReplacement) await this.#deleteReplaced(before);
          return this.#create(goal, urn, inputs, before);
        });
      }
      return this.#steps(urn, "replace", answer, () => this.#create(goal, urn, inputs, undefined, before));
    }
    if (diff.changes || old.initErrors.length > 0) {
      return this.#steps(urn, "update", answer, () => this.#update(goal, urn, before, inputs));
    }
    const same = savedOf(goal, urn, before.id, inputs, before.outputs);
    return this.#steps(urn, "same", answer, async () => {
      put(this.options.state, before, same);
      return same;
    });
  }

  /** Steps of a resource run beside the checks of others; the program hears when they are through. */
  async #steps(
    urn: string,
    operation: Operation,
    answer: (registered: Registered) => void,
    apply: () => Promise<{ readonly id: string; readonly outputs: Properties }>,
  ): Promise<void> {
    this.operatedOn.add(urn);
    this.outcome.operations.set(pathIn(urn), operation);
    await this.executor.issue(async () => {
      if (this.isStopped) return;
      try {
        answer(await apply());
      } catch (error) {
        this.fail(urn, error);
      }
    });
  }

  async #check(goal: Registration, urn: string, olds: Properties, news: Properties): Promise<Properties> {
    this.operations.note("check", { type: goal.type, urn }, { olds, news });
    const { inputs, failures } = await this.host(goal.provider).check(urn, olds, news);
    this.outcome.inputs.set(pathIn(urn), inputs);
    if (failures.length === 0) return inputs;
    this.outcome.failures.set(pathIn(urn), failures);
    throw new Stop();
  }

  async #diff(
    goal: Registration,
    urn: string,
    old: Saved,
    inputs: Properties,
    isAskedFor: boolean,
  ): Promise<DiffAnswer> {
    const replaced = (why: string): DiffAnswer => ({ changes: true, replaces: [why], deleteBeforeReplace: false });
    if (isAskedFor) return replaced("id");
    if (goal.replaceWith.some((other) => this.#replaced.has(other))) return replaced("replaceWith");
    if (goal.provider !== old.provider) return replaced("provider");
    const diff = await this.#askDiff(old, urn, inputs);
    // The dynamic provider server does not say which properties changed, so that these are all that the option can see.
    const isBroken = old.initErrors.length > 0 && goal.replaceOnChanges.some((path) => path === "*");
    return isBroken ? { ...diff, changes: true, replaces: [...diff.replaces, "#initerror"] } : diff;
  }

  async #askDiff(old: Saved, urn: string, news: Properties): Promise<DiffAnswer> {
    this.operations.note("diff", { type: old.type, urn }, { id: old.id, olds: old.outputs, news });
    return this.host(old.provider).diff(urn, old.id, old.outputs, news);
  }

  /** Who else has to go before a resource is deleted to be replaced, in the order of their dependencies. */
  async #goesToo(root: Saved): Promise<Saved[]> {
    const going = new Set([root.urn]);
    const doomed: Saved[] = [];
    for (const saved of this.previous) {
      if (saved.delete || saved.external || this.isOperatedOn(saved.urn) || isProvider(saved.type)) continue;
      const isTouched = [...saved.propertyDependencies.values()].flat().some((urn) => going.has(urn));
      if (!isTouched) continue;
      const inputs = Object.entries(saved.inputs).map(([key, value]) => {
        const isOpen = saved.propertyDependencies.get(key)?.some((urn) => going.has(urn)) === true;
        return [key, isOpen ? UNKNOWN : value];
      });
      const { replaces } = await this.#askDiff(saved, saved.urn, Object.fromEntries(inputs));
      if (replaces.length === 0) continue;
      going.add(saved.urn);
      doomed.push(saved);
    }
    const withIt = this.options.state.resources.filter(({ replaceWith }) => replaceWith.includes(root.urn));
    for (const saved of [...doomed, ...withIt]) {
      if (saved.protect)
        throw new Error(`unable to replace resource "${saved.urn}" as part of replacing "${root.urn}"`);
      this.#recreating.add(this.#aliased.get(saved.urn) ?? saved.urn);
    }
    return [...doomed, ...withIt];
  }

  async #deleteReplaced(saved: Saved): Promise<void> {
    if (saved.pendingReplacement || saved.delete) return;
    await this.callDelete(saved);
    if (!this.options.dryRun) saved.pendingReplacement = true;
  }

  /** The delete call of a step, where there is one. */
  async callDelete(saved: Saved): Promise<void> {
    if (this.options.dryRun || saved.external || saved.retainOnDelete || isProvider(saved.type)) return;
    await this.operations.make("deleting", saved.urn, () => {
      this.operations.note("delete", saved, { id: saved.id, olds: saved.outputs });
      return this.host(saved.provider).delete(saved.urn, saved.id, saved.outputs);
    });
  }

  /**
   * @param gone   deleted already; leaves the state when its replacement is there
   * @param doomed deleted when everything else is done
   */
  async #create(goal: Registration, urn: string, inputs: Properties, gone?: Saved, doomed?: Saved): Promise<Saved> {
    const { state, dryRun } = this.options;
    if (dryRun) return savedOf(goal, urn, "", inputs, inputs);
    const record = (id: string, outputs: Properties, initErrors: readonly string[] = []): Saved => {
      const made = { ...savedOf(goal, urn, id, inputs, outputs), initErrors };
      if (doomed !== undefined) doomed.delete = true;
      if (gone !== undefined) drop(state, gone);
      put(state, undefined, made);
      return made;
    };
    try {
      const { id, outputs } = await this.operations.make("creating", urn, () => {
        this.operations.note("create", { type: goal.type, urn }, { news: inputs });
        return this.host(goal.provider).create(urn, inputs);
      });
      return record(id, outputs);
    } catch (error) {
      const partial = error instanceof ProviderError ? error.partial : undefined;
      if (partial !== undefined) record(partial.id, partial.properties, partial.reasons);
      throw error;
    }
  }

  async #update(goal: Registration, urn: string, old: Saved, inputs: Properties): Promise<Saved> {
    const { state, dryRun } = this.options;
    if (dryRun) return savedOf(goal, urn, old.id, inputs, inputs);
    const record = (outputs: Properties, initErrors: readonly string[] = []): Saved => {
      const updated = { ...savedOf(goal, urn, old.id, inputs, outputs), initErrors };
      put(state, old, updated);
      return updated;
    };
    try {
      const outputs = await this.operations.make("updating", urn, () => {
        this.operations.note("update", { type: goal.type, urn }, { id: old.id, olds: old.outputs, news: inputs });
        return this.host(goal.provider).update(urn, old.id, old.outputs, inputs);
      });
      return record(outputs);
    } catch (error) {
      const partial = error instanceof ProviderError ? error.partial : undefined;
      if (partial !== undefined) record(partial.properties, partial.reasons);
      throw error;
    }
  }

  /** Reads a resource into the state. @returns undefined when it is gone */
  async refresh(old: Saved): Promise<Saved | undefined> {
    if (old.pendingReplacement || isProvider(old.type)) return old;
    const { state } = this.options;
    const host = this.host(old.provider);
    const found = await this.operations.make("reading", old.urn, () => {
      this.operations.note("read", old, { id: old.id, olds: old.outputs });
      return host.read(old.urn, old.id, old.outputs);
    });
    if (found === undefined) {
      this.outcome.drifted.push(pathIn(old.urn));
      drop(state, old);
      return undefined;
    }
    const now: Saved = { ...old, inputs: found.inputs, outputs: found.outputs, initErrors: [] };
    const diff = old.external ? undefined : await this.#askDiff(now, old.urn, old.inputs);
    if (diff?.changes === true) this.outcome.drifted.push(pathIn(old.urn));
    put(state, old, now);
    this.refreshed.set(old, now);
    return now;
  }

  /** A resource that the program only reads. */
  async #read(goal: Registration, urn: string, id: string, answer: (registered: Registered) => void): Promise<void> {
    const old = this.#olds.get(urn);
    await this.#steps(urn, "read", answer, async () => {
      const found = await this.operations.make("reading", urn, () => {
        this.operations.note("read", { type: goal.type, urn }, { id, olds: goal.inputs });
        return this.host(goal.provider).read(urn, id, goal.inputs);
      });
      if (found === undefined) throw new Error(`resource '${id}' does not exist`);
      const saved = { ...savedOf(goal, urn, id, goal.inputs, found.outputs), external: true };
      if (old !== undefined && !old.external) {
        old.delete = true;
        put(this.options.state, undefined, saved);
      } else put(this.options.state, old, saved);
      return saved;
    });
  }

  /** A resource that `--target` omits: what exists stays as it is, what does not is not made. */
  #leaveOut(urn: string, old: Saved | undefined, answer: (registered: Registered) => void): void {
    this.operatedOn.add(urn);
    if (old !== undefined) this.operatedOn.add(old.urn);
    else this.#skipped.add(urn);
    this.outcome.operations.set(pathIn(urn), "skip");
    answer({ id: old?.id ?? "", outputs: old?.outputs ?? {} });
  }

  #registerProvider(goal: Registration, urn: string): Registered {
    const old = this.#oldOf(goal, urn);
    const id = old?.id ?? `id-of-${goal.name}`;
    this.#providers.set(urn, goal.inputs);
    this.operatedOn.add(urn);
    put(this.options.state, old, savedOf(goal, urn, id, goal.inputs, goal.inputs));
    return { id, outputs: goal.inputs };
  }

  #oldOf(goal: Registration, urn: string): Saved | undefined {
    if (goal.dependencies.some((other) => this.#skipped.has(other)) && this.isTargeted(urn)) {
      throw new Error(`Resource '${urn}' depends on a resource which was not specified in --target list.`);
    }
    if (this.#aliased.has(urn)) throw new Error(`Duplicate resource alias '${urn}'`);
    for (const one of [urn, ...goal.aliases.map((alias) => this.#urnOfAlias(goal, urn, alias))]) {
      const old = this.#olds.get(one);
      if (old === undefined) continue;
      if (one !== urn) {
        if (this.#urns.has(one) || this.#aliased.has(one)) throw new Error(`Duplicate resource alias '${one}'`);
        this.#aliased.set(one, urn);
      }
      return old;
    }
    return undefined;
  }

  #urnOfAlias(goal: Registration, urn: string, alias: Alias): string {
    if ("urn" in alias) return alias.urn;
    const { project, stack } = this.options.place;
    const types = qualifiedTypeOf(urn).split("$").slice(0, -1);
    const place = { project: alias.project || project, stack: alias.stack || stack };
    return urnOf(place, [...types, alias.type || goal.type].join("$"), alias.name || goal.name);
  }
}

export function isProvider(type: string): boolean {
  return type.startsWith("pulumi:providers:");
}

function savedOf(goal: Registration, urn: string, id: string, inputs: Properties, outputs: Properties): Saved {
  const { type, provider, dependencies, propertyDependencies, replaceWith, deletedWith } = goal;
  return {
    urn,
    type,
    id,
    inputs,
    outputs,
    provider,
    dependencies,
    propertyDependencies,
    replaceWith,
    deletedWith,
    ignoreChanges: goal.ignoreChanges,
    retainOnDelete: goal.retainOnDelete,
    protect: goal.protect,
    external: false,
    initErrors: [],
    delete: false,
    pendingReplacement: false,
    taint: false,
  };
}

/** The program's inputs with the old values of what is not to change. */
function ignoring({ ignoreChanges, inputs }: Registration, olds: Properties): Properties {
  if (ignoreChanges.includes("*")) return { ...olds };
  const reset = { ...inputs };
  for (const key of ignoreChanges) {
    if (key in olds) reset[key] = olds[key];
    else delete reset[key];
  }
  return reset;
}
