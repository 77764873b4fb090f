import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Keeps what Node has compiled for the next run. */
const PRELOADED = fileURLToPath(new URL("compile-cache.cjs", import.meta.url));

/**
 * The environment of a Pulumi CLI that keeps all it writes in folders of ours and asks nothing.
 *
 * Variables of Pulumi that the caller has set are dropped: they may name a backend or a stack that matters to someone.
 *
 * @param {object} options
 * @param {string} options.path    PATH, from findPulumi
 * @param {string} options.folder  where states go; created when missing
 * @param {string} [options.home]  where the CLI keeps what is its own; default: `home` in that folder
 * @param {string} [options.stack] default: the stack that is selected
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {NodeJS.ProcessEnv}
 */
export function pulumiEnvironment({ path, folder, home = join(folder, "home"), stack, env = process.env }) {
  mkdirSync(folder, { recursive: true });
  mkdirSync(home, { recursive: true });
  const inherited = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("PULUMI_")));
  return {
    ...inherited,
    PATH: path,
    PULUMI_HOME: home,
    // Without the files of attributes beside states, which nothing here reads: one that is cut off, as in a kill, hides its state.
    // Source: gocloud.dev blob/fileblob/attrs.go, setAttrs and getAttrs.
    PULUMI_BACKEND_URL: `${decodeURI(pathToFileURL(folder).href)}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    // Plugins are fetched when a resource needs one, not because node_modules holds a package that has one.
    PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL: "true",
    COMPILE_CACHES: join(home, "node-compile-cache"),
    NODE_OPTIONS: [env.NODE_OPTIONS, `--require ${JSON.stringify(PRELOADED)}`].filter(Boolean).join(" "),
    ...(stack ? { PULUMI_STACK: stack } : {}),
  };
}
