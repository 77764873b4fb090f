import { kubeovnKey } from "../objects/kubeovn/kinds";
import { stampOf } from "../objects/kubeovn/stamp";
import { spiderKey } from "../objects/spiderpool/kinds";
import type { GivenUp } from "../plan";
import type { Store } from "../stores/store";

/**
 * Removes the files of what was given up and nothing uses.
 *
 * @returns those that were removed: one that somebody has taken up meanwhile stays
 */
export async function removeUnused(store: Store, given: readonly GivenUp[]): Promise<readonly GivenUp[]> {
  const removed: GivenUp[] = [];
  for (const one of given.filter(({ fate }) => fate.is === "removable")) {
    const { kind, name, leftBy, leftAt } = one.object;
    const key = kind === "SpiderIPPool" ? spiderKey(kind, name) : kubeovnKey(kind, name);
    const answer = await store.delete(key, (object) => {
      const stamp = stampOf(object);
      return stamp.owner === undefined && stamp.leftBy === leftBy && stamp.leftAt === leftAt;
    });
    if (answer === "deleted") removed.push(one);
  }
  return removed;
}
