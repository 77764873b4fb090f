import { printAddress, printMac, sameAddress } from "../../ipam";
import { type AddressClaim, placesOf } from "../../objects/address-claim";
import type { KubeObject, ObjectKey } from "../../objects/kube-object";
import { keyOf, keyText } from "../../objects/kube-object";
import { namedHoldings } from "../../objects/kubeovn/fact";
import { type Facts, factsOf } from "../../objects/kubeovn/facts";
import { part, text, VM_LABEL } from "../../objects/kubeovn/kinds";
import { type PodFinder, userOfPort } from "../../objects/kubeovn/port-user";
import { stampOf } from "../../objects/kubeovn/stamp";
import {
  claimOf,
  type Holding,
  holderName,
  isGuestOf,
  isSameSpace,
  type KubeOvnVersion,
  makerOf,
  type Snapshot,
  spaceName,
} from "../../plan";
import { type Store, StoreError } from "../store";
import { deliveredSnapshot } from "./delivered";
import { isOwn, type Pruning, redelivered, withDelivery } from "./delivery";
import { type ManifestDirectory, openManifestDirectory } from "./directory";
import { ManifestError } from "./errors";

/** What a cluster says about addresses, as objects, and of how its Kube-OVN runs. */
export interface ClusterObjects
  extends Pick<Snapshot, "version" | "controller" | "isControllerHidden" | "unreadTemplates"> {
  readonly objects: readonly KubeObject[];
}

/** How a manifest store reads and writes. */
export interface ManifestStoreOptions {
  readonly identity: string;
  /** What is not read besides what .kubeovnignore says, in its syntax. Default: nothing. */
  readonly ignored?: readonly string[];
  /** Whether what applies the files may delete an IP whose file is gone. Default: protected. */
  readonly pruning?: Pruning;
  /** The cluster that is planned on beside the files, and only read. Default: what exports say of one. */
  readonly cluster?: () => Promise<ClusterObjects>;
  /** Kube-OVN release the files are for. Default: what the objects look like, else the newest. */
  readonly version?: KubeOvnVersion;
}

/**
 * A directory of Kube-OVN manifests as a store: read as the snapshot, written as the result.
 *
 * An object that has addresses is written to a file named after the first of them, so that two branches which chose the
 * same address meet as an add/add conflict in git.
 */
export function openManifestStore(root: string, options: ManifestStoreOptions): Store {
  const kept = new WeakMap<KubeObject, Facts>();
  const facts = (object: KubeObject): Facts => {
    const known = kept.get(object);
    if (known !== undefined) return known;
    const read = factsOf(object);
    kept.set(object, read);
    return read;
  };
  const directory = openManifestDirectory(root, {
    isOurs: (object) => makerOf(stampOf(object)) !== undefined,
    ignored: options.ignored ?? [],
    placesOf: (object) => namedHoldings(facts(object)).flatMap(placesOf),
  });
  const pruning = options.pruning ?? "protected";
  /** What an export lists of our own is no file: it is neither edited there nor deleted. */
  const get = async (key: ObjectKey): Promise<KubeObject | undefined> => {
    const found = await directory.find(key);
    return found === undefined || (found.isExported && isOwn(found.object)) ? undefined : found.object;
  };
  const redelivering =
    (change: Change): Change =>
    (live) =>
      redelivered(live, change(live), pruning);
  const assertFile = async (key: ObjectKey): Promise<void> => {
    if ((await get(key)) !== undefined) return;
    throw new StoreError("not-found", `${keyText(key)} is in no file of ${options.identity}`);
  };
  const store: Store = {
    where: options.identity,
    isInTwoSteps: pruning === "protected",
    identity: async () => options.identity,
    snapshot: () =>
      translated(async () => {
        const objects = await directory.objects();
        const exports = await directory.exports();
        const live = await options.cluster?.();
        const exported = new Set(exports.flatMap((one) => one.objects));
        const snapshot = deliveredSnapshot({
          written: exported.size === 0 ? objects : objects.filter((object) => !exported.has(object)),
          listed: [
            // A cluster that can be asked knows better than what it said once.
            ...(live === undefined ? exports : []).map(({ file, time, objects }) => ({
              reading: { file, time },
              objects,
            })),
            ...(live === undefined ? [] : [{ reading: {}, objects: live.objects }]),
          ],
          isInTwoSteps: pruning === "protected",
          facts,
          version: options.version ?? live?.version,
        });
        const { objects: listed = [], controller, isControllerHidden, unreadTemplates } = live ?? {};
        return {
          ...snapshot,
          ...(controller === undefined ? {} : { controller }),
          ...(isControllerHidden === undefined ? {} : { isControllerHidden }),
          ...(unreadTemplates === undefined ? {} : { unreadTemplates }),
          read: countKinds([...objects, ...listed]),
        };
      }),
    get: (key) => translated(() => get(key)),
    create: (object, claim) =>
      translated(async () => {
        const admit =
          claim === undefined
            ? undefined
            : (at: (places: readonly string[]) => readonly KubeObject[]) =>
                refuseHeld(at(placesOf(claim)), facts, object, claim);
        const written = withDelivery(object, pruning);
        await directory.create(written, pathOf(object, claim), admit, (exported) => isSameMaker(exported, object));
        return written;
      }),
    update: (key, change) =>
      translated(async () => {
        await assertFile(key);
        return directory.update(key, redelivering(change));
      }),
    delete: (key, may) =>
      translated(async () => ((await get(key)) === undefined ? "absent" : directory.delete(key, may))),
    passedOver: () =>
      translated(async () => (await directory.notes()).map(({ file, line, reason }) => `${file}:${line}: ${reason}`)),
    // What is new gets a file of its own, and nothing can stand in its way but what is there already.
    rehearsal: ({ isReplaced }) => ({
      ...store,
      create: (object) =>
        translated(async () => {
          if (isReplaced || (await get(keyOf(object))) === undefined) return object;
          throw new StoreError("already-exists", `${keyText(keyOf(object))} exists already`);
        }),
      update: (key, change) =>
        translated(async () => {
          await assertFile(key);
          return directory.tryUpdate(key, redelivering(change));
        }),
      delete: async () => "kept",
    }),
    userOf: (ip) => translated(() => userOfPort(podsIn(directory), ip)),
  };
  return store;
}

