import type { CheckContext } from "../check-context";
import type { Declaration } from "../declaration";
import { isUnknown } from "../unknown";
import { barOf, declaredAffinity, type PodTraits, type PoolAffinity } from "./affinity";
import { reportUnknown } from "./known";
import { isPattern, namesOf } from "./pod-demand";

/** The names that an interface lists, and what is known of the pods behind it. */
export interface NamedPools {
  readonly names: object;
  readonly pod: PodTraits;
}

/**
 * Every pool that is named exists, is open, is of the family, serves these pods, and is named once: one pool serves one
 * interface of a pod.
 */
export function checkNamedPools(
  { planner, report }: CheckContext,
  interfaces: readonly NamedPools[],
  field: string,
): void {
  if (planner.snapshot.isUnread === true) return;
  const { planned } = planner.spider;
  const { "spiderpool.FixedIP": fixed, "spiderpool.IPPool": declared } = planner.program.objects;
  for (const family of [4, 6] as const) {
    const seen = new Set<string>();
    for (const { names, pod } of interfaces) {
      for (const name of namesOf(names as Record<string, unknown>, family)) {
        if (isUnknown(name) || isPattern(name)) continue;
        if (seen.has(name)) report(field, "spider-twice", { name });
        seen.add(name);
        const pool = planned.pools.get(name);
        const fixedIp = fixed.get(name);
        if (pool === undefined && fixedIp === undefined) {
          if (!declared.has(name))
            reportUnknown("SpiderIPPool", name, [...planned.pools.keys(), ...fixed.keys()], field, report);
          continue;
        }
        if (pool !== undefined && pool.prefix.family !== family) {
          report(field, "spider-closed-pool", { pool: name, why: "family", family });
        } else if (pool?.isDisabled || pool?.isTerminating) {
          const why = pool.isDisabled ? "disabled" : "terminating";
          report(field, "spider-closed-pool", { pool: name, why, family });
        } else {
          const bar = barOf(fixedIp === undefined ? (pool?.affinity ?? {}) : fixedAffinity(fixedIp), pod);
          if (bar !== undefined) report(field, "spider-barred", { pool: name, bar });
        }
      }
    }
  }
}

/** The pool that a FixedIP is going to be. */
function fixedAffinity({ args }: Declaration): PoolAffinity {
  const { selector, namespace, multusName } = args;
  return declaredAffinity({
    podAffinity: selector === undefined ? undefined : { matchLabels: selector },
    namespaceName: namespace === undefined ? undefined : [namespace],
    multusName,
  });
}
