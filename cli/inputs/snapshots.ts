import { existsSync } from "node:fs";
import path from "node:path";
import type { Snapshot } from "../../provider/plan";
import { type PulumiRun, storeOf } from "../../provider/report";
import { projectRoot, storeIdentity } from "../../provider/runtime/settings";
import { openManifestStore } from "../../provider/stores/manifests/store";
import { CommandError, type Surroundings } from "../surroundings";

/** Prefix of the identity of a manifest directory. */
const MANIFESTS = "manifests:";

/**
 * Reads what is held in every store that a run has to do with, by the identity that the run knows it by.
 *
 * A directory is looked for where the run's configuration or its identity says; `given` is for one that lies elsewhere
 * here. One that is not there is left out.
 *
 * @throws CommandError when `given` is no directory, StoreError when a directory cannot be read
 */
export async function readSnapshots(
  run: PulumiRun,
  given: string | undefined,
  around: Surroundings,
): Promise<ReadonlyMap<string, Snapshot>> {
  const identities = new Set(run.resources.map(storeOf).filter((store) => store !== undefined));
  const snapshots = new Map<string, Snapshot>();
  for (const identity of identities) {
    const directory = given === undefined ? directoryOf(identity, run, around) : path.resolve(around.cwd, given);
    if (given !== undefined && !existsSync(directory ?? "")) throw new CommandError(`there is no directory ${given}`);
    if (directory === undefined || !existsSync(directory)) continue;
    snapshots.set(identity, await openManifestStore(directory, { identity }).snapshot());
  }
  return snapshots;
}

function directoryOf(identity: string, run: PulumiRun, around: Surroundings): string | undefined {
  if (!identity.startsWith(MANIFESTS)) return undefined;
  const configured = [around.env.KUBEOVN_MANIFESTS, run.config["kubeovn:manifests"]].find(
    (directory) => directory !== undefined && directory !== "" && storeIdentity(directory) === identity,
  );
  return path.resolve(projectRoot(around.cwd), configured ?? identity.slice(MANIFESTS.length));
}
