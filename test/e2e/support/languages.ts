import { loadToolchain } from "../../support/toolchain";
import { commandFolder } from "./installation";
import { createProject, type Project } from "./project";

interface LanguagesModule {
  builtLanguageHosts(): Promise<string | undefined>;
  builtGenerator(): Promise<string | undefined>;
}

const toolchain = loadToolchain<LanguagesModule>("pulumi-languages.mjs");

/** The program that checks a schema with Pulumi's own binder; undefined where it has not been built. */
export async function schemaBinder(): Promise<string | undefined> {
  return (await toolchain).builtGenerator();
}

/** Whether programs in YAML can run here. */
export async function runsYaml(): Promise<boolean> {
  return (await (await toolchain).builtLanguageHosts()) !== undefined;
}

/**
 * A project whose program is in YAML; the plugin is the one of the packed package.
 *
 * @param program  the part of its Pulumi.yaml that declares
 */
export async function createYamlProject(program: string): Promise<Project> {
  const plugin = `plugins:\n  providers:\n    - name: kubeovn\n      path: ${commandFolder()}\n`;
  return createProject({
    files: { "Pulumi.yaml": `name: project\nruntime: yaml\n${plugin}${program}` },
    config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
    env: { PATH: await (await toolchain).builtLanguageHosts() },
  });
}
