import type { DeploymentStrategy } from "../arguments/spiderpool/args";
import { isUnknown } from "../terms/unknown";

/** How many pods a rolling update may start beyond the replicas, and how many it may do without meanwhile. */
export interface Rolling {
  readonly surge: number;
  readonly unavailable: number;
}

/** Kubernetes' default for both. */
const DEFAULT_SHARE = "25%";

/**
 * What a Deployment's rolling update does with so many replicas; undefined for one that recreates its pods, and for what
 * is not known.
 *
 * @source kubernetes pkg/controller/deployment/util/deployment_util.go ResolveFenceposts: a surge is rounded up, what may
 *         be missing down, and one pod may be missing where both are 0
 */
export function rollingOf(strategy: DeploymentStrategy | undefined, replicas: number): Rolling | undefined {
  if (isUnknown(strategy) || (strategy?.type ?? "RollingUpdate") !== "RollingUpdate") return undefined;
  const { rollingUpdate } = strategy ?? {};
  if (isUnknown(rollingUpdate)) return undefined;
  const surge = shareOf(rollingUpdate?.maxSurge ?? DEFAULT_SHARE, replicas, Math.ceil);
  const missing = shareOf(rollingUpdate?.maxUnavailable ?? DEFAULT_SHARE, replicas, Math.floor);
  if (surge === undefined || missing === undefined) return undefined;
  return { surge, unavailable: surge === 0 && missing === 0 ? 1 : missing };
}

/** A number of pods, or a share of the replicas. */
function shareOf(value: number | string, replicas: number, round: (pods: number) => number): number | undefined {
  if (typeof value === "number") return value;
  const [, percent] = /^(\d{1,4})%$/.exec(value) ?? [];
  return percent === undefined ? undefined : round((Number(percent) * replicas) / 100);
}
