import { isAtLeast, type KubeOvnVersion } from "../terms/version";
import type { Snapshot } from "./snapshot";

/** How Kube-OVN's controller is run, as its Deployment says. */
export interface LiveController {
  /** Release by the tag of its image; undefined where that names none. */
  readonly version?: KubeOvnVersion;
  /** Values of its command-line flags, by name without dashes; `"true"` for one without a value. */
  readonly flags: ReadonlyMap<string, string>;
}

/**
 * Whether the controller, at every start, deletes reserved IPs whose workload does not exist; undefined where the release
 * is not known well enough.
 *
 * @source kube-ovn pkg/controller/gc.go gcIP, in 1.14.7 and from 1.15 on, unless gc-interval is 0
 */
export function deletesAtStart({ version, isVersionAssumed, controller }: RunningRelease): boolean | undefined {
  if (controller?.flags.get("gc-interval") === "0" || !isAtLeast(version, [1, 14])) return false;
  if (isVersionAssumed) return undefined;
  if (isAtLeast(version, [1, 15])) return true;
  const [, , patch] = version;
  return patch === undefined ? undefined : patch >= 7;
}

/** Go's spellings of false, which the flags take. */
const FALSE = ["false", "FALSE", "False", "f", "F", "0"];

/**
 * Whether launcher pods go by the name of their VM, under which addresses are reserved for them; undefined where the flags
 * of a controller that runs could not be read.
 *
 * @source kube-ovn pkg/controller/pod.go getNameByPod (keep-vm-ip, by default true)
 */
export function namesPodsAfterVms({ controller, isControllerHidden }: RunningRelease): boolean | undefined {
  if (isControllerHidden) return undefined;
  return !FALSE.includes(controller?.flags.get("keep-vm-ip") ?? "true");
}

/** What is known of the controller that runs. */
export type RunningRelease = Pick<Snapshot, "version" | "isVersionAssumed" | "controller" | "isControllerHidden">;
