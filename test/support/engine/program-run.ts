import * as pulumi from "@pulumi/pulumi";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { settle } from "../pulumi-runtime";
import { childUrn } from "./state";
import { overTheWire, type Properties } from "./wire";

/** Where a program runs. */
export interface Place {
  readonly organization: string;
  readonly project: string;
  readonly stack: string;
}

/** A resource as the SDK registers it with the engine. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** URN; empty for the stack itself. */
  readonly parent: string;
  readonly isCustom: boolean;
  readonly inputs: Properties;
  /** URNs. */
  readonly dependencies: readonly string[];
  /** URNs by input. */
  readonly propertyDependencies: ReadonlyMap<string, readonly string[]>;
  /** `<urn>::<id>`; empty for the default provider. */
  readonly provider: string;
  readonly aliases: readonly Alias[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  /** URNs. */
  readonly replaceWith: readonly string[];
  /** URN; empty when there is none. */
  readonly deletedWith: string;
  readonly importId: string;
  /** Id of a resource that is read and not made. */
  readonly readId: string | undefined;
}

/** An earlier name of a resource: a whole URN, or what was different in it. */
export type Alias =
  | { readonly urn: string }
  | { readonly name: string; readonly type: string; readonly stack: string; readonly project: string };

/** What the engine tells the program of a registered resource. */
export interface Registered {
  readonly id: string;
  readonly outputs: Properties;
}

export interface ProgramRun {
  readonly place: Place;
  readonly preview: boolean;
  /** Stack configuration. */
  readonly config: Readonly<Record<string, string>>;
  /** Answers a registration, or never does when the run ends before. */
  register(registration: Registration): Promise<Registered>;
  /** Calls a function of a provider: its reference, empty for the default one. */
  invoke(provider: string, token: string, args: Properties): Promise<Properties>;
  /** Resolves when the engine ends the program. */
  readonly ended: Promise<void>;
}

/** Parts of Pulumi's runtime that its type declarations omit. */
interface Monitor {
  registerResource: (request: Request, callback: unknown) => Promise<void>;
  readResource: (request: Request, callback: unknown) => Promise<void>;
  newUrn: (parent: string, type: string, name: string) => string;
}
type Reader = {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getProperties(): Struct | undefined;
  getDependenciesList(): string[];
  getId(): string;
};
type Request = Reader & {
  getCustom(): boolean;
  getObject(): Struct | undefined;
  getProtect(): boolean | undefined;
  getPropertydependenciesMap(): { forEach(visit: (urns: { getUrnsList(): string[] }, key: string) => void): void };
  getDeletebeforereplace(): boolean;
  getDeletebeforereplacedefined(): boolean;
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
  getReplaceWithList(): string[];
  getRetainondelete(): boolean | undefined;
  getDeletedwith(): string;
  getImportid(): string;
  getAliasesList(): AliasMessage[];
};
interface AliasMessage {
  hasUrn(): boolean;
  getUrn(): string;
  getSpec(): { getName(): string; getType(): string; getStack(): string; getProject(): string } | undefined;
}

/**
 * Runs a program with the real SDK against a monitor of ours, in a runtime of its own as a process has one, until it has
 * nothing left to register.
 */
export async function runProgram(run: ProgramRun, program: () => unknown): Promise<void> {
  const { LocalStore } = require("@pulumi/pulumi/runtime/state") as { LocalStore: new () => object };
  const { asyncLocalStorage } = globalThis as unknown as {
    asyncLocalStorage: { run<T>(store: object, action: () => T): T };
  };
  await asyncLocalStorage.run(new LocalStore(), async () => {
    const { organization, project, stack } = run.place;
    const byRequest = new Map<string, Request | Reader>();
    let count = 0;
    const answer = async ({
      type,
      name,
    }: {
      type: string;
      name: string;
    }): Promise<{ id: string; state: Properties }> => {
      const request = byRequest.get(`${type} ${name}`);
      if (request === undefined) throw new Error(`${type} ${name} was not asked for`);
      count += 1;
      const { id, outputs } = await run.register(readRequest(request));
      return { id, state: outputs };
    };
    await pulumi.runtime.setMocks(
      {
        call: ({ token, inputs, provider = "" }) => run.invoke(provider, token, inputs),
        newResource: answer as unknown as pulumi.runtime.Mocks["newResource"],
      },
      project,
      stack,
      run.preview,
      organization,
    );
    pulumi.runtime.setAllConfig({ ...run.config });
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    monitor.newUrn = (parent, type, name) => childUrn(run.place, parent, type, name);
    for (const method of ["registerResource", "readResource"] as const) {
      const original = monitor[method].bind(monitor);
      monitor[method] = (request, callback) => {
        byRequest.set(`${request.getType()} ${request.getName()}`, request);
        return original(request, callback);
      };
    }
    const finished = pulumi.runtime
      .runInPulumiStack(async () => void (await program()))
      .then(() => settle(() => count));
    await Promise.race([finished, run.ended]);
  });
}

function readRequest(request: Request | Reader): Registration {
  const common = {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
  };
  if (!("getCustom" in request)) {
    const inputs = overTheWire(request.getProperties()?.toJavaScript() ?? {}) as Properties;
    return { ...common, ...NO_OPTIONS, inputs, isCustom: true, readId: request.getId() };
  }
  const propertyDependencies = new Map<string, readonly string[]>();
  request.getPropertydependenciesMap().forEach((urns, key) => {
    propertyDependencies.set(key, urns.getUrnsList());
  });
  return {
    ...common,
    isCustom: request.getCustom(),
    inputs: overTheWire(request.getObject()?.toJavaScript() ?? {}) as Properties,
    propertyDependencies,
    aliases: request.getAliasesList().map(readAlias),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    replaceWith: request.getReplaceWithList(),
    deletedWith: request.getDeletedwith(),
    importId: request.getImportid(),
    readId: undefined,
  };
}

const NO_OPTIONS = {
  propertyDependencies: new Map(),
  aliases: [],
  protect: false,
  retainOnDelete: false,
  deleteBeforeReplace: undefined,
  ignoreChanges: [],
  replaceOnChanges: [],
  replaceWith: [],
  deletedWith: "",
  importId: "",
} as const;

function readAlias(message: AliasMessage): Alias {
  const spec = message.getSpec();
  if (spec === undefined) return { urn: message.getUrn() };
  return { name: spec.getName(), type: spec.getType(), stack: spec.getStack(), project: spec.getProject() };
}