type Change = (live: KubeObject) => KubeObject;

/** Whether what an export lists was made by the resource that a file is written for. */
function isSameMaker(exported: KubeObject, object: KubeObject): boolean {
  const [there, here] = [stampOf(exported), stampOf(object)];
  return isOwn(exported) && (makerOf(there) ?? there.leftBy) === makerOf(here);
}

/** Where a new object is written, relative to the directory. */
export function pathOf(object: KubeObject, claim: AddressClaim | undefined): string {
  const { name } = object.metadata;
  const [address] = claim?.addresses ?? [];
  if (claim !== undefined && address !== undefined) {
    const folder = claim.subnet ?? `spiderpool-${claim.cidr}`;
    return `addresses/${fileStem(fileText(folder))}/${fileText(printAddress(address))}.yaml`;
  }
  const { namespace } = object.metadata;
  return `${object.kind.toLowerCase()}s/${namespace ? `${namespace}/` : ""}${fileStem(name)}.yaml`;
}

/** A name as long as Kubernetes takes is too long for a file with an ending: 255 bytes are what file systems have room for. */
function fileStem(name: string): string {
  return name.length > LONGEST_STEM ? `${name.slice(0, LONGEST_STEM)}-${claimOf(name)}` : name;
}

const LONGEST_STEM = 200;

/** A colon is not allowed in file names everywhere; "-" is in no address and in no CIDR, so the name stays unambiguous. */
function fileText(text: string): string {
  return text.replace(/[:/]/g, "-");
}

function countKinds(objects: readonly KubeObject[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function podsIn(directory: ManifestDirectory): PodFinder {
  return {
    pod: (namespace, name) => directory.get({ apiVersion: "v1", kind: "Pod", name, namespace }),
    launchers: async (namespace, vm) =>
      (await directory.objects()).filter(
        ({ kind, metadata }) =>
          kind === "Pod" && metadata.namespace === namespace && metadata.labels?.[VM_LABEL] === vm,
      ),
  };
}

/** The claim's guard: runs while the directory is locked, over what is in it at these places at that moment. */
function refuseHeld(
  objects: readonly KubeObject[],
  facts: (object: KubeObject) => Facts,
  object: KubeObject,
  claim: AddressClaim,
): void {
  const own = keyText(keyOf(object));
  for (const other of objects) {
    for (const holding of namedHoldings(facts(other))) {
      if (!isSameSpace(holding, claim)) continue;
      const address = holding.addresses.find((held) => claim.addresses.some((wanted) => sameAddress(held, wanted)));
      const hasMac = claim.mac !== undefined && holding.mac === claim.mac;
      if (address === undefined && !hasMac) continue;
      if (isOwnOrGuest(object, holding) || keyText(keyOf(other)) === own) continue;
      const what = address !== undefined ? printAddress(address) : `MAC ${printMac(claim.mac ?? 0)}`;
      throw new StoreError(
        "address-held",
        `${what} in ${spaceName(claim)} has been taken by ${holderName(holding.holder)} since it was planned; run again to see what is planned now`,
        { holder: holding.holder },
      );
    }
  }
}

/** The pod a reservation is for, and the pod that uses a Vip, have its address rightly. */
function isOwnOrGuest(object: KubeObject, holding: Holding): boolean {
  const { name } = object.metadata;
  if (object.kind === "IP") return holding.key === `port/${name}`;
  return isGuestOf(holding, { key: `${object.kind}/${name}`, type: text(part(object, "spec"), "type") });
}

async function translated<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const cause = { cause: error };
    switch (error.code) {
      case "already-exists":
        throw new StoreError("already-exists", error.message, cause);
      case "file-exists":
        throw new StoreError(
          "address-held",
          `${error.message}; another run wrote it since this one was planned: run again`,
          cause,
        );
      case "not-found":
        throw new StoreError("not-found", error.message, cause);
      default:
        throw new StoreError("unavailable", error.message, cause);
    }
  }
}
