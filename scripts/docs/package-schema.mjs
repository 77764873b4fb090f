import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { argumentFiles, format } from "./argument-types.mjs";
import { exampleOf } from "./schema-examples.mjs";

/**
 * @typedef {Readonly<Record<string, unknown>>} Spec  of a type, as Pulumi's metaschema has it
 * @typedef {{ change: string, required?: true, at?: unknown }} Field
 * @typedef {Readonly<Record<string, { fields: Readonly<Record<string, Field>>, planned: object }>>} Rooms  `ROOMS` of the compiled provider/kinds
 * @typedef {Readonly<Record<string, { type: string, isArgument: boolean, doc: string, default: string, env?: string }>>} Settings
 * @typedef {(kind: string) => string} TypeToken
 *
 * @typedef {object} Facts
 * @property {Rooms} rooms
 * @property {Settings} settings
 * @property {TypeToken} dynamicToken                    type of a kind under Pulumi's dynamic provider
 * @property {TypeToken} servedToken                     type of a kind in this schema
 * @property {readonly string[]} steering                arguments that are no outputs
 * @property {readonly string[]} components              classes that the plugin makes for other languages
 */

const FILE = "schemas/pulumi-schema.json";

/** What Kubernetes says the shape of. */
const ANY = { $ref: "pulumi.json#/Any" };

/** Where the classes of other languages are imported from. */
const LANGUAGE = {
  python: { pyproject: { enabled: true }, respectSchemaVersion: true },
  go: { importBasePath: "pulumi-kubeovn/sdks/go/kubeovn", respectSchemaVersion: true },
};

/**
 * The Pulumi package schema: every kind and component with its arguments and outputs, typed and described as in the sources, and
 * every function, all with examples.
 *
 * @param {string} repository
 * @param {Facts} facts
 * @returns {readonly (readonly [path: string, text: string])[]}
 */
export function packageSchema(repository, facts) {
  const sources = readSources(repository);
  const { types, typeOf } = typeSpecs(sources.checker);
  const resources = Object.entries(facts.rooms).map(([kind, room]) => [
    facts.servedToken(kind),
    resourceSpec({ kind, room, sources, typeOf, facts }),
  ]);
  const components = facts.components.map((name) => [`kubeovn:index:${name}`, componentSpec(name, sources, typeOf)]);
  const { version, description, license, keywords } = JSON.parse(
    readFileSync(join(repository, "package.json"), "utf8"),
  );
  const functions = {
    "kubeovn:index:getSubnet": getterSpec("Subnet", facts, Object.fromEntries(resources)),
    "kubeovn:index:getAddress": functionSpec("GetAddress", sources, typeOf),
    "kubeovn:index:plan": functionSpec("Plan", sources, typeOf),
  };
  const variables = settingSpecs(facts, () => true);
  const schema = {
    name: "kubeovn",
    displayName: "Kube-OVN",
    version,
    description,
    keywords,
    license,
    language: LANGUAGE,
    config: { variables },
    provider: {
      description: "Where an explicit provider plans and writes.",
      inputProperties: settingSpecs(facts, ({ isArgument }) => isArgument),
    },
    types: Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1))),
    resources: withExamples(repository, Object.fromEntries([...resources, ...components])),
    functions: withExamples(repository, functions),
  };
  return [[FILE, format(repository, FILE, JSON.stringify(schema))]];
}

/** @param {string} repository @param {Readonly<Record<string, { description: string }>>} specs */
function withExamples(repository, specs) {
  return Object.fromEntries(
    Object.entries(specs).map(([token, spec]) => {
      const description = `${spec.description}\n\n${exampleOf(repository, token)}`;
      return [token, { ...spec, description }];
    }),
  );
}

