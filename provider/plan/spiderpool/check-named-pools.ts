import type { CheckContext } from "../check-context";
import { isUnknown } from "../unknown";
import { reportUnknown } from "./known";
import { isPattern, namesOf } from "./pod-demand";

/** Every pool that is named exists, is open, is of the family and is named once: one pool serves one interface of a pod. */
export function checkNamedPools({ planner, report }: CheckContext, items: readonly object[], field: string): void {
  if (planner.snapshot.isUnread === true) return;
  const { planned } = planner.spider;
  const fixed = planner.program.objects["spiderpool.FixedIP"];
  for (const family of [4, 6] as const) {
    const seen = new Set<string>();
    for (const name of items.flatMap((item) => namesOf(item as Record<string, unknown>, family))) {
      if (isUnknown(name) || isPattern(name)) continue;
      if (seen.has(name)) report(field, "spider-twice", { name });
      seen.add(name);
      const pool = planned.pools.get(name);
      const isDeclared = fixed.has(name) || planner.program.objects["spiderpool.IPPool"].has(name);
      if (pool === undefined) {
        if (!isDeclared) reportUnknown("SpiderIPPool", name, [...planned.pools.keys(), ...fixed.keys()], field, report);
      } else if (pool.prefix.family !== family) {
        report(field, "spider-closed-pool", { pool: name, why: "family", family });
      } else if (pool.isDisabled || pool.isTerminating) {
        report(field, "spider-closed-pool", { pool: name, why: pool.isDisabled ? "disabled" : "terminating", family });
      }
    }
  }
}
