import { PLACEMENT_VERSION } from "../ipam";
import { stampAnnotations } from "../objects/kubeovn/stamp";
import { ANNOTATION, type Declarer } from "../plan";

/** Annotations of an object whose address was planned. */
export function placed(declarer: Declarer): Record<string, string> {
  return { ...stampAnnotations(declarer), [ANNOTATION.placement]: String(PLACEMENT_VERSION) };
}