/** @param {{ kind: string, room: Rooms[string], sources: Sources, typeOf: TypeOf, facts: Facts }} of */
function resourceSpec({ kind, room, sources, typeOf, facts }) {
  const args = sources.argumentsOf(kind);
  const outputs = sources.outputsOf(kind);
  const [module = "", short = ""] = kind.includes(".") ? kind.split(".") : ["index", kind];
  /** @type {Record<string, Spec>} */
  const inputProperties = {};
  for (const [name, { change }] of Object.entries(room.fields)) {
    const member = args.get(name);
    if (member?.type === undefined) throw new Error(`${kind}Args does not describe ${name}`);
    const replaced = change === "replaces" ? { willReplaceOnChanges: true } : {};
    inputProperties[name] = {
      ...typeOf(member.type, module, `${short}${capital(name)}`),
      ...described(member),
      ...replaced,
    };
  }
  /** @type {Record<string, Spec>} */
  const properties = {};
  const required = [];
  const names = [...Object.keys(room.fields), ...Object.keys(room.planned)];
  for (const name of names.filter((one) => !facts.steering.includes(one))) {
    const output = outputs.get(name);
    const type = output === undefined ? undefined : withoutOutput(output);
    if (type === undefined && inputProperties[name] === undefined) throw new Error(`${kind} does not declare ${name}`);
    const { willReplaceOnChanges: _, ...asArgument } = inputProperties[name] ?? {};
    const { description } = asArgument;
    const said = description === undefined ? {} : { description };
    const own = output === undefined ? {} : described(output);
    properties[name] =
      type === undefined
        ? { ...asArgument, ...own }
        : { ...typeOf(type, module, `${short}${capital(name)}`), ...said, ...own };
    if (type === undefined ? room.fields[name]?.required : !isOptional(type)) required.push(name);
  }
  return {
    description: sources.descriptionOf(kind),
    properties,
    required,
    inputProperties,
    requiredInputs: Object.keys(room.fields).filter((name) => room.fields[name]?.required),
    aliases: [{ type: facts.dynamicToken(kind) }],
  };
}

/**
 * A component: what its class makes of its arguments.
 *
 * @param {string} name
 * @param {Sources} sources
 * @param {TypeOf} typeOf
 */
function componentSpec(name, sources, typeOf) {
  const args = [...sources.argumentsOf(name)].map(([field, member]) => {
    const type = /** @type {ts.TypeNode} */ (member.type);
    // What a program has to know when it constructs the component: other names are made from it.
    const plain = isEventual(type) ? {} : { plain: true };
    return [field, { ...typeOf(type, "index", `${name}${capital(field)}`), ...described(member), ...plain }];
  });
  const outputs = sources.componentOutputsOf(name).map((member) => {
    const type = /** @type {ts.TypeNode} */ (withoutOutput(member));
    const field = member.name.getText();
    return { field, type, spec: { ...typeOf(type, "index", `${name}${capital(field)}`), ...described(member) } };
  });
  const required = [...sources.argumentsOf(name).values()].filter(({ questionToken }) => questionToken === undefined);
  return {
    isComponent: true,
    description: sources.descriptionOf(name),
    properties: Object.fromEntries(outputs.map(({ field, spec }) => [field, spec])),
    required: outputs.filter(({ type }) => !isOptional(type)).map(({ field }) => field),
    inputProperties: Object.fromEntries(args),
    requiredInputs: required.map((member) => member.name.getText()),
  };
}

/** Whether an Output can stand in the place of this type. @param {ts.TypeNode} type */
function isEventual(type) {
  return /^(pulumi\.Input|Reference)</.test(type.getText());
}

/**
 * A function that reads an object by its name: what of the arguments an object tells.
 *
 * @param {string} kind
 * @param {Facts} facts
 * @param {Readonly<Record<string, ReturnType<typeof resourceSpec>>>} resources
 */
function getterSpec(kind, facts, resources) {
  const { properties = {}, description } = resources[facts.servedToken(kind)] ?? {};
  const fields = facts.rooms[kind]?.fields ?? {};
  const told = Object.entries(properties).filter(([name]) => fields[name] !== undefined && fields[name]?.at !== null);
  const name = { type: "string", description: "Name of the object." };
  return {
    description: `Reads a ${kind} that exists. ${description}`,
    inputs: { type: "object", properties: { name }, required: ["name"] },
    outputs: {
      type: "object",
      properties: Object.fromEntries(told),
      required: told.map(([field]) => field).filter((field) => field === "name" || fields[field]?.required),
    },
  };
}

/**
 * A function by the interfaces of its arguments and its answer.
 *
 * @param {string} name
 * @param {Sources} sources
 * @param {TypeOf} typeOf
 */
