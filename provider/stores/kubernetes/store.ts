import { isDeepStrictEqual } from "node:util";
import { formOf, lacksFinalizer, type ObjectForm, takingOf } from "../../kinds";
import type { AddressClaim } from "../../objects/address-claim";
import { isLeaving, type KubeObject, keyText, type ObjectKey } from "../../objects/kube-object";
import { VM_LABEL } from "../../objects/kubeovn/kinds";
import { type PodFinder, userOfPort } from "../../objects/kubeovn/port-user";
import { generationOf, hasLostReady, isAnswered, standingOf, withFinalizer } from "../../objects/kubeovn/taking";
import type { KubeOvnVersion } from "../../plan";
import { type DeleteOptions, type Limits, type Store, StoreError } from "../store";
import { openAccess } from "./access";
import { type ApiClient, createApiClient } from "./api-client";
import { createClaimed, createClaimedIp } from "./claim";
import { createClaimedPool } from "./claim-pool";
import { type Clock, MACHINE_CLOCK } from "./clock";
import { createOnce } from "./create-once";
import { createStopFinder, explainWith } from "./explain";
import type { Claims } from "./guards";
import { clusterIdentity } from "./identity";
import type { ClusterChoice } from "./kubeconfig";
import { createLedger } from "./ledger";
import { createObserver } from "./observer";
import { rehearsalOf } from "./rehearsal";
import { createReleaseReader } from "./release";
import { resourceOf } from "./resources";
import { readSnapshot } from "./snapshot";
import { takenOrRefused, untilAnswered, untilGone, untilTaken, type Waiting } from "./waits";

export interface KubernetesStoreOptions extends ClusterChoice {
  /** Kube-OVN release of the cluster. Default: what its definitions and objects tell. */
  readonly version?: KubeOvnVersion;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

/** How often a write is retried because the object changed in between. */
const WRITE_ATTEMPTS = 20;
const DEFAULT_TIMEOUT_MS = 300_000;

/** A live cluster as a store. Nothing is loaded, read or connected before the first call. */
export function openKubernetesStore(options: KubernetesStoreOptions): Store {
  let opened: Promise<Connection> | undefined;
  const connection = (): Promise<Connection> => {
    opened ??= connect(options);
    return opened;
  };
  const store: Store = {
    where: options.context === undefined ? "the cluster" : `the cluster of context "${options.context}"`,
    identity: async () => (await connection()).identity(),
    snapshot: async ({ isForUpdate = false } = {}) => {
      const { api, ledger, release } = await connection();
      return readSnapshot(api, release, isForUpdate ? { list: ledger.list } : {});
    },
    get: async (key) => (await connection()).api.get(key),
    create: async (object, claim, limits) => create(await connection(), object, claim, limits),
    update: async (key, change, limits) => update(await connection(), key, change, limits),
    delete: async (key, may, options) => remove(await connection(), key, may, options),
    userOf: async (ip) => userOfPort(podsIn((await connection()).api), ip),
    rehearsal: ({ isReplaced }) => rehearsalOf(store, async () => (await connection()).api, isReplaced),
  };
  return store;
}

interface Connection extends Waiting, Claims {
  identity(): Promise<string>;
}

async function connect(options: KubernetesStoreOptions): Promise<Connection> {
  const api = createApiClient(await openAccess(options));
  const { clock = MACHINE_CLOCK } = options;
  const release = createReleaseReader(api, options.version);
  const stopOf = createStopFinder(() => readSnapshot(api, release));
  let identity: Promise<string> | undefined;
  return {
    api,
    observer: createObserver(api, clock),
    ledger: createLedger(api, clock),
    release,
    stopOf,
    clock,
    explain: explainWith(stopOf),
    identity() {
      identity ??= clusterIdentity(api);
      return identity;
    },
  };
}

/** How objects come by the addresses that they claim. */
const CLAIMERS: { readonly [W in NonNullable<ObjectForm["claim"]>]: typeof createClaimed } = {
  guard: createClaimedIp,
  books: createClaimed,
  order: ({ api }, object, claim) => createClaimedPool(api, object, claim),
};

/** @throws Error for a kind that claims addresses in no known way: created unclaimed, its addresses might be those of another owner */
function claimerOf(object: KubeObject): typeof createClaimed {
  const way = formOf(object)?.claim ?? null;
  if (way === null) throw new Error(`an object of kind ${object.kind} cannot claim addresses`);
  return CLAIMERS[way];
}

async function create(
  connection: Connection,
  object: KubeObject,
  claim: AddressClaim | undefined,
  limits: Limits = {},
): Promise<KubeObject> {
  if (claim !== undefined) return claimerOf(object)(connection, object, claim, timeoutOf(limits));
  return untilTaken(connection, await createOnce(connection.api, object), timeoutOf(limits));
}

async function update(
  connection: Connection,
  key: ObjectKey,
  change: (live: KubeObject) => KubeObject,
  limits: Limits = {},
): Promise<KubeObject> {
  const { api } = connection;
  for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
    const live = await api.get(key);
    if (live === undefined) throw new StoreError("not-found", `${keyText(key)} does not exist`);
    const wanted = change(live);
    const written = await writeAndWait(connection, live, wanted, timeoutOf(limits));
    if (written !== "changed") return written;
  }
  throw contested(api, key);
}

