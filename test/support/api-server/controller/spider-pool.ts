import { finalizersOf } from "../../../../provider/objects/kubeovn/taking";
import type { ServedKind } from "../served-kinds";
import { SPIDERPOOL_FINALIZER } from "../spiderpool";
import type { Storage } from "../storage";

/** Spiderpool lets a pool go that gives no address any more. @source spiderpool pkg/ippoolmanager/ippool_informer.go */
export function freeSpiderPool(storage: Storage, kinds: readonly ServedKind[], name: string): void {
  const kind = kinds.find((one) => one.kind === "SpiderIPPool");
  const live = kind === undefined ? undefined : storage.get(kind, name);
  if (kind === undefined || live === undefined) return;
  const finalizers = finalizersOf(live).filter((one) => one !== SPIDERPOOL_FINALIZER);
  storage.update(kind, { ...live, metadata: { ...live.metadata, finalizers } });
}
