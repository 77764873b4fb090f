import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import {
  DECISIONS_VARIABLE,
  FORMER_SETTINGS,
  isAtLeast,
  type KubeOvnVersion,
  misspelledVariables,
  OLDEST_VERSION,
  parseVersion,
  printVersion,
  SETTINGS,
  type SettingKey,
} from "../plan";
import { type NorthboundSettings, readNorthbound } from "./northbound-settings";
import { SettingsError } from "./settings-error";

/** What the configuration says, checked. Values of an explicit provider arrive under the same names. */
export interface Settings {
  readonly place: Place;
  /** A preview fails where the cluster cannot be reached; otherwise it keeps what is known and leaves the rest open. */
  readonly requireCluster: boolean;
  /** A preview has the cluster try what an update would write, and writes nothing. */
  readonly serverDryRun: boolean;
  /** What applies the manifests may delete an IP whose file is gone, be a pod using it or not. */
  readonly mayPrune: boolean;
  readonly version?: KubeOvnVersion;
  /** Identity of the store the state still names, when it was renamed. */
  readonly movedFrom?: string;
  /** Access to OVN's northbound database, where it is configured. */
  readonly northbound?: NorthboundSettings;
  /** File that decisions are appended to. */
  readonly decisions?: string;
  /** Settings that the configuration calls by a name that they had before. */
  readonly renamed: readonly { readonly former: string; readonly now: SettingKey }[];
}

/** What is planned against and written to. */
export type Place =
  | {
      readonly kind: "manifests";
      /** Absolute. */
      readonly directory: string;
      /** As configured, for commands that are to be typed. */
      readonly shown: string;
      /** The directory across machines: as configured, without a machine's path. */
      readonly identity: string;
      /** What of it is not read, in the syntax of .gitignore. */
      readonly ignored: readonly string[];
      /** The cluster that is planned on and only read; undefined where exports tell what it has. */
      readonly cluster?: ClusterPlace;
    }
  | ({ readonly kind: "cluster" } & ClusterPlace);

