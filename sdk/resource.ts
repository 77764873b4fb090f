import * as pulumi from "@pulumi/pulumi";
import { ROOMS } from "../provider/kinds";
import { DECLARATION_INPUT, deletesFirst, hasUnknown, type Kind, keyToken, STEERING } from "../provider/plan";
import { declare, type Identity, ownerPrefix } from "./batch";
import { declaredOf, keepDeclared, nameBehind } from "./declared";
import { formerUrns, hasAliases } from "./former-urns";
import { front } from "./front";
import type { Destination } from "./handover";
import { neighbors } from "./neighbors";
import { madeComponent } from "./program";
import { secretPathsIn } from "./secrets";
import { shortenStackTraces } from "./stack-traces";

/** Arguments that name an object can take the resource itself. */
export type Reference<R extends pulumi.Resource> = pulumi.Input<string> | R;

/** A resource of this package, of any copy of it: what a reference to it stands for. */
interface Named extends pulumi.Resource {
  readonly name: pulumi.Output<string>;
}

/** Base of all resource classes: hands the declaration over beside the inputs, and is nothing but a registration otherwise. */
export abstract class PlannedResource extends pulumi.CustomResource {
  constructor(kind: Kind, name: string, fields: object, opts: pulumi.CustomResourceOptions = {}) {
    const args = fields as Readonly<Record<string, unknown>>;
    const outputs = (planned: unknown): Record<string, unknown> =>
      Object.fromEntries(
        [...Object.keys(ROOMS[kind].fields), ...Object.keys(ROOMS[kind].planned)]
          .filter((field) => !STEERING.includes(field))
          .map((field) => [field, planned]),
      );
    // Two objects cannot have one name, nor two reservations one address: what is replaced always goes first.
    const order = deletesFirst(kind, ["name"]) ? { deleteBeforeReplace: true } : {};
    const { type, otherType, beside, planned } = front();
    const options = pulumi.mergeOptions(opts, { ...order, aliases: [{ type: otherType(kind) }] });
    if (opts.id !== undefined) {
      super(type(kind), name, { ...outputs(undefined), ...beside(kind) }, options);
      keepDeclared(this, { name: undefined, args: undefined });
      return;
    }
    if (typeof args !== "object" || args === null)
      throw new Error(`${kind} ${JSON.stringify(name)} needs its arguments`);
    const registered = registeredArgs(args);
    const secrets = secretPathsIn(registered);
    const place = declare(kind, name, declaredArgs(args), secrets);
    const props = {
      ...outputs(planned(secrets)),
      ...registered,
      [DECLARATION_INPUT]: place.ref,
      ...beside(kind),
    };
    const dependsOn = neighbors(kind, name, declaredArgs(args), place.batch);
    const all = pulumi.mergeOptions(options, { dependsOn: dependsOn.others });
    const endShortTraces = shortenStackTraces();
    try {
      super(type(kind), name, props, all);
    } catch (error) {
      endShortTraces();
      if (error instanceof Error) Error.captureStackTrace(error, PlannedResource);
      throw error;
    } finally {
      endShortTraces();
    }
    const declaredName = args.name ?? name;
    keepDeclared(this, { name: typeof declaredName === "string" ? declaredName : undefined, args });
    const identity = identify(this, kind, name, args.key);
    place.identify({ ...identity, ...(opts.retainOnDelete === true ? { isRetained: true } : {}) }, destinationOf(this));
    for (const alias of opts.aliases ?? []) {
      const owner = ownerOfAlias(this, { kind, name }, alias);
      if (owner !== undefined) place.addFormer(owner);
    }
    if (hasAliases(this)) {
      const owners = formerUrns(this).then((urns) => urns.flatMap((urn) => ownerOfUrn(urn, kind) ?? []));
      place.addFormerLater(owners);
    }
    dependsOn.join(this, identity.provider);
  }
}

/** The value a reference, or the name of a resource, contributes to the batch: the declared name where it is known already. */
function declaredArgs(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapValues(args, (value) =>
    isNamed(value)
      ? (declaredOf(value)?.name ?? value.name)
      : pulumi.Output.isInstance(value)
        ? (nameBehind(value) ?? value)
        : value,
  );
}

/** The value a reference is registered with: the object's name as an Output, which makes the dependency. */
function registeredArgs(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapValues(args, (value) => (isNamed(value) ? value.name : value));
}

