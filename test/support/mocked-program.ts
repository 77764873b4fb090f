import * as pulumi from "@pulumi/pulumi";
import { readBatchFile } from "../../provider/dynamic/batches";
import { type Batch, DECLARATION_INPUT, type Declaration, type DeclarationRef } from "../../provider/plan";
import { settle } from "./pulumi-runtime";

/** A resource as the engine is told of it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names, sorted: of `dependsOn` and of where inputs come from. */
  readonly dependsOn: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Reference of the explicit provider: `<urn>::<id>`. */
  readonly provider: string;
  /** Set for a resource that is read instead of made. */
  readonly readId: string | undefined;
  /** Position of this registration among all. */
  readonly order: number;
}

/** A function call as the engine is told of it. */
export interface Call {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Reference of the explicit provider: `<urn>::<id>`. */
  readonly provider: string;
  /** Release of the default provider, and where that is from; empty where none is named. */
  readonly from: readonly [version: string, pluginDownloadURL: string];
}

/** What a program registered, and the batch each of its resources was declared in. */
export interface MockedRun {
  readonly registrations: readonly Registration[];
  readonly calls: readonly Call[];
  /** The registration of that resource name; throws when there is none. */
  of(name: string): Registration;
  /** Place of that resource's declaration. */
  placeOf(name: string): DeclarationRef;
  /** The batch that was handed over with that resource. */
  batchOf(name: string): Batch;
  declarationOf(name: string): Declaration;
}

export interface MockedRunOptions {
  /** Outputs that nobody knows stay unknown. Default false. */
  readonly preview?: boolean;
  readonly config?: Readonly<Record<string, string>>;
  /** Default `acme`; empty for Pulumi's mocks without one. */
  readonly organization?: string;
  /** Answers a call, which is the `count`-th one. Default: nothing. */
  readonly answer?: (call: Call, count: number) => Readonly<Record<string, unknown>>;
  /** Outputs by resource name, on top of its inputs. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Parts of Pulumi's runtime that its type declarations leave untyped. */
interface Request {
  getType(): string;
  getName(): string;
  getDependenciesList?(): string[];
  getDeletebeforereplace?(): boolean;
  getProvider(): string;
}
interface Invocation {
  getVersion(): string;
  getPlugindownloadurl(): string;
}
type Register = (request: Request, callback: unknown) => Promise<void>;

/** Runs a program against Pulumi's mocks, as project `shop` in stack `prod`, until it has nothing left to register. */
export async function runMocked(program: () => unknown, options: MockedRunOptions = {}): Promise<MockedRun> {
  const { preview = false, config = {}, organization = "acme", outputs = {}, answer = () => ({}) } = options;
  const registrations: Registration[] = [];
  const calls: Call[] = [];
  const requests = new Map<string, Request>();
  let from: Call["from"] = ["", ""];
  await pulumi.runtime.setMocks(
    {
      call: ({ token, inputs, provider = "" }) =>
        answer(calls[calls.push({ token, inputs, provider, from }) - 1] as Call, calls.length),
      newResource: ({ type, name, inputs, id, provider }) => {
        const request = requests.get(`${type} ${name}`);
        registrations.push({
          type,
          name,
          inputs,
          dependsOn: (request?.getDependenciesList?.() ?? []).map((urn) => urn.split("::").at(-1) ?? "").sort(),
          deleteBeforeReplace: request?.getDeletebeforereplace?.() ?? false,
          provider: provider ?? "",
          readId: id || undefined,
          order: registrations.length,
        });
        return { id: id || `${name}-id`, state: { ...inputs, ...outputs[name] } };
      },
    },
    "shop",
    "prod",
    preview,
    organization,
  );
  pulumi.runtime.setAllConfig({ ...config });
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: Register;
    readResource: Register;
    invoke: (request: Invocation, callback: unknown) => Promise<void>;
  };
  const invoke = monitor.invoke.bind(monitor);
  monitor.invoke = (request, callback) => {
    from = [request.getVersion(), request.getPlugindownloadurl()];
    return invoke(request, callback);
  };
  for (const method of ["registerResource", "readResource"] as const) {
    const original = monitor[method].bind(monitor);
    monitor[method] = (request, callback) => {
      requests.set(`${request.getType()} ${request.getName()}`, request);
      return original(request, callback);
    };
  }
  await pulumi.runtime.runInPulumiStack(async () => void (await program()));
  await settle(() => registrations.length);

  const of = (name: string): Registration => {
    const found = registrations.find((registration) => registration.name === name);
    if (found === undefined) throw new Error(`${name} was not registered`);
    return found;
  };
  const placeOf = (name: string): DeclarationRef => of(name).inputs[DECLARATION_INPUT] as DeclarationRef;
  const batchOf = (name: string): Batch => readBatchFile(placeOf(name).file, placeOf(name).key);
  return {
    registrations,
    calls,
    of,
    placeOf,
    batchOf,
    declarationOf: (name) => batchOf(name).declarations[placeOf(name).entry] as Declaration,
  };
}
