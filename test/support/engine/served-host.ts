import type { ServiceError } from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { SessionOptions } from "../../../provider/runtime/session";
import { ask, type Served, startServed, struct } from "../served";
import { type CheckAnswer, type DiffAnswer, type Host, type HostOptions, ProviderError } from "./host";
import type { Properties } from "./wire";

/**
 * A process of the plugin, called over the wire. Its notes go to an engine's log, and here is none.
 *
 * @source pulumi sdk/go/common/resource/plugin/provider_plugin.go
 */
export class ServedHost implements Host {
  readonly #served: Promise<Served>;

  /**
   * @param provider  name of the provider's resource
   * @param opened    what it opens beside the store. Default: as a provider process does
   */
  constructor({ config, openStore }: HostOptions, provider: string, opened: SessionOptions = {}) {
    const settings = Object.entries(config).map(([key, value]) => [key.replace(/^kubeovn:/, ""), value] as const);
    this.#served = startServed({
      config: Object.fromEntries(settings.filter(([key]) => key !== "plugin")),
      provider,
      open: openStore,
      ...opened,
    });
  }

  check(urn: string, olds: Properties, news: Properties): Promise<CheckAnswer> {
    return this.#answer(async ({ client }) => {
      const request = new rpc.CheckRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
      const answer = await ask<rpc.CheckRequest, rpc.CheckResponse>(client.check.bind(client), request);
      const failures = answer
        .getFailuresList()
        .map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
      return { inputs: (answer.getInputs()?.toJavaScript() ?? {}) as Properties, failures };
    });
  }

  diff(urn: string, _id: string, olds: Properties, news: Properties): Promise<DiffAnswer> {
    return this.#answer(async (served) => {
      const answer = await served.diff(urn, olds, news);
      return {
        changes: answer.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: answer.getReplacesList(),
        deleteBeforeReplace: answer.getDeletebeforereplace(),
      };
    });
  }

  create(urn: string, inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }> {
    return this.#answer(async (served) => {
      const { id, outs } = await served.create(urn, inputs);
      return { id, outputs: { ...outs } };
    });
  }

  read(
    urn: string,
    id: string,
    properties: Properties,
  ): Promise<{ readonly inputs: Properties; readonly outputs: Properties } | undefined> {
    return this.#answer(async (served) => {
      const found = await served.read(urn, id, properties);
      return found.id === "" ? undefined : { inputs: { ...found.inputs }, outputs: { ...found.outs } };
    });
  }

  update(urn: string, id: string, olds: Properties, news: Properties): Promise<Properties> {
    return this.#answer(async (served) => ({ ...(await served.update(urn, id, olds, news)) }));
  }

  delete(urn: string, id: string, properties: Properties): Promise<void> {
    return this.#answer((served) => served.delete(urn, id, properties));
  }

  invoke(token: string, args: Properties): Promise<Properties> {
    return this.#answer(async (served) => ({ ...(await served.invoke(token, args)) }));
  }

  async close(): Promise<void> {
    (await this.#served).stop();
  }

  async #answer<T>(action: (served: Served) => Promise<T>): Promise<T> {
    const served = await this.#served;
    try {
      return await action(served);
    } catch (error) {
      throw new ProviderError(isServiceError(error) ? { message: error.details, ...partialOf(error) } : error);
    }
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "metadata" in error;
}

/** The resource that is there though the call failed; empty where none is. */
function partialOf({ metadata }: ServiceError): object {
  const [bytes] = metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Buffer)) return {};
  const [detail] = Status.deserializeBinary(bytes).getDetailsList();
  if (detail === undefined) return {};
  const failed = rpc.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  const properties = failed.getProperties()?.toJavaScript() ?? {};
  return { id: failed.getId(), properties, reasons: failed.getReasonsList() };
}
