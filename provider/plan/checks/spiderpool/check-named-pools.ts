import { barOf, hangsOnNamespace, type PodTraits, type PoolAffinity } from "../../live/spiderpool/affinity";
import type { FamilyNames } from "../../live/spiderpool/asking";
import { NodeReach } from "../../spiderpool/reach";
import { fixedUse } from "../../spiderpool/read-view";
import { namesOf, poolsNamed } from "../../spiderpool/selection";
import type { PoolView } from "../../spiderpool/view";
import { isPattern } from "../../terms/spiderpool/name-pattern";
import { isUnknown } from "../../terms/unknown";
import { quote } from "../../terms/wording";
import type { CheckContext } from "../check-context";
import { reportUnknown } from "./known";

/** The names that an interface lists, and what is known of the pods behind it. */
export interface NamedPools {
  readonly names: FamilyNames;
  readonly pod: PodTraits;
}

/**
 * Every pool that is named exists, is open, is of the family, serves these pods, and is named once: one pool serves one
 * interface of a pod.
 */
export function checkNamedPools(
  { planner, note, report }: CheckContext,
  interfaces: readonly NamedPools[],
  field: string,
): void {
  if (planner.snapshot.isUnread === true) return;
  const { planned } = planner.spider;
  const { "spiderpool.FixedIP": fixed, "spiderpool.IPPool": declared } = planner.program.objects;
  for (const family of [4, 6] as const) {
    const seen = new Set<string>();
    for (const { names, pod } of interfaces) {
      for (const name of namesOf(names, family)) {
        if (isUnknown(name)) continue;
        if (isPattern(name)) {
          const { scene } = planner.spider;
          if (scene.unread.size === 0 && poolsNamed([name], family, scene).length === 0)
            report(field, "spider-no-match", { pattern: name, family, known: [...planned.pools.keys()].sort() });
          continue;
        }
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
        } else if (pool?.isDisabled || pool?.isLeaving) {
          const why = pool.isDisabled ? "disabled" : "terminating";
          report(field, "spider-closed-pool", { pool: name, why, family });
        } else {
          const affinity = fixedIp === undefined ? (pool?.affinity ?? {}) : fixedUse(fixedIp.args).affinity;
          const bar = barOf(affinity, pod);
          if (bar !== undefined) report(field, "spider-barred", { pool: name, bar });
          else if (hangsOnNamespace(affinity, pod))
            note("spider-labels-unknown", { pool: name, namespace: pod.namespace ?? "" });
        }
      }
    }
  }
}

/** Says on which nodes of the cluster none of the pools that an interface names serves. */
export function noteUnservedNodes(
  { planner, declaration: { kind, name }, note }: CheckContext,
  interfaces: readonly NamedPools[],
): void {
  const { planned, snapshot } = planner.spider;
  const nodes = new NodeReach(snapshot.nodes);
  for (const { names } of interfaces) {
    for (const family of [4, 6] as const) {
      const pools = poolsNamed(namesOf(names, family), family, planner.spider.scene).map((pool) =>
        planned.pools.get(pool),
      );
      const known = pools.filter((pool) => pool !== undefined && isForSomeNodes(pool.affinity)) as readonly PoolView[];
      // A pool that is not known, or for every node, may serve all of them.
      if (known.length === 0 || known.length < pools.length) continue;
      const left = nodes.unserved(known);
      if (left.length > 0)
        note("spider-unserved-nodes", {
          sibling: { kind, name },
          family,
          nodes: left.slice(0, SHOWN_NODES).map(quote),
          count: left.length,
        });
    }
  }
}

const SHOWN_NODES = 5;

function isForSomeNodes({ nodeName = [], nodeAffinity }: PoolAffinity): boolean {
  return nodeName.length > 0 || nodeAffinity !== undefined;
}
