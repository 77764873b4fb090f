import assert from "node:assert/strict";
import { Engine, type Outcome, type RunOptions, type Saved } from "../engine/engine";
import { pathIn } from "../engine/outcome";
import type { Resource } from "../program";
import { type Entity, pathsOf, resourcesOf } from "./entities";
import type { Ground } from "./ground";
import { doubles, faultOf, possessionsIn } from "./objects";

/** A stack: its state and the program that its people have written. */
export interface Stack {
  readonly engine: Engine;
  entities: Entity[];
  /** The program of the last update that went through. */
  accepted: Entity[];
  /** A run of it was interrupted; it has not been through since. */
  isDisturbed: boolean;
  /** Numbers of entities whose addresses no state tells any more, and no object that can be known for theirs. */
  readonly forgotten: Set<number>;
}

export interface WorldOptions {
  /** Stack configuration beside that of the ground. */
  readonly config?: Readonly<Record<string, string>>;
  /** No run is interrupted: which call an interruption meets is a matter of time. Default false. */
  readonly isCalm?: boolean;
}

/** Two stacks on one store, and what may be said of them at any time. */
export class World {
  readonly ground: Ground;
  readonly stacks: readonly Stack[];
  /** What happened, for the report of a failure. */
  readonly log: string[] = [];
  readonly isCalm: boolean;
  #count = 0;

  constructor(ground: Ground, { config = {}, isCalm = false }: WorldOptions = {}) {
    this.ground = ground;
    this.isCalm = isCalm;
    const { engine } = ground;
    this.stacks = ["dev", "prod"].map((stack) => ({
      engine: new Engine("", { stack, ...engine, config: { ...engine.config, ...config } }),
      entities: [],
      accepted: [],
      isDisturbed: false,
      forgotten: new Set(),
    }));
  }

  nextNumber(): number {
    return this.#count++;
  }

  /** Previews the program and, when it is accepted, carries it out; a program that is refused is taken back. */
  async up(stack: Stack, options: RunOptions = {}): Promise<void> {
    const { engine } = stack;
    if (this.stacks.some((other) => other !== stack && standsAt(other, stack))) {
      this.log.push("  left for later: the other stack has objects of this one, and no update since");
      return;
    }
    const program = stack.entities.flatMap(resourcesOf);
    const { interruption: given, ...asked } = options;
    const interruption = this.isCalm ? undefined : given;
    for (const entity of stack.entities) if (isUntold(stack, entity, asked)) forgetUntraced(stack, entity);
    const before = await this.ground.written();
    const shown = await engine.preview(program, asked);
    assert.deepEqual(await this.ground.written(), before, "a preview writes nothing");
    if (shown.failures.size > 0 || shown.errors.size > 0) {
      this.log.push(`  refused: ${reasonsOf(shown).join("; ")}`);
      stack.entities = structuredClone(stack.accepted);
      return;
    }
    const done = await engine.tryUp(program, { ...asked, ...(interruption === undefined ? {} : { interruption }) });
    const isInjected = (error: Error): boolean => /was told to fail/.test(error.message);
    const others = [...done.errors].filter(([, error]) => !isInjected(error));
    assert.deepEqual(
      [...done.failures, ...others.map(([at, error]) => [at, error.message])],
      [],
      "what is shown is done",
    );
    for (const [at, inputs] of done.inputs) {
      assert.deepEqual(planned(inputs), planned(shown.inputs.get(at) ?? {}), `${at} is made as it was shown`);
    }
    const operations = [...done.operations].map(([at, operation]) => `${operation} ${at}`).sort();
    this.log.push(`  ${operations.join(", ")}`);
    const isThrough = !done.wasKilled && done.errors.size === 0;
    // What a run omits stays as an interruption left it.
    stack.isDisturbed = !isThrough || (stack.isDisturbed && options.targets !== undefined);
    stack.accepted = structuredClone(stack.entities);
    if (!isThrough || options.targets !== undefined) return;
    this.#sticks(stack);
    if (interruption === undefined) await this.#isQuiet(stack, program);
  }