/** How a cluster is found. */
export interface ClusterPlace {
  /** Files, as in the KUBECONFIG variable, absolute. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

/**
 * Reads settings from configuration (keys `kubeovn:…`) and environment.
 *
 * An explicit provider's arguments win over the environment, which wins over stack configuration, of which the default provider
 * alone is told: refresh and destroy see an old copy of it.
 *
 * @param cwd  directory of the program; relative paths start at the nearest Pulumi.yaml above it
 * @throws SettingsError for a value that cannot be meant, and a variable that looks like a slip
 */
export function readSettings(get: (key: string) => unknown, env: NodeJS.ProcessEnv, cwd: string): Settings {
  const isExplicit = text(get("kubeovn:explicit")) === "true";
  const fault = misspelledVariables(Object.keys(env));
  if (fault !== undefined) throw new SettingsError(fault);
  const value = (key: SettingKey): string | undefined => {
    const configured = configuredAt(get, key);
    const { env: variable } = SETTINGS[key];
    const ambient = variable === undefined ? undefined : text(env[variable]);
    return isExplicit ? (configured ?? ambient) : (ambient ?? configured);
  };
  const root = projectRoot(cwd);
  const version = readVersion(value("kubeOvnVersion"));
  const movedFrom = value("movedFrom");
  const place = readPlace(value, isExplicit ? (key: SettingKey) => text(get(`kubeovn:${key}`)) : () => undefined, root);
  // Where a cluster is written to, Kube-OVN's controller makes ports itself.
  const northbound = readNorthbound(value, root, place.kind === "cluster" ? "repair" : "own");
  const decisions = text(env[DECISIONS_VARIABLE]);
  const renamed = Object.entries(FORMER_SETTINGS).flatMap(([former, now]) =>
    text(get(`kubeovn:${former}`)) === undefined ? [] : [{ former, now }],
  );
  return {
    place,
    requireCluster: readFlag("requireCluster", value("requireCluster")),
    serverDryRun: readFlag("serverDryRun", value("serverDryRun")),
    mayPrune: readFlag("prune", value("prune")),
    renamed,
    ...(version === undefined ? {} : { version }),
    ...(movedFrom === undefined ? {} : { movedFrom }),
    ...(northbound === undefined ? {} : { northbound }),
    ...(decisions === undefined ? {} : { decisions: path.resolve(root, decisions) }),
  };
}

/** What the configuration says under the name of a setting, or one that it had before. @throws SettingsError where they differ */
function configuredAt(get: (key: string) => unknown, key: SettingKey): string | undefined {
  return formersOf(key).reduce(
    (configured, former) => {
      const before = text(get(`kubeovn:${former}`));
      if (configured !== undefined && before !== undefined && configured !== before) {
        throw new SettingsError(
          `kubeovn:${former} is ${JSON.stringify(before)} and kubeovn:${key} ${JSON.stringify(configured)}, two names of one setting; remove kubeovn:${former}`,
        );
      }
      return configured ?? before;
    },
    text(get(`kubeovn:${key}`)),
  );
}

function formersOf(key: SettingKey): readonly string[] {
  return Object.keys(FORMER_SETTINGS).filter((former) => FORMER_SETTINGS[former] === key);
}

/** A directory of manifests where one is named, else a cluster; a provider's own argument for one rules the other out. */
function readPlace(
  value: (key: SettingKey) => string | undefined,
  own: (key: SettingKey) => string | undefined,
  root: string,
): Place {
  const namesCluster = own("kubeconfig") !== undefined || own("context") !== undefined;
  const manifests = own("manifests") ?? (namesCluster ? undefined : value("manifests"));
  if (manifests !== undefined) {
    const ignored = (value("ignore") ?? "").split(/[,\n]/).map((pattern) => pattern.trim());
    return {
      kind: "manifests",
      directory: path.resolve(root, manifests),
      shown: manifests,
      identity: storeIdentity(manifests),
      ignored: ignored.filter((pattern) => pattern !== ""),
      ...(isReadLive(value("snapshot")) ? { cluster: readCluster(value, root) } : {}),
    };
  }
  return { kind: "cluster", ...readCluster(value, root) };
}

function readCluster(value: (key: SettingKey) => string | undefined, root: string): ClusterPlace {
  const kubeconfig = value("kubeconfig");
  const context = value("context");
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig: readFiles(kubeconfig, root) }),
    ...(context === undefined ? {} : { context }),
  };
}

function isReadLive(configured: string | undefined): boolean {
  if (configured === undefined || configured === "manifests") return false;
  if (configured === "cluster") return true;
  throw new SettingsError(`kubeovn:snapshot is ${JSON.stringify(configured)}; write "cluster" or "manifests"`);
}

/** Files of a kubeconfig; its content would stand in the state in clear text. */
function readFiles(configured: string, root: string): string {
  if (/\n|apiVersion:/.test(configured)) {
    throw new SettingsError(
      "kubeovn:kubeconfig holds the text of a kubeconfig; write it to a file and name that, because what is configured is kept in the state",
    );
  }
  const files = configured.split(path.delimiter).filter((file) => file !== "");
  return files.map((file) => path.resolve(root, untilde(file))).join(path.delimiter);
}

function untilde(file: string): string {
  return file === "~" || file.startsWith("~/") ? path.join(homedir(), file.slice(1)) : file;
}

function readFlag(key: string, configured: string | undefined): boolean {
  if (configured === undefined || configured === "false") return false;
  if (configured === "true") return true;
  throw new SettingsError(`kubeovn:${key} is ${JSON.stringify(configured)}; write true or false`);
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
    throw new SettingsError(`kubeovn:kubeOvnVersion is ${JSON.stringify(configured)}; write a release such as "1.13"`);
  if (!isAtLeast(version, OLDEST_VERSION)) {
    throw new SettingsError(
      `kubeovn:kubeOvnVersion is ${JSON.stringify(configured)}; reserved IPs need ${printVersion(OLDEST_VERSION)} or newer`,
    );
  }
  return version;
}

function text(value: unknown): string | undefined {
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
