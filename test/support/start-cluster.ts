import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { loadToolchain, repositoryFolder } from "./toolchain";

/** Where a test cluster is. */
interface ClusterDescription {
  readonly name: string;
  /** URL of the API server. */
  readonly server: string;
  /** File of an administrator. */
  readonly kubeconfig: string;
  /** File of a user who may do nothing. */
  readonly guestKubeconfig: string;
  /** `tcp:host:port` of OVN's northbound database. */
  readonly northbound: string;
  /** `tcp:host:port` of OVN's southbound database. */
  readonly southbound: string;
  /** Has one log per daemon; goes with the cluster. */
  readonly folder: string;
}

/** What an API server said; statuses of refusals are answers too. */
interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind; a test that reads a field that is missing fails.
  readonly body: any;
}

/** Text goes as it is, anything else as JSON. Rejects when there is no answer. */
export type ApiClient = (method: string, path: string, body?: unknown, contentType?: string) => Promise<Answer>;

export interface TestCluster extends ClusterDescription {
  readonly admin: ApiClient;
  readonly guest: ApiClient;
  /**
   * Resolves when the new kube-ovn-controller leads, has cleaned up and works; what it knew only by heart is forgotten.
   *
   * @param flags  that it is run with from then on instead of those it had, by name without dashes
   */
  restartController(flags?: Readonly<Record<string, string>>): Promise<void>;
  /** Stops kube-ovn-controller where it is; what it returns lets it go on. */
  pauseController(): () => void;
  /**
   * Resolves when the new kube-apiserver is ready; certificates and tokens stay. Who watched looks for it again by and by:
   * the controller within seconds the first time, within half a minute after several times.
   */
  restartApiServer(): Promise<void>;
  stop(): Promise<void>;
}

interface RestartModule {
  restartController(name: string, flags?: Readonly<Record<string, string>>): Promise<void>;
  restartApiServer(name: string): Promise<void>;
  pauseController(name: string): () => void;
}
interface AccessModule {
  clusterClient(name: string, user: "admin" | "guest"): ApiClient;
}

/** It ends with {@link TestCluster.stop}, and with this process however that ends. */
export async function startTestCluster(name: string): Promise<TestCluster> {
  const child = spawn(
    process.execPath,
    [join("scripts", "cluster.mjs"), "up", "--attached", "--json", "--name", name],
    { cwd: repositoryFolder, stdio: ["pipe", "pipe", "inherit"] },
  );
  const line = await firstLine(child.stdout);
  if (line === undefined) throw new Error("the test cluster did not start; see above");
  const description: ClusterDescription = JSON.parse(line);
  // A cluster is no reason for a process to go on.
  for (const handle of [child, child.stdin as Socket, child.stdout as Socket]) handle.unref();
  const { restartController, restartApiServer, pauseController } =
    await loadToolchain<RestartModule>("../cluster/restart.mjs");
  const { clusterClient } = await loadToolchain<AccessModule>("../cluster/access.mjs");
  return {
    ...description,
    admin: clusterClient(name, "admin"),
    guest: clusterClient(name, "guest"),
    restartController: (flags) => restartController(name, flags),
    restartApiServer: () => restartApiServer(name),
    pauseController: () => pauseController(name),
    async stop() {
      child.ref();
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** Undefined when the stream ends without one. */
async function firstLine(stream: Readable): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line;
  return undefined;
}
