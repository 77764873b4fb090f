import { isDefaultProvider, KINDS, type Kind, SETTINGS, servedToken, shim, typeToken } from "../../provider/plan";
import { CommandError } from "../surroundings";

type Properties = Readonly<Record<string, unknown>>;

/** A resource in a state, as far as it is read here; everything else of it stays as it is. */
interface Saved {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  /** `<urn>::<id>` of its provider. */
  readonly provider?: string;
  /** Reads something that others made. */
  readonly external?: boolean;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
}

interface Deployment {
  readonly resources: readonly Saved[];
  readonly pending_operations?: readonly { readonly resource: Saved; readonly type: string }[];
}

/** What `pulumi stack export` prints. */
interface Exported {
  readonly version: number;
  readonly deployment: Deployment;
}

/** @source pulumi sdk/go/common/apitype/core.go DeploymentSchemaVersionCurrent */
const VERSION = 3;
const PLUGIN = "pulumi:providers:kubeovn";
const DYNAMIC = "pulumi:providers:pulumi-nodejs";
/** Types of the plugin and of the classes. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ...KINDS.map((kind): [string, string] => [servedToken(kind), typeToken(kind)]),
  [PLUGIN, DYNAMIC],
]);
const BY_TOKEN: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [servedToken(kind), kind]));
/** What the engine adds to a provider's settings. */
const OF_THE_ENGINE = ["version", "pluginDownloadURL", "__internal"];

/** A state for the classes, and how many resources of the plugin it had. */
export interface Rewritten {
  readonly text: string;
  readonly resources: number;
}

/**
 * Rewrites a state that the plugin has written into one of the classes: types and URNs, the provider and its settings, and the
 * code that Pulumi loads the dynamic provider with. What is encrypted stays so, and nothing else changes.
 *
 * @param text  what `pulumi stack export` prints
 * @throws CommandError for what is no state, and for what the classes could not go on with
 */
export function forClasses(text: string): Rewritten {
  const exported = parse(text);
  const { deployment } = exported;
  const pending = (deployment.pending_operations ?? []).map(({ resource }) => resource);
  const all = [...deployment.resources, ...pending];
  for (const saved of all) refuseUnknown(saved);
  const renamed = renames(all);
  const resources = withoutDoubles(deployment.resources, renamed).map(rewritten);
  const operations = deployment.pending_operations?.map((one) => ({ ...one, resource: rewritten(one.resource) }));
  const changed: Deployment = {
    ...deployment,
    resources,
    ...(operations === undefined ? {} : { pending_operations: operations }),
  };
  const result = { ...exported, deployment: replaced(changed, renamed) };
  return {
    text: `${JSON.stringify(result, undefined, 4)}\n`,
    resources: all.filter(({ type }) => BY_TOKEN.has(type)).length,
  };
}

function nameIn({ urn }: Pick<Saved, "urn">): string {
  return urn.split("::").slice(3).join("::");
}

function parse(text: string): Exported {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`this is no JSON (${(error as Error).message}); give what "pulumi stack export" prints`);
  }
  const { version, deployment } = (json ?? {}) as Partial<Exported>;
  if (typeof version !== "number" || typeof deployment !== "object" || deployment === null)
    throw new CommandError(`this is no state; give what "pulumi stack export" prints`);
  if (version !== VERSION)
    throw new CommandError(
      `this state is of version ${version}, and only version ${VERSION} is known here; use a release of pulumi-kubeovn that knows it`,
    );
  // A stack without resources has no list.
  return { ...(json as Exported), deployment: { ...deployment, resources: deployment.resources ?? [] } };
}

function refuseUnknown({ urn, type, custom, external, inputs = {}, outputs = {} }: Saved): void {
  const name = JSON.stringify(nameIn({ urn }));
  const kind = BY_TOKEN.get(type);
  if (kind === undefined) {
    if (custom === true && type.startsWith("kubeovn:"))
      throw new CommandError(
        `${type} ${name} is nothing that the classes have; remove it from the program and run "pulumi up" first`,
      );
    return;
  }
  const isOwned = typeof (outputs.owner ?? inputs.owner) === "string";
  if (external !== true && !isOwned)
    throw new CommandError(
      `${kind} ${name} was imported and belongs to nobody yet; run "pulumi up" with the plugin first, which takes it over`,
    );
}