function functionSpec(name, sources, typeOf) {
  const [args, result] = [sources.interfaceOf(`${name}Args`), sources.interfaceOf(`${name}Result`)];
  /** @param {ts.InterfaceDeclaration} node */
  const object = (node) => {
    const members = membersOf(sources.checker, node);
    const specs = members.map((member) => {
      const field = member.name.getText();
      const type = /** @type {ts.TypeNode} */ (member.type);
      return [field, { ...typeOf(type, "index", `${name}${capital(field)}`), ...described(member) }];
    });
    const required = members.filter(({ questionToken }) => questionToken === undefined);
    return {
      type: "object",
      properties: Object.fromEntries(specs),
      required: required.map((member) => member.name.getText()),
    };
  };
  return { description: docOf(args), inputs: object(args), outputs: object(result) };
}

/** @param {Facts} facts @param {(setting: Settings[string]) => boolean} isWanted @returns {Record<string, Spec>} */
function settingSpecs({ settings }, isWanted) {
  const wanted = Object.entries(settings).filter(([, setting]) => isWanted(setting));
  return Object.fromEntries(
    wanted.map(([key, { type, doc, default: otherwise, env }]) => {
      const text = doc.replace(/\[([^\]]*)\]\(([^)]*)\)/g, "$1");
      const ambient = env === undefined ? "" : ` Environment: \`${env}\`.`;
      const description = `${text[0]?.toUpperCase()}${text.slice(1)}. Default: ${otherwise}.${ambient}`;
      return [key, { type: type === "flag" ? "boolean" : "string", description }];
    }),
  );
}

/** @typedef {(node: ts.TypeNode, module: string, name: string) => Spec} TypeOf */

/**
 * Specs of types by their nodes; objects and enums that are met on the way are entered under their names.
 *
 * @param {ts.TypeChecker} checker
 * @returns {{ types: ReadonlyMap<string, Spec>, typeOf: TypeOf }}
 */
