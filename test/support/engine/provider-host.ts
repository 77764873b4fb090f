import { providersOf, type ResourceProvider } from "../../../provider/dynamic";
import { KINDS, type Kind } from "../../../provider/plan";
import { type OpenStore, openSession, type Session } from "../../../provider/runtime/session";
import { overTheWire, type Properties } from "./wire";

export type Method = "check" | "diff" | "create" | "read" | "update" | "delete";

/** One call as the provider got it. */
export interface Call {
  readonly method: Method;
  readonly kind: Kind;
  /** Resource name in the program. */
  readonly name: string;
  readonly id?: string;
  readonly olds?: Properties;
  readonly news?: Properties;
}

/** A call that was not answered. */
export class ProviderError extends Error {
  /** Set when the resource is there and unfinished: the engine keeps it. */
  readonly partial: { readonly id: string; readonly properties: Properties; readonly reasons: string[] } | undefined;

  constructor(cause: unknown) {
    const { id, properties = {}, reasons = [], message = String(cause) } = cause as Record<string, never>;
    super(reasons.length > 0 ? (reasons as string[]).join("; ") : message, { cause });
    this.partial = id === undefined ? undefined : { id, properties: overTheWire(properties), reasons };
  }
}

export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

export interface DiffAnswer {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface ProcessOptions {
  print(line: string): void;
  readonly openStore?: OpenStore | undefined;
}

/**
 * A process of the dynamic provider server: it finds the provider in the properties, and passes on what the wire carries.
 *
 * @source pulumi sdk/nodejs/cmd/dynamic-provider/index.ts
 */
export class ProviderHost {
  readonly #providers = new Map<string, ResourceProvider>();
  readonly #open: (kind: Kind) => ResourceProvider;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #project: string;
  #session: Session | undefined;

  constructor(config: Readonly<Record<string, unknown>>, project: string, { print, openStore }: ProcessOptions) {
    this.#config = config;
    this.#project = project;
    this.#open = providersOf((get) => {
      this.#session = openSession(get, print, { open: openStore });
      return this.#session;
    });
  }

  check(olds: Properties, news: Properties): Promise<CheckAnswer> {
    return this.#answer(async () => {
      const sent = overTheWire(news);
      const { inputs, failures } = await this.#provider(sent).check(overTheWire(olds), sent);
      return { inputs: overTheWire({ ...inputs, __provider: sent.__provider }), failures };
    });
  }

  diff(id: string, olds: Properties, news: Properties): Promise<DiffAnswer> {
    return this.#answer(async () => {
      const sent = overTheWire(news);
      return this.#provider(sent).diff(id, overTheWire(olds), sent);
    });
  }

  create(inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }> {
    return this.#answer(async () => {
      const sent = overTheWire(inputs);
      const { id, outs } = await this.#provider(sent).create(sent);
      if (id === "") throw new Error("plugin returned empty resource.ID from create");
      return { id, outputs: overTheWire({ ...outs, __provider: sent.__provider }) };
    });
  }

  /** @returns undefined when the resource is gone */
  read(
    id: string,
    properties: Properties,
  ): Promise<{ readonly inputs: Properties; readonly outputs: Properties } | undefined> {
    return this.#answer(async () => {
      const sent = overTheWire(properties);
      const found = await this.#provider(sent).read(id, sent);
      const { __provider } = sent;
      const outputs = overTheWire({ ...found.props, __provider });
      return found.id === "" ? undefined : { outputs, inputs: overTheWire({ ...found.inputs, __provider }) };
    });
  }

  update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    return this.#answer(async () => {
      const sent = overTheWire(news);
      const { outs } = await this.#provider(sent).update(id, overTheWire(olds), sent);
      return overTheWire({ ...outs, __provider: sent.__provider });
    });
  }

  delete(id: string, properties: Properties): Promise<void> {
    return this.#answer(async () => {
      const sent = overTheWire(properties);
      await this.#provider(sent).delete(id, sent);
    });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    await this.#session?.close();
  }

  /** The provider whose text stands in the properties, configured when it is first seen. */
  #provider({ __provider: text }: Properties): ResourceProvider {
    if (typeof text !== "string") throw new Error(`code must be a string, not ${typeof text}`);
    const known = this.#providers.get(text);
    if (known !== undefined) return known;
    const named = /\.provider\("([^"]+)"\)$/.exec(text)?.[1];
    const kind = KINDS.find((one) => one === named);
    if (kind === undefined) throw new Error(`there is no provider in ${text}`);
    const provider = this.#open(kind);
    this.#providers.set(text, provider);
    const get = (key: string): unknown => this.#config[key.includes(":") ? key : `${this.#project}:${key}`];
    provider.configure({ config: { get } });
    return provider;
  }

  async #answer<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw new ProviderError(error);
    }
  }
}
