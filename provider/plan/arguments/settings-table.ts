import { suggest } from "../terms/suggest";
import { didYouMean, list, quote } from "../terms/wording";

/** What a setting's value is; everything arrives as text or flag. */
export type SettingType = "text" | "flag";

/** One setting: the only place that says what it is called, what it means, and who can set it. */
export interface Setting {
  readonly type: SettingType;
  /** Variable of the environment; absent where there is none. */
  readonly env?: string;
  /** The document that it has a place in besides README.md; absent where it has none. */
  readonly topic?: "cluster" | "ovn";
  /** Whether it is an argument of `Provider`, too; the others belong to the whole program. */
  readonly isArgument: boolean;
  /** Where its value stands in clear, whatever the program holds secret; absent where it only says where and how to work. */
  readonly standsIn?: string;
  /** What it changes of what may be destroyed or taken, as a report says it; absent where it changes nothing of that. */
  readonly risk?: string;
  /** In Markdown, as seen from README.md. */
  readonly doc: string;
  readonly default: string;
}

/** Settings that take true or false. */
export type FlagSetting = "requireCluster" | "serverDryRun" | "prune" | "ovnVerifyName";
/** Settings that take a text. */
export type TextSetting =
  | "manifests"
  | "ignore"
  | "snapshot"
  | "kubeconfig"
  | "context"
  | "kubeOvnVersion"
  | "movedFrom"
  | "ovnNorthbound"
  | "ovnCaCert"
  | "ovnCert"
  | "ovnKey"
  | "ovnServerName"
  | "ovnPorts"
  | "ovnWait";
export type ArgumentSetting = FlagSetting | TextSetting;
export type SettingKey = ArgumentSetting | "owner" | "plugin";

const argument = (type: SettingType, env: string, doc: string, otherwise: string): Setting => ({
  type,
  env,
  isArgument: true,
  doc,
  default: otherwise,
});

const aboutCluster = (...given: Parameters<typeof argument>): Setting => ({ ...argument(...given), topic: "cluster" });
const aboutOvn = (...given: Parameters<typeof argument>): Setting => ({ ...argument(...given), topic: "ovn" });

/** Every setting, by its key in the stack's configuration (`kubeovn:…`), in the order of the documents. */
export const SETTINGS: Readonly<Record<SettingKey, Setting>> = {
  manifests: {
    ...argument(
      "text",
      "KUBEOVN_MANIFESTS",
      "directory of manifests; a relative path starts at the folder of `Pulumi.yaml`",
      "none: a live cluster",
    ),
    standsIn: "the state",
  },
  ignore: {
    ...argument(
      "text",
      "KUBEOVN_IGNORE",
      "[what of the directory is not read](docs/explanation/manifests.md#what-is-not-read) besides what `.kubeovnignore` says: patterns as in `.gitignore`, with commas between",
      "none",
    ),
    risk: "addresses in the files that it excludes count as free",
  },
  snapshot: argument(
    "text",
    "KUBEOVN_SNAPSHOT",
    "`cluster`: [plan on the live cluster](docs/explanation/manifests.md#planned-on-the-live-cluster), which is only read, and write to the directory",
    "`manifests`: what the directory says, exports included",
  ),
  kubeconfig: aboutCluster(
    "text",
    "KUBECONFIG",
    "[kubeconfig files](docs/reference/connecting.md) where no manifests are named; never the content of one",
    "`~/.kube/config`, else the account of the pod this runs in",
  ),
  context: aboutCluster("text", "KUBEOVN_CONTEXT", "context of the kubeconfig", "the current context"),
  requireCluster: aboutCluster(
    "flag",
    "KUBEOVN_REQUIRE_CLUSTER",
    "fail a preview where the cluster cannot be reached",
    "`false`: keep what is known, and leave new addresses open",
  ),
  serverDryRun: aboutCluster(
    "flag",
    "KUBEOVN_SERVER_DRY_RUN",
    "have the cluster [try in a preview](docs/reference/connecting.md#a-server-side-dry-run) what an update would write",
    "`false`",
  ),
  kubeOvnVersion: aboutCluster(
    "text",
    "KUBEOVN_VERSION",
    "Kube-OVN release the objects are for, such as `1.13`; for a newer one than is known here, the newest known rules are used, and a note says so",
    "what controller, definitions and objects look like, else the newest known",
  ),
  prune: {
    ...argument(
      "flag",
      "KUBEOVN_PRUNE",
      "[release in one step](docs/explanation/manifests.md#released-in-two-steps), and let Argo CD or Flux delete an `IP` whose file is gone, even from under a running pod",
      "`false`",
    ),
    risk: "what leaves the program is released in one step, and what applies the manifests may delete its IP, even from under a running pod",
  },
  movedFrom: {
    ...argument(
      "text",
      "KUBEOVN_MOVED_FROM",
      "what the state calls the directory, or the cluster, after it was renamed",
      "none",
    ),
    risk: "what the state has in that place is updated and deleted in this one",
  },
  ovnNorthbound: aboutOvn(
    "text",
    "KUBEOVN_OVN_NORTHBOUND",
    "[OVN's northbound database](docs/explanation/virtual-ports.md): `unix:PATH`, `tcp:HOST:PORT` or `ssl:HOST:PORT` of one database, or of all servers of a RAFT cluster with commas between, whose leader is found",
    "none: ports are left to Kube-OVN's controller",
  ),
  ovnCaCert: aboutOvn(
    "text",
    "KUBEOVN_OVN_CA_CERT",
    "PEM file of the authority that signed the database server's certificate",
    "those of Node",
  ),
  ovnCert: aboutOvn("text", "KUBEOVN_OVN_CERT", "PEM file of our certificate", "none"),
  ovnKey: aboutOvn("text", "KUBEOVN_OVN_KEY", "PEM file of its key", "none"),
  ovnServerName: aboutOvn(
    "text",
    "KUBEOVN_OVN_SERVER_NAME",
    "name the server's certificate must be for",
    "the endpoint's host",
  ),
  ovnVerifyName: aboutOvn(
    "flag",
    "KUBEOVN_OVN_VERIFY_NAME",
    "`false` checks the certificate's chain alone, as OVN's own programs do",
    "`true`",
  ),
  ovnPorts: aboutOvn(
    "text",
    "KUBEOVN_OVN_PORTS",
    "what is done [about ports](docs/explanation/virtual-ports.md): `own`, `repair` or `verify`",
    "`own` with manifests, `repair` with a cluster",
  ),
  ovnWait: aboutOvn(
    "text",
    "KUBEOVN_OVN_WAIT",
    "what a write waits for: `none`; `northd`: until ovn-northd has worked it in; `binding`: also until a chassis has claimed the port",
    "`none`",
  ),
  owner: {
    type: "text",
    isArgument: false,
    standsIn: "the state and in annotations of objects",
    risk: "objects with the same first part of their owner key are this stack's own",
    doc: "first part of owner keys, where two Pulumi backends with equal project and stack names plan for one cluster",
    default: "`organization/project/stack`",
  },
  plugin: {
    type: "flag",
    isArgument: false,
    doc: "for TypeScript and JavaScript: register resources with [the plugin](docs/how-to/other-languages.md#the-classes-over-the-plugin) instead of the dynamic provider",
    default: "`false`",
  },
};

