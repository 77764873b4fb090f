import { join } from "node:path";
import { argumentFiles } from "./argument-types.mjs";
import { table } from "./blocks.mjs";
import { describeFile } from "./source-docs.mjs";

/**
 * @typedef {import("./source-docs.mjs").Member} Member
 * @typedef {{ type: string, change: "replaces" | "updates" | "nothing", required?: true, since?: readonly [number, number] }} Field
 *
 * @typedef {Readonly<Record<string, { fields: Readonly<Record<string, Field>> }>>} Rooms  `ROOMS` of the compiled provider/kinds
 *
 * @typedef {object} ResourceTables
 * @property {(kind: string) => string} args       of a resource
 * @property {() => string} replacing              which arguments of each resource replace it
 * @property {(kind: string) => string} outputs
 * @property {(name: string) => string} shape  fields of an object that is an argument, e.g. Workload
 */

const CHANGE = { replaces: "replaces", updates: "in place", nothing: "nothing" };

/** Where the class of a kind is. @param {string} kind */
function classFile(kind) {
  return kind
    .replace(/(?<=[a-z])(?=[A-Z])|(?<=IP)(?=[A-Z][a-z])/g, "-")
    .replace(".", "/")
    .toLowerCase();
}

/**
 * Tables of arguments and outputs, made from the files of arguments in provider/plan, the table of fields and the classes of sdk/.
 *
 * @param {string} repository
 * @param {Rooms} rooms
 * @returns {ResourceTables}
 */
export function resourceTables(repository, rooms) {
  const common = new Map([
    ...describeFile(join(repository, "provider", "plan", "terms", "label-selector.ts")),
    ...describeFile(join(repository, "provider", "plan", "arguments", "args.ts")),
    ...argumentFiles(repository, "kinds").flatMap((file) => [...describeFile(file)]),
  ]);
  const spiderpool = new Map([
    ...common,
    ...describeFile(join(repository, "provider", "plan", "arguments", "spiderpool", "args.ts")),
    ...describeFile(join(repository, "provider", "plan", "arguments", "spiderpool", "multus-args.ts")),
  ]);

  /** @param {string} qualified with the module in front @returns {readonly Member[]} own members last, as the common ones say less */
  const membersOf = (qualified) => {
    const [module, name = ""] = qualified.includes(".") ? qualified.split(".") : ["", qualified];
    const shape = (module === "spiderpool" ? spiderpool : common).get(name);
    if (shape === undefined) throw new Error(`no args.ts has ${qualified}`);
    const inherited = shape.bases.flatMap((extended) => {
      const [, from, picked] = /^(?:Pick<)?(\w+)(?:, (.*)>)?$/.exec(extended) ?? [];
      const names = picked?.split("|").map((text) => JSON.parse(text.trim()));
      const base = module === "" ? String(from) : `${module}.${from}`;
      return membersOf(base).filter((member) => names === undefined || names.includes(member.name));
    });
    const own = new Set(shape.members.map((member) => member.name));
    const further = new Map(inherited.map((member) => [member.name, member]));
    return [...shape.members, ...[...further.values()].filter((member) => !own.has(member.name))];
  };

  /** @param {string} kind */
  const argumentTable = (kind) => {
    const fields = rooms[kind]?.fields ?? {};
    const all = membersOf(`${kind}Args`);
    const missing = Object.keys(fields).filter((name) => !all.some((member) => member.name === name));
    if (missing.length > 0) throw new Error(`${kind}Args does not describe ${missing.join(", ")}`);
    const rows = all.map((member) => {
      const field = fields[member.name];
      if (field === undefined) throw new Error(`${kind} has no field ${member.name}`);
      const { meaning, byDefault, change } = readDoc(member);
      checkChange(`${kind}.${member.name}`, change, field);
      const standard = field.required ? "required" : byDefault;
      return [`\`${member.name}\``, meaning, standard, CHANGE[field.change]];
    });
    return table(["argument", "meaning", "default", "a change"], rows);
  };

  return {
    args: argumentTable,

    replacing() {
      const kinds = Object.entries(rooms).filter(([kind]) => !kind.includes("."));
      const rows = kinds.flatMap(([kind, { fields }]) => {
        const names = Object.keys(fields).filter((name) => fields[name]?.change === "replaces");
        return names.length === 0 ? [] : [[`\`${kind}\``, names.map((name) => `\`${name}\``).join(", ")]];
      });
      return table(["resource", "replaced by a change of"], rows);
    },

    outputs(kind) {
      const file = join(repository, "sdk", `${classFile(kind)}.ts`);
      const members = describeFile(file).get(kind.split(".").at(-1) ?? "")?.members ?? [];
      const args = membersOf(`${kind}Args`);
      const rows = members.map(({ name, doc, type }) => {
        const argument = args.find((member) => member.name === name);
        return [`\`${name}\``, `\`${innerType(type)}\``, doc || (argument ? "the argument's effective value" : "")];
      });
      return table(["output", "type", "meaning"], rows);
    },

    shape(name) {
      const rows = membersOf(name).map((member) => {
        const { meaning, byDefault } = readDoc(member);
        return [`\`${member.name}\``, meaning, member.optional ? byDefault : "required"];
      });
      return table(["field", "meaning", "default"], rows);
    },
  };
}

/** `pulumi.Output<string | undefined>` → `string`. @param {string} type */
function innerType(type) {
  return type.replace(/^pulumi\.Output<(.*)>$/, "$1").replace(" | undefined", "?");
}

/**
 * Takes a comment of args.ts apart: what the argument is, its default, what a change does.
 *
 * @param {Member} member
 * @returns {{ meaning: string, byDefault: string, change: string }}
 */
function readDoc({ doc }) {
  const sentences = doc.split(/(?<=\.)\s+(?=[A-Z`])/);
  const isDefault = (/** @type {string} */ sentence) => /^Default\b/.test(sentence);
  const isChange = (/** @type {string} */ sentence) => /^(A change|Not diffed)/.test(sentence);
  const find = (/** @type {(sentence: string) => boolean} */ fits) => sentences.find(fits) ?? "";
  const [, marked = ""] = /(`[^`]+`|\w+) \(default\b/.exec(doc) ?? [];
  return {
    meaning: sentences.filter((sentence) => !isDefault(sentence) && !isChange(sentence)).join(" "),
    byDefault:
      find(isDefault)
        .replace(/^Default:?\s*/, "")
        .replace(/\.$/, "") || marked.toLowerCase(),
    change: find(isChange),
  };
}

/** The comment that editors show and the table that decides must not contradict each other. @param {string} name @param {string} said @param {Field} field */
function checkChange(name, said, field) {
  const expected = { replaces: /replaces/, updates: /updates in place/, nothing: /^Not diffed/ }[field.change];
  if (!expected.test(said)) throw new Error(`args.ts says of ${name} "${said}", and fields.ts that it ${field.change}`);
}
