import { ANNOTATION, claimFor, claimOf, type Declarer, placeOf, type Stamp } from "../../plan";
import { isLeaving, type KubeObject } from "../kube-object";
import { annotation } from "./kinds";

const FIELDS = ["owner", "declaredBy", "claim", "leftBy", "leftAt"] as const;
const NONE: Stamp = {};
const LEAVING: Stamp = { isLeaving: true };

/** The annotations of a {@link Stamp}. */
export const STAMP: readonly string[] = FIELDS.map((field) => ANNOTATION[field]);

/** What an object says of who made it, and whether it goes. */
export function stampOf(object: KubeObject): Stamp {
  const fate = isLeaving(object) ? LEAVING : NONE;
  if (object.metadata.annotations === undefined) return fate;
  const stamp: { -readonly [K in keyof Stamp]: Stamp[K] } = { ...fate };
  for (const field of FIELDS) {
    const value = annotation(object, ANNOTATION[field]);
    if (value !== undefined) stamp[field] = value;
  }
  return stamp;
}

/** Annotations that say whose an object is. */
export function stampAnnotations(declarer: Declarer): Record<string, string> {
  const place = placeOf(declarer);
  return {
    [ANNOTATION.owner]: declarer.owner,
    ...(place === declarer.owner ? {} : { [ANNOTATION.declaredBy]: place }),
    [ANNOTATION.claim]: claimFor(declarer),
  };
}

/** The AapBinding that set a Vip's namespace and selector; undefined where none did. */
export function boundStampOf(vip: KubeObject): Stamp | undefined {
  const owner = annotation(vip, ANNOTATION.boundBy);
  if (owner === undefined) return undefined;
  const declaredBy = annotation(vip, ANNOTATION.boundDeclaredBy);
  return { owner, declaredBy, claim: annotation(vip, ANNOTATION.boundClaim) ?? claimOf(owner) };
}

/** Annotations that say which AapBinding set them; its claim is omitted where it follows from the owner key. */
export function boundAnnotations(binding: Declarer): Record<string, string> {
  const claim = claimFor(binding);
  const place = placeOf(binding);
  return {
    [ANNOTATION.boundBy]: binding.owner,
    ...(place === binding.owner ? {} : { [ANNOTATION.boundDeclaredBy]: place }),
    ...(claim === claimOf(binding.owner) ? {} : { [ANNOTATION.boundClaim]: claim }),
  };
}