async function writeAndWait(
  connection: Connection,
  live: KubeObject,
  wanted: KubeObject,
  timeoutMs: number,
): Promise<KubeObject | "changed"> {
  const { api, observer } = connection;
  const asItStands = async (object: KubeObject): Promise<KubeObject> => {
    if (takingOf(object) === "pending") return untilTaken(connection, object, timeoutMs);
    return isAnswered(object) ? takenOrRefused(object, standingOf(object)) : object;
  };
  // Where nothing is written, nobody says once more what was lost.
  if (isDeepStrictEqual(wanted, live)) return hasLostReady(live) ? live : asItStands(live);
  const observation = isAnswered(live) ? observer.observe(live) : undefined;
  try {
    const written = await api.put(wanted);
    if (written === "changed") return written;
    // Nobody acts on a change of labels and annotations alone.
    return observation === undefined || generationOf(written) === generationOf(live)
      ? await asItStands(written)
      : await untilAnswered(connection, observation, written, timeoutMs);
  } finally {
    observation?.end();
  }
}

async function remove(
  connection: Connection,
  key: ObjectKey,
  may: (live: KubeObject) => boolean,
  options: DeleteOptions = {},
): Promise<"deleted" | "absent" | "kept"> {
  const { api } = connection;
  for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
    // What is deleted is exactly what was looked at, so the first look need not be repeated.
    const live = attempt === 1 && options.seen !== undefined ? options.seen : await api.get(key);
    if (live === undefined) return "absent";
    if (!may(live)) return "kept";
    if (lacksFinalizer(live)) {
      await api.put(withFinalizer(live));
      continue;
    }
    const answer = isLeaving(live) ? "deleting" : await api.delete(live);
    if (answer === "deleted" || answer === "absent") return "deleted";
    if (answer === "deleting") {
      await untilGone(connection, live, timeoutOf(options));
      return "deleted";
    }
  }
  throw contested(api, key);
}

const PODS = resourceOf({ apiVersion: "v1", kind: "Pod" });

function podsIn(api: ApiClient): PodFinder {
  return {
    pod: (namespace, name) => api.get({ apiVersion: "v1", kind: "Pod", name, namespace }),
    launchers: async (namespace, vm) =>
      (await api.list(PODS, (pod) => pod, { namespace, labelSelector: `${VM_LABEL}=${vm}` }))?.items ?? [],
  };
}

function timeoutOf({ timeoutMs = DEFAULT_TIMEOUT_MS }: Limits): number {
  return timeoutMs;
}

function contested(api: ApiClient, key: ObjectKey): StoreError {
  return new StoreError(
    "refused",
    `${keyText(key)} in cluster ${api.where} is changed by someone else all the time; find out by whom, then run again`,
  );
}
