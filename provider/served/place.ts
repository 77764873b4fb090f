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

const STACK = "pulumi:pulumi:Stack";

/**
 * Reads a URN: `urn:pulumi:<stack>::<project>::<parent's type>$<type>::<name>`. The place is the one that the classes of
 * this package give the same resource, so that its owner key is the same.
 *
 * @param owner         first part of owner keys, as configured; default: organization, project and stack
 * @param organization  which no URN has
 * @throws UnknownTypeError
 */
export function placeOfUrn(urn: string, owner: string | undefined, organization: string): Place {
  const [stack = "", project = "", qualifiedType = "", ...names] = urn.slice("urn:pulumi:".length).split("::");
  const parents = qualifiedType.split("$");
  const token = parents.pop() ?? "";
  const kind = kindOfToken(token);
  if (kind === undefined) throw new UnknownTypeError(`there is no resource type ${JSON.stringify(token)}`);
  const above = parents.filter((type) => type !== STACK).map(keyToken);
  const qualified = [...above, kind].join("$");
  const name = names.join("::");
  const ownerPrefix = owner === undefined ? `${organization}/${project}/${stack}/` : `${owner}/`;
  return { kind, name, path: `${qualified}::${name}`, ownerPrefix, declaredBy: `${ownerPrefix}${qualified}/${name}` };
}
