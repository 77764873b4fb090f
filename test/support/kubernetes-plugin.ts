import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { loadToolchain } from "./toolchain";

interface KubernetesPluginModule {
  readonly KUBERNETES_PLUGIN: string;
  builtKubernetesPlugin(): Promise<string | undefined>;
}

const loaded = loadToolchain<KubernetesPluginModule>("kubernetes-plugin.mjs");

/** Why programs with classes of @pulumi/kubernetes cannot run here; undefined where they can. */
export async function missingKubernetesPlugin(): Promise<string | undefined> {
  const built = await (await loaded).builtKubernetesPlugin();
  return built === undefined ? "Pulumi's Kubernetes plugin is not built; npm run test:all does it" : undefined;
}

/** For `before(needKubernetesPlugin)`: skips the suite, with the reason in its title, where it has not been built. */
export async function needKubernetesPlugin(this: Mocha.Context): Promise<void> {
  const missing = await missingKubernetesPlugin();
  if (missing === undefined) return;
  const suite = this.test?.parent;
  if (suite) suite.title += ` [${missing}]`;
  this.skip();
}

/**
 * Puts the plugin where the CLI keeps plugins it has downloaded, as the version that @pulumi/kubernetes asks for: its own.
 *
 * @param home  PULUMI_HOME
 * @returns path of the executable
 * @throws Error where it has not been built
 */
export async function installKubernetesPlugin(home: string): Promise<string> {
  const { KUBERNETES_PLUGIN, builtKubernetesPlugin } = await loaded;
  const built = await builtKubernetesPlugin();
  if (built === undefined) throw new Error(await missingKubernetesPlugin());
  const manifest = readFileSync(require.resolve("@pulumi/kubernetes/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = join(home, "plugins", `resource-kubernetes-v${version}`);
  // Another project of this process has done it already.
  if (mkdirSync(folder, { recursive: true }) !== undefined) symlinkSync(built, join(folder, KUBERNETES_PLUGIN));
  return built;
}
