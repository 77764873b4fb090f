import { kubeovnKey } from "../objects/kubeovn/kinds";
import { stampOf } from "../objects/kubeovn/stamp";
import { spiderKey } from "../objects/spiderpool/kinds";
import type { GivenUp } from "../plan";
import type { Store } from "./store";

/**
 * Removes the files of what was given up and nothing uses.
 *
 * @param options  `isUnlistedToo`: nothing will be applied any more that creates what the cluster does not have
 * @returns those that were removed: one that someone has taken up meanwhile stays
 */
export async function removeUnused(
  store: Store,
  given: readonly GivenUp[],
  { isUnlistedToo = false }: { readonly isUnlistedToo?: boolean } = {},
): Promise<readonly GivenUp[]> {
  const removed: GivenUp[] = [];
  const isOver = ({ fate }: GivenUp): boolean => fate.is === "removable" || (isUnlistedToo && fate.is === "unlisted");
  for (const one of given.filter(isOver)) {
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
