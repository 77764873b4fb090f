import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Kind } from "../../../provider/plan";
import { Engine, type Outcome, type RunOptions } from "../../support/engine/engine";
import { type Entity, FOREIGN, LIVING, pathsOf, resourcesOf, SHARED, STRANGERS } from "../../support/identity/entities";
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

  const stack = (name = "dev", project = "test"): Engine =>
    new Engine(directory, { stack: name, project, config: { "kubeovn:prune": "true" } });
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

  // A Subnet of these keeps its name.
  for (const kind of LIVING.filter((one) => one !== "Subnet")) {
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
    const program = (name: string): Resource[] => [
      vip("lead", { name }),
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

  const fixed = (name: string, args: object = {}): Resource => ({
    kind: "spiderpool.FixedIP",
    name,
    args: { subnet: "lab", selector: { app: "web" }, ...args },
  });
  const elsewhere: readonly [Resource, Resource][] = [
    [vip("a"), vip("a", { name: "b" })],
    [ip("a"), ip("a", { workload: { kind: "VirtualMachine", name: "b" } })],
    [fixed("a"), fixed("a", { name: "b" })],
  ];
  const ADDRESS_FIELDS = ["v4ip", "v4IpAddress", "ip"];
  const anAddress = (outcome: Outcome, at: string): unknown =>
    ADDRESS_FIELDS.map((field) => outcome.inputs.get(at)?.[field]).find((address) => typeof address === "string");
  const refusedFor = (outcome: Outcome, at: string): string =>
    (outcome.failures.get(at) ?? []).map(({ reason }) => reason).join("\n");

  for (const [before, after] of elsewhere) {
    const at = `${before.kind}::a`;
    const withheld: Readonly<Record<string, (engine: Engine) => RunOptions>> = {
      "is tainted": (engine) => {
        engine.taint(at);
        return {};
      },
      "is named by --replace": () => ({ replace: [at] }),
      "is lost from the state": (engine) => {
        engine.lose();
        return {};
      },
    };
    for (const [what, withhold] of Object.entries(withheld)) {
      it(`keeps the address of a ${before.kind} that ${what} while its object gets another name, or says why not`, async () => {
        const engine = stack();
        const address = anAddress(clean(await engine.up([before])), at);
        const options = withhold(engine);
        const files = filesOf(directory);
        const shown = await engine.preview([after], options);
        assert.match(refusedFor(shown, at), /this resource made (Vip|IP|SpiderIPPool) "a(\.default)?" with 10\./);
        // The way out: one update for each of the two changes.
        assert.deepEqual(filesOf(directory), files);
        clean(await engine.up([before], options));
        assert.equal(anAddress(clean(await engine.up([after])), at), address);
        isThere(engine);
        await isQuiet(engine, [after]);
      });
    }

    it(`gives another ${before.kind} an address that is asked for beside one that no state knows`, async () => {
      const engine = stack();
      clean(await engine.up([before]));
      engine.lose();
      const field = { Vip: "v4ip", ReservedIP: "v4IpAddress" }[String(before.kind)] ?? "ip";
      const address = before.kind === "spiderpool.FixedIP" ? "10.7.0.40" : "10.1.0.40";
      const v6 =
        before.kind === "Vip"
          ? { v6ip: "fd00:1::40" }
          : before.kind === "ReservedIP"
            ? { v6IpAddress: "fd00:1::40" }
            : {};
      const wanted = { ...after, args: { ...after.args, [field]: address, ...v6 } };
      assert.equal(anAddress(clean(await engine.up([wanted])), at), address);
      isThere(engine);
    });

    it(`refuses a ${before.kind} the name of an object that a lost state left`, async () => {
      const engine = stack();
      const other = { ...after, name: "b" };
      clean(await engine.up([before, other]));
      engine.forget(`${before.kind}::b`);
      const renamed = { ...after, name: "b", options: { aliases: ["a"] } };
      assert.match(
        refusedFor(await engine.preview([renamed]), `${before.kind}::b`),
        /is left from an earlier resource/,
      );
      clean(await engine.up([before]));
    });
  }

  const ranged: readonly Resource[] = [
    { kind: "IPPool", name: "a", args: { subnet: "shared", ips: ["10.9.100.10..10.9.100.20"] } },
    { kind: "Subnet", name: "a", args: { cidrBlock: "10.50.0.0/24", mtu: 1400 } },
    { kind: "spiderpool.IPPool", name: "a", args: { subnet: "10.100.0.0/16", ips: ["10.100.0.10-10.100.0.20"] } },
    { kind: "spiderpool.Subnet", name: "a", args: { subnet: "10.150.0.0/16", ips: ["10.150.0.10-10.150.0.20"] } },
    { kind: "spiderpool.ReservedIP", name: "a", args: { ips: ["10.200.0.1"] } },
  ];
  for (const before of ranged) {
    const after = { ...before, args: { ...before.args, name: "b" } };

    it(`gives a ${before.kind} another name with the same addresses in one run`, async () => {
      const engine = stack();
      clean(await engine.up([before]));
      assert.equal(clean(await engine.up([after])).operations.get(`${before.kind}::a`), "replace");
      isThere(engine);
      await isQuiet(engine, [after]);
    });

    it(`refuses a ${before.kind} another name with the same addresses while the old object stays`, async () => {
      const engine = stack();
      const options = { retainOnDelete: true };
      clean(await engine.up([{ ...before, options }]));
      const { failures } = await engine.preview([after]);
      // Reserved addresses of Spiderpool may overlap.
      assert.equal(failures.size, before.kind === "spiderpool.ReservedIP" ? 0 : 1);
    });
  }

  it("is refused when a resource with its object is renamed and its state is lost, until it has its name", async () => {
    const engine = stack();
    const first = clean(await engine.up([vip("a")]));
    engine.lose();
    const renamed = (args: object): Resource => vip("b", args, { aliases: ["a"] });
    assert.match(refusedFor(await engine.preview([renamed({})]), "Vip::b"), /this resource made Vip "a" with/);
    clean(await engine.up([renamed({ name: "a" })]));
    const last = clean(await engine.up([renamed({})]));
    assert.equal(addressOf(last, "Vip::b"), addressOf(first, "Vip::a"));
    isThere(engine);
  });

  for (const [before, after] of elsewhere) {
    const at = `${before.kind}::a`;

    it(`gives a ${before.kind} another address when the state says that its object stays, whatever the program says now`, async () => {
      const engine = stack();
      const first = anAddress(clean(await engine.up([{ ...before, options: { retainOnDelete: true } }])), at);
      const planned = anAddress(clean(await engine.preview([after])), at);
      assert.notEqual(planned, first);
      assert.equal(anAddress(clean(await engine.up([after])), at), planned);
      isThere(engine);
    });

    it(`keeps the address of a ${before.kind} whose object goes, as the state says, and whose next one is to stay`, async () => {
      const engine = stack();
      const first = anAddress(clean(await engine.up([before])), at);
      const retained = { ...after, options: { retainOnDelete: true } };
      assert.equal(anAddress(clean(await engine.up([retained])), at), first);
      // What a refresh reads is what the next check gets as old inputs.
      await engine.refresh();
      assert.notEqual(anAddress(clean(await engine.up([before])), at), first);
      isThere(engine);
    });
  }

  const inPlace: readonly (readonly [before: Resource, change: object])[] = [
    [vip("a", { namespace: "one" }), { namespace: "two" }],
    [ip("a"), { workload: { kind: "Pod", name: "a" } }],
    [
      {
        kind: "ReservedIPSet",
        name: "a",
        args: { subnet: "net", workloads: [{ kind: "Pod", name: "a" }] },
      },
      { subnet: "shared" },
    ],
    [
      { kind: "IPPool", name: "a", args: { subnet: "shared", ips: ["10.9.100.10"] } },
      { subnet: "net", ips: ["10.1.0.30"] },
    ],
    [{ kind: "Subnet", name: "a", args: { cidrBlock: "10.50.0.0/24" } }, { vpc: "vpc-1" }],
    [
      { kind: "spiderpool.IPPool", name: "a", args: { subnet: "10.100.0.0/16", ips: ["10.100.0.10"] } },
      { subnet: "10.101.0.0/16", ips: ["10.101.0.10"] },
    ],
    [
      { kind: "spiderpool.Subnet", name: "a", args: { subnet: "10.150.0.0/16", ips: ["10.150.0.10"] } },
      { subnet: "10.151.0.0/16", ips: ["10.151.0.10"] },
    ],
    [
      { kind: "spiderpool.ReservedIP", name: "a", args: { ips: ["10.200.0.1"] } },
      { ips: ["fd00:200::1"], ipVersion: 6 },
    ],
    [
      {
        kind: "spiderpool.MultusConfig",
        name: "a",
        args: { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth0"] } },
      },
      { attachmentName: "other" },
    ],
    [
      { kind: "spiderpool.FixedIP", name: "a", args: { subnet: "lab", selector: { app: "web" }, ip: "10.7.0.20" } },
      { ip: "10.7.0.21" },
    ],
  ];
  for (const [before, change] of inPlace) {
    const at = `${before.kind}::a`;
    const after = { ...before, args: { ...before.args, ...change } };

    it(`refuses to replace a ${before.kind} in the place of an object that is to stay, with a way out`, async () => {
      const engine = stack();
      const retained = { options: { retainOnDelete: true } };
      clean(await engine.up([{ ...before, ...retained }]));
      const files = filesOf(directory);
      for (const program of [after, { ...after, ...retained }])
        assert.match(
          refusedFor(await engine.preview([program]), at),
          /"(kube-system\/)?a(\.default)?" stays when it is replaced.*remove retainOnDelete and run "pulumi up" before/,
        );
      assert.deepEqual(filesOf(directory), files);
      clean(await engine.up([before]));
      // What applies the files edits an address in place.
      if (["Vip", "ReservedIP", "ReservedIPSet"].includes(before.kind)) clean(await engine.up([]));
      clean(await engine.up([after]));
      isThere(engine);
      await isQuiet(engine, [after]);
    });
  }

  for (const before of [vip("a"), fixed("a")]) {
    it(`refuses a ${before.kind} the name of its renamed resource while the old object is to stay`, async () => {
      const engine = stack();
      const options = { retainOnDelete: true };
      const first = anAddress(clean(await engine.up([{ ...before, options }])), `${before.kind}::a`);
      const renamed = (args: object): Resource => ({
        ...before,
        name: "b",
        args: { ...before.args, ...args },
        options: { ...options, aliases: ["a"] },
      });
      const at = `${before.kind}::b`;
      assert.match(refusedFor(await engine.preview([renamed({})]), at), /set name: "a" to keep object and address/);
      assert.equal(anAddress(clean(await engine.up([renamed({ name: "a" })])), at), first);
      assert.notEqual(anAddress(clean(await engine.up([renamed({ name: "b" })])), at), first);
      isThere(engine);
    });
  }

  /** One of a kind with a key, and another of that kind and key whose object has another name. */
  const keyed = (kind: Kind): readonly [readonly Resource[], readonly Resource[]] => {
    const one = { ...entity(kind), key: "k" };
    const other = resourcesOf({ ...one, number: 1, name: "b", variant: 1 });
    const bound = (name: string, to: string): Resource => ({
      kind,
      name,
      args: { key: "k", vips: [to], namespace: "ns" },
    });
    // Of a Vip of the same program nothing tells who has bound it.
    if (kind === "AapBinding") return [[bound("a", "stranger")], [bound("b", "outsider")]];
    const elsewhere = { subnet: "net", range: "10.1.0.40..10.1.0.44" };
    return [
      resourcesOf(one),
      kind === "PlannedRange"
        ? other.map(({ args, ...rest }) => ({ ...rest, args: { ...args, ...elsewhere } }))
        : other,
    ];
  };
  for (const kind of LIVING) {
    const [mine, theirs] = keyed(kind);
    const outsider =
      "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: outsider}\nspec: {subnet: net, v4ip: 10.1.0.11}\n";

    it(`refuses a ${kind} the key that another stack has for another one, until it is free`, async () => {
      writeFileSync(path.join(directory, "outsider.yaml"), outsider);
      const [first, second] = [stack("dev"), stack("prod")];
      clean(await first.up(mine));
      const shown = await second.preview(theirs);
      assert.match(
        [...shown.failures.values()].flatMap((all) => all.map(({ reason }) => reason)).join("\n"),
        /^key "key\/k" is also used by .*"(kube-system\/)?[a-z0-9-]*(\.default)?", which belongs to organization\/test\/dev\/.*\/a/,
      );
      clean(await first.up([]));
      clean(await second.up(theirs));
      isThere(second);
      await isQuiet(second, theirs);
    });

    for (const [what, left] of [
      ["is gone", []],
      ["has none any more", mine.map(({ args: { key: _, ...args }, ...rest }) => ({ ...rest, args }))],
    ] as const) {
      it(`gives a ${kind} the key of another one of its stack that ${what}`, async () => {
        writeFileSync(path.join(directory, "outsider.yaml"), outsider);
        const engine = stack();
        clean(await engine.up(mine));
        const program = [...left, ...theirs];
        engine.notes.length = 0;
        clean(await engine.up(program));
        isThere(engine);
        await isQuiet(engine, program);
        assert.doesNotMatch(engine.notes.join("\n"), /earlier resource|left as it is/);
        clean(await engine.up([]));
        assert.equal(
          [...objectsIn(filesOf(directory)).values()].some((one) => JSON.stringify(one).includes("pulumi-kubeovn/")),
          false,
        );
      });
    }
  }

  for (const kind of ["PlannedRange", "AapBinding"] as const) {
    for (const edition of [0, 1]) {
      it(`hands the key of a ${kind} on to another resource of the stack for the same place, ${edition === 0 ? "as it is" : "changed"}`, async () => {
        const engine = stack();
        const one = { ...entity(kind), key: "k" };
        const shared = resourcesOf(one).slice(0, -1);
        const next = [...shared, ...resourcesOf({ ...one, name: "b", edition }).slice(-1)];
        clean(await engine.up(resourcesOf(one)));
        engine.notes.length = 0;
        clean(await engine.up(next));
        isThere(engine);
        await isQuiet(engine, next);
        assert.doesNotMatch(engine.notes.join("\n"), /earlier resource/);
        engine.lose();
        clean(await engine.up(next));
        isThere(engine);
        clean(await engine.up(shared));
        const text = [...filesOf(directory).values()].join("\n");
        assert.doesNotMatch(text, /pulumi-kubeovn\/(planned-ranges|bound-)/);
      });
    }
  }

  for (const kind of LIVING) {
    it(`has its ${kind} when a run that replaces it is killed at any call, and the next one ends what it began`, async () => {
      for (const at of [0, 1, 2, 3]) {
        for (const how of ["killed before", "killed after"] as const) {
          const engine = stack(`${how.replace(" ", "-")}-${at}`);
          const program = resourcesOf({ ...entity(kind), number: at });
          clean(await engine.up(program));
          await engine.tryUp(program, { replace: pathsOf(entity(kind)), interruption: { at, how } });
          clean(await engine.up(program));
          isThere(engine);
          await isQuiet(engine, program);
          clean(await engine.tryDestroy());
        }
      }
    });
  }

  for (const kind of LIVING.filter((one) => one !== "AapBinding")) {
    it(`recreates a ${kind} that is gone, as it was, and says so in the preview`, async () => {
      const engine = stack();
      const program = resourcesOf(entity(kind));
      const untouched = filesOf(directory);
      clean(await engine.up(program));
      const there = filesOf(directory);
      for (const file of there.keys()) rmSync(path.join(directory, file));
      for (const [file, text] of untouched) writeFileSync(path.join(directory, file), text);
      engine.notes.length = 0;
      const shown = clean(await engine.preview(program));
      assert.deepEqual([...shown.operations.values()], ["update"]);
      assert.match(engine.notes.join("\n"), /(is|are) gone; the update recreates what the state has/);
      clean(await engine.up(program));
      assert.deepEqual(filesOf(directory), there);
      isThere(engine);
      await isQuiet(engine, program);
    });
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

  for (const kind of Object.keys(FOREIGN) as Kind[]) {
    it(`refuses a ${kind} that another stack has adopted since, and goes on with one that nobody has`, async () => {
      const file = path.join(directory, "foreign.yaml");
      writeFileSync(file, FOREIGN[kind] ?? assert.fail());
      const adopting = (edition: number): readonly Resource[] =>
        resourcesOf({ ...entity(kind), adopts: true, edition });
      const [first, second] = [stack("dev"), stack("prod")];
      clean(await first.up(adopting(0)));
      clean(await second.up(adopting(0)));
      assert.match(
        refusedFor(await first.preview(adopting(1)), `${kind}::a`),
        /"(theirs|more)(\.default)?" belongs to organization\/test\/prod\/.*, which has taken it over; remove this/,
      );
      clean(await second.up([]));
      clean(await first.up(adopting(1)));
      writeFileSync(file, FOREIGN[kind] ?? assert.fail());
      await first.refresh();
      clean(await first.up(adopting(2)));
      await isQuiet(first, adopting(2));
      clean(await first.up([]));
      assert.equal(filesOf(directory).get("foreign.yaml"), FOREIGN[kind]);
    });
  }

  it("gives back what it adopted byte for byte", async () => {
    const text = [
      "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  name: old\n",
      '  labels: {team: "", example.com/x: "yes"}\n  annotations: {note: ""}\n  finalizers: [example.com/keep]\n',
      "spec:\n  subnet: net\n  v4ip: 10.1.0.20\n  v6ip: fd00:1::20\n  macAddress: 00:00:00:11:22:33\n",
    ].join("");
    writeFileSync(path.join(directory, "old.yaml"), text);
    const engine = stack();
    clean(await engine.up([vip("old", { adopt: true, namespace: "shop", selector: ["app: web"] })]));
    // What an update changes afterward is given back, too.
    clean(await engine.up([vip("old", { adopt: true, namespace: "shop", selector: ["app: api"] })]));
    assert.notEqual(filesOf(directory).get("old.yaml"), text);
    await engine.destroy();
    assert.equal(filesOf(directory).get("old.yaml"), text);
  });
});
