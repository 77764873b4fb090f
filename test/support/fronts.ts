import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BATCH_FORMAT, type Batch, DECLARATION_INPUT, type Kind, servedToken, shim } from "../../provider/plan";
import type { SessionOptions } from "../../provider/runtime/session";
import { newSealKey, seal } from "../../provider/scratch";
import { DynamicHost } from "./engine/dynamic-host";
import type { CheckAnswer, DiffAnswer, Host, HostOptions } from "./engine/host";
import { ServedHost } from "./engine/served-host";
import { declarationOf, OWNER_PREFIX } from "./plan";
import type { Resource } from "./program";

type Properties = Readonly<Record<string, unknown>>;

/** A front of the runtime: one process of it, asked about the resources of one program run. */
export interface Front {
  check(resource: Resource, olds?: Properties): Promise<CheckAnswer>;
  diff(resource: Resource, olds: Properties, news: Properties): Promise<DiffAnswer>;
  create(resource: Resource, inputs: Properties): Promise<{ readonly id: string; readonly outs: Properties }>;
  read(resource: Resource, id: string, props: Properties): Promise<unknown>;
  update(resource: Resource, id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(resource: Resource, id: string, props: Properties): Promise<void>;
  stop(): Promise<void>;
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
  const host = new DynamicHost(hostOptions({ ...config, explicit: "true" }), { env: {}, ...opened });
  const folder = mkdtempSync(path.join(tmpdir(), "batches-"));
  const key = newSealKey();
  for (const [i, text] of batchesOf(program).entries()) {
    writeFileSync(path.join(folder, `${i}.sealed`), seal(text, key));
  }
  const front = frontOf(host, {
    declaration: async (resource) => {
      const { turn, entry } = placeOf(program, resource);
      return { file: path.join(folder, `${turn}.sealed`), key, entry };
    },
    // The engine keeps the code among the properties.
    kept: ({ kind }) => ({ __provider: shim(kind, []) }),
  });
  return {
    ...front,
    async stop() {
      await front.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The plugin, over the wire: it is told of each resource by its check. */
export const servedFront: OpenFront = async ({ config, opened }) =>
  frontOf(new ServedHost(hostOptions(config), "default", opened), {});

/** The plugin, over the wire: the whole program is handed over beforehand. */
export const handedOverFront: OpenFront = async ({ program, config, opened }) => {
  const host = new ServedHost(hostOptions(config), "default", opened);
  const names: unknown[] = [];
  for (const batch of batchesOf(program)) names.push((await host.invoke("kubeovn:index:declare", { batch })).batch);
  return frontOf(host, {
    declaration: async (resource) => {
      const { turn, entry } = placeOf(program, resource);
      return { batch: names[turn], entry };
    },
  });
};

function hostOptions(config: Properties): HostOptions {
  const all = Object.entries(config).map(([key, value]) => [`kubeovn:${key}`, value]);
  return { config: Object.fromEntries(all), project: "test", print: () => undefined };
}

/** What stands beside the arguments of a resource. */
interface Beside {
  /** In its check alone. */
  readonly declaration?: (resource: Resource) => Promise<unknown>;
  /** In all its properties. */
  readonly kept?: (resource: Resource) => Properties;
}

function frontOf(host: Host, { declaration, kept = () => ({}) }: Beside): Front {
  const own = ({ __provider: _, ...properties }: Properties): Properties => properties;
  const full = (resource: Resource, properties: Properties) => ({ ...properties, ...kept(resource) });
  return {
    async check(resource, olds = {}) {
      const declared = declaration === undefined ? {} : { [DECLARATION_INPUT]: await declaration(resource) };
      const news = full(resource, { ...resource.args, ...declared });
      const { inputs, failures } = await host.check(urnOf(resource), { ...olds }, news);
      return { inputs: { ...own(inputs) }, failures };
    },
    diff: (resource, olds, news) => host.diff(urnOf(resource), "it", full(resource, olds), full(resource, news)),
    async create(resource, inputs) {
      const { id, outputs } = await host.create(urnOf(resource), full(resource, inputs));
      return { id, outs: own(outputs) };
    },
    async read(resource, id, props) {
      const found = await host.read(urnOf(resource), id, full(resource, props));
      return found === undefined ? { id: "" } : { id, outs: own(found.outputs), inputs: own(found.inputs) };
    },
    async update(resource, id, olds, news) {
      return own(await host.update(urnOf(resource), id, full(resource, olds), full(resource, news)));
    },
    delete: (resource, id, props) => host.delete(urnOf(resource), id, full(resource, props)),
    stop: () => host.close(),
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