/** Arguments with each value in them mapped that is neither a list nor an object literal. */
function mapValues(args: Readonly<Record<string, unknown>>, map: (value: unknown) => unknown): Record<string, unknown> {
  const one = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(one) : isPlain(value) ? fields(value) : map(value);
  const fields = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(record).map(([field, value]) => [field, one(value)]));
  return fields(args);
}

/** An object literal, not an Output, a promise or anything else with a behavior of its own. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
}

function isNamed(value: unknown): value is Named {
  return pulumi.Resource.isInstance(value) && declaredOf(value) !== undefined;
}

/** Where the resource stands in the program: its type under its parents' types, its name, and the provider it got. */
function identify(resource: pulumi.Resource, kind: Kind, name: string, key: unknown): Identity {
  const { __name: named = "" } = ((resource as Internals).__prov ?? {}) as Internals;
  const provider = madeComponent()?.provider ?? named;
  const qualified = [...parentTypes(resource), kind].join("$");
  const at = `${ownerPrefix()}${qualified}/${name}`;
  const isKeyed = typeof key === "string" && key !== "" && !hasUnknown(key);
  const owner = isKeyed ? { owner: `key/${key}`, declaredBy: at } : { owner: at };
  return { path: `${qualified}::${name}`, ...owner, provider };
}

/** With an explicit provider, the engine passes over the release of a default one. */
function destinationOf({ __prov: provider, __version: version, __pluginDownloadURL: url }: Internals): Destination {
  if (provider !== undefined) return { provider };
  return {
    ...(version === undefined ? {} : { version }),
    ...(url === undefined ? {} : { pluginDownloadURL: url }),
  };
}

/** The owner key that an alias stands for; undefined when a part of it is not written out. */
function ownerOfAlias(
  resource: pulumi.Resource,
  { kind, name }: { readonly kind: Kind; readonly name: string },
  alias: pulumi.Input<string | pulumi.Alias>,
): string | undefined {
  if (typeof alias === "string") return ownerOfUrn(alias, kind);
  if (!isPlain(alias)) return undefined;
  const former: Readonly<Record<string, unknown>> = {
    name,
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    ...alias,
  };
  const types = "parent" in former ? typesOfParent(former.parent) : parentTypes(resource);
  const { project, stack } = former;
  if (types === undefined || typeof former.name !== "string") return undefined;
  if (typeof project !== "string" || typeof stack !== "string") return undefined;
  return `${ownerPrefix(project, stack)}${[...types, kind].join("$")}/${former.name}`;
}

/** Types of a parent that an alias names and of the parents of that one; undefined while it is not known. */
function typesOfParent(parent: unknown): readonly string[] | undefined {
  if (parent === undefined) return [];
  if (pulumi.Resource.isInstance(parent)) return typesOf(parent);
  if (typeof parent !== "string") return undefined;
  return typesInUrn(parent.split("::")[2] ?? "");
}

/** The types in the qualified type of a URN as owner keys name them, without the stack's. */
export function typesInUrn(types: string): readonly string[] {
  const parts = types.split("$").filter((type) => type !== "" && type !== STACK);
  return parts.map(keyToken);
}

/** The owner key of a resource with this URN: `urn:pulumi:<stack>::<project>::<qualified type>::<name>`. */
function ownerOfUrn(urn: string, kind: Kind): string | undefined {
  const [stack, project, types, ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  if (stack === undefined || project === undefined || types === undefined || name.length === 0) return undefined;
  const parents = typesInUrn(types).slice(0, -1);
  return `${ownerPrefix(project, stack)}${[...parents, kind].join("$")}/${name.join("::")}`;
}

function parentTypes(resource: pulumi.Resource): string[] {
  return typesOf((resource as Internals).__parentResource);
}

function typesOf(resource: Internals | undefined): string[] {
  if (resource?.__pulumiType === undefined || resource.__pulumiType === STACK) return [];
  // Of the parent of a component that the plugin makes only the URN is known.
  if (resource.__pulumiType === "") return [...(madeComponent()?.parents ?? [])];
  return [...typesOf(resource.__parentResource), keyToken(resource.__pulumiType)];
}

const STACK = "pulumi:pulumi:Stack";

interface Internals extends pulumi.Resource {
  readonly __name?: string;
  /** The provider that it got, from its own options or from a parent's. */
  readonly __prov?: pulumi.ProviderResource;
  readonly __version?: string;
  readonly __pluginDownloadURL?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Internals;
}
