import { type Kind, keyToken, kindOfToken } from "../plan";

/** What a URN says of a resource. */
export interface Place {
  readonly kind: Kind;
  readonly name: string;
  /** Qualified type and name: identifies the resource within the program. */
  readonly path: string;
  /** Owner keys of the stack begin with this. */
  readonly ownerPrefix: string;
  /** Where it stands in which program, in the form of an owner key. */
  readonly declaredBy: string;
}

/** A request about something that is not in the package schema. */
export class UnknownTypeError extends Error {
  readonly code = "unknown-type";
}

const SCHEME = "urn:pulumi:";
const STACK = "pulumi:pulumi:Stack";

/**
 * What owner keys of a stack begin with.
 *
 * @param urn           of any resource of the stack
 * @param owner         as configured; default: organization, project and stack
 * @param organization  which no URN has
 */
export function ownerPrefixOf(urn: string, owner: string | undefined, organization: string): string {
  const [stack = "", project = ""] = urn.slice(SCHEME.length).split("::");
  return owner === undefined ? `${organization}/${project}/${stack}/` : `${owner}/`;
}

/**
 * Reads a URN: `urn:pulumi:<stack>::<project>::<parent's type>$<type>::<name>`. The place is the one that the classes of
 * this package give the same resource, so that its owner key is the same.
 *
 * @param owner         as of {@link ownerPrefixOf}
 * @param organization  as of it, too
 * @throws UnknownTypeError
 */
export function placeOfUrn(urn: string, owner: string | undefined, organization: string): Place {
  const [, , qualifiedType = "", ...names] = urn.slice(SCHEME.length).split("::");
  const parents = qualifiedType.split("$");
  const token = parents.pop() ?? "";
  const kind = kindOfToken(token);
  if (kind === undefined) throw new UnknownTypeError(`there is no resource type ${JSON.stringify(token)}`);
  const above = parents.filter((type) => type !== STACK).map(keyToken);
  const qualified = [...above, kind].join("$");
  const name = names.join("::");
  const ownerPrefix = ownerPrefixOf(urn, owner, organization);
  return { kind, name, path: `${qualified}::${name}`, ownerPrefix, declaredBy: `${ownerPrefix}${qualified}/${name}` };
}
