import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { SessionOptions } from "../../provider/runtime/session";
import { handlersOf } from "../../provider/served/handlers";
import { serve } from "../../provider/served/server";

type Properties = Readonly<Record<string, unknown>>;

/** The plugin in this process, asked over the wire as the engine asks. */
export interface Served {
  /** For calls that have no shorter form here. */
  readonly client: ResourceProviderClient;
  check(
    urn: string,
    news: Properties,
    olds?: Properties,
  ): Promise<{ readonly inputs: Properties; readonly failures: readonly string[] }>;
  diff(urn: string, olds: Properties, news: Properties): Promise<rpc.DiffResponse>;
  create(
    urn: string,
    inputs: Properties,
    preview?: boolean,
  ): Promise<{ readonly id: string; readonly outs: Properties }>;
  update(urn: string, id: string, olds: Properties, news: Properties, preview?: boolean): Promise<Properties>;
  read(
    urn: string,
    id: string,
    props?: Properties,
  ): Promise<{ readonly id: string; readonly outs: Properties; readonly inputs: Properties }>;
  delete(urn: string, id: string, props: Properties): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
  stop(): void;
}

export interface ServedOptions extends SessionOptions {
  readonly config?: Properties;
  /** Address of an engine that takes notes. */
  readonly engine?: string;
  /** Name of the provider's resource. Default: one that a program has named. */
  readonly provider?: string;
  /** Its id. Default: none, as of an engine that does not say. */
  readonly id?: string;
}

/** Starts and configures one. */
export async function startServed({
  config = {},
  engine,
  provider = "edge",
  id,
  ...options
}: ServedOptions = {}): Promise<Served> {
  const { port, stop } = await serve(async () => handlersOf(engine, { env: {}, ...options }));
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const configuration = new rpc.ConfigureRequest()
    .setArgs(struct(config))
    .setName(provider)
    .setUrn(`urn:pulumi:dev::shop::pulumi:providers:kubeovn::${provider}`)
    .setAcceptsecrets(true);
  if (id !== undefined) configuration.setId(id);
  await ask<rpc.ConfigureRequest, rpc.ConfigureResponse>(client.configure.bind(client), configuration);
  return {
    client,
    async check(urn, news, olds = {}) {
      const request = new rpc.CheckRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
      const answer = await ask<rpc.CheckRequest, rpc.CheckResponse>(client.check.bind(client), request);
      const failures = answer.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`);
      return { inputs: plain(answer.getInputs()), failures };
    },
    diff: (urn, olds, news) =>
      ask<rpc.DiffRequest, rpc.DiffResponse>(
        client.diff.bind(client),
        new rpc.DiffRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news)),
      ),
    async create(urn, inputs, preview = false) {
      const request = new rpc.CreateRequest().setUrn(urn).setProperties(struct(inputs)).setPreview(preview);
      const answer = await ask<rpc.CreateRequest, rpc.CreateResponse>(client.create.bind(client), request);
      return { id: answer.getId(), outs: plain(answer.getProperties()) };
    },
    async update(urn, id, olds, news, preview = false) {
      const request = new rpc.UpdateRequest().setUrn(urn).setId(id).setPreview(preview);
      request.setOlds(struct(olds)).setNews(struct(news));
      const answer = await ask<rpc.UpdateRequest, rpc.UpdateResponse>(client.update.bind(client), request);
      return plain(answer.getProperties());
    },
    async read(urn, id, props) {
      const request = new rpc.ReadRequest().setUrn(urn).setId(id);
      if (props !== undefined) request.setProperties(struct(props)).setInputs(struct(props));
      const answer = await ask<rpc.ReadRequest, rpc.ReadResponse>(client.read.bind(client), request);
      return { id: answer.getId(), outs: plain(answer.getProperties()), inputs: plain(answer.getInputs()) };
    },
    async delete(urn, id, props) {
      const request = new rpc.DeleteRequest().setUrn(urn).setId(id).setProperties(struct(props));
      await ask<rpc.DeleteRequest, Empty>(client.delete.bind(client), request);
    },
    async invoke(token, args) {
      const request = new rpc.InvokeRequest().setTok(token).setArgs(struct(args));
      const answer = await ask<rpc.InvokeRequest, rpc.InvokeResponse>(client.invoke.bind(client), request);
      const [failure] = answer.getFailuresList();
      if (failure !== undefined) throw new Error(`${failure.getProperty()}: ${failure.getReason()}`);
      return plain(answer.getReturn());
    },
    stop() {
      client.close();
      stop();
    },
  };
}

/** One call as a promise. */
export function ask<Request, Answer>(
  call: (request: Request, callback: (error: grpc.ServiceError | null, answer: Answer) => void) => unknown,
  request: Request,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    call(request, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

export function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
}

function plain(properties: Struct | undefined): Properties {
  return properties?.toJavaScript() ?? {};
}

/** What an engine's log was told: `<severity> <urn> <message>`. */
export interface EngineLog {
  readonly address: string;
  readonly lines: string[];
  stop(): void;
}

/** An engine that takes notes. */
export async function startEngineLog(): Promise<EngineLog> {
  const lines: string[] = [];
  const server = new grpc.Server();
  server.addService(EngineService as grpc.ServiceDefinition, {
    log: ({ request }: { request: LogRequest }, callback: (error: null, answer: Empty) => void) => {
      lines.push(`${request.getSeverity()} ${request.getUrn()} ${request.getMessage()}`);
      callback(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, lines, stop: () => server.forceShutdown() };
}