  /** Nobody got other addresses than the ones it had. */
  #sticks(stack: Stack): void {
    for (const entity of stack.entities) {
      const now = JSON.stringify(
        pathsOf(entity)
          .map((at) => planned(stack.engine.saved(at)?.inputs ?? {}))
          .map(({ reservations, ...rest }) => rest),
      );
      if (entity.addresses !== undefined && !entity.mayMove && !stack.forgotten.has(entity.number))
        assert.equal(now, entity.addresses, `${entity.kind} ${entity.name} keeps its addresses`);
      entity.addresses = now;
      entity.mayMove = false;
      stack.forgotten.delete(entity.number);
    }
    stack.accepted = structuredClone(stack.entities);
  }

  async #isQuiet(stack: Stack, program: readonly Resource[]): Promise<void> {
    const { operations, failures, errors } = await stack.engine.preview(program);
    const changes = [...operations].filter(([, operation]) => operation !== "same");
    assert.deepEqual([changes, reasonsOf({ failures, errors })], [[], []], "a second run has nothing to do");
  }

  /** Checked inputs in both states, by `Kind::name`. */
  inputs(): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
    return this.stacks.flatMap(({ engine }) =>
      engine.state.resources
        .map(({ urn, inputs: { __provider, store, ...inputs } }) => [pathIn(urn), inputs] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }

  /** What holds after every command. */
  async check(): Promise<void> {
    await this.ground.checkStrangers();
    const objects = await this.ground.objects();
    assert.deepEqual(doubles(objects), [], "no address is held twice");
    const all = this.stacks.flatMap((stack) => (stack.isDisturbed ? [] : possessionsIn(stack.engine)));
    const claimed = this.stacks.flatMap(({ engine }) => possessionsIn(engine));
    for (const possession of all) {
      const rivals = claimed.filter(({ object, note }) => object === possession.object && note === possession.note);
      const owners = possession.note === "planned-range" ? [possession.owner] : rivals.map(({ owner }) => owner);
      const fault = faultOf(possession, owners, objects);
      assert.equal(fault, undefined, `${possession.urn}: ${fault}`);
    }
  }
}

/** Whether a stack was renamed or given resources, and its objects say until its next update that they are of another one. */
function standsAt({ engine: { state } }: Stack, { engine: { project, stack } }: Stack): boolean {
  const there = `organization/${project}/${stack}/`;
  return state.resources.some(({ outputs }) => String(outputs.declaredBy ?? outputs.owner).startsWith(there));
}

/** What of inputs or outputs a reviewer decides about. */
function planned(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = ["v4ip", "v6ip", "v4IpAddress", "v6IpAddress", "ip", "macAddress", "reservations"];
  return Object.fromEntries(fields.filter((field) => field in properties).map((field) => [field, properties[field]]));
}

function reasonsOf({ failures, errors }: Pick<Outcome, "failures" | "errors">): readonly string[] {
  return [
    ...[...failures].flatMap(([at, list]) => list.map(({ reason }) => `${at}: ${reason}`)),
    ...[...errors].map(([at, error]) => `${at}: ${error.message}`),
  ];
}

/** What the state has of an entity, under its name or one that it had. */
export function statesOf({ engine }: Pick<Stack, "engine">, entity: Entity): readonly Saved[] {
  const names = [entity.name, ...entity.aliases];
  return names.flatMap((name) => pathsOf({ ...entity, name })).flatMap((at) => engine.saved(at) ?? []);
}

/** Whether the provider is told no state of a resource: there is none, or it is to be replaced whatever its inputs are. */
function isUntold(stack: Stack, entity: Entity, { replace = [] }: RunOptions): boolean {
  const states = statesOf(stack, entity);
  return states.length === 0 || states.some(({ taint }) => taint) || pathsOf(entity).some((at) => replace.includes(at));
}

/** Notes that no state tells of an entity, unless its object does. */
export function forgetUntraced(stack: Stack, entity: Entity): void {
  if (!isTraced(stack, entity)) stack.forgotten.add(entity.number);
}

/**
 * Whether what a resource has can be told without its state: the object is there and says who made it, in words of the stack
 * and project that there are. An interrupted run may have deleted it, a rename is told by the state until an update, and what
 * is to stay when another object is asked for is nobody's without a state.
 */
function isTraced(stack: Stack, entity: Entity): boolean {
  const here = `organization/${stack.engine.project}/${stack.engine.stack}/`;
  if (stack.isDisturbed || entity.options.retainOnDelete === true) return false;
  return statesOf(stack, entity).every(({ outputs }) => String(outputs.declaredBy ?? outputs.owner).startsWith(here));
}
