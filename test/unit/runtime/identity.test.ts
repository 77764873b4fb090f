import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Kind } from "../../../provider/plan";
import { Engine, type Outcome, type RunOptions } from "../../support/engine/engine";
import { type Entity, LIVING, pathsOf, resourcesOf, SHARED, STRANGERS } from "../../support/identity/entities";
import { faultOf, filesOf, objectsIn, possessionsIn } from "../../support/identity/objects";
import type { Resource, ResourceOptions } from "../../support/program";
import { propertyFolder } from "../../support/property";

const entity = (kind: Kind, options: ResourceOptions = {}): Entity => ({
  number: 0,
  kind,
  name: "a",
  aliases: [],
  variant: 0,
  edition: 0,
  options,
  isForgotten: false,
  isAnother: false,
  mayMove: false,
});
const vip = (name: string, args: object = {}, options: ResourceOptions = {}): Resource => ({
  kind: "Vip",
  name,
  args: { subnet: "net", ...args },
  options,
});
const ip = (name: string, args: object = {}, options: ResourceOptions = {}): Resource => ({
  kind: "ReservedIP",
  name,
  args: { subnet: "net", workload: { kind: "VirtualMachine", name }, ...args },
  options,
});
const range = (name: string, at: number, options: ResourceOptions = {}): Resource => ({
  kind: "PlannedRange",
  name,
  args: { subnet: "shared", range: `10.9.${at}.10..10.9.${at}.20` },
  options,
});

/** A run that neither the plan nor a step has anything against. */
function clean(outcome: Outcome): Outcome {
  assert.deepEqual([...outcome.failures], []);
  assert.deepEqual([...outcome.errors], []);
  return outcome;
}

