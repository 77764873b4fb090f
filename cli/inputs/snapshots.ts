import { existsSync } from "node:fs";
import path from "node:path";
import type { Snapshot } from "../../provider/plan";
import { type PulumiRun, storeOf } from "../../provider/report";
import { projectRoot, readSettings, storeIdentity } from "../../provider/runtime/settings";
import { openStore } from "../../provider/runtime/stores";
import type { Store } from "../../provider/stores/store";
import { CommandError, type Surroundings } from "../surroundings";

/** What is held in the stores of a run, by their identity. */
export interface Snapshots {
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** Why the others could not be read. */
  readonly unread: ReadonlyMap<string, string>;
}

/** Prefix of the identity of a manifest directory. */
const MANIFESTS = "manifests:";

/**
 * Reads what is held in every store that a run has to do with.
 *
 * A directory is looked for where the run's configuration or its identity says, a cluster where kubeconfig and environment
 * say; `given` is a directory that is read instead. What is not there, cannot be reached or is another cluster is left out.
 *
 * @throws CommandError when `given` is no directory, StoreError when a directory cannot be read
 */
export async function readSnapshots(
  run: PulumiRun,
  given: string | undefined,
  around: Surroundings,
): Promise<Snapshots> {
  const identities = new Set(run.resources.map(storeOf).filter((store) => store !== undefined));
  const snapshots = new Map<string, Snapshot>();
  const unread = new Map<string, string>();
  for (const identity of identities) {
    try {
      const store = given === undefined ? openNamed(identity, run, around) : openGiven(given, around);
      if (given === undefined && (await store.identity()) !== identity) {
        unread.set(identity, `${store.where} is ${await store.identity()}`);
      } else snapshots.set(identity, await store.snapshot());
    } catch (error) {
      if (given !== undefined || !isUnreachable(error)) throw error;
      unread.set(identity, error.message);
    }
  }
  return { snapshots, unread };
}

/** The absolute path of a directory. @throws CommandError when there is none */
export function existingDirectory(directory: string, cwd: string): string {
  const absolute = path.resolve(cwd, directory);
  if (!existsSync(absolute)) throw new CommandError(`there is no directory ${directory}`);
  return absolute;
}

function openGiven(directory: string, { cwd }: Surroundings): Store {
  const manifests = existingDirectory(directory, cwd);
  return openStore(readSettings(only({ "kubeovn:manifests": manifests, "kubeovn:explicit": "true" }), {}, cwd));
}

function openNamed(identity: string, run: PulumiRun, around: Surroundings): Store {
  const { "kubeovn:manifests": configured, ...rest } = run.config;
  if (!identity.startsWith(MANIFESTS)) {
    const { KUBEOVN_MANIFESTS: _, ...env } = around.env;
    return openStore(readSettings(only(rest), env, around.cwd));
  }
  const named = [around.env.KUBEOVN_MANIFESTS, configured].find(
    (directory) => directory !== undefined && directory !== "" && storeIdentity(directory) === identity,
  );
  const directory = path.resolve(projectRoot(around.cwd), named ?? identity.slice(MANIFESTS.length));
  if (!existsSync(directory)) throw new CommandError("the directory is not here; name it with --manifests");
  const settings = readSettings(only({ "kubeovn:manifests": directory, "kubeovn:explicit": "true" }), {}, around.cwd);
  const place = { kind: "manifests", directory, identity } as const;
  return openStore({ ...settings, place });
}

function only(config: Readonly<Record<string, string>>): (key: string) => unknown {
  return (key) => config[key];
}

function isUnreachable(error: unknown): error is Error {
  return error instanceof CommandError || (error instanceof Error && "code" in error && error.code === "unavailable");
}
