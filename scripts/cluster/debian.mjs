import { findExecutable } from "../toolchain/executables.mjs";
import { runCaptured } from "../toolchain/processes.mjs";

/** What they are called in Debian and Ubuntu. */
export const OVN_PACKAGES = ["ovn-central", "ovn-common", "openvswitch-common"];
const SCHEMAS = "/usr/share/ovn";

/**
 * @typedef {object} OvnPrograms
 * @property {string} server   ovsdb-server
 * @property {string} tool     ovsdb-tool
 * @property {string} northd   ovn-northd
 * @property {string} nbctl    ovn-nbctl
 * @property {string} sbctl    ovn-sbctl
 * @property {string} schemas  folder with ovn-nb.ovsschema and ovn-sb.ovsschema
 */

/**
 * OVN as Debian and Ubuntu package it, installed when it is missing, for which we must be root.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<OvnPrograms>}
 * @throws {Error} when the installation fails
 */
export async function findOvn(log) {
  const found = installedOvn();
  if (found) return found;
  log(`installing ${OVN_PACKAGES.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", ...OVN_PACKAGES]]) {
    const { code, stderr } = await runCaptured("apt-get", args, { env });
    if (code !== 0) throw new Error(`apt-get ${args[0]} failed (exit code ${code}):\n${stderr}`);
  }
  const installed = installedOvn();
  if (!installed) throw new Error(`these packages do not hold what is needed: ${OVN_PACKAGES.join(", ")}`);
  return installed;
}

/** @returns {OvnPrograms | undefined} undefined when one of them is missing */
export function installedOvn() {
  // A user's PATH often lacks the sbin folders, where Debian puts ovsdb-server.
  const find = (/** @type {string} */ name) => findExecutable(name, `${process.env.PATH}:/usr/sbin:/sbin`);
  const server = find("ovsdb-server");
  const tool = find("ovsdb-tool");
  const northd = find("ovn-northd");
  const nbctl = find("ovn-nbctl");
  const sbctl = find("ovn-sbctl");
  if (!server || !tool || !northd || !nbctl || !sbctl) return undefined;
  return { server, tool, northd, nbctl, sbctl, schemas: SCHEMAS };
}