function typeSpecs(checker) {
  /** @type {Map<string, Spec>} */
  const types = new Map();

  /** @type {(name: string, module: string, make: () => Spec) => Spec} */
  const named = (name, module, make) => {
    const token = `kubeovn:${module}:${name}`;
    if (!types.has(token)) {
      types.set(token, {});
      types.set(token, make());
    }
    return { $ref: `#/types/${token}` };
  };

  /** @type {(members: readonly ts.TypeElement[], module: string, prefix: string, doc: Spec) => Spec} */
  const objectSpec = (members, module, prefix, doc) => {
    const signatures = members.filter(ts.isPropertySignature);
    const specs = signatures.map((member) => {
      const type = /** @type {ts.TypeNode} */ (member.type);
      const name = member.name.getText();
      return [name, { ...typeOf(type, module, `${prefix}${capital(name)}`), ...described(member) }];
    });
    const needed = signatures.filter(({ questionToken }) => questionToken === undefined);
    const required = needed.map((member) => member.name.getText());
    return {
      type: "object",
      ...doc,
      properties: Object.fromEntries(specs),
      ...(required.length > 0 ? { required } : {}),
    };
  };

  /** @type {(nodes: readonly ts.TypeNode[], name: string, module: string) => Spec} */
  const enumSpec = (nodes, name, module) => {
    const all = nodes.map((node) => checker.getTypeFromTypeNode(node));
    const values = all
      .flatMap((type) => (type.isUnion() ? type.types : [type]))
      .map((one) => {
        if (!one.isStringLiteral() && !one.isNumberLiteral()) throw new Error(`${name} is no list of values`);
        return one.value;
      });
    if (values.length === 1) return { type: "string", const: values[0] };
    const isNumber = values.every((value) => typeof value === "number");
    return named(capital(name), module, () => ({
      type: isNumber ? "integer" : "string",
      enum: values.map((value) => ({ name: enumName(value), value })),
    }));
  };

  /** @type {TypeOf} */
  const typeOf = (node, module, name) => {
    if (ts.isParenthesizedTypeNode(node)) return typeOf(node.type, module, name);
    if (ts.isTypeOperatorNode(node)) return typeOf(node.type, module, name);
    if (ts.isArrayTypeNode(node)) return { type: "array", items: typeOf(node.elementType, module, name) };
    if (ts.isTypeLiteralNode(node))
      return named(capital(name), module, () => objectSpec([...node.members], module, name, {}));
    if (ts.isLiteralTypeNode(node)) return enumSpec([node], name, module);
    if (ts.isUnionTypeNode(node)) return unionSpec(node, module, name);
    if (ts.isTypeReferenceNode(node)) return referenceSpec(node, module, name);
    if (node.kind === ts.SyntaxKind.StringKeyword) return { type: "string" };
    if (node.kind === ts.SyntaxKind.BooleanKeyword) return { type: "boolean" };
    if (node.kind === ts.SyntaxKind.NumberKeyword) return { type: "integer" };
    if (node.kind === ts.SyntaxKind.ObjectKeyword) return ANY;
    if (ts.isTupleTypeNode(node))
      return { type: "array", items: typeOf(/** @type {ts.TypeNode} */ (node.elements[0]), module, name) };
    throw new Error(`the schema cannot say ${node.getText()}`);
  };

  /** @param {ts.TypeNode} node */
  const isClass = (node) => checker.getTypeFromTypeNode(node).isClass();

  /** @param {ts.Declaration} declaration @returns {declaration is ts.TypeAliasDeclaration} */
  const isObjectType = (declaration) =>
    ts.isTypeAliasDeclaration(declaration) &&
    (checker.getTypeAtLocation(declaration).flags & ts.TypeFlags.Object) !== 0;

  /** @type {(node: ts.UnionTypeNode, module: string, name: string) => Spec} */
  const unionSpec = (node, module, name) => {
    // Where a resource may stand, its name stands in other languages.
    const parts = node.types.filter((one) => !isAbsent(one) && !isClass(one));
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) return typeOf(first, module, name);
    if (parts.every(ts.isLiteralTypeNode)) return enumSpec(parts, name, module);
    return { oneOf: parts.map((one) => typeOf(one, module, name)) };
  };

  /** @type {(node: ts.TypeReferenceNode, module: string, name: string) => Spec} */
  const referenceSpec = (node, module, name) => {
    const written = node.typeName.getText();
    if (written === "Readonly" || written === "Partial") {
      return typeOf(/** @type {ts.TypeNode} */ (node.typeArguments?.[0]), module, name);
    }
    if (written === "Record") {
      return {
        type: "object",
        additionalProperties: typeOf(/** @type {ts.TypeNode} */ (node.typeArguments?.[1]), module, name),
      };
    }
    if (written === "pulumi.Input") return typeOf(/** @type {ts.TypeNode} */ (node.typeArguments?.[0]), module, name);
    if (written === "NameOf" || written === "Reference") return { type: "string" };
    if (node.getText().includes("k8s.")) return ANY;
    const symbol = checker.getSymbolAtLocation(node.typeName);
    const target =
      symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const [declaration] = target?.declarations ?? [];
    if (declaration === undefined) throw new Error(`${written} is not declared`);
    const home = declaration.getSourceFile().fileName.includes("/spiderpool/") ? "spiderpool" : "index";
    if (ts.isInterfaceDeclaration(declaration) || isObjectType(declaration)) {
      return named(written, home, () =>
        objectSpec(membersOf(checker, declaration), home, written, described(declaration)),
      );
    }
    return enumSpec([node], written, home);
  };

  return { types, typeOf };
}

/**
 * With those of what it extends.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.InterfaceDeclaration | ts.TypeAliasDeclaration} node
 */
function membersOf(checker, node) {
  const properties = checker.getPropertiesOfType(checker.getTypeAtLocation(node));
  return properties.flatMap(({ declarations = [] }) => declarations.filter(ts.isPropertySignature));
}

/**
 * @typedef {object} Sources
 * @property {ts.TypeChecker} checker
 * @property {(kind: string) => ReadonlyMap<string, ts.PropertySignature>} argumentsOf
 * @property {(kind: string) => ReadonlyMap<string, ts.PropertyDeclaration>} outputsOf
 * @property {(name: string) => readonly (ts.PropertyDeclaration | ts.GetAccessorDeclaration)[]} componentOutputsOf
 * @property {(kind: string) => string} descriptionOf
 * @property {(name: string) => ts.InterfaceDeclaration} interfaceOf  of the plugin's functions
 */

