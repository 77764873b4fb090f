import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { installKubernetesPlugin, needKubernetesPlugin } from "../support/kubernetes-plugin";
import { SCHEMA_EXAMPLES, type SchemaExample } from "../support/schema-examples";
import { repositoryFolder } from "../support/toolchain";
import { startCommand } from "./support/commands";
import { install } from "./support/installation";
import { createLanguageProject, MAIN_FILES, needLanguage, SDKS, schemaBinder } from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { succeeded } from "./support/outcome";

/** Whose objects the examples name. */
const CLUSTERS = ["quickstart", "external-addresses", "spiderpool-reserved-ip"];

/** Components that need @pulumi/kubernetes beside the package. */
const OF_KUBERNETES = ["kubeovn:index:FixedIPStatefulSet", "kubeovn:index:FixedIPVirtualMachine"];

/** They change where a resource that comes alone begins to search: one that was planned before them is refused (planned-before). */
const SHAPE_SUBNETS = ["kubeovn:Subnet", "kubeovn:IPPool", "kubeovn:PlannedRange"];

interface Declared {
  readonly type: string;
  options?: Readonly<Record<string, unknown>>;
}

type Sections = Readonly<Record<"resources" | "variables" | "outputs", Readonly<Record<string, unknown>>>>;

const inLanguage = (language: string): readonly SchemaExample[] =>
  [...SCHEMA_EXAMPLES.resources, ...SCHEMA_EXAMPLES.functions].filter((example) => example.language === language);

describe("examples of the package schema", () => {
  it("are in every language what Pulumi's converters make of those in YAML", async function () {
    if ((await schemaBinder()) === undefined) this.skip();
    const script = join(repositoryFolder, "scripts", "generate-docs.mjs");
    const args = [script, "--check", "--examples"];
    succeeded(await startCommand(process.execPath, args, repositoryFolder, process.env).result);
  });

  it("are previewed in YAML, all of them together, without a refusal", async function () {
    await needPulumi.call(this);
    await needLanguage(this, "yaml");
    await previewTogether(inLanguage("yaml").filter(({ token }) => !OF_KUBERNETES.includes(token)));
  });

  it("are previewed in YAML where they need Kubernetes as well", async function () {
    await needPulumi.call(this);
    await needLanguage(this, "yaml");
    await needKubernetesPlugin.call(this);
    await installKubernetesPlugin(install().home);
    await previewTogether(inLanguage("yaml").filter(({ token }) => OF_KUBERNETES.includes(token)));
  });

  it("compile in Python", async function () {
    await needLanguage(this, "python");
    const files = Object.fromEntries(inLanguage("python").map(({ token, program }) => [fileOf(token, "py"), program]));
    const project = await createLanguageProject("python", { [MAIN_FILES.python]: "", ...files });
    succeeded(await project.shell("python3 -W error -m py_compile examples/*.py"));
  });

  it("compile in Go", async function () {
    await needLanguage(this, "go");
    const files = Object.fromEntries(inLanguage("go").map(({ token, program }) => [fileOf(token, "go"), program]));
    const project = await createLanguageProject("go", files);
    succeeded(await project.shell("go vet ./examples/..."));
  });

  for (const [language, ending] of [
    ["python", "py"],
    ["go", "go"],
  ] as const)
    it(`stand in the classes for ${language} in this language only`, async function () {
      await needLanguage(this, language);
      const folder = join(SDKS, language);
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending));
      const texts = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
      assert.ok(texts.split("## Example Usage").length > inLanguage(language).length);
      const fences = [...texts.matchAll(/```(\w+)/g)].map(([, fenced]) => fenced);
      assert.deepEqual([...new Set(fences)], [language]);
      assert.equal(texts.includes("{{%"), false);
    });
});

/** Previews one program of several examples in YAML, where there is what they name. */
async function previewTogether(examples: readonly SchemaExample[]): Promise<void> {
  const programs = examples.map(({ program }) => parse(program) as Sections);
  const merged = { resources: {}, variables: {}, outputs: {} };
  for (const [i, { resources, variables, outputs = {} }] of programs.entries()) {
    Object.assign(merged.resources, resources);
    Object.assign(merged.variables, variables);
    const renamed = Object.entries(outputs).map(([name, value]) => [`${name}${i}`, value]);
    Object.assign(merged.outputs, Object.fromEntries(renamed));
  }
  const declared = programs.flatMap(({ resources = {} }) => Object.keys(resources));
  assert.deepEqual(Object.keys(merged.resources), declared, "resources of two examples have one name");
  putFirst(SHAPE_SUBNETS, merged.resources);
  const head = "config:\n  kubernetes:renderYamlToDirectory: { value: rendered }\n";
  const project = await createLanguageProject("yaml", {}, { head, body: stringify(merged) });
  for (const name of CLUSTERS)
    cpSync(join(repositoryFolder, "examples", name, "cluster"), join(project.folder, "manifests", name), {
      recursive: true,
    });
  const { steps } = await project.previewJson();
  const planned = steps.map(({ urn }) => urn.split("::").at(-1) ?? "");
  assert.deepEqual(
    declared.filter((name) => !planned.includes(name)),
    [],
  );
}

/** Lets everything else depend on the resources of these types: the host registers side by side what has no order. */
function putFirst(types: readonly string[], resources: Record<string, Declared>): void {
  const first = Object.entries(resources).filter(([, { type }]) => types.includes(type));
  // A list of its own for each: the host knows no aliases.
  const dependsOn = (): readonly string[] => first.map(([name]) => `\${${name}}`);
  for (const resource of Object.values(resources)) {
    if (!types.includes(resource.type)) resource.options = { ...resource.options, dependsOn: dependsOn() };
  }
}

/** Each example in a folder of its own: programs in Go are packages. */
function fileOf(token: string, ending: string): string {
  const name = token.replace("kubeovn:", "").replaceAll(":", "_");
  return ending === "go" ? `examples/${name}/main.go` : `examples/${name}.${ending}`;
}
