import { providersOf, type ResourceProvider } from "../../../provider/dynamic";
import { KINDS, type Kind } from "../../../provider/plan";
import { openSession, type Session, type SessionOptions } from "../../../provider/runtime/session";
import { type CheckAnswer, type DiffAnswer, type Host, type HostOptions, ProviderError } from "./host";
import { overTheWire, type Properties } from "./wire";

/**
 * A process of the dynamic provider server: it finds the provider in the properties, and passes on what the wire carries.
 *
 * @source pulumi sdk/nodejs/cmd/dynamic-provider/index.ts
 */
export class DynamicHost implements Host {
  readonly #providers = new Map<string, ResourceProvider>();
  readonly #open: (kind: Kind) => ResourceProvider;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #project: string;
  #session: Session | undefined;

  /** @param opened  what it opens beside the store. Default: as a provider process does */
  constructor({ config, project, print, openStore }: HostOptions, opened: SessionOptions = {}) {
    this.#config = config;
    this.#project = project;
    this.#open = providersOf((get) => {
      this.#session = openSession(get, print, { open: openStore, ...opened });
      return this.#session;
    });
  }

  check(_urn: string, olds: Properties, news: Properties): Promise<CheckAnswer> {
    return this.#answer(async () => {
      const sent = overTheWire(news);
      const { inputs, failures } = await this.#provider(sent).check(overTheWire(olds), sent);
      return { inputs: overTheWire({ ...inputs, __provider: sent.__provider }), failures };
    });
  }

  diff(_urn: string, id: string, olds: Properties, news: Properties): Promise<DiffAnswer> {
    return this.#answer(async () => {
      const sent = overTheWire(news);
      return this.#provider(sent).diff(id, overTheWire(olds), sent);
    });
  }

  create(_urn: string, inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }> {
    return this.#answer(async () => {
      const sent = overTheWire(inputs);
      const { id, outs } = await this.#provider(sent).create(sent);
      if (id === "") throw new Error("plugin returned empty resource.ID from create");
      return { id, outputs: overTheWire({ ...outs, __provider: sent.__provider }) };
    });
  }

  read(
    _urn: string,
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

  update(_urn: string, id: string, olds: Properties, news: Properties): Promise<Properties> {
    return this.#answer(async () => {
      const sent = overTheWire(news);
      const { outs } = await this.#provider(sent).update(id, overTheWire(olds), sent);
      return overTheWire({ ...outs, __provider: sent.__provider });
    });
  }

  delete(_urn: string, id: string, properties: Properties): Promise<void> {
    return this.#answer(async () => {
      const sent = overTheWire(properties);
      await this.#provider(sent).delete(id, sent);
    });
  }

  async invoke(token: string): Promise<Properties> {
    throw new ProviderError(new Error(`the dynamic provider has no function ${token}`));
  }

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
