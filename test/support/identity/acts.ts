import fc from "fast-check";
import type { Interruption } from "../engine/engine";
import { type Entity, FOREIGN, LIVING, pathsOf } from "./entities";
import { forgetUntraced, type Stack, statesOf, type World } from "./world";

/** One thing that people or fate do to a stack. */
class Act implements fc.AsyncCommand<World, object> {
  readonly #label: string;
  readonly #can: (world: World) => boolean;
  readonly #act: (world: World) => Promise<void> | void;

  constructor(label: string, can: (world: World) => boolean, act: (world: World) => Promise<void> | void) {
    this.#label = label;
    this.#can = can;
    this.#act = act;
  }

  check(world: World): boolean {
    return this.#can(world);
  }

  async run(world: World): Promise<void> {
    world.log.push(this.#label);
    try {
      await this.#act(world);
      await world.check();
    } catch (error) {
      if (error instanceof Error) error.message += `\n${world.log.join("\n")}`;
      throw error;
    }
  }

  toString(): string {
    return this.#label;
  }
}

const NAMES = ["a", "b", "c"];
const KEYS = ["k1", "k2"];

const whose = fc.constantFrom(0, 0, 1);
const which = fc.nat(5);
const name = fc.constantFrom(...NAMES);

const stackOf = (world: World, stack: number): Stack => world.stacks[stack] as Stack;
const entityOf = (world: World, stack: number, n: number): Entity => {
  const { entities } = stackOf(world, stack);
  return entities[n % entities.length] as Entity;
};
const hasAny = (stack: number) => (world: World) => stackOf(world, stack).entities.length > 0;
const isFree = (world: World, stack: number, kind: string, taken: string): boolean =>
  !stackOf(world, stack).entities.some((entity) => entity.kind === kind && entity.name === taken);

const newEntity = (world: World, kind: string, name: string): Entity => ({
  number: world.nextNumber(),
  kind: kind as Entity["kind"],
  name,
  aliases: [],
  variant: 0,
  edition: 0,
  options: {},
  mayMove: false,
});

const add = fc
  .record({
    stack: whose,
    kind: fc.constantFrom(...LIVING, "Vip", "ReservedIP", "PlannedRange"),
    name,
    goesUp: fc.boolean(),
  })
  .map(
    ({ stack, kind, name, goesUp }) =>
      new Act(
        `${stack}: add ${kind} ${name}${goesUp ? "; up" : ""}`,
        (world) => isFree(world, stack, kind, name),
        async (world) => {
          stackOf(world, stack).entities.push(newEntity(world, kind, name));
          if (goesUp) await world.up(stackOf(world, stack));
        },
      ),
  );

const adopt = fc.record({ stack: whose, kind: fc.constantFrom(...Object.keys(FOREIGN)), name }).map(
  ({ stack, kind, name }) =>
    new Act(
      `${stack}: adopt ${kind} by ${name}; up`,
      (world) => isFree(world, stack, kind, name),
      async (world) => {
        const entity = newEntity(world, kind, name);
        stackOf(world, stack).entities.push({ ...entity, adopts: true });
        await world.up(stackOf(world, stack));
      },
    ),
);

const remove = fc.record({ stack: whose, which }).map(
  ({ stack, which }) =>
    new Act(`${stack}: remove #${which}`, hasAny(stack), (world) => {
      const entity = entityOf(world, stack, which);
      world.log.push(`  ${entity.kind} ${entity.name}`);
      const { entities } = stackOf(world, stack);
      entities.splice(entities.indexOf(entity), 1);
    }),
);

/** A change of an entity in the program. */
interface Change {
  readonly label: string;
  readonly alter: (entity: Entity, stack: Stack) => void;
}

/** What is asked for is another object, and the old one stays where it is: it has to be at another address. */
function mayLeaveBehind(entity: Entity, stack: Stack): void {
  const isRetained = statesOf(stack, entity).some(({ retainOnDelete }) => retainOnDelete);
  if (isRetained || entity.kind === "ReservedIPSet") entity.mayMove = true;
}

const replaced = fc.constant<Change>({
  label: "a field that replaces",
  alter: (entity, stack) => {
    entity.variant += 1;
    mayLeaveBehind(entity, stack);
  },
});
const updated = fc.constant<Change>({
  label: "a field that updates",
  alter: (entity) => {
    entity.edition += 1;
  },
});
const renamed = name.map<Change>((to) => ({
  label: `name ${to}, with an alias`,
  alter: (entity, stack) => {
    if (stack.entities.some(({ kind, name }) => kind === entity.kind && name === to)) return;
    entity.aliases = [...entity.aliases.filter((alias) => alias !== to), entity.name];
    entity.name = to;
    mayLeaveBehind(entity, stack);
  },
}));
const unaliased = fc.constant<Change>({
  label: "no aliases",
  alter: (entity, { engine }) => {
    if (engine.saved(pathsOf(entity).at(-1) ?? "") !== undefined) entity.aliases = [];
  },
});
const optioned = fc
  .constantFrom<Entity["options"]>(
    { deleteBeforeReplace: false },
    { deleteBeforeReplace: false },
    { deleteBeforeReplace: true },
    { retainOnDelete: true },
    { retainOnDelete: true },
    { retainOnDelete: false },
    { protect: true },
    { protect: false },
    {},
  )
  .map<Change>((options) => ({
    label: `options ${JSON.stringify(options)}`,
    alter: (entity) => {
      entity.options = options;
    },
  }));
const keyed = fc.constantFrom(undefined, ...KEYS).map<Change>((key) => ({
  label: `key ${key}`,
  alter: (entity) => {
    if (key === undefined) delete entity.key;
    else entity.key = `${entity.kind}-${key}`;
  },
}));
const changes = fc.array(fc.oneof(replaced, replaced, updated, renamed, unaliased, optioned, optioned, keyed), {
  minLength: 1,
  maxLength: 3,
});

const interruption = fc.option(
  fc.record({
    at: fc.nat(4),
    how: fc.constantFrom<Interruption["how"]>("killed before", "killed after", "fails before", "fails after"),
  }),
  { freq: 3 },
);
const up = fc
  .record({
    stack: whose,
    interruption,
    parallel: fc.constantFrom(1, 8),
    order: fc.nat(),
    refresh: fc.constantFrom(false, false, true),
  })
  .map(
    ({ stack, interruption, ...options }) =>
      new Act(
        `${stack}: up ${JSON.stringify(interruption)} ${JSON.stringify(options)}`,
        () => true,
        (world) => world.up(stackOf(world, stack), interruption === null ? options : { ...options, interruption }),
      ),
  );
const change = fc
  .record({ stack: whose, which, changes, goesUp: fc.constantFrom(true, true, false), parallel: fc.constantFrom(1, 8) })
  .map(
    ({ stack, which, changes, goesUp, parallel }) =>
      new Act(
        `${stack}: change #${which}: ${changes.map(({ label }) => label).join(", ")}${goesUp ? `; up ${parallel}` : ""}`,
        hasAny(stack),
        async (world) => {
          const entity = entityOf(world, stack, which);
          world.log.push(`  ${entity.kind} ${entity.name}`);
          for (const { alter } of changes) alter(entity, stackOf(world, stack));
          if (goesUp) await world.up(stackOf(world, stack), { parallel });
        },
      ),
  );
const replaceAsked = fc.record({ stack: whose, which }).map(
  ({ stack, which }) =>
    new Act(`${stack}: up --replace #${which}`, hasAny(stack), (world) => {
      const entity = entityOf(world, stack, which);
      return world.up(stackOf(world, stack), { replace: pathsOf(entity).slice(-1) });
    }),
);
const target = fc
  .record({ stack: whose, which })
  .map(
    ({ stack, which }) =>
      new Act(`${stack}: up --target #${which}`, hasAny(stack), (world) =>
        world.up(stackOf(world, stack), { targets: pathsOf(entityOf(world, stack, which)) }),
      ),
  );
const taint = fc.record({ stack: whose, which }).map(
  ({ stack, which }) =>
    new Act(`${stack}: taint #${which}`, hasAny(stack), (world) => {
      const entity = entityOf(world, stack, which);
      for (const at of pathsOf(entity)) stackOf(world, stack).engine.taint(at);
    }),
);
const refresh = whose.map(
  (stack) =>
    new Act(
      `${stack}: refresh`,
      () => true,
      async (world) => {
        await stackOf(world, stack).engine.refresh();
      },
    ),
);
const forget = fc.record({ stack: whose, which }).map(
  ({ stack, which }) =>
    new Act(`${stack}: state delete #${which}`, hasAny(stack), (world) => {
      const entity = entityOf(world, stack, which);
      forgetUntraced(stackOf(world, stack), entity);
      for (const at of pathsOf(entity)) stackOf(world, stack).engine.forget(at);
    }),
);
const moveIt = fc.record({ stack: whose, which }).map(
  ({ stack, which }) =>
    new Act(`${stack}: state move #${which}`, hasAny(stack), (world) => {
      const [from, to] = [stackOf(world, stack), stackOf(world, 1 - stack)];
      const entity = entityOf(world, stack, which);
      // What an interrupted run has deleted is known to nobody, wherever the state of it is.
      if (from.isDisturbed || !isFree(world, 1 - stack, entity.kind, entity.name)) return;
      if (from.engine.saved(pathsOf(entity).at(-1) ?? "") === undefined) return;
      world.log.push(`  ${entity.kind} ${entity.name}`);
      for (const at of pathsOf(entity)) from.engine.move(at, to.engine);
      from.entities = from.entities.filter((other) => other !== entity);
      from.accepted = from.accepted.filter(({ number }) => number !== entity.number);
      to.entities.push(entity);
      to.accepted.push(structuredClone(entity));
    }),
);
/** What no state knows by then stays behind under the old name. */
function renameWhole(stack: Stack, to: { readonly stack?: string; readonly project?: string }): void {
  for (const entity of stack.entities) if (statesOf(stack, entity).length === 0) stack.forgotten.add(entity.number);
  stack.engine.rename(to);
}

const renameStack = fc.record({ stack: whose, to: fc.constantFrom("blue", "green", "dev") }).map(
  ({ stack, to }) =>
    new Act(
      `${stack}: stack rename ${to}`,
      (world) => world.stacks.every(({ engine }) => engine.stack !== to),
      (world) => renameWhole(stackOf(world, stack), { stack: to }),
    ),
);
const renameProject = fc.record({ stack: whose, to: fc.constantFrom("shop", "test") }).map(
  ({ stack, to }) =>
    new Act(
      `${stack}: project rename ${to}`,
      () => true,
      (world) => renameWhole(stackOf(world, stack), { project: to }),
    ),
);
const lose = whose.map(
  (stack) =>
    new Act(
      `${stack}: lose the state`,
      () => true,
      (world) => {
        const here = stackOf(world, stack);
        for (const entity of [...here.entities, ...here.accepted]) forgetUntraced(here, entity);
        here.engine.lose();
      },
    ),
);
const destroy = fc.record({ stack: whose, interruption }).map(
  ({ stack, interruption }) =>
    new Act(
      `${stack}: destroy ${JSON.stringify(interruption)}`,
      () => true,
      async (world) => {
        const here = stackOf(world, stack);
        const done = await here.engine.tryDestroy(interruption === null || world.isCalm ? {} : { interruption });
        here.isDisturbed = done.wasKilled || done.errors.size > 0;
        for (const entity of here.entities) entity.mayMove = true;
      },
    ),
);

/** Random sequences of everything that is done to stacks. */
export const acts: fc.Arbitrary<Iterable<fc.AsyncCommand<World, object>>> = fc.commands(
  [
    add,
    add,
    adopt,
    remove,
    change,
    change,
    change,
    change,
    up,
    up,
    replaceAsked,
    target,
    taint,
    refresh,
    forget,
    moveIt,
    renameStack,
    renameProject,
    lose,
    destroy,
  ],
  { maxCommands: 20, size: "max" },
);
