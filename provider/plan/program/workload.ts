import type { Workload } from "../arguments/args";
import type { Report } from "../refusals/refusal";
import { DEFAULT_NAMESPACE, isLabelName, isObjectName } from "../terms/names";
import { suggest } from "../terms/suggest";
import { isUnknown } from "../terms/unknown";
import { WORKLOAD_KINDS } from "../terms/values";

const KINDS: readonly string[] = WORKLOAD_KINDS;
const FIELDS = ["kind", "name", "namespace", "ordinal"];

/** Checks a workload; true when its port can be named. */
export function checkWorkload(
  value: Readonly<Record<string, unknown>>,
  property: string,
  report: Report,
): value is Workload & Record<string, unknown> {
  let isUsable = true;
  const refuse: Report = (...found) => {
    isUsable = false;
    report(...found);
  };
  for (const field of Object.keys(value)) {
    if (FIELDS.includes(field)) continue;
    const suggestion = suggest(field, FIELDS);
    refuse(property, "unknown-field", {
      kind: "ReservedIP",
      field: `${property}.${field}`,
      ...(suggestion ? { suggestion } : {}),
    });
  }
  const { kind, name, namespace, ordinal } = value;
  if (typeof kind !== "string" || (!isUnknown(kind) && !KINDS.includes(kind))) {
    const suggestion = suggest(String(kind), KINDS);
    refuse(property, "workload-kind", { value: String(kind ?? ""), ...(suggestion ? { suggestion } : {}) });
  }
  if (typeof name !== "string" || (!isUnknown(name) && !isObjectName(name))) {
    refuse(property, "not-object-name", { what: `${property}.name`, value: String(name ?? "") });
  }
  if (
    namespace !== undefined &&
    (typeof namespace !== "string" || (!isUnknown(namespace) && !isLabelName(namespace)))
  ) {
    refuse(property, "not-object-name", { what: `${property}.namespace`, value: String(namespace) });
  }
  const isSet = kind === "StatefulSet";
  const hasOrdinal = ordinal !== undefined;
  if (isSet !== hasOrdinal && typeof kind === "string" && KINDS.includes(kind)) {
    refuse(property, "workload-ordinal", { kind, has: hasOrdinal });
  } else if (hasOrdinal && !isUnknown(ordinal) && !(Number.isSafeInteger(ordinal) && (ordinal as number) >= 0)) {
    refuse(`${property}.ordinal`, "wrong-type", {
      field: `${property}.ordinal`,
      expected: "a whole number from 0",
      actual: JSON.stringify(ordinal),
    });
  }
  return isUsable;
}

/** Most members one set may have: a typo must not plan a whole cluster away. */
const MOST_REPLICAS = 100_000;

/** The members of a ReservedIPSet, whichever argument names them; undefined after a report. */
export function readMembers(args: Readonly<Record<string, unknown>>, report: Report): readonly Workload[] | undefined {
  const { workloads, statefulSet } = args;
  if ((workloads === undefined) === (statefulSet === undefined)) {
    report("workloads", "workload-choice", {});
    return undefined;
  }
  return statefulSet === undefined
    ? readListed(workloads as readonly Record<string, unknown>[], report)
    : readOrdinals(statefulSet as Record<string, unknown>, report);
}

function readListed(workloads: readonly Record<string, unknown>[], report: Report): readonly Workload[] | undefined {
  const ports = new Set<string>();
  const members: Workload[] = [];
  for (const workload of workloads) {
    if (!checkWorkload(workload, "workloads", report)) continue;
    const port = `${podNameOf(workload)}.${workload.namespace ?? DEFAULT_NAMESPACE}`;
    if (ports.has(port)) report("workloads", "workload-twice", { port });
    ports.add(port);
    members.push(workload);
  }
  return ports.size === workloads.length ? members : undefined;
}

function readOrdinals(set: Readonly<Record<string, unknown>>, report: Report): readonly Workload[] | undefined {
  const { name, namespace = DEFAULT_NAMESPACE, replicas, start = 0, ...others } = set;
  for (const field of Object.keys(others)) {
    const suggestion = suggest(field, ["name", "namespace", "replicas", "start"]);
    report("statefulSet", "unknown-field", {
      kind: "ReservedIPSet",
      field: `statefulSet.${field}`,
      ...(suggestion ? { suggestion } : {}),
    });
  }
  const isCount = (value: unknown, most: number): value is number =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
  if (!isCount(replicas, MOST_REPLICAS)) {
    report("statefulSet.replicas", "wrong-type", {
      field: "statefulSet.replicas",
      expected: `a whole number from 0 to ${MOST_REPLICAS}`,
      actual: JSON.stringify(replicas) ?? "nothing",
    });
  }
  if (!isCount(start, Number.MAX_SAFE_INTEGER - MOST_REPLICAS)) {
    report("statefulSet.start", "wrong-type", {
      field: "statefulSet.start",
      expected: "a whole number from 0",
      actual: JSON.stringify(start),
    });
  }
  if (!checkWorkload({ kind: "StatefulSet", name, namespace, ordinal: 0 }, "statefulSet", report)) return undefined;
  if (!isCount(replicas, MOST_REPLICAS) || !isCount(start, Number.MAX_SAFE_INTEGER)) return undefined;
  return Array.from({ length: replicas }, (_, i) => ({
    kind: "StatefulSet",
    name: String(name),
    namespace: String(namespace),
    ordinal: start + i,
  }));
}

/** Name of the pod, or of the VM that stands for its pods. */
export function podNameOf(workload: Workload): string {
  return workload.kind === "StatefulSet" ? `${workload.name}-${workload.ordinal ?? 0}` : workload.name;
}

/**
 * Value of `spec.podType` for a workload.
 *
 * @source kube-ovn pkg/controller/ip.go handleAddReservedIP: empty, StatefulSet or VirtualMachine
 */
export function podTypeOf(workload: Workload): string {
  return workload.kind === "Pod" ? "" : workload.kind;
}