/** @param {string} repository @returns {Sources} */
function readSources(repository) {
  const argumentSources = ["plan/arguments/args.ts", "kinds", "plan/arguments/spiderpool/args.ts"];
  /** @param {readonly string[]} folder */
  const filesOf = (...folder) =>
    readdirSync(join(repository, ...folder))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(repository, ...folder, name));
  const componentPaths = filesOf("sdk", "components");
  const argumentPaths = [...argumentSources.flatMap((name) => argumentFiles(repository, name)), ...componentPaths];
  const classPaths = [...filesOf("sdk"), ...filesOf("sdk", "spiderpool"), ...componentPaths];
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ["lib.es5.d.ts"] };
  const host = ts.createCompilerHost(options);
  // Packages are not read: none of their types is in an argument or an output.
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) =>
      text.startsWith(".") ? ts.resolveModuleName(text, file, options, host) : { resolvedModule: undefined },
    );
  const functionPaths = filesOf("provider", "served");
  const program = ts.createProgram([...argumentPaths, ...classPaths, ...functionPaths], options, host);
  const checker = program.getTypeChecker();

  /** @param {string} kind @param {(node: ts.Node) => boolean} fits @param {readonly string[]} paths */
  const find = (kind, fits, paths) => {
    const isSpider = kind.includes(".");
    const homes = paths.filter((path) => path.includes("/spiderpool/") === isSpider);
    const nodes = homes.flatMap((path) => [...(program.getSourceFile(path)?.statements ?? [])]).filter(fits);
    if (nodes[0] === undefined) throw new Error(`nothing declares ${kind}`);
    return nodes[0];
  };
  const short = (/** @type {string} */ kind) => kind.split(".").at(-1) ?? "";
  const classOf = (/** @type {string} */ kind) =>
    /** @type {ts.ClassDeclaration} */ (
      find(kind, (node) => ts.isClassDeclaration(node) && node.name?.text === short(kind), classPaths)
    );
  const interfaceOf = (/** @type {string} */ kind) =>
    /** @type {ts.InterfaceDeclaration} */ (
      find(kind, (node) => ts.isInterfaceDeclaration(node) && node.name.text === `${short(kind)}Args`, argumentPaths)
    );
  return {
    checker,
    argumentsOf: (kind) =>
      new Map(membersOf(checker, interfaceOf(kind)).map((member) => [member.name.getText(), member])),
    outputsOf: (kind) =>
      new Map(
        classOf(kind)
          .members.filter(ts.isPropertyDeclaration)
          .map((member) => [member.name.getText(), member]),
      ),
    componentOutputsOf: (name) =>
      classOf(name)
        .members.filter((member) => ts.isPropertyDeclaration(member) || ts.isGetAccessorDeclaration(member))
        .filter(({ type }) => type?.getText().startsWith("pulumi.Output<")),
    descriptionOf: (kind) => docOf(classOf(kind)),
    interfaceOf: (name) =>
      /** @type {ts.InterfaceDeclaration} */ (
        find(name, (node) => ts.isInterfaceDeclaration(node) && node.name.text === name, functionPaths)
      ),
  };
}

/** `pulumi.Output<string | undefined>` → `string | undefined`. @param {ts.PropertyDeclaration | ts.GetAccessorDeclaration} output */
function withoutOutput({ type }) {
  return type !== undefined && ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
}

/** @param {ts.TypeNode} type */
function isOptional(type) {
  return ts.isUnionTypeNode(type) && type.types.some(isAbsent);
}

/** @param {ts.TypeNode} node */
function isAbsent(node) {
  return (
    node.kind === ts.SyntaxKind.UndefinedKeyword ||
    (ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword)
  );
}

/** @param {ts.Node} node @returns {Spec} */
function described(node) {
  const description = docOf(node);
  return description === "" ? {} : { description };
}

/** @param {ts.Node} node */
function docOf(node) {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  if (comment === undefined || !ts.isJSDoc(comment)) return "";
  const text = ts.getTextOfJSDocComment(comment.comment) ?? "";
  // A resource stands for its name in TypeScript alone.
  return text
    .replace(": resource or name", ": its name")
    .replace(": resources or names", ": their names")

    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\s*\n\s*/g, " ")
    .trim();
}

/** @param {string} text */
function capital(text) {
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}

/** `from-lport` → `FromLport`, `0.3.1` → `V0_3_1`, an empty text → `None`. @param {string | number} value */
function enumName(value) {
  const text = String(value);
  if (text === "") return "None";
  if (/^\d/.test(text)) return `V${text.replace(/\W/g, "_")}`;
  return text.split(/[-_]/).map(capital).join("");
}
