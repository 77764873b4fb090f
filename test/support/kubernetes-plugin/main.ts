import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as services from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as empty from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { KubeObject, Objects } from "./objects";
import { pluginVersion } from "./version";

/**
 * A stand-in for the plugin `pulumi-resource-kubernetes`, for machines that cannot download the real one: programs with
 * @pulumi/kubernetes classes run through the real engine and their objects end up in a real API server, or as YAML in
 * the directory that `kubernetes:renderYamlToDirectory` names.
 *
 * What it does is what the real plugin was read to do with these programs, and nothing more: it does not know schemas,
 * waits for nothing but the end of a deletion, and replaces a Pod whenever its spec changes.
 *
 * @source pulumi-kubernetes provider/pkg/provider/provider.go (Check, Diff, renderPathForResource), pulumi
 *         proto/pulumi/provider.proto
 */
type Properties = Record<string, unknown>;

let directory: string | undefined;
let objects: Promise<Objects> | undefined;

/** Opened when first needed: a preview does without. */
function opened(): Promise<Objects> {
  objects ??= import("./objects.js").then(({ openCluster, openDirectory }) =>
    directory === undefined ? openCluster() : openDirectory(directory),
  );
  return objects;
}

const implementation: Partial<services.IResourceProviderServer> = {
  getPluginInfo: answer(() => {
    const info = new plugin.PluginInfo();
    info.setVersion(pluginVersion());
    return info;
  }),
  checkConfig: answer((request: provider.CheckRequest) => checked(request.getNews())),
  diffConfig: answer((request: provider.DiffRequest) => {
    const [olds, news] = [propertiesOf(request.getOldInputs()), propertiesOf(request.getNews())];
    const response = new provider.DiffResponse();
    // Whatever was rendered into another folder is rendered anew.
    if (olds.renderYamlToDirectory === news.renderYamlToDirectory) return response;
    response.setChanges(provider.DiffResponse.DiffChanges.DIFF_SOME);
    response.setReplacesList(["renderYamlToDirectory"]);
    return response;
  }),
  configure: answer((request: provider.ConfigureRequest) => {
    const args = propertiesOf(request.getArgs());
    directory = typeof args.renderYamlToDirectory === "string" ? args.renderYamlToDirectory : undefined;
    const response = new provider.ConfigureResponse();
    response.setSupportspreview(true);
    response.setAcceptresources(true);
    response.setAcceptoutputs(true);
    return response;
  }),
  check: answer((request: provider.CheckRequest) => {
    const news = propertiesOf(request.getNews());
    const olds = propertiesOf(request.getOlds());
    const seed = Buffer.from(request.getRandomseed_asU8());
    return checked(structOf(named(news, olds, request.getName() || nameIn(request.getUrn()), seed)));
  }),
  diff: answer((request: provider.DiffRequest) => {
    const olds = propertiesOf(request.getOldInputs());
    const news = propertiesOf(request.getNews());
    const changed = Object.keys({ ...olds, ...news }).filter((key) => !isDeepStrictEqual(olds[key], news[key]));
    const replaces = changed.filter((key) => isReplaced(key, olds, news));
    const response = new provider.DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
    response.setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME);
    response.setDiffsList(changed);
    response.setReplacesList(replaces);
    response.setDeletebeforereplace(replaces.length > 0 && idOf(olds) === idOf(news));
    return response;
  }),
  create: answer(async (request: provider.CreateRequest) => {
    const inputs = propertiesOf(request.getProperties());
    const response = new provider.CreateResponse();
    const made = request.getPreview() ? inputs : await (await opened()).create(inputs as unknown as KubeObject);
    if (!request.getPreview()) response.setId(idOf(inputs));
    response.setProperties(structOf({ ...made }));
    return response;
  }),
  read: answer(async (request: provider.ReadRequest) => {
    const inputs = propertiesOf(request.getInputs());
    const response = new provider.ReadResponse();
    const live = await (await opened()).read(inputs as unknown as KubeObject);
    if (live === undefined) return response;
    response.setId(request.getId());
    response.setInputs(structOf(inputs));
    response.setProperties(structOf({ ...live }));
    return response;
  }),
  update: answer(async (request: provider.UpdateRequest) => {
    const news = propertiesOf(request.getNews());
    const response = new provider.UpdateResponse();
    const now = request.getPreview() ? news : await (await opened()).update(news as unknown as KubeObject);
    response.setProperties(structOf({ ...now }));
    return response;
  }),
  delete: answer(async (request: provider.DeleteRequest) => {
    await (await opened()).delete(propertiesOf(request.getProperties()) as unknown as KubeObject);
    return new empty.Empty();
  }),
  cancel: answer(() => new empty.Empty()),
};

/** What tells a name that was made up from one that was given. */
const AUTONAMED = "pulumi.com/autonamed";
/** Of the kinds that the tests' programs have. */
const CLUSTER_SCOPED = ["Namespace", "CustomResourceDefinition"];

/** Inputs with the namespace filled in, and a name that stays where the program gives none. */
function named(news: Properties, olds: Properties, name: string, seed: Buffer): Properties {
  const metadata = { ...(news.metadata as Properties | undefined) };
  const before = olds.metadata as Properties | undefined;
  const suffix = createHash("sha256").update(seed).digest("hex").slice(0, 8);
  if (metadata.name === undefined) {
    metadata.name = before?.name ?? `${name}-${suffix}`;
    metadata.annotations = { ...(metadata.annotations as Properties | undefined), [AUTONAMED]: "true" };
  }
  if (metadata.namespace === undefined && !CLUSTER_SCOPED.includes(String(news.kind))) metadata.namespace = "default";
  return { ...news, metadata };
}

function isReplaced(key: string, olds: Properties, news: Properties): boolean {
  if (key === "spec") return news.kind === "Pod";
  return key === "apiVersion" || key === "kind" || (key === "metadata" && idOf(olds) !== idOf(news));
}

function idOf({ metadata }: Properties): string {
  const { namespace, name } = (metadata ?? {}) as { namespace?: string; name?: string };
  return namespace === undefined ? String(name) : `${namespace}/${name}`;
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

function checked(inputs: Struct | undefined): provider.CheckResponse {
  const response = new provider.CheckResponse();
  response.setInputs(inputs ?? new Struct());
  return response;
}

function propertiesOf(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

function structOf(properties: Properties): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

/** A method that answers with what a function returns, and fails with what it throws. */
function answer<Request, Response>(
  method: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    void (async () => {
      try {
        callback(null, await method(call.request));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        callback({ name: "error", code: grpc.status.UNKNOWN, message });
      }
    })();
  };
}

const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(services.ResourceProviderService, implementation as services.IResourceProviderServer);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from there.
  process.stdout.write(`${port}\n`);
});
