import * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import * as server from "@pulumi/pulumi/provider/server";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { CATALOG, type ComponentClass } from "../../sdk/components/catalog";
import { inComponent } from "../../sdk/program";
import { typesInUrn } from "../../sdk/resource";
import { RequestError } from "./request-error";

type Properties = Readonly<Record<string, unknown>>;

/** Parts of Pulumi's SDK with which its own server makes components, and which its types omit. */
interface Internals {
  withLocalStorage<T>(action: () => Promise<T>): Promise<T>;
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
  deserializeInputs(inputs: Struct | undefined, dependencies: object): Promise<Properties>;
}

interface EventualInternals {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<unknown>;
}

const internals = { ...state, ...settings, ...server } as unknown as Internals;

/** A component in the package schema. */
export interface ComponentSpec {
  readonly properties: Readonly<Record<string, object>>;
  readonly inputProperties: Readonly<Record<string, { readonly plain?: boolean }>>;
}

/** The provider that makes a component. */
export interface Maker {
  /** Address of the engine, `host:port`. */
  readonly engine: string;
  /** Its reference, `<urn>::<id>`; undefined for an engine that does not say. */
  readonly reference: string | undefined;
  /** Its name; empty for the default one. */
  readonly provider: string;
  /** What the package schema has of a type of component. */
  readonly specOf: (type: string) => ComponentSpec | undefined;
}

/** Components that are being made, by what ends them. */
const underWay = new Set<(error: unknown) => void>();
let hasFailed = false;

// A registration that fails where nobody looks has failed a component, too; without this it would end the plugin.
process.on("unhandledRejection", (error) => {
  hasFailed ||= underWay.size > 0;
  if (!hasFailed) throw error;
  for (const fail of underWay) fail(error);
});

/**
 * Makes a component for a program of another language: with the class that a TypeScript program uses, whose resources are
 * registered with the engine and come back to this plugin.
 *
 * @throws RequestError for another type, and for arguments that have to be known and are not
 * @source pulumi sdk/nodejs/provider/server.ts construct
 */
export async function construct(request: rpc.ConstructRequest, maker: Maker): Promise<rpc.ConstructResponse> {
  const type = request.getType();
  const spec = maker.specOf(type);
  const load = CATALOG[type.split(":").at(-1) ?? ""];
  if (spec === undefined || load === undefined) throw new RequestError(`there is no component ${JSON.stringify(type)}`);
  const Component = await loaded(type, load);
  const parents = typesInUrn(request.getParent().split("::")[2] ?? "");
  const origin = `${[...parents, type].join("$")}::${request.getName()}`;
  const { provider } = maker;
  return new Promise((resolve, reject) => {
    underWay.add(reject);
    internals
      .withLocalStorage(() => inComponent({ origin, parents, provider }, () => make(Component, spec, request, maker)))
      .then(resolve, (error) => {
        hasFailed = true;
        reject(error);
      })
      .finally(() => underWay.delete(reject));
  });
}

/** @throws RequestError where a package is missing that not every program needs */
async function loaded(type: string, load: () => Promise<ComponentClass>): Promise<ComponentClass> {
  try {
    return await load();
  } catch (error) {
    if (Reflect.get(Object(error), "code") !== "MODULE_NOT_FOUND") throw error;
    throw new RequestError(
      `${nameOf(type)} needs the package @pulumi/kubernetes, which only the plugin from npm finds beside it; npm install pulumi-kubeovn @pulumi/kubernetes, and name node_modules/.bin as the plugin's path`,
    );
  }
}

