import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { type ClusterPlace, projectRoot, readSettings, storeIdentity } from "../../provider/connect/settings";
import { openStore } from "../../provider/connect/stores";
import type { Snapshot } from "../../provider/plan";
import { type PulumiRun, storeOf } from "../../provider/report";
import type { Store } from "../../provider/stores/store";
import { CommandError, type Surroundings } from "../surroundings";
import { readSource, type SourceOptions } from "./source";

/** What is held in the stores of a run, by their identity. */
export interface Snapshots {
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** Why the others could not be read. */
  readonly unread: ReadonlyMap<string, string>;
}

/** A run, and who says where and as whom its stores are read. */
export interface ReadRun {
  readonly run: PulumiRun;
  /** This command ran the preview itself: what the stack is configured with counts, as it did for the program. */
  readonly isOwnPreview: boolean;
}

/** Prefix of the identity of a manifest directory. */
const MANIFESTS = "manifests:";

/**
 * Reads what is held in every store that a run has to do with.
 *
 * Where and as whom is said by the command line and the environment, and by the stack's configuration where this command ran
 * the preview itself. A file may come from a job that nobody trusts: of what it says, only a directory below the project is
 * followed. What is not there, cannot be reached or is another cluster is omitted.
 *
 * @param options  `manifests` is a directory that is read instead of every store
 * @throws CommandError when `manifests` is no directory, StoreError when a directory cannot be read
 */
export async function readSnapshots(read: ReadRun, options: SourceOptions, around: Surroundings): Promise<Snapshots> {
  const identities = new Set(read.run.resources.map(storeOf).filter((store) => store !== undefined));
  const snapshots = new Map<string, Snapshot>();
  const unread = new Map<string, string>();
  const isGiven = options.manifests !== undefined;
  for (const identity of identities) {
    try {
      const store = isGiven ? openStore(readSource(options, around)) : openNamed(identity, read, options, around);
      if (!isGiven && (await store.identity()) !== identity) {
        unread.set(identity, `${store.where} is ${await store.identity()}`);
      } else snapshots.set(identity, await store.snapshot());
    } catch (error) {
      if (isGiven || !isUnreachable(error)) throw error;
      unread.set(identity, error.message);
    }
  }
  return { snapshots, unread };
}

function openNamed(
  identity: string,
  { run, isOwnPreview }: ReadRun,
  options: SourceOptions,
  around: Surroundings,
): Store {
  const { "kubeovn:manifests": configured, "kubeovn:explicit": _, ...others } = run.config;
  if (!identity.startsWith(MANIFESTS)) {
    const { KUBEOVN_MANIFESTS: __, ...env } = around.env;
    return openStore(readSource(options, { ...around, env }, isOwnPreview ? others : {}));
  }
  const isMeant = (directory: string | undefined): directory is string =>
    directory !== undefined && directory !== "" && storeIdentity(directory) === identity;
  const root = projectRoot(around.cwd);
  const trusted = [around.env.KUBEOVN_MANIFESTS, isOwnPreview ? configured : undefined].find(isMeant);
  const directory = path.resolve(
    root,
    trusted ?? (isMeant(configured) ? configured : identity.slice(MANIFESTS.length)),
  );
  if (trusted === undefined && !isInside(root, directory)) {
    throw new CommandError("the directory is not below the project; name it with --manifests if it is the right one");
  }
  if (!existsSync(directory)) throw new CommandError("the directory is not here; name it with --manifests");
  const settings = readSettings(only({ "kubeovn:manifests": directory, "kubeovn:explicit": "true" }), {}, around.cwd);
  const place = { kind: "manifests", directory, shown: directory, identity, ignored: [] } as const;
  const cluster = isReadLive({ run, isOwnPreview }, around)
    ? clusterOf(options, around, isOwnPreview ? others : {})
    : {};
  return openStore({ ...settings, place: { ...place, ...cluster } });
}

/** Whether the run was planned on the live cluster beside the directory, as far as that may be believed. */
function isReadLive({ run, isOwnPreview }: ReadRun, { env }: Surroundings): boolean {
  return (env.KUBEOVN_SNAPSHOT ?? (isOwnPreview ? run.config["kubeovn:snapshot"] : undefined)) === "cluster";
}

function clusterOf(
  options: SourceOptions,
  around: Surroundings,
  config: Readonly<Record<string, string>>,
): { readonly cluster?: ClusterPlace } {
  const { KUBEOVN_MANIFESTS: _, ...env } = around.env;
  const { place } = readSource(options, { ...around, env }, config);
  return place.kind === "cluster" ? { cluster: place } : {};
}

/** Whether a directory is the project's or below it, symbolic links followed; one that does not exist is where its name says. */
function isInside(root: string, directory: string): boolean {
  const [from, to] = [root, directory].map((one) => (existsSync(one) ? realpathSync(one) : one)) as [string, string];
  const way = path.relative(from, to);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function only(config: Readonly<Record<string, string>>): (key: string) => unknown {
  return (key) => config[key];
}

function isUnreachable(error: unknown): error is Error {
  return error instanceof CommandError || (error instanceof Error && "code" in error && error.code === "unavailable");
}
