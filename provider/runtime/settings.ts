import { existsSync } from "node:fs";
import path from "node:path";
import { isAtLeast, type KubeOvnVersion, OLDEST_VERSION, parseVersion, printVersion } from "../plan";

/** What the configuration says, checked. Values of an explicit provider arrive under the same names. */
export interface Settings {
  /** Directory of the manifests, absolute. */
  readonly manifests: string;
  /** Identity of that directory across machines: as configured, without a machine's path. */
  readonly store: string;
  readonly version?: KubeOvnVersion;
  /** Identity of the store the state still names, when it was renamed. */
  readonly movedFrom?: string;
  /** File that decisions are appended to. */
  readonly decisions?: string;
}

/** A configuration that cannot be used; the message says which key and what to set. */
export class SettingsError extends Error {}

/**
 * Reads settings from configuration (keys `kubeovn:…`) and environment.
 *
 * An explicit provider's arguments win over the environment, which wins over stack configuration: refresh and destroy
 * see an old copy of the latter.
 *
 * @param cwd  directory of the program; relative paths start at the nearest Pulumi.yaml above it
 */
export function readSettings(get: (key: string) => unknown, env: NodeJS.ProcessEnv, cwd: string): Settings {
  const isExplicit = text(get("kubeovn:explicit")) === "true";
  const value = (key: string, variable: string): string | undefined => {
    const configured = text(get(`kubeovn:${key}`));
    const ambient = text(env[variable]);
    return isExplicit ? (configured ?? ambient) : (ambient ?? configured);
  };
  const manifests = value("manifests", "KUBEOVN_MANIFESTS");
  if (manifests === undefined) {
    throw new SettingsError(
      "no place to plan against is configured: set a directory of Kube-OVN manifests with `pulumi config set kubeovn:manifests <directory>`",
    );
  }
  const version = readVersion(value("version", "KUBEOVN_VERSION"));
  const movedFrom = value("movedFrom", "KUBEOVN_MOVED_FROM");
  const decisions = text(env.KUBEOVN_DECISIONS);
  return {
    manifests: path.resolve(projectRoot(cwd), manifests),
    store: storeIdentity(manifests),
    ...(version === undefined ? {} : { version }),
    ...(movedFrom === undefined ? {} : { movedFrom }),
    ...(decisions === undefined ? {} : { decisions: path.resolve(projectRoot(cwd), decisions) }),
  };
}

/** `manifests:<directory as configured>`; of an absolute path only the last part, so that no machine's path is in the state. */
export function storeIdentity(manifests: string): string {
  const normal = path.posix.normalize(manifests.replaceAll(path.sep, "/")).replace(/\/+$/, "");
  return `manifests:${path.isAbsolute(manifests) ? path.posix.basename(normal) : normal}`;
}

/** The nearest directory with a Pulumi project file, as the CLI itself looks for it; `cwd` when there is none. */
export function projectRoot(cwd: string): string {
  for (let directory = cwd; ; directory = path.dirname(directory)) {
    if (["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(path.join(directory, file)))) return directory;
    if (path.dirname(directory) === directory) return cwd;
  }
}

function readVersion(configured: string | undefined): KubeOvnVersion | undefined {
  if (configured === undefined) return undefined;
  const version = parseVersion(configured);
  if (version === undefined)
    throw new SettingsError(`kubeovn:version is ${JSON.stringify(configured)}; write a release such as "1.13"`);
  if (!isAtLeast(version, OLDEST_VERSION)) {
    throw new SettingsError(
      `kubeovn:version is ${JSON.stringify(configured)}; reserved IPs need ${printVersion(OLDEST_VERSION)} or newer`,
    );
  }
  return version;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
