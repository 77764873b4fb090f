import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { providerArguments } from "./provider-arguments.mjs";

/** Each module's file of argument types, and the files of plain arguments that it is made from. */
const MODULES = [
  {
    file: "sdk/args.ts",
    plan: "../provider/plan",
    from: ["plan/terms/label-selector.ts", "plan/arguments/args.ts", "kinds"],
    shared: [],
  },
  {
    file: "sdk/spiderpool/args.ts",
    plan: "../../provider/plan",
    from: ["plan/arguments/spiderpool/args.ts", "plan/arguments/spiderpool/multus-args.ts"],
    shared: ["plan/terms/label-selector.ts", "plan/arguments/args.ts"],
  },
];

/** Owner keys are made while resources are constructed, before any Output is known. */
const PLAIN = ["key"];

/**
 * The types that programs write arguments in: the plain ones of provider/, with an Output allowed in every place, and
 * a resource wherever an object is named. Written out, so that an editor shows an interface and not how it was computed.
 *
 * @param {string} repository
 * @param {Parameters<typeof providerArguments>} settings
 * @param {Rooms} rooms
 * @returns {readonly (readonly [path: string, text: string])[]}
 */
export function argumentTypes(repository, settings, rooms) {
  return [
    ...MODULES.map(({ file, ...module }) => ({ file, text: printModule(repository, { file, ...module }) })),
    { file: "sdk/provider-args.ts", text: providerArguments(...settings) },
    { file: "sdk/properties.ts", text: propertyNames(rooms) },
  ].map(({ file, text }) => [file, format(repository, file, text)]);
}

/** @typedef {Readonly<Record<string, { fields: object, planned: object }>>} Rooms  `ROOMS` of the compiled provider/kinds */

/** @param {Rooms} rooms */
function propertyNames(rooms) {
  const kinds = Object.entries(rooms).filter(([kind]) => !kind.includes("."));
  const lines = kinds.map(([kind, { fields, planned }]) => {
    const names = [...Object.keys(fields), ...Object.keys(planned)].map((name) => JSON.stringify(name));
    return `  readonly ${kind}: Names<${names.join(" | ")}>;`;
  });
  return `// Made by scripts/generate-docs.mjs from the rooms of provider/kinds; edit those.
type Names<Name extends string> = { readonly [N in Name]: N };

/** Properties of Kube-OVN's resources, arguments and planned values, by the name that each is. */
export interface Properties {
${lines.join("\n")}
}
`;
}

