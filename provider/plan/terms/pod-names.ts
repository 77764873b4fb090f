/** What makes pods, or stands for one. */
export interface PodOwner {
  /** As the API spells it, of whatever group. */
  readonly kind: string;
  readonly name: string;
  /** Undefined where it is in the namespace of Kube-OVN, which is not known. */
  readonly namespace?: string | undefined;
}

/** Characters at the end of a generated name. */
const RANDOM = /[a-z0-9]{5}$/;
const RANDOM_LENGTH = 5;
/** A generated name is a stem, cut to so many characters, with the random ones behind. */
const LONGEST_STEM = 58;
/** Of a stem that is cut, more than the name of its owner: a hash or a time, with "-" on both sides. */
const LONGEST_MIDDLE = 12;

/** What stands between the name of the owner and the random characters. */
const STEMS: Readonly<Record<string, string>> = {
  Deployment: "-[a-z0-9]+-",
  Rollout: "-[a-z0-9]+-",
  ReplicaSet: "-",
  ReplicationController: "-",
  DaemonSet: "-",
  CloneSet: "-",
  Job: "-(?:\\d+-)?",
  CronJob: "-\\d+-(?:\\d+-)?",
};

/**
 * Whether a pod, or a VM, is one of an owner's, by how its name is made. For an owner of a kind that is not known, every name
 * that begins with its own and "-" is.
 *
 * @source kubernetes staging/src/k8s.io/apiserver/pkg/storage/names/generate.go; pkg/controller/statefulset,
 *         pkg/controller/deployment/sync.go, pkg/controller/cronjob/utils.go, pkg/controller/job/indexed_job_utils.go;
 *         kubevirt pkg/virt-controller/services/template.go
 */
export function isPodOf(
  { kind, name, namespace }: PodOwner,
  pod: { readonly podName: string; readonly namespace: string },
): boolean {
  return (namespace === undefined || pod.namespace === namespace) && isNamedBy(kind, name, pod.podName);
}

function isNamedBy(kind: string, name: string, podName: string): boolean {
  if (kind === "Pod") return podName === name;
  if (kind === "VirtualMachine" || kind === "VirtualMachineInstance")
    return podName === name || isGenerated(`virt-launcher-${name}`, "-", podName);
  const stem = Object.hasOwn(STEMS, kind) ? STEMS[kind] : undefined;
  if (stem !== undefined) return isGenerated(name, stem, podName);
  if (!podName.startsWith(name)) return false;
  const rest = podName.slice(name.length);
  return isNumbering(kind) ? /^-\d+$/.test(rest) : rest === "" || rest.startsWith("-");
}

function isNumbering(kind: string): boolean {
  return kind.endsWith("StatefulSet") || kind === "VirtualMachinePool";
}

/** @param stem  a pattern for what stands between the name and the random characters */
function isGenerated(name: string, stem: string, podName: string): boolean {
  const before = podName.slice(0, -RANDOM_LENGTH);
  if (!before.startsWith(name.slice(0, LONGEST_STEM)) || !RANDOM.test(podName)) return false;
  const isCut = before.length === LONGEST_STEM && name.length > LONGEST_STEM - LONGEST_MIDDLE;
  return isCut || new RegExp(`^${stem}$`).test(before.slice(name.length));
}
