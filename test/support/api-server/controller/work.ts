import type { KubeObject } from "../../../../provider/objects/kube-object";
import { part, text } from "../../../../provider/objects/kubeovn/kinds";
import { finalizersOf } from "../../../../provider/objects/kubeovn/taking";
import type { Release } from "../documents";
import type { ServedKind } from "../served-kinds";
import type { Storage, StoredEvent } from "../storage";
import { createBooks } from "./books";
import { createCluster, isLeaving, type Step } from "./cluster";
import { addIp, updateIp } from "./ip";
import { reconcilePool } from "./ip-pool";
import { addPod, endPod, isAllocated } from "./pod";
import { createQueue, type Queue } from "./queue";
import { recall } from "./recall";
import { freeSpiderPool } from "./spider-pool";
import { countUse, reconcileSubnet } from "./subnet";
import { addVip, isVipUpdate, releaseVip, updateVip } from "./vip";

/** What a controller lives in. */
export interface Surroundings {
  readonly storage: Storage;
  readonly kinds: readonly ServedKind[];
  readonly release: Release;
  readonly log: string[];
  /** Resolves when it may go on. */
  go(): Promise<void>;
  /** Called before every write. */
  before(step: Step): Promise<void>;
  /** Called when it may have become idle. */
  rested(): void;
}

/** One life of a controller. */
export interface Life {
  readonly isIdle: boolean;
  end(): void;
}

/** Works on what is stored, with one worker per kind of work, as the real one has it for Vips and IPs. */
export function startLife({ storage, kinds, release, log, go, before, rested }: Surroundings): Life {
  let isOver = false;
  let isStarted = false;
  const stillAlive = async (): Promise<void> => {
    await go();
    // What was under way when it ended never happens.
    if (isOver) await new Promise(() => undefined);
  };
  const cluster = createCluster(storage, kinds, createBooks(release), release, async (step) => {
    await stillAlive();
    await before(step);
    await stillAlive();
  });
  const queues: Queue[] = [];
  const queue = (what: string, work: (name: string) => Promise<void>): ((name: string) => void) => {
    const failed = (name: string, why: string): void => void log.push(`${what} ${name}: ${why}`);
    const made = createQueue({ work, mayWork: stillAlive, rested, failed });
    queues.push(made);
    return made.add;
  };
  const subnet = queue("Subnet", (name) => reconcileSubnet(cluster, name));
  const use = queue("use of Subnet", (name) => countUse(cluster, name));
  const pool = queue("IPPool", (name) => reconcilePool(cluster, name));
  const newVip = queue("Vip", (name) => addVip(cluster, name));
  const changedVip = queue("update of Vip", (name) => updateVip(cluster, name));
  const newIp = queue("IP", (name) => addIp(cluster, name));
  const changedIp = queue("update of IP", (name) => updateIp(cluster, name));
  const newPod = queue("Pod", (name) => addPod(cluster, name));
  const endedPod = queue("end of Pod", (name) => endPod(cluster, name));
  const spiderPool = queue("SpiderIPPool", async (name) => freeSpiderPool(storage, kinds, name));

  const seen = new Map<unknown, KubeObject>();
  const see = ({ type, kind: { kind }, object }: Pick<StoredEvent, "type" | "kind" | "object">): void => {
    const { name, namespace, uid } = object.metadata;
    const known = seen.get(uid);
    const isGone = type === "DELETED";
    if (isGone) seen.delete(uid);
    else seen.set(uid, object);
    // What it writes into the status itself is no news to it.
    const isNews = !isGone && known?.metadata.generation !== object.metadata.generation;
    if (kind === "Subnet" && isNews) subnet(name);
    if (kind === "IPPool" && isNews) pool(name);
    if (kind === "Vip") {
      if (isGone && finalizersOf(object).length === 0 && known?.metadata.deletionTimestamp === undefined) {
        releaseVip(cluster, object);
      } else if (type === "ADDED") newVip(name);
      else if (!isGone && known !== undefined && isVipUpdate(known, object)) changedVip(name);
    }
    if (kind === "IP") {
      if (type === "ADDED") newIp(name);
      else if (!isGone && isLeaving(object)) changedIp(name);
    }
    if ((kind === "IP" || kind === "Vip") && type !== "MODIFIED") use(text(part(object, "spec"), "subnet"));
    if (kind === "Pod" && type === "ADDED" && !isAllocated(object)) newPod(`${namespace}/${name}`);
    if (kind === "Pod" && isGone) endedPod(`${namespace}/${name}`);
    if (kind === "SpiderIPPool" && !isGone && isLeaving(object)) spiderPool(name);
  };
  const stops: (() => void)[] = [];
  void (async () => {
    await stillAlive();
    if (kinds.some(({ kind }) => kind === "Subnet")) recall(cluster);
    for (const kind of kinds) {
      for (const object of storage.list(kind)) see({ type: "ADDED", kind, object });
      stops.push(storage.follow(kind, storage.revision, see));
    }
    isStarted = true;
    rested();
  })();
  return {
    get isIdle() {
      return isStarted && queues.every(({ isIdle }) => isIdle);
    },
    end() {
      isOver = true;
      for (const stop of stops) stop();
      for (const one of queues) one.stop();
    },
  };
}
