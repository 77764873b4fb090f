import { findExecutable } from "../toolchain/executables.mjs";
import { installedOvn, OVN_PACKAGES } from "./debian.mjs";

/**
 * Why no test cluster is available on this machine; undefined when one is.
 *
 * @returns {string | undefined}
 */
export function missingForCluster() {
  if (process.platform !== "linux") return "OVN needs Linux";
  if (!findExecutable("go", process.env.PATH)) return "no Go on the PATH (1.26 or newer: https://go.dev/doc/install)";
  const mayInstall = process.getuid?.() === 0 && findExecutable("apt-get", process.env.PATH);
  if (!installedOvn() && !mayInstall) return `only root can install what is missing: ${OVN_PACKAGES.join(" ")}`;
  return undefined;
}
