import type * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ComponentSpec } from "./construct";
import { openEngineLog } from "./engine-log";
import { createProvider, type Failure, type ServedOptions } from "./provider";
import { statusOf } from "./status";
import { close, open } from "./wire";

type Handler = grpc.UntypedServiceImplementation[string];

/** Answers one kind of call; what is thrown becomes a status. */
function handler<Request, Answer>(answer: (request: Request) => Answer | Promise<Answer>): Handler {
  const handle: grpc.handleUnaryCall<Request, Answer> = (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (message) => callback(null, message),
        (error) => callback(statusOf(error)),
      );
  };
  return handle as Handler;
}

/**
 * What answers the calls of Pulumi's provider protocol.
 *
 * @param engine  address of the engine, `host:port`; without one, notes are dropped
 */
export function handlersOf(
  engine: string | undefined,
  options: Omit<ServedOptions, "note"> = {},
): grpc.UntypedServiceImplementation {
  const log = openEngineLog(engine);
  const provider = createProvider({ ...options, note: log.note });
  return {
    handshake: handler((request: rpc.ProviderHandshakeRequest) => {
      log.attach(request.getEngineAddress());
      return new rpc.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: handler((request: { getAddress(): string }) => {
      log.attach(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: handler(() => new PluginInfo().setVersion(manifest().version)),
    getSchema: handler(() => new rpc.GetSchemaResponse().setSchema(JSON.stringify(schema()))),
    checkConfig: handler((request: rpc.CheckRequest) => {
      const news = open(request.getNews());
      const failures = provider.checkConfig(news);
      return checked(failures).setInputs(request.getNews());
    }),
    diffConfig: handler((request: rpc.DiffRequest) => {
      const [olds, news] = [open(request.getOldInputs() ?? request.getOlds()), open(request.getNews())];
      const keys = new Set([...Object.keys(olds.properties), ...Object.keys(news.properties)]);
      const isEqual = (key: string): boolean =>
        JSON.stringify(olds.properties[key]) === JSON.stringify(news.properties[key]);
      return changesOf([...keys].every(isEqual));
    }),
    configure: handler((request: rpc.ConfigureRequest) => {
      provider.configure(open(request.getArgs()), {
        name: request.getName(),
        urn: request.getUrn(),
        id: request.getId(),
      });
      return new rpc.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: handler(async (request: rpc.CheckRequest) => {
      const [olds, news] = [open(request.getOlds()), open(request.getNews())];
      const { inputs, failures } = await provider.check(request.getUrn(), olds.properties, news);
      return checked(failures).setInputs(close(inputs, news));
    }),
    diff: handler((request: rpc.DiffRequest) => {
      const [olds, news] = [open(request.getOlds()), open(request.getNews())];
      const { changed, replaces, deleteBeforeReplace } = provider.diff(
        request.getUrn(),
        olds.properties,
        news.properties,
      );
      const answer = changesOf(changed.length === 0)
        .setReplacesList([...replaces])
        .setDiffsList([...changed])
        .setDeletebeforereplace(deleteBeforeReplace)
        .setHasdetaileddiff(true);
      const details = answer.getDetaileddiffMap();
      for (const name of changed) {
        const isReplaced = replaces.includes(name);
        details.set(
          name,
          new rpc.PropertyDiff().setKind(kindOf(olds.properties[name], news.properties[name], isReplaced)),
        );
      }
      return answer;
    }),
    create: handler(async (request: rpc.CreateRequest) => {
      const inputs = open(request.getProperties());
      const made = await provider.create(request.getUrn(), inputs.properties, request.getPreview());
      return new rpc.CreateResponse().setId(made.id).setProperties(close(made.outs, inputs));
    }),
    read: handler(async (request: rpc.ReadRequest) => {
      const props = open(request.getProperties());
      const found = await provider.read(request.getUrn(), request.getId(), props.properties);
      if (found === undefined) return new rpc.ReadResponse();
      const inputs = open(request.getInputs());
      return new rpc.ReadResponse()
        .setId(request.getId())
        .setProperties(close(found.outs, props, inputs))
        .setInputs(close(found.inputs, props, inputs));
    }),
    update: handler(async (request: rpc.UpdateRequest) => {
      const [olds, news] = [open(request.getOlds()), open(request.getNews())];
      const outs = await provider.update(
        request.getUrn(),
        request.getId(),
        olds.properties,
        news.properties,
        request.getPreview(),
      );
      return new rpc.UpdateResponse().setProperties(close(outs, news));
    }),
    delete: handler(async (request: rpc.DeleteRequest) => {
      const { properties } = open(request.getProperties());
      await provider.delete(request.getUrn(), request.getId(), properties);
      return new Empty();
    }),
    invoke: handler(async (request: rpc.InvokeRequest) => {
      const { answer, from, failures = [] } = await provider.invoke(request.getTok(), open(request.getArgs()));
      return new rpc.InvokeResponse().setReturn(close(answer, ...from)).setFailuresList(failuresOf(failures));
    }),
    construct: handler(async (request: rpc.ConstructRequest) => {
      const maker = provider.maker();
      // All of Pulumi's SDK, which nothing else here needs.
      const { construct } = await import("./construct.js");
      return construct(request, { ...maker, engine: log.address(), specOf: componentSpec });
    }),
    cancel: handler(() => {
      provider.cancel();
      return new Empty();
    }),
  };
}

// Files of this package by its own name, which a bundler finds, too: then they are part of the bundle.
const manifest = (): { readonly version: string } => require("pulumi-kubeovn/package.json");
const schema = (): Schema => require("pulumi-kubeovn/schemas/pulumi-schema.json");

/** What is read of the package schema here. */
interface Schema {
  readonly resources: Readonly<Record<string, ComponentSpec & { readonly isComponent?: boolean }>>;
}

function componentSpec(type: string): ComponentSpec | undefined {
  const spec = schema().resources[type];
  return spec?.isComponent === true ? spec : undefined;
}

function checked(failures: readonly Failure[]): rpc.CheckResponse {
  return new rpc.CheckResponse().setFailuresList(failuresOf(failures));
}

function failuresOf(failures: readonly Failure[]): rpc.CheckFailure[] {
  return failures.map(({ property, reason }) => new rpc.CheckFailure().setProperty(property).setReason(reason));
}

function changesOf(isSame: boolean): rpc.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  return new rpc.DiffResponse().setChanges(isSame ? DIFF_NONE : DIFF_SOME);
}

function kindOf(old: unknown, now: unknown, isReplaced: boolean): rpc.PropertyDiff.Kind {
  const { Kind } = rpc.PropertyDiff;
  const isSet = (value: unknown): boolean => value !== undefined && value !== null;
  if (!isSet(old)) return isReplaced ? Kind.ADD_REPLACE : Kind.ADD;
  if (!isSet(now)) return isReplaced ? Kind.DELETE_REPLACE : Kind.DELETE;
  return isReplaced ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}
