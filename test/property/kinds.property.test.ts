import assert from "node:assert/strict";
import fc from "fast-check";
import { isReadBack, type ObjectForm, type Properties, ROOMS } from "../../provider/kinds";
import { equalValues, type Field, KINDS, type Kind } from "../../provider/plan";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 100 });
const OWNED = { owner: "o/p/s/Kind/a", claim: "c1", store: "manifests:m" };

/** Values where the type of the argument is not all that is to say of it. */
const SPECIAL: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  v4IpAddress: fc.ipV4(),
  v6IpAddress: fc.constantFrom("fd00::5", "fd00:16::1:2"),
  cidr: fc.constantFrom("10.7.0.0/16", "fd00:7::/64"),
  selector: fc.constantFrom({ app: "web" }, { app: "db", tier: "back" }),
  allocation: fc.constantFrom({ strategy: "lowest" }, { range: "10.90.0.200..10.90.0.250" }, { range: ["fd00::5"] }),
  workload: fc.constantFrom(
    { kind: "Pod", name: "web", namespace: "shop" },
    { kind: "StatefulSet", name: "web", namespace: "shop", ordinal: 3 },
    { kind: "VirtualMachine", name: "vm", namespace: "default" },
  ),
};

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/);

function anyValue(kind: Kind, name: string, { type, oneOf, addresses }: Field): fc.Arbitrary<unknown> {
  if (kind.startsWith("spiderpool.") && name === "subnet") return SPECIAL.cidr as fc.Arbitrary<unknown>;
  const special = name === "selector" && type !== "object" ? undefined : SPECIAL[name];
  if (special !== undefined) return special;
  if (oneOf !== undefined) return fc.constantFrom(...oneOf.filter((value) => value !== ""));
  if (addresses === true) return fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 3 });
  switch (type) {
    case "text":
      return word;
    case "flag":
      return fc.boolean();
    case "count":
      return fc.integer({ min: 1, max: 4000 });
    case "texts":
    case "text-or-texts":
      return fc.uniqueArray(word, { minLength: 1, maxLength: 3 });
    case "object":
      return fc.dictionary(word, word, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
    case "objects":
      return fc.array(fc.dictionary(word, word, { minKeys: 1, maxKeys: 2, noNullPrototype: true }), {
        minLength: 1,
        maxLength: 2,
      });
  }
}

/** Arguments of a kind as check leaves them: always those that every object needs, and some of the others. */
function inputsOf(kind: Kind): fc.Arbitrary<Properties> {
  const fields = Object.entries(ROOMS[kind].fields).filter(([, { at }]) => at !== null);
  const always = ["name", "subnet", "externalSubnet", "workload", "ip", "namespace"];
  const planned = kind === "spiderpool.FixedIP" ? { cidr: SPECIAL.cidr as fc.Arbitrary<unknown> } : {};
  const model: Record<string, fc.Arbitrary<unknown>> = {
    ...Object.fromEntries(fields.map(([name, field]) => [name, anyValue(kind, name, field)])),
    ...planned,
  };
  const requiredKeys = Object.keys(model).filter(
    (name) => always.includes(name) || ROOMS[kind].fields[name]?.required === true || name === "cidr",
  );
  return fc.record(model, { requiredKeys });
}

const FORMS = KINDS.flatMap((kind): readonly (readonly [Kind, ObjectForm])[] => {
  const { form } = ROOMS[kind];
  return form === null ? [] : [[kind, form]];
});

describe("every accepted argument", () => {
  for (const [kind, form] of FORMS) {
    it(`of ${kind} is written`, () => {
      fc.assert(
        fc.property(inputsOf(kind), (args) => {
          const all = JSON.stringify(form.write({ ...OWNED, ...args }));
          for (const name of Object.keys(args)) {
            if (["name", "subnet", "workload", "cidr"].includes(name)) continue;
            const { [name]: _, ...rest } = args;
            assert.notEqual(
              JSON.stringify(form.write({ ...OWNED, ...rest })),
              all,
              `${kind}.${name} is written nowhere`,
            );
          }
        }),
        options,
      );
    });

    it(`of ${kind} comes back`, () => {
      fc.assert(
        fc.property(inputsOf(kind), (args) => {
          const live = form.write({ ...OWNED, ...args });
          const back = form.read(live, { ...OWNED, ...args });
          for (const [name, value] of Object.entries(args)) {
            if (isReadBack(ROOMS[kind].fields, name))
              assert.deepEqual(back[name], value, `${kind}.${name} does not come back`);
          }
        }),
        options,
      );
    });

    it(`of ${kind} can be taken away again, and nothing of others goes with it`, () => {
      fc.assert(
        fc.property(inputsOf(kind), inputsOf(kind), (before, after) => {
          const place = ROOMS[kind].fields.namespace?.at?.[0] === "metadata" ? { namespace: before.namespace } : {};
          const olds: Properties = { ...OWNED, ...before };
          const news: Properties = { ...OWNED, ...after, name: before.name, ...place };
          const written = form.write(olds);
          const live = { ...written, spec: { ...(written.spec as Properties), ofOthers: "stays" } };
          const merged = form.merge(live, news, olds);
          assert.equal((merged.spec as Properties).ofOthers, "stays");
          const back = form.read(merged, news);
          for (const name of Object.keys(ROOMS[kind].fields)) {
            const isChosen = name === "macAddress" && news.macAddress === undefined;
            if (!isReadBack(ROOMS[kind].fields, name) || isChosen) continue;
            assert.ok(equalValues(back[name], news[name], true), `${kind}.${name} is ${JSON.stringify(back[name])}`);
          }
        }),
        options,
      );
    });
  }
});