/** @param {string} repository @param {(typeof MODULES)[number]} module */
function printModule(repository, { plan, from, shared }) {
  const own = from.flatMap((name) => interfacesIn(repository, name));
  const others = shared.flatMap((name) => interfacesIn(repository, name));
  const all = new Map([...others, ...own].map((node) => [node.name.text, node]));
  /** @type {Map<string, Set<string>>} */
  const imports = new Map();
  /** @param {string} source @param {string} name */
  const need = (source, name) => imports.set(source, (imports.get(source) ?? new Set()).add(name));

  /** @param {string} name whether resources may stand somewhere in it, which an Output of the whole would hide */
  const namesResources = (name) => {
    const node = all.get(name);
    const bases = (node?.heritageClauses ?? []).flatMap((clause) =>
      clause.types.map((type) => type.expression.getText()),
    );
    return node?.getText().includes("NameOf<") === true || bases.some(namesResources);
  };

  /** @param {string} name of a plain type */
  const lifted = (name) => (name.endsWith("Args") ? name : `${name}Args`);

  /** @param {ts.TypeNode} type @returns {{ inner: string, holdsResources: boolean }} what an Output may hold */
  const inner = (type) => {
    if (ts.isArrayTypeNode(type)) {
      const item = inner(type.elementType);
      return item.holdsResources
        ? { inner: `(${item.inner})[]`, holdsResources: true }
        : { inner: `${input(type.elementType)}[]`, holdsResources: false };
    }
    if (ts.isUnionTypeNode(type)) {
      return { inner: type.types.map((one) => inner(one).inner).join(" | "), holdsResources: false };
    }
    if (!ts.isTypeReferenceNode(type)) return { inner: type.getText(), holdsResources: false };
    const name = type.typeName.getText();
    if (name === "Record") {
      const value = /** @type {ts.TypeNode} */ (type.typeArguments?.[1]);
      return { inner: `Record<string, ${input(value)}>`, holdsResources: false };
    }
    if (name === "NameOf") {
      const kinds = [...(type.typeArguments?.[0]?.getText() ?? "").matchAll(/"(?:(\w+)\.)?(\w+)"/g)];
      const classes = kinds.map(([, , kind = ""]) => {
        need(`./${kind.replace(/(?<=[a-z])(?=[A-Z])|(?<=P)(?=Pool)/g, "-").toLowerCase()}`, kind);
        return kind;
      });
      return { inner: ["pulumi.Input<string>", ...classes].join(" | "), holdsResources: true };
    }
    if (!all.has(name)) {
      need(plan, name);
      return { inner: name, holdsResources: false };
    }
    if (!own.some((node) => node.name.text === name)) need("../args", lifted(name));
    return { inner: lifted(name), holdsResources: namesResources(name) };
  };

  /** @param {ts.TypeNode} type @returns {string} */
  const input = (type) => {
    const { inner: text, holdsResources } = inner(type);
    if (!holdsResources) return `pulumi.Input<${text}>`;
    const isListOfNames = ts.isArrayTypeNode(type) && type.elementType.getText().startsWith("NameOf<");
    return isListOfNames ? `pulumi.Input<pulumi.Input<string>[]> | ${text}` : text;
  };

  const interfaces = own.map((node) => {
    const heritage = (node.heritageClauses ?? [])
      .flatMap((clause) => clause.types)
      .map((type) => {
        const name = type.expression.getText();
        const base = name === "Pick" ? (type.typeArguments?.[0]?.getText() ?? "") : name;
        if (!own.some((one) => one.name.text === base)) need("../args", lifted(base));
        return name === "Pick" ? type.getText() : lifted(base);
      });
    const members = node.members.filter(ts.isPropertySignature).map((member) => {
      const [doc] = ts.getJSDocCommentsAndTags(member);
      const name = member.name.getText();
      const type = /** @type {ts.TypeNode} */ (member.type);
      const text = PLAIN.includes(name) ? type.getText() : input(type);
      return `${doc === undefined ? "" : `  ${doc.getText()}\n`}  ${name}${member.questionToken ? "?" : ""}: ${text};`;
    });
    const [doc] = ts.getJSDocCommentsAndTags(node);
    const bases = heritage.length === 0 ? "" : ` extends ${heritage.join(", ")}`;
    return `${doc?.getText() ?? ""}\nexport interface ${lifted(node.name.text)}${bases} {\n${members.join("\n")}\n}\n`;
  });
  const lines = [...imports].map(
    ([source, names]) => `import type { ${[...names].sort().join(", ")} } from "${source}";`,
  );
  return `// Made by scripts/generate-docs.mjs from provider/${from.join(", provider/")}; edit those.
import type * as pulumi from "@pulumi/pulumi";
${lines.join("\n")}

${interfaces.join("\n")}`;
}

/** @param {string} repository @param {string} name of a file of arguments, or of a folder of rooms with theirs */
function interfacesIn(repository, name) {
  return argumentFiles(repository, name).flatMap((path) => {
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
    const isOfArguments = (/** @type {ts.InterfaceDeclaration} */ node) =>
      name.endsWith(".ts") || node.name.text.endsWith("Args");
    return source.statements.filter(ts.isInterfaceDeclaration).filter(isOfArguments);
  });
}

/** @param {string} repository @param {string} name of a file or a folder below provider/ @returns {readonly string[]} */
export function argumentFiles(repository, name) {
  const path = join(repository, "provider", name);
  if (name.endsWith(".ts")) return [path];
  return readdirSync(path)
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => join(path, file));
}

/** As the repository's formatter writes it. @param {string} repository @param {string} file @param {string} text @returns {string} */
export function format(repository, file, text) {
  const biome = join(repository, "node_modules", ".bin", "biome");
  if (!existsSync(biome)) throw new Error("biome is not installed; run npm ci");
  const run = spawnSync(biome, ["check", "--write", `--stdin-file-path=${file}`], {
    cwd: repository,
    input: text,
    encoding: "utf8",
  });
  if (run.status !== 0 || run.stdout === "") throw new Error(`biome: ${run.stderr}`);
  return run.stdout;
}
