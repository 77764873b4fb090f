import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020";
import ts from "typescript";
import { ROOMS } from "../../provider/kinds";
import { KINDS, SETTINGS, servedToken, typeToken } from "../../provider/plan";
import { WORKLOAD_KINDS } from "../../provider/plan/terms/values";
import { CATALOG } from "../../sdk/components/catalog";
import { SCHEMA_EXAMPLES } from "../support/schema-examples";
import { repositoryFolder } from "../support/toolchain";

interface Spec {
  readonly description?: string;
  readonly type?: string;
  readonly $ref?: string;
  readonly enum?: readonly { readonly name: string; readonly value: unknown }[];
  readonly properties?: Readonly<Record<string, Spec>>;
  readonly inputProperties?: Readonly<Record<string, Spec>>;
  readonly required?: readonly string[];
  readonly requiredInputs?: readonly string[];
  readonly aliases?: readonly { readonly type: string }[];
}

const SCHEMA = JSON.parse(readFileSync(path.join(repositoryFolder, "schemas/pulumi-schema.json"), "utf8")) as {
  readonly version: string;
  readonly types: Readonly<Record<string, Spec>>;
  readonly resources: Readonly<Record<string, Spec>>;
  readonly functions: Readonly<Record<string, unknown>>;
  readonly config: { readonly variables: Readonly<Record<string, Spec>> };
};

/** Every place where a spec of a type may stand. */
function* specsIn(value: unknown): Generator<Spec> {
  if (value === null || typeof value !== "object") return;
  yield value as Spec;
  for (const inner of Object.values(value)) yield* specsIn(inner);
}

// That it is up to date, generate-docs.mjs tells in the test of the documents.
describe("the package schema", () => {
  it("has every kind, under an alias to what it is as a dynamic resource", () => {
    const components = Object.keys(CATALOG).map((name) => `kubeovn:index:${name}`);
    assert.deepEqual(Object.keys(SCHEMA.resources), [...KINDS.map(servedToken), ...components]);
    for (const kind of KINDS)
      assert.deepEqual(SCHEMA.resources[servedToken(kind)]?.aliases, [{ type: typeToken(kind) }]);
  });

  it("is what Pulumi's own schema of schemas allows", () => {
    const file = path.join(repositoryFolder, "test/fixtures/pulumi-metaschema.json");
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const isValid = ajv.compile(JSON.parse(readFileSync(file, "utf8")));
    assert.ok(isValid(SCHEMA), JSON.stringify(isValid.errors?.slice(0, 5)));
  });

  it("has every argument as an input, and requires those that a check requires", () => {
    for (const kind of KINDS) {
      const { inputProperties = {}, requiredInputs } = SCHEMA.resources[servedToken(kind)] ?? {};
      const fields = Object.entries(ROOMS[kind].fields);
      assert.deepEqual(
        Object.keys(inputProperties),
        fields.map(([name]) => name),
      );
      assert.deepEqual(
        requiredInputs,
        fields.filter(([, { required }]) => required).map(([name]) => name),
      );
    }
  });

  it("has every planned value as an output", () => {
    for (const kind of KINDS) {
      const outputs = Object.keys(SCHEMA.resources[servedToken(kind)]?.properties ?? {});
      assert.deepEqual(
        Object.keys(ROOMS[kind].planned).filter((name) => !outputs.includes(name)),
        [],
      );
    }
  });

  it("types everything: each reference leads somewhere, and nothing is an object of anything", () => {
    const references = [...specsIn(SCHEMA)].flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref]));
    assert.ok(references.length > 100);
    assert.deepEqual(
      references.filter(
        (ref) => ref !== "pulumi.json#/Any" && !Object.hasOwn(SCHEMA.types, ref.replace("#/types/", "")),
      ),
      [],
    );
    const loose = [...specsIn(SCHEMA.resources), ...specsIn(SCHEMA.types)].filter(
      (spec) => spec.type === "object" && spec.properties === undefined && !("additionalProperties" in spec),
    );
    assert.deepEqual(loose, []);
  });

  it("describes every argument and every field", () => {
    const inputs = Object.entries(SCHEMA.resources).flatMap(([token, { inputProperties = {} }]) =>
      Object.entries(inputProperties).map(([name, spec]) => [`${token} ${name}`, spec] as const),
    );
    assert.deepEqual(
      inputs.filter(([, { description = "" }]) => description === "").map(([where]) => where),
      [],
    );
    assert.ok(inputs.every(([, { description = "" }]) => !description.includes("resource or name")));
  });

  it("has the functions that the plugin answers", () => {
    assert.deepEqual(
      Object.keys(SCHEMA.functions),
      ["getSubnet", "getAddress", "plan"].map((name) => `kubeovn:index:${name}`),
    );
  });

  it("lists the values of arguments that have only some", () => {
    const kinds = SCHEMA.types["kubeovn:index:WorkloadKind"]?.enum?.map(({ value }) => value);
    assert.deepEqual(kinds, [...WORKLOAD_KINDS]);
    assert.deepEqual(SCHEMA.types["kubeovn:index:VipType"]?.enum?.[0], { name: "None", value: "" });
  });

  it("has every setting, and leaves `version` to the engine", () => {
    const settings = Object.keys(SETTINGS);
    assert.deepEqual(Object.keys(SCHEMA.config.variables), settings);
    assert.equal(settings.includes("version"), false);
  });

  it("has the version of the package", () => {
    const { version } = JSON.parse(readFileSync(path.join(repositoryFolder, "package.json"), "utf8"));
    assert.equal(SCHEMA.version, version);
  });
});

describe("examples of the package schema", () => {
  /** Languages of the programs that stand in a description. */
  const languagesOf = (what: "resources" | "functions", token: string): readonly string[] =>
    SCHEMA_EXAMPLES[what].filter((example) => example.token === token).map(({ language }) => language);

  it("are there for every resource in every language that has classes or needs none", () => {
    for (const token of Object.keys(SCHEMA.resources))
      assert.deepEqual(languagesOf("resources", token), ["yaml", "typescript", "python", "go"], token);
  });

  it("are there for every function in the languages that have it", () => {
    for (const token of Object.keys(SCHEMA.functions))
      assert.deepEqual(languagesOf("functions", token), ["yaml", "python", "go"], token);
  });

  it("stand where generators of classes look for them", () => {
    for (const { description = "" } of Object.values(SCHEMA.resources))
      assert.match(description, /^\{\{% examples %\}\}\n## Example Usage\n\{\{% example %\}\}\n[^{]*```yaml\n/m);
  });

  it("compile in TypeScript, as the programs of examples/ do", () => {
    const folder = path.join(repositoryFolder, "examples");
    const { config } = ts.readConfigFile(path.join(folder, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ["any.ts"] }, ts.sys, folder);
    const programs = new Map(
      SCHEMA_EXAMPLES.resources
        .filter(({ language }) => language === "typescript")
        .map(({ token, program }) => [path.join(folder, `${token.replaceAll(":", "-")}.ts`), program]),
    );
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (name) => programs.has(name) || fileExists(name);
    host.readFile = (name) => programs.get(name) ?? readFile(name);
    host.getSourceFile = (name, version, ...rest) => {
      const text = programs.get(name);
      return text === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, text, version);
    };
    const compiled = ts.createProgram([...programs.keys()], options, host);
    const said = ts.getPreEmitDiagnostics(compiled);
    assert.equal(ts.formatDiagnostics(said, host), "");
    assert.equal(programs.size, Object.keys(SCHEMA.resources).length);
  });
});
