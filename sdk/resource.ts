import * as pulumi from "@pulumi/pulumi";
import { DECLARATION_INPUT, deletesFirst, FIELDS, hasUnknown, type Kind, PLANNED, typeToken } from "../provider/plan";
import { declare, type Identity, ownerPrefix } from "./batch";
import { declaredOf, keepDeclared } from "./declared";
import { dependencyPath } from "./dependency-path";
import { neighbours } from "./neighbours";
import { perProgram } from "./program";
import { plannedFrom, secretPathsIn } from "./secrets";
import { shim } from "./shim";

/** Arguments that name an object can take the resource itself. */
export type Reference<R extends pulumi.Resource> = pulumi.Input<string> | R;

/** A resource of this package, of whichever copy of it: what a reference to it stands for. */
interface Named extends pulumi.Resource {
  readonly name: pulumi.Output<string>;
}

/** Base of all resource classes: hands the declaration over beside the inputs, and is nothing but a registration otherwise. */
export abstract class PlannedResource extends pulumi.CustomResource {
  constructor(kind: Kind, name: string, fields: object, opts: pulumi.CustomResourceOptions = {}) {
    const args = fields as Readonly<Record<string, unknown>>;
    const outputs = (planned: unknown): Record<string, unknown> =>
      Object.fromEntries(
        [...Object.keys(FIELDS[kind]), ...Object.keys(PLANNED[kind])].filter(isOutput).map((field) => [field, planned]),
      );
    // Two objects cannot have one name, nor two reservations one address: what is replaced always goes first.
    const options = pulumi.mergeOptions(opts, deletesFirst(kind, ["name"]) ? { deleteBeforeReplace: true } : {});
    if (opts.id !== undefined) {
      super(typeToken(kind), name, { ...outputs(undefined), __provider: providerText(kind) }, options);
      keepDeclared(this, { name: undefined, args: undefined });
      return;
    }
    if (typeof args !== "object" || args === null)
      throw new Error(`${kind} ${JSON.stringify(name)} needs its arguments`);
    const registered = registeredArgs(args);
    const secrets = secretPathsIn(registered);
    const place = declare(kind, name, declaredArgs(args), secrets);
    const props = {
      ...outputs(plannedFrom(secrets)),
      ...registered,
      [DECLARATION_INPUT]: place.ref,
      __provider: providerText(kind),
    };
    const dependsOn = neighbours(kind, name, declaredArgs(args), place.batch);
    const all = pulumi.mergeOptions(options, { dependsOn: dependsOn.others });
    const { stackTraceLimit } = Error;
    try {
      // Pulumi takes four stack traces per property, to name promises that never end: a fifth of a preview's time.
      Error.stackTraceLimit = 0;
      super(typeToken(kind), name, props, all);
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      if (error instanceof Error) Error.captureStackTrace(error, PlannedResource);
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
    const declaredName = args.name ?? name;
    keepDeclared(this, { name: typeof declaredName === "string" ? declaredName : undefined, args });
    const identity = identify(this, kind, name, args.key);
    place.identify({ ...identity, ...(opts.retainOnDelete === true ? { isRetained: true } : {}) });
    formerOwners(this, kind, place.addFormer);
    dependsOn.join(this, identity.provider);
  }
}

/** The value a reference contributes to the batch: the declared name where it is known already. */
function declaredArgs(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapReferences(args, (resource) => declaredOf(resource)?.name ?? resource.name);
}

/** The value a reference is registered with: the object's name as an Output, which makes the dependency. */
function registeredArgs(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapReferences(args, (resource) => resource.name);
}

function mapReferences(
  args: Readonly<Record<string, unknown>>,
  map: (resource: Named) => unknown,
): Record<string, unknown> {
  const one = (value: unknown): unknown =>
    isNamed(value) ? map(value) : Array.isArray(value) ? value.map(one) : isPlain(value) ? fields(value) : value;
  const fields = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(record).map(([field, value]) => [field, one(value)]));
  return fields(args);
}

/** An object literal, not an Output, a promise or anything else with a behaviour of its own. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
}

function providerText(kind: Kind): string {
  // Each copy of this package in the process is reached by a path of its own.
  const via = perProgram(`dependency path to ${__dirname}`, () => dependencyPath(process.cwd()));
  return shim(kind, via);
}

function isNamed(value: unknown): value is Named {
  return pulumi.Resource.isInstance(value) && declaredOf(value) !== undefined;
}

/** Arguments that only steer the check are no outputs. */
function isOutput(field: string): boolean {
  return !["key", "adopt", "allowExcluded", "onImpact"].includes(field);
}

/** Where the resource stands in the program: its type under its parents' types, its name, and the provider it got. */
function identify(resource: pulumi.Resource, kind: Kind, name: string, key: unknown): Identity {
  const { __prov: provider } = resource as unknown as { __prov?: { __name?: string } };
  const qualified = [...parentTypes(resource), kind].join("$");
  const at = `${ownerPrefix()}${qualified}/${name}`;
  const isKeyed = typeof key === "string" && key !== "" && !hasUnknown(key);
  const owner = isKeyed ? { owner: `key/${key}`, declaredBy: at } : { owner: at };
  return { path: `${qualified}::${name}`, ...owner, provider: provider?.__name ?? "" };
}

/** Tells the owner keys that the resource had under its aliases, its parents' among them, as far as they are known at once. */
function formerOwners(resource: pulumi.Resource, kind: Kind, add: (owner: string) => void): void {
  const { __aliases: aliases = [] } = resource as unknown as { __aliases?: readonly pulumi.Input<string>[] };
  for (const alias of aliases) {
    pulumi.output(alias).apply((urn) => {
      const owner = ownerOfUrn(urn, kind);
      if (owner !== undefined) add(owner);
    });
  }
}

/** The owner key of a resource with this URN: `urn:pulumi:<stack>::<project>::<qualified type>::<name>`. */
function ownerOfUrn(urn: string, kind: Kind): string | undefined {
  const [stack, project, types, ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  if (stack === undefined || project === undefined || types === undefined || name.length === 0) return undefined;
  const parents = types.split("$").slice(0, -1);
  return `${ownerPrefix(project, stack)}${[...parents, kind].join("$")}/${name.join("::")}`;
}

function parentTypes(resource: pulumi.Resource): string[] {
  interface Internals {
    readonly __pulumiType?: string;
    readonly __parentResource?: pulumi.Resource & Internals;
  }
  const parent = (resource as pulumi.Resource & Internals).__parentResource;
  if (parent?.__pulumiType === undefined || parent.__pulumiType === "pulumi:pulumi:Stack") return [];
  return [...parentTypes(parent), parent.__pulumiType];
}
