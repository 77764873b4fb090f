import { existsSync } from "node:fs";
import nodeModule from "node:module";
import { homedir } from "node:os";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { getProxyForUrl } from "proxy-from-env";
import { StoreError } from "../store";

/** Which cluster; what is not said is found as kubectl finds it. */
export interface ClusterChoice {
  /** Files, in the form of the KUBECONFIG variable. Default: `~/.kube/config`, else the account of the pod this runs in. */
  readonly kubeconfig?: string;
  /** Default: the files' current one. */
  readonly context?: string;
}

const LOADER = "/@kubernetes/client-node/dist/config.js";
const GENERATED_API = "./gen/index.js";
const NO_API = "data:text/javascript,export const createConfiguration = undefined, ServerConfiguration = undefined";

const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/**
 * Reads kubeconfig files with the official client's loader, which is not loaded before.
 *
 * Of several files, the first one that has a cluster, a user, a context or the current context by that name decides.
 *
 * @source kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig; the loader's own way with a list
 * refuses a name that two files have, and a file that is missing
 * @throws StoreError "unavailable"
 */
export async function loadKubeConfig(choice: ClusterChoice): Promise<KubeConfig> {
  loader ??= officialLoader();
  const KubeConfig = await loader;
  const config = new KubeConfig();
  const files = filesOf(choice);
  if (files.length === 0) {
    config.loadFromCluster();
  } else {
    const parts = files.map((file) => readFile(new KubeConfig(), file));
    config.loadFromOptions({
      clusters: firstByName(parts.flatMap((part) => part.getClusters())),
      users: firstByName(parts.flatMap((part) => part.getUsers())),
      contexts: firstByName(parts.flatMap((part) => part.getContexts())),
      currentContext: parts.map((part) => part.getCurrentContext()).find((name) => name !== undefined && name !== ""),
    });
  }
  if (choice.context !== undefined) config.setCurrentContext(choice.context);
  checkContext(config, files);
  addExecInfo(config);
  addProxy(config);
  return config;
}

let loader: ReturnType<typeof officialLoader> | undefined;

/**
 * The official loader without the API that comes with it: 900 generated modules that nobody here calls would take 0.4 s and
 * 45 MB of every run. Node before 22.15 loads them all the same.
 */
async function officialLoader(): Promise<typeof KubeConfig> {
  const { registerHooks }: Partial<typeof nodeModule> = nodeModule;
  const hooks = registerHooks?.({
    resolve: (specifier, context, resolveNext) =>
      specifier === GENERATED_API && context.parentURL?.endsWith(LOADER) === true
        ? { url: NO_API, format: "module", shortCircuit: true }
        : resolveNext(specifier, context),
  });
  try {
    return (await import("@kubernetes/client-node/dist/config.js")).KubeConfig;
  } finally {
    hooks?.deregister();
  }
}

/** A kubeconfig that cannot be used; nothing of its content but names gets into the message. */
export function unusable(message: string, cause?: unknown): StoreError {
  return new StoreError("unavailable", message, cause === undefined ? {} : { cause });
}

/** The files to read; none in a pod without any. */
function filesOf({ kubeconfig }: ClusterChoice): readonly string[] {
  if (kubeconfig === undefined) {
    const usual = path.join(homedir(), ".kube", "config");
    if (existsSync(usual)) return [usual];
    if (existsSync(SERVICE_ACCOUNT_TOKEN)) return [];
    throw unusable(
      "no cluster is configured: KUBECONFIG is not set, there is no ~/.kube/config, and this is no pod; name a kubeconfig, or a directory of manifests: `pulumi config set kubeovn:manifests <directory>`, or --manifests of pulumi-kubeovn",
    );
  }
  const named = kubeconfig.split(path.delimiter).filter((file) => file !== "");
  const found = named.filter((file) => existsSync(file));
  if (found.length === 0) throw unusable(`kubeconfig ${named.join(", ")} does not exist`);
  return found;
}

function readFile(config: KubeConfig, file: string): KubeConfig {
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    // The parser's message quotes the file, which has secrets in it.
    const [line = ""] = (error as Error).message.split("\n");
    throw unusable(`kubeconfig ${file} cannot be read: ${line}`);
  }
}

function firstByName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...new Map([...items].reverse().map((item) => [item.name, item])).values()].reverse();
}

function checkContext(config: KubeConfig, files: readonly string[]): void {
  const current = config.getCurrentContext();
  const names = config.getContexts().map(({ name }) => name);
  const context = config.getContexts().find(({ name }) => name === current);
  const source = files.join(", ");
  if (context === undefined) {
    const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    const what = current === undefined || current === "" ? "names no current context" : `has no context "${current}"`;
    throw unusable(`kubeconfig ${source} ${what}; ${known}`);
  }
  if (config.getCurrentCluster() === null)
    throw unusable(
      `kubeconfig ${source}: context "${context.name}" names cluster "${context.cluster}", which is missing`,
    );
  if (config.getCurrentUser() === null)
    throw unusable(`kubeconfig ${source}: context "${context.name}" names user "${context.user}", which is missing`);
}

/**
 * The environment's proxy (HTTPS_PROXY, NO_PROXY, in either case) for a cluster whose kubeconfig names none.
 *
 * @source golang.org/x/net/http/httpproxy ProxyFunc, which client-go uses: nothing on this machine goes through a proxy
 */
function addProxy(config: KubeConfig): void {
  const { name, server, proxyUrl } = config.getCurrentCluster() ?? {};
  if (server === undefined || (proxyUrl !== undefined && proxyUrl !== "") || isLoopback(server)) return;
  const proxy = getProxyForUrl(server);
  if (proxy === "") return;
  config.clusters = config.clusters.map((cluster) =>
    cluster.name === name ? { ...cluster, proxyUrl: proxy } : cluster,
  );
}

function isLoopback(server: string): boolean {
  const { hostname } = URL.canParse(server) ? new URL(server) : { hostname: "" };
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}

/**
 * Tells a credential plugin which form of answer is expected, as client-go does; some refuse to run without.
 *
 * @source k8s.io/client-go plugin/pkg/client/auth/exec refreshCredsLocked
 */
function addExecInfo(config: KubeConfig): void {
  for (const { exec } of config.getUsers()) {
    if (exec === undefined || exec === null) continue;
    const info = { apiVersion: exec.apiVersion, kind: "ExecCredential", spec: { interactive: false } };
    exec.env = [...(exec.env ?? []), { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(info) }];
  }
}
