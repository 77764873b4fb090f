import { SPIDERPOOL_API } from "../../../provider/objects/spiderpool/kinds";
import { SPIDER_LABEL } from "../../../provider/plan";
import type { Admission } from "./writes";

export const SPIDERPOOL_FINALIZER = "spiderpool.spidernet.io";

/** What Spiderpool's webhook adds to a pool. @source spiderpool pkg/ippoolmanager/ippool_mutate.go */
export const spiderpoolAdmission: Admission = (object) => {
  if (object.apiVersion !== SPIDERPOOL_API || object.kind !== "SpiderIPPool") return object;
  const { subnet } = (object.spec ?? {}) as { readonly subnet?: string };
  if (subnet === undefined) return object;
  const { labels, finalizers, deletionTimestamp } = object.metadata;
  const own = { [SPIDER_LABEL.poolCidr]: subnet.replace(/[.:/]/g, "-") };
  const kept = deletionTimestamp === undefined ? { finalizers: finalizers ?? [SPIDERPOOL_FINALIZER] } : {};
  return { ...object, metadata: { ...object.metadata, labels: { ...labels, ...own }, ...kept } };
};
