import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { installKubernetesPlugin, missingKubernetesPlugin } from "../support/kubernetes-plugin";
import { clusterOf, EXAMPLES, rendersWorkloads } from "./support/examples";
import { install } from "./support/installation";
import { createLanguageExample, LANGUAGES, needLanguage } from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, pluginInputsIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

/** What an example's program outputs, and the files that are there when it has run, by path. */
interface Made {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<"manifests" | "workloads", ReadonlyMap<string, string>>>;
}

const examples = readdirSync(EXAMPLES).filter((name) =>
  LANGUAGES.some((language) => existsSync(join(EXAMPLES, name, language))),
);

/** An AapBinding that is planned alone, as in YAML, notes itself on the Vip; one that is planned with it stands in the Vip's plan. */
const withoutBinder = (text: string): string => text.replace(/^ +pulumi-kubeovn\/bound-by: .*\n/m, "");

const written = ({ folder }: Project): Made["files"] => {
  const of = (name: string) =>
    new Map([...filesIn(join(folder, name))].map(([path, text]) => [path, withoutBinder(text)]));
  return { manifests: of("manifests"), workloads: of("workloads") };
};

/** Makes what the program declares. */
async function make(example: string, project: Project): Promise<Made> {
  succeeded(await project.up());
  const all = Object.entries(await project.outputs());
  // Only the classes for TypeScript have annotations.
  const outputs = Object.fromEntries(all.filter(([name]) => !name.endsWith("Annotations")));
  assert.ok(Object.keys(outputs).length > 0, example);
  return { outputs, files: written(project) };
}

describe("an example in another language", () => {
  before(needPulumi);

  const onCluster = (example: string, project: Project): Project => {
    cpSync(clusterOf(example), join(project.folder, "manifests"), { recursive: true });
    return project;
  };
  const madeInTypeScript = new Map<string, Promise<Made>>();
  /** What the twin in TypeScript makes; made when first asked for. */
  const twinOf = (example: string): Promise<Made> => {
    const run = async (): Promise<Made> => make(example, onCluster(example, await createTypeScriptExample(example)));
    const made = madeInTypeScript.get(example) ?? run();
    madeInTypeScript.set(example, made);
    return made;
  };

  it("is one of at least three, each in all languages", () => {
    assert.ok(examples.length >= 3, examples.join());
    for (const name of examples)
      for (const language of LANGUAGES) assert.ok(existsSync(join(EXAMPLES, name, language)), `${name} in ${language}`);
  });

  for (const example of examples)
    for (const language of LANGUAGES)
      it(`${example} makes in ${language} what its preview shows, and all that it makes in TypeScript, with the same addresses`, async function () {
        await needLanguage(this, language);
        if (rendersWorkloads(example)) {
          if ((await missingKubernetesPlugin()) !== undefined) this.skip();
          await installKubernetesPlugin(install().home);
        }
        const project = onCluster(example, await createLanguageExample(language, example));
        const before = written(project);
        const planned = pluginInputsIn(await project.previewJson());
        assert.deepEqual(written(project), before);
        const { outputs, files } = await make(example, project);
        assert.deepEqual(pluginInputsIn(await project.exportState()), planned);
        const twin = await twinOf(example);
        assert.deepEqual(outputs, twin.outputs);
        assert.deepEqual(files, twin.files);
      });
});

/** The quick start is the program of the repository's own project file, and bears its name. */
function createTypeScriptExample(example: string): Promise<Project> {
  const project = `name: ${example}\nruntime: { name: nodejs, options: { typescript: true } }\nmain: index.ts\n`;
  const hasOwn = existsSync(join(EXAMPLES, example, "Pulumi.yaml"));
  return createProject({
    example,
    files: hasOwn ? {} : { "Pulumi.yaml": project },
    config: { "kubeovn:manifests": "manifests" },
  });
}
