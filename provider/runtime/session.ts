import { openPorts, type Ports } from "../connect/ports";
import { readSettings, type Settings } from "../connect/settings";
import { openStore } from "../connect/stores";
import { type KindRoom, ROOMS } from "../kinds";
import type { KubeObject } from "../objects/kube-object";
import {
  baseOwner,
  givenUpIn,
  hasUnknown,
  type Kind,
  NOTES,
  newerRelease,
  Origins,
  oneLine,
  Planner,
  placeOf,
  refuse,
  type Snapshot,
  type SpiderNow,
  spiderNow,
  UNREAD,
  withCode,
} from "../plan";
import { removeUnused } from "../stores/remove-unused";
import { type Store, StoreError } from "../stores/store";
import type { Declared, Run } from "./declared";
import { createSecrets, type Secrets } from "./secrets";

/** One configured provider for the life of its process: its store, what was live when it began, and the plan of each program run. */
export interface Session {
  readonly settings: Settings;
  readonly store: Store;
  readonly ports: Ports;
  /**
   * The plan that answers for a declaration, with all batches up to its own. What is live is read once; what changes later
   * is noticed when something is written.
   *
   * @throws StoreError when the store cannot be read, unless this is a preview that does without
   */
  plan(declared: Declared): Promise<Plan>;
  /** What was live when this process first looked. @throws StoreError when the store cannot be read */
  snapshot(): Promise<Snapshot>;
  /**
   * What is live as outputs of a resource that follow it.
   *
   * @throws StoreError when the store cannot be read
   */
  observe(kind: Kind, properties: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** @throws StoreError "refused" when a resource was made in another store than this one */
  checkHome(properties: Readonly<Record<string, unknown>>): Promise<void>;
  /** Objects that this process has made or gone on with, by the text of their key. */
  readonly made: Map<string, KubeObject>;
  /** What resources are known by besides their owner key, which is the key here: their aliases, as the checks had them. */
  readonly former: Map<string, readonly string[]>;
  /** Program runs of which everything that is refused has been said. */
  readonly surveyed: Set<string>;
  /** Claims of resources that this run keeps: an object that has one of them is not deleted for an earlier record of it. */
  readonly standing: Set<string>;
  /** Owner keys of resources that something of is no longer there, as their checks found. */
  readonly missing: Set<string>;
  /** Old inputs of the first check of a resource: the second check of a replacement gets none. */
  readonly oldInputs: Map<string, Readonly<Record<string, unknown>>>;
  /** Prints a line on the stack, each one once. */
  note(line: string): void;
  /** What the program of this run holds secret, as far as its resources were checked. */
  readonly secrets: Secrets;
  /** Ends what is open. */
  close(): Promise<void>;
}

/** What answers the checks of one program run. */
export interface Plan {
  readonly planner: Planner<KindRoom>;
  /** Through which it gets what is declared. */
  readonly origins: Origins;
  /** Identity of the store; undefined where a preview could not read it. */
  readonly store: string | undefined;
}

export type OpenStore = (settings: Settings) => Store;

export interface SessionOptions {
  /** Environment variables. Default: those of the process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Opens the store that the settings name. Default: with the clock of this machine. */
  readonly open?: OpenStore | undefined;
  /** Opens OVN as the settings name it. Default: a connection, when one is needed. */
  readonly openPorts?: typeof openPorts | undefined;
}

/** What was live when the session first looked. */
interface Live {
  readonly snapshot: Snapshot;
  readonly store: string | undefined;
}

/**
 * Opens a session; nothing is read before it is needed.
 *
 * @param get    configuration by its full key
 * @param print  where lines for the person at the stack go
 */
export function openSession(
  get: (key: string) => unknown,
  print: (line: string) => void,
  { env = process.env, open = openStore, openPorts: openOvn = openPorts }: SessionOptions = {},
): Session {
  const settings = readSettings(get, env, process.cwd());
  const store = open(settings);
  const ports = openOvn(settings.northbound);
  let live: Promise<Live> | undefined;
  let ended: Promise<void> | undefined;
  let spider: Promise<SpiderNow> | undefined;
  const plans = new Map<string, Pick<Plan, "planner" | "origins"> & { known: number }>();
  const noted = new Set<string>();
  const secrets = createSecrets();
  const note = (said: string): void => {
    const line = secrets.strike(said);
    if (noted.has(line)) return;
    noted.add(line);
    print(`kubeovn: ${oneLine(line)}`);
  };
  for (const renamed of settings.renamed) note(NOTES["setting-renamed"](renamed));
  const readLive = async (isForUpdate: boolean, mayDoWithout: boolean): Promise<Live> => {
    try {
      const [identity, snapshot] = await Promise.all([store.identity(), store.snapshot({ isForUpdate })]);
      const newer = newerRelease(snapshot.version);
      if (newer !== undefined) note(newer);
      return { snapshot, store: identity };
    } catch (error) {
      if (!mayDoWithout || !(error instanceof StoreError) || error.code !== "unreachable") throw error;
      note(NOTES["cluster-unread"]({ why: error.message }));
      return { snapshot: UNREAD, store: undefined };
    }
  };

  /** What this stack gave up in an earlier run ends where the cluster shows that nothing uses it. */
  const endGivenUp = async (planner: Planner, isPreview: boolean): Promise<void> => {
    const places = new Set(planner.program.declarations.map(placeOf));
    const given = givenUpIn(planner.snapshot).filter(
      ({ by, fate }) => fate.is === "removable" && by.startsWith(planner.ownerPrefix) && !places.has(baseOwner(by)),
    );
    for (const one of isPreview ? given : await removeUnused(store, given))
      note(NOTES["file-leaves"]({ given: one, isDone: !isPreview }));
  };

  return {
    settings,
    store,
    ports,
    made: new Map(),
    former: new Map(),
    surveyed: new Set(),
    standing: new Set(),
    missing: new Set(),
    oldInputs: new Map(),
    async plan({ run, declaration }) {
      const { isPreview } = run;
      live ??= readLive(isPreview === false, isPreview === true && !settings.requireCluster);
      const { snapshot, store: identity } = await live;
      const plan = plans.get(run.id) ?? planFor(run, declaration.provider, snapshot);
      for (const batch of run.batches.slice(plan.known)) {
        // Before anything is said of any of them: a sentence about one may name another.
        for (const key of batch.secretSettings ?? []) secrets.add(get(`kubeovn:${key}`));
        for (const { args, secrets: paths = [] } of batch.declarations) secrets.addAt(args, paths);
        plan.origins.add(batch.origin ?? "", batch.declarations);
        plan.known += 1;
      }
      plans.set(run.id, plan);
      if (isPreview !== undefined) ended ??= endGivenUp(plan.planner, isPreview);
      await ended;
      return { planner: plan.planner, origins: plan.origins, store: identity };
    },
    async snapshot() {
      live ??= readLive(false, false);
      return (await live).snapshot;
    },
    async observe(kind, properties) {
      const { observe } = ROOMS[kind];
      if (observe === undefined) return {};
      spider ??= this.snapshot().then((snapshot) => spiderNow(snapshot.spider));
      return observe(await spider, properties);
    },
    async checkHome({ store: before }) {
      if (typeof before !== "string" || before === settings.movedFrom || hasUnknown(before)) return;
      const now = await store.identity();
      if (before !== now)
        throw new StoreError("refused", withCode(refuse("", "store-changed", { before, now }).reason, "store-changed"));
    },
    note,
    secrets,
    close: () => ports.close(),
  };
}

function planFor(
  { ownerPrefix }: Run,
  provider: string,
  snapshot: Snapshot,
): Pick<Plan, "planner" | "origins"> & { known: number } {
  const planner = new Planner(snapshot, ownerPrefix, provider, ROOMS);
  return { planner, origins: new Origins(planner, provider), known: 0 };
}