/** New URNs by the old ones, and new references of providers, `<urn>::<id>`, by the old ones. */
function renames(all: readonly Saved[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const providers = new Map(all.filter(({ type }) => type === DYNAMIC).map((one) => [one.urn, one]));
  for (const saved of all) {
    const { urn, type, id } = saved;
    const now = renamedUrn(urn, type);
    if (now === urn) continue;
    if (type !== PLUGIN) {
      if (all.some((other) => other.urn === now))
        throw new CommandError(
          `${now} is in the state beside ${urn}; remove one of the two from the program and run "pulumi up" first`,
        );
      renamed.set(urn, now);
      continue;
    }
    const same = providers.get(now) ?? saved;
    if (same !== saved) refuseOther(same, saved);
    providers.set(now, same);
    renamed.set(urn, now);
    renamed.set(`${urn}::${id}`, `${now}::${same.id}`);
  }
  return renamed;
}

/** A URN with the types of the classes: `urn:pulumi:<stack>::<project>::<parent's type>$<type>::<name>`. */
function renamedUrn(urn: string, type: string): string {
  const [stack = "", project = "", types = "", ...names] = urn.split("::");
  const now = types.split("$").map((one) => TYPES.get(one) ?? one);
  const name = names.join("::");
  return [stack, project, now.join("$"), type === PLUGIN && isDefaultProvider(name) ? "default" : name].join("::");
}

/** Two providers that become one have to plan in the same place. */
function refuseOther(one: Saved, other: Saved): void {
  const [a, b] = [one, other].map(({ type, inputs = {} }) => ours(type === PLUGIN ? settings(inputs, true) : inputs));
  if (a !== b)
    throw new CommandError(
      `${one.urn} and ${other.urn} have different settings, and the classes have one default provider; run "pulumi up" with the plugin first`,
    );
}

function ours(inputs: Properties): string {
  return JSON.stringify(
    Object.entries(inputs)
      .filter(([key]) => key.startsWith("kubeovn:"))
      .sort(),
  );
}

/** Without providers that became another one, which stands where the first of them stood. */
function withoutDoubles(resources: readonly Saved[], renamed: ReadonlyMap<string, string>): readonly Saved[] {
  const nameOf = ({ urn }: Saved): string => renamed.get(urn) ?? urn;
  const isProvider = ({ type }: Saved): boolean => type === PLUGIN || type === DYNAMIC;
  const kept = new Map<string, Saved>();
  for (const saved of resources.filter(isProvider)) {
    const known = kept.get(nameOf(saved));
    if (known === undefined || (known.type === PLUGIN && saved.type === DYNAMIC)) kept.set(nameOf(saved), saved);
  }
  const placed = new Set<string>();
  return resources.flatMap((saved) => {
    if (!isProvider(saved)) return [saved];
    const name = nameOf(saved);
    if (placed.has(name)) return [];
    placed.add(name);
    return [kept.get(name) ?? saved];
  });
}

function rewritten(saved: Saved): Saved {
  const { type, inputs, outputs } = saved;
  const now = TYPES.get(type);
  if (now === undefined) return saved;
  const kind = BY_TOKEN.get(type);
  const isDefault = isDefaultProvider(nameIn(saved));
  const change = (properties: Properties): Properties =>
    kind === undefined ? settings(properties, isDefault) : withCode(kind, properties);
  return {
    ...saved,
    type: now,
    ...(inputs === undefined ? {} : { inputs: change(inputs) }),
    ...(outputs === undefined ? {} : { outputs: change(outputs) }),
  };
}

function withCode(kind: Kind, properties: Properties): Properties {
  return { ...properties, __provider: shim(kind, []) };
}

/** Settings of the plugin as the dynamic provider gets them; a provider of the program is marked as one there. */
function settings(inputs: Properties, isDefault: boolean): Properties {
  const named = Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => !OF_THE_ENGINE.includes(name))
      .map(([name, value]) => {
        if (!(name in SETTINGS))
          throw new CommandError(
            `the plugin has no setting ${JSON.stringify(name)} that is known here; use the release of pulumi-kubeovn that wrote the state`,
          );
        return [`kubeovn:${name}`, value];
      }),
  );
  return isDefault ? named : { ...named, "kubeovn:explicit": "true" };
}

/** With every text that is one of these replaced: URNs stand in many places, in outputs of the stack, too. */
function replaced<T>(value: T, texts: ReadonlyMap<string, string>): T {
  if (typeof value === "string") return (texts.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((item) => replaced(item, texts)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, texts)])) as T;
}