/** Names that settings had before, which the dynamic provider goes on taking: the engine calls a plugin's own version `version`. */
export const FORMER_SETTINGS: Readonly<Record<string, SettingKey>> = { version: "kubeOvnVersion" };

/** Variables of the environment that are no settings of a stack. */
export const DECISIONS_VARIABLE = "KUBEOVN_DECISIONS";

/**
 * Why keys of a stack's configuration (`kubeovn:…`), or of another kind, cannot be meant; undefined when all are known. One
 * that is passed over may be what says which cluster is written to.
 */
export function unknownSettings(keys: Iterable<string>): string | undefined {
  const unknown = [...keys].flatMap((key) => {
    const name = key.startsWith("kubeovn:") ? key.slice("kubeovn:".length) : undefined;
    const isKnown = name === undefined || name in SETTINGS || name in FORMER_SETTINGS;
    return isKnown ? [] : [`kubeovn:${name}${nearest(name, Object.keys(SETTINGS))}`];
  });
  return said(unknown, "setting", Object.keys(SETTINGS));
}

/** The same of the arguments of `Provider`. */
export function unknownArguments(keys: Iterable<string>): string | undefined {
  const known = Object.entries(SETTINGS).flatMap(([key, { isArgument }]) => (isArgument ? [key] : []));
  const unknown = [...keys].filter((key) => !known.includes(key) && !(key in FORMER_SETTINGS));
  return said(
    unknown.map((key) => `${key}${nearest(key, known)}`),
    "argument of Provider",
    known,
  );
}

/** Settings that say where is planned and written. */
const PLACE_SETTINGS = ["manifests", "kubeconfig", "context"] as const satisfies readonly SettingKey[];

/**
 * What a program has to be told whose provider names no place, though the stack does, whose configuration is for the default
 * provider: undefined where no place is meant by the stack either, or the environment names it for all.
 *
 * @param given  arguments of the provider
 * @param stack  what the stack's configuration has under a key
 */
export function unnamedPlace(
  given: Iterable<string>,
  stack: (key: SettingKey) => string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const names = [...given];
  if (PLACE_SETTINGS.some((key) => names.includes(key))) return undefined;
  const isOfEnvironment = (key: SettingKey): boolean => (env[SETTINGS[key].env ?? ""] ?? "") !== "";
  const key = PLACE_SETTINGS.find((one) => stack(one) !== undefined);
  if (key === undefined || isOfEnvironment(key)) return undefined;
  return `it names neither manifests nor a cluster, and kubeovn:${key} of the stack's configuration is for the default provider alone; write ${key}: new pulumi.Config("kubeovn").require("${key}") for the same place, or name the cluster that is meant (kubeconfig, context)`;
}

/** Why settings cannot be secret; undefined where all of these can. */
export function clearSettings(secret: readonly SettingKey[]): string | undefined {
  const faults = secret.flatMap((key) => {
    const { standsIn } = SETTINGS[key];
    return standsIn === undefined
      ? []
      : [`kubeovn:${key} is a secret and would stand in clear in ${standsIn}; set it without --secret`];
  });
  return faults.length === 0 ? undefined : faults.join("; ");
}

/** The same of variables; only what looks like a slip, because Kubernetes itself makes variables that begin alike (`KUBEOVN_PORT`). */
export function misspelledVariables(names: Iterable<string>): string | undefined {
  const known = [...Object.values(SETTINGS).flatMap(({ env }) => env ?? []), DECISIONS_VARIABLE];
  const slips = [...names].flatMap((name) => {
    const meant = name.startsWith("KUBEOVN_") && !known.includes(name) ? suggest(name, known) : undefined;
    return meant === undefined ? [] : [`${name}${didYouMean(meant)}`];
  });
  return said(slips, "environment variable", known);
}

function nearest(name: string, known: readonly string[]): string {
  return didYouMean(suggest(name, known));
}

function said(unknown: readonly string[], what: string, known: readonly string[]): string | undefined {
  if (unknown.length === 0) return undefined;
  return `there is no ${what} ${list(unknown, "and")}; known are ${list(known.map(quote), "and")}`;
}
