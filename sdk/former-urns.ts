import type * as pulumi from "@pulumi/pulumi";
import { output } from "@pulumi/pulumi";
import { declaredOf } from "./declared";

/** What Pulumi keeps of a resource beside what its type says. */
interface Internals extends pulumi.Resource {
  readonly __name?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Internals;
  /** URNs of its own aliases. */
  readonly __aliases?: readonly pulumi.Input<string>[];
}

/** Whether the resource, or a parent of it, was known by something else than what it is called in another front. */
export function hasAliases(resource: Internals): boolean {
  const { __aliases = [], __parentResource } = resource;
  // Every resource of this package has one for that.
  const count = declaredOf(resource) === undefined ? __aliases.length : __aliases.length - 1;
  return count > 0 || (__parentResource !== undefined && hasAliases(__parentResource));
}

/**
 * The URNs that a resource had under its aliases and those of its parents; they are known when these are registered.
 *
 * @source pulumi sdk/nodejs/resource.ts allAliases, pkg/resource/deploy/source_eval.go inheritedChildAlias
 */
export async function formerUrns(resource: Internals): Promise<readonly string[]> {
  const { __aliases = [], __parentResource: parent, __name = "", __pulumiType = "" } = resource;
  const known = (output(__aliases) as unknown as { promise(): Promise<readonly unknown[]> }).promise();
  const own = (await known).filter((urn) => typeof urn === "string");
  if (parent === undefined || !hasAliases(parent)) return own;
  const above = await formerUrns(parent);
  const selves = [{ name: __name, type: __pulumiType }, ...own.map(partsOf)];
  return [...own, ...above.flatMap((urn) => selves.map((self) => childOf(urn, self, parent.__name ?? "")))];
}

/** The URN of a child whose parent had this one; a name that begins with the parent's follows it. */
function childOf(
  parent: string,
  { name, type }: { readonly name: string; readonly type: string },
  now: string,
): string {
  const end = parent.lastIndexOf("::");
  const former = parent.slice(end + 2);
  return `${parent.slice(0, end)}$${type}::${name.startsWith(now) ? `${former}${name.slice(now.length)}` : name}`;
}

function partsOf(urn: string): { readonly name: string; readonly type: string } {
  const [types = "", ...name] = urn.split("::").slice(2);
  return { name: name.join("::"), type: types.slice(types.lastIndexOf("$") + 1) };
}