describe("one owner per address", () => {
  let directory: string;

  beforeEach(() => {
    directory = propertyFolder("identity");
    writeFileSync(path.join(directory, "strangers.yaml"), STRANGERS);
    writeFileSync(path.join(directory, "shared.yaml"), SHARED);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const stack = (name = "dev", project = "test"): Engine => new Engine(directory, { stack: name, project });
  const isThere = (engine: Engine): void => {
    const objects = objectsIn(filesOf(directory));
    for (const possession of possessionsIn(engine)) {
      assert.equal(faultOf(possession, [possession.owner], objects), undefined, possession.object);
    }
  };
  const isQuiet = async (engine: Engine, program: readonly Resource[]): Promise<void> => {
    const { operations } = clean(await engine.preview(program));
    assert.deepEqual(new Set(operations.values()), new Set(["same"]));
  };
  const addressOf = (outcome: Outcome, at: string): unknown => {
    const inputs = outcome.inputs.get(at);
    return inputs?.v4ip ?? inputs?.v4IpAddress;
  };

  for (const project of ["test", "shop"]) {
    for (const declared of [vip("web", { key: "shared-key" }), ip("db", { key: "shared-key" })]) {
      it(`leaves a ${declared.kind} to the stack of project ${project} that took it over by its key`, async () => {
        const first = stack("dev");
        const second = stack("prod", project);
        clean(await first.up([declared]));
        clean(await second.up([declared]));
        clean(await first.up([]));
        assert.ok(first.notes.length > 0, "the first stack is told");
        isThere(second);
        await isQuiet(second, [declared]);
      });
    }
  }

  for (const kind of LIVING) {
    const ways: readonly { way: string; run: RunOptions; alter: (entity: Entity, engine: Engine) => void }[] = [
      { way: "a changed field", run: {}, alter: (one) => (one.variant += 1) },
      { way: "--replace", run: { replace: pathsOf(entity(kind)) }, alter: () => undefined },
      {
        way: "a taint",
        run: {},
        alter: (one, engine) => {
          for (const at of pathsOf(one)) engine.taint(at);
        },
      },
    ];
    for (const { way, run, alter } of ways) {
      for (const deleteBeforeReplace of [undefined, false, true]) {
        it(`has its ${kind} after a replacement by ${way}, with deleteBeforeReplace ${deleteBeforeReplace}`, async () => {
          const engine = stack();
          const one = entity(kind, deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace });
          clean(await engine.up(resourcesOf(one)));
          alter(one, engine);
          clean(await engine.up(resourcesOf(one), run));
          isThere(engine);
          await isQuiet(engine, resourcesOf(one));
        });
      }
    }
  }

  for (const kind of LIVING) {
    it(`has nothing to do for a ${kind} with a key that was replaced, and left behind`, async () => {
      const engine = stack();
      const one = { ...entity(kind, { retainOnDelete: true }), key: "chosen" };
      clean(await engine.up(resourcesOf(one)));
      one.variant += 1;
      clean(await engine.up(resourcesOf(one)));
      await isQuiet(engine, resourcesOf(one));
      isThere(engine);
    });
  }

  it("is there after a replacement with another one that it follows", async () => {
    const engine = stack();
    const program = (namespace: string): Resource[] => [
      vip("lead", { namespace }),
      vip("follower", {}, { replaceWith: ["Vip::lead"], deleteBeforeReplace: false }),
    ];
    clean(await engine.up(program("one")));
    const done = clean(await engine.up(program("two")));
    assert.equal(done.operations.get("Vip::follower"), "replace");
    isThere(engine);
    await isQuiet(engine, program("two"));
  });

  for (const [what, before, after] of [
    [
      "a Vip of another name",
      vip("a", {}, { retainOnDelete: true }),
      vip("a", { name: "b" }, { retainOnDelete: true }),
    ],
    [
      "a ReservedIP of another workload",
      ip("a", {}, { retainOnDelete: true }),
      ip("a", { workload: { kind: "VirtualMachine", name: "b" } }, { retainOnDelete: true }),
    ],
  ] as const) {
    for (const way of ["retainOnDelete", "state delete"]) {
      it(`plans an address that it can have for ${what}, while ${way} leaves the old one`, async () => {
        const engine = stack();
        const at = `${before.kind}::a`;
        const first = clean(await engine.up([before]));
        if (way === "state delete") engine.forget(at);
        const shown = clean(await engine.preview([after]));
        assert.notEqual(addressOf(shown, at), addressOf(first, at));
        assert.equal(addressOf(clean(await engine.up([after])), at), addressOf(shown, at));
        isThere(engine);
      });
    }
  }

  it("is two owners and two addresses when a name is used again after a rename", async () => {
    for (const make of [vip, ip]) {
      const engine = stack();
      const { kind } = make("x");
      const object = (one: Resource, name: string): Resource =>
        kind === "Vip" ? { ...one, args: { ...one.args, name } } : one;
      const renamed = object(make("db-old", make("db").args, { aliases: ["db"] }), "db");
      const first = clean(await engine.up([make("db")]));
      clean(await engine.up([renamed]));
      const both = [renamed, object(make("db", make("other").args), "other")];
      const second = clean(await engine.up(both));
      assert.equal(addressOf(second, `${kind}::db-old`), addressOf(first, `${kind}::db`));
      assert.notEqual(addressOf(second, `${kind}::db`), addressOf(first, `${kind}::db`));
      assert.notEqual(engine.saved(`${kind}::db`)?.outputs.owner, engine.saved(`${kind}::db-old`)?.outputs.owner);
      isThere(engine);
      await isQuiet(engine, both);
      await engine.destroy();
    }
  });

  it("keeps the planned range of each when a name is used again", async () => {
    const engine = stack();
    const renamed = range("db-old", 1, { aliases: ["db"] });
    clean(await engine.up([range("db", 1)]));
    clean(await engine.up([renamed]));
    const both = [renamed, range("db", 2)];
    clean(await engine.up(both));
    isThere(engine);
    await isQuiet(engine, both);
    clean(await engine.up([renamed]));
    isThere(engine);
    clean(await engine.up([]));
    const shared = objectsIn(filesOf(directory)).get("Subnet shared");
    assert.deepEqual(shared?.spec?.excludeIps, ["10.9.0.1"]);
  });

  it("refuses what a renamed stack has to a new one of its old name", async () => {
    const prod = stack("dev");
    clean(await prod.up([vip("web")]));
    prod.rename({ stack: "prod" });
    clean(await prod.up([vip("web")]));
    const dev = stack("dev");
    assert.equal((await dev.preview([vip("web")])).failures.size, 1);
    await dev.destroy();
    isThere(prod);
    await isQuiet(prod, [vip("web")]);
  });

  it("finds everything again after a rename and the loss of the state, with the aliases and without them", async () => {
    const set = (name: string, options: ResourceOptions = {}): Resource => ({
      kind: "ReservedIPSet",
      name,
      args: { subnet: "net", statefulSet: { name: "web", replicas: 2 } },
      options,
    });
    const engine = stack();
    const program = (name: string, options?: ResourceOptions): Resource[] => [
      vip(`v-${name}`, { name: "front" }, options && { aliases: ["v-old"] }),
      ip(`i-${name}`, { workload: { kind: "VirtualMachine", name: "db" } }, options && { aliases: ["i-old"] }),
      set(`s-${name}`, options && { aliases: ["s-old"] }),
    ];
    clean(await engine.up(program("old")));
    clean(await engine.up(program("new", {})));
    const files = filesOf(directory);
    for (const now of [program("new", {}), program("new")]) {
      engine.lose();
      clean(await engine.up(now));
      assert.deepEqual(filesOf(directory), files);
      isThere(engine);
    }
  });

  it("gives back what it adopted byte for byte", async () => {
    const text = [
      "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  name: old\n",
      '  labels: {team: "", example.com/x: "yes"}\n  annotations: {note: ""}\n  finalizers: [example.com/keep]\n',
      "spec:\n  subnet: net\n  v4ip: 10.1.0.20\n  v6ip: fd00:1::20\n  macAddress: 00:00:00:11:22:33\n",
    ].join("");
    writeFileSync(path.join(directory, "old.yaml"), text);
    const engine = stack();
    clean(await engine.up([vip("old", { adopt: true, namespace: "shop", selector: ["app: web"] })]));
    assert.notEqual(filesOf(directory).get("old.yaml"), text);
    await engine.destroy();
    assert.equal(filesOf(directory).get("old.yaml"), text);
  });
});
