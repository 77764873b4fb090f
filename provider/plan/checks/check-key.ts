import { isMine, makerOf, placeOf } from "../live/identity";
import type { CheckContext, Inputs } from "./check-context";
import type { CheckedKind } from "./checked-kind";
import { marksOf } from "./made-objects";

/**
 * Refuses a key that another stack has on an object which is not this resource's: a key stands for one resource. The resource
 * whose state has the key keeps it, and what this stack has under the key is deleted or gets another one in this run.
 */
export function checkKey(
  { planner, declaration, olds, report }: CheckContext,
  room: CheckedKind,
  checked: Inputs,
): void {
  const { owner } = declaration;
  if (owner === placeOf(declaration) || olds.owner === owner) return;
  const own = new Set(marksOf(room, checked));
  const other = planner.live.keyed(owner).find(({ entry, stamp }) => {
    const isOfThisStack = makerOf(stamp)?.startsWith(planner.ownerPrefix) === true;
    return !isOfThisStack && !own.has(entry) && !isMine(stamp, declaration);
  });
  if (other === undefined) return;
  report("key", "key-elsewhere", { owner, object: other.text, maker: String(makerOf(other.stamp)) });
}
