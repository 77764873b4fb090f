import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { providersOf } from "../../provider/dynamic";
import { BATCH_FORMAT, type Batch, DECLARATION_INPUT, type Kind, servedToken } from "../../provider/plan";
import { openSession, type Session, type SessionOptions } from "../../provider/runtime/session";
import { newSealKey, seal } from "../../provider/scratch";
import { declarationOf, OWNER_PREFIX } from "./plan";
import type { Resource } from "./program";
import { type Served, startServed } from "./served";

type Properties = Readonly<Record<string, unknown>>;

/** A front of the runtime: one process of it, asked about the resources of one program run. */
export interface Front {
  check(resource: Resource, olds?: Properties): Promise<Checked>;
  diff(resource: Resource, olds: Properties, news: Properties): Promise<Difference>;
  create(resource: Resource, inputs: Properties): Promise<{ readonly id: string; readonly outs: Properties }>;
  read(resource: Resource, id: string, props: Properties): Promise<unknown>;
  update(resource: Resource, id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(resource: Resource, id: string, props: Properties): Promise<void>;
  stop(): Promise<void>;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

export interface Difference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface FrontOptions {
  /** All that the program declares. */
  readonly program: readonly Resource[];
  readonly config: Properties;
  /** What it opens. Default: as a provider process does. */
  readonly opened?: Pick<SessionOptions, "open" | "openPorts">;
}

export type OpenFront = (options: FrontOptions) => Promise<Front>;

/** The provider of the classes: the whole program is handed over beforehand. */
export const dynamicFront: OpenFront = async ({ program, config, opened }) => {
  const all: Properties = { ...config, explicit: "true" };
  let session: Session | undefined;
  const provider = providersOf(() => {
    session = openSession(
      (key) => all[key.slice("kubeovn:".length)],
      () => undefined,
      { env: {}, ...opened },
    );
    return session;
  });
  const folder = mkdtempSync(path.join(tmpdir(), "batches-"));
  const key = newSealKey();
  for (const [i, text] of batchesOf(program).entries()) {
    writeFileSync(path.join(folder, `${i}.sealed`), seal(text, key));
  }
  return {
    check(resource, olds = {}) {
      const { turn, entry } = placeOf(program, resource);
      const ref = { file: path.join(folder, `${turn}.sealed`), key, entry };
      return provider(resource.kind).check(olds, { ...resource.args, [DECLARATION_INPUT]: ref });
    },
    // The engine keeps the code among the properties.
    diff: ({ kind }, olds, news) => provider(kind).diff("it", { ...olds, __provider: "code" }, news),
    create: ({ kind }, inputs) => provider(kind).create(inputs),
    async read({ kind }, id, props) {
      const { props: outs, inputs } = await provider(kind).read(id, props);
      return { id, outs, inputs };
    },
    update: async ({ kind }, id, olds, news) => (await provider(kind).update(id, olds, news)).outs,
    delete: ({ kind }, id, props) => provider(kind).delete(id, props),
    async stop() {
      await session?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The plugin, over the wire: it is told of each resource by its check. */
export const servedFront: OpenFront = (options) => openServed(options, async () => () => ({}));

/** The plugin, over the wire: the whole program is handed over beforehand. */
export const handedOverFront: OpenFront = (options) =>
  openServed(options, async (served) => {
    const names: unknown[] = [];
    for (const batch of batchesOf(options.program))
      names.push((await served.invoke("kubeovn:index:declare", { batch })).batch);
    return (resource) => {
      const { turn, entry } = placeOf(options.program, resource);
      return { [DECLARATION_INPUT]: { batch: names[turn], entry } };
    };
  });

/** @param declare  tells what comes beside the arguments of a resource */
async function openServed(
  { config, opened }: FrontOptions,
  declare: (served: Served) => Promise<(resource: Resource) => Properties>,
): Promise<Front> {
  const served = await startServed({ config, provider: "default", ...opened });
  const beside = await declare(served);
  return {
    async check(resource, olds) {
      const news = { ...resource.args, ...beside(resource) };
      const { inputs, failures } = await served.check(urnOf(resource), news, olds);
      const parts = failures.map((text) => /^([^:]*): ([\s\S]*)$/.exec(text) ?? []);
      return { inputs, failures: parts.map(([, property = "", reason = ""]) => ({ property, reason })) };
    },
    async diff(resource, olds, news) {
      const answer = await served.diff(urnOf(resource), olds, news);
      const replaces = answer.getReplacesList();
      return { changes: answer.getChanges() === 2, replaces, deleteBeforeReplace: answer.getDeletebeforereplace() };
    },
    create: (resource, inputs) => served.create(urnOf(resource), inputs),
    read: (resource, id, props) => served.read(urnOf(resource), id, props),
    update: (resource, id, olds, news) => served.update(urnOf(resource), id, olds, news),
    delete: (resource, id, props) => served.delete(urnOf(resource), id, props),
    async stop() {
      served.stop();
    },
  };
}

/** What the program hands over, one text for each turn of the event loop. */
function batchesOf(program: readonly Resource[]): readonly string[] {
  return inTurns(program).map((batch) => {
    const declarations = batch.map(declarationOf);
    const handedOver: Batch = { format: BATCH_FORMAT, ownerPrefix: OWNER_PREFIX, dryRun: false, declarations };
    return JSON.stringify(handedOver);
  });
}

function placeOf(program: readonly Resource[], resource: Resource): { readonly turn: number; readonly entry: number } {
  const batches = inTurns(program);
  const turn = batches.findIndex((batch) => batch.includes(resource));
  return { turn, entry: batches[turn]?.indexOf(resource) ?? -1 };
}

function urnOf({ kind, name }: { readonly kind: Kind; readonly name: string }): string {
  return `urn:pulumi:dev::test::${servedToken(kind)}::${name}`;
}

/** What is declared in each turn of the event loop. */
function inTurns(program: readonly Resource[]): readonly (readonly Resource[])[] {
  const last = Math.max(0, ...program.map(({ batch = 0 }) => batch));
  return Array.from({ length: last + 1 }, (_, i) => program.filter(({ batch = 0 }) => batch === i));
}
