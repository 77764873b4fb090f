import { type KubeObject, keyOf, keyText } from "../../objects/kube-object";
import { annotation } from "../../objects/kubeovn/kinds";
import { ANNOTATION } from "../../plan";
import { StoreError } from "../store";
import type { ApiClient } from "./api-client";

/** What tells one create of one owner, or of one guard, from every other. */
const MARKS = [ANNOTATION.owner, ANNOTATION.declaredBy, ANNOTATION.claim, ANNOTATION.guards];

/**
 * Makes an object that is not there yet; never takes over one that another owner made. After an attempt whose answer was
 * lost, the object that is there is ours if it carries all our marks.
 *
 * @throws StoreError "already-exists"
 */
export async function createOnce(api: ApiClient, object: KubeObject): Promise<KubeObject> {
  const made = await api.post(object);
  if (typeof made === "object") return made;
  if (made === "maybe-ours") {
    const live = await api.get(keyOf(object));
    if (live !== undefined && hasMarksOf(live, object)) return live;
  }
  throw new StoreError("already-exists", `${keyText(keyOf(object))} exists already`);
}

function hasMarksOf(live: KubeObject, object: KubeObject): boolean {
  const isMarked = annotation(object, ANNOTATION.claim) ?? annotation(object, ANNOTATION.guards);
  return isMarked !== undefined && MARKS.every((name) => annotation(live, name) === annotation(object, name));
}