async function make(
  Component: ComponentClass,
  spec: ComponentSpec,
  request: rpc.ConstructRequest,
  maker: Maker,
): Promise<rpc.ConstructResponse> {
  const [type, name] = [request.getType(), request.getName()];
  pulumi.runtime.resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    maker.engine,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await internals.awaitFeatureSupport();
  const config = Object.fromEntries(request.getConfigMap().entries());
  pulumi.runtime.setAllConfig(config, request.getConfigsecretkeysList());
  const inputs = await internals.deserializeInputs(request.getInputs(), request.getInputdependenciesMap());
  const known = Object.entries(inputs).map(async ([field, value]) => [
    field,
    spec.inputProperties[field]?.plain === true ? await plain(value, `${field} of ${nameOf(type)} "${name}"`) : value,
  ]);
  const args = Object.fromEntries(await Promise.all(known));
  const component = new Component(name, args as never, optionsOf(request, maker));
  const outputs = Object.keys(spec.properties).map((field) => [field, Reflect.get(component, field)]);
  const [values, dependencies] = await pulumi.runtime.serializeResourceProperties(
    `construct(${type}, ${name})`,
    Object.fromEntries(outputs),
  );
  const answer = new rpc.ConstructResponse();
  answer.setUrn(await urnOf(component)).setState(Struct.fromJavaScript(values));
  for (const [field, resources] of dependencies) {
    const urns = await Promise.all([...resources].map(urnOf));
    answer.getStatedependenciesMap().set(field, new rpc.ConstructResponse.PropertyDependencies().setUrnsList(urns));
  }
  await internals.waitForRPCs();
  return answer;
}

/** What the program says of the component beside its arguments. */
function optionsOf(request: rpc.ConstructRequest, { reference }: Maker): pulumi.ComponentResourceOptions {
  const given = [...request.getProvidersMap().entries()];
  const providers = given.filter(([name]) => name !== "kubeovn" || reference === undefined);
  // What it is made of has the very provider that makes it: another process would have another plan.
  if (reference !== undefined) providers.push(["kubeovn", reference]);
  const timeouts = request.getCustomtimeouts()?.toObject();
  const deletedWith = request.getDeletedwith();
  return {
    aliases: request.getAliasesList().map(aliasOf),
    dependsOn: request.getDependenciesList().map((urn) => new pulumi.DependencyResource(urn)),
    providers: Object.fromEntries(
      providers.map(([name, reference]) => [name, new pulumi.DependencyProviderResource(reference)]),
    ),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ...(request.getParent() === "" ? {} : { parent: new pulumi.DependencyResource(request.getParent()) }),
    ...optional("protect", request.hasProtect() ? request.getProtect() : undefined),
    ...optional("retainOnDelete", request.hasRetainondelete() ? request.getRetainondelete() : undefined),
    ...optional("customTimeouts", timeouts),
    ...optional("deletedWith", deletedWith === "" ? undefined : new pulumi.DependencyResource(deletedWith)),
  };
}

function aliasOf(alias: Alias): string | pulumi.Alias {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const texts = { name: spec.getName(), project: spec.getProject(), stack: spec.getStack() };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== "")),
    ...optional("parent", spec.hasParenturn() ? spec.getParenturn() : undefined),
    ...(spec.hasNoparent() && spec.getNoparent() ? { parent: pulumi.rootStackResource } : {}),
  };
}

/** @throws RequestError for what is not known, or secret: names and selectors are made from it */
async function plain(value: unknown, what: string): Promise<unknown> {
  const eventual = pulumi.output(value);
  const { isKnown, promise } = eventual as unknown as EventualInternals;
  if (!(await isKnown))
    throw new RequestError(`${what} is not known in the preview, and what is made depends on it; write it out`);
  if (await pulumi.isSecret(eventual))
    throw new RequestError(`${what} is secret, and would stand in names and objects; write it in clear`);
  return promise.call(eventual);
}

function urnOf(resource: pulumi.Resource): Promise<string> {
  return (resource.urn as unknown as EventualInternals).promise() as Promise<string>;
}

function nameOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}

function optional<T>(field: string, value: T | undefined): Readonly<Record<string, T>> {
  return value === undefined ? {} : { [field]: value };
}
