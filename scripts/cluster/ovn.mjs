import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCaptured } from "../toolchain/processes.mjs";
import { schemaForKubeOvn } from "./schema.mjs";
import { waitFor } from "./wait.mjs";

const COMMAND_MS = 120_000;

/**
 * Starts OVN's two databases, each on a port and a socket, and northd between them. No packets are forwarded.
 *
 * @param {import("./starter.mjs").Starter} starter
 * @param {import("./debian.mjs").OvnPrograms} ovn
 * @param {readonly import("./kube-ovn.mjs").ClusterNode[]} nodes  get a chassis each
 */
export async function startOvn(starter, ovn, nodes) {
  const { folder, ports } = starter;
  const socket = (/** @type {string} */ database) => `unix:${join(folder, `${database}.sock`)}`;
  await Promise.all([
    startDatabase(starter, ovn, "ovn-nb", ports.northbound),
    startDatabase(starter, ovn, "ovn-sb", ports.southbound),
  ]);
  starter.start({
    name: "ovn-northd",
    command: ovn.northd,
    args: [
      `--ovnnb-db=${socket("ovn-nb")}`,
      `--ovnsb-db=${socket("ovn-sb")}`,
      `--unixctl=${join(folder, "ovn-northd.ctl")}`,
    ],
  });
  await run(ovn.nbctl, [`--db=${socket("ovn-nb")}`, "init"]);
  const chassis = nodes.flatMap(({ name, address, chassis: id }) => [
    ...["--", "chassis-add", id, "geneve", address],
    ...["--", "set", "Chassis", id, `hostname=${name}`],
  ]);
  await run(ovn.sbctl, [`--db=${socket("ovn-sb")}`, "init", ...chassis]);
}

/**
 * @param {import("./starter.mjs").Starter} starter
 * @param {import("./debian.mjs").OvnPrograms} ovn
 * @param {"ovn-nb" | "ovn-sb"} name
 * @param {number} port
 */
async function startDatabase({ folder, start }, ovn, name, port) {
  const file = join(folder, `${name}.db`);
  const schema = join(folder, `${name}.ovsschema`);
  const plain = JSON.parse(readFileSync(join(ovn.schemas, `${name}.ovsschema`), "utf8"));
  writeFileSync(schema, JSON.stringify(schemaForKubeOvn(plain)));
  await run(ovn.tool, ["create", file, schema]);
  const socket = join(folder, `${name}.sock`);
  start({
    name,
    command: ovn.server,
    args: [
      `--remote=punix:${socket}`,
      `--remote=ptcp:${port}:127.0.0.1`,
      `--unixctl=${join(folder, `${name}.ctl`)}`,
      file,
    ],
  });
  // The tools wait for a server that does not answer yet, and give up at once where there is no socket.
  await waitFor(() => existsSync(socket), { timeoutMs: COMMAND_MS, about: name });
}

/** @param {string} command @param {readonly string[]} args */
async function run(command, args) {
  const { code, stderr } = await runCaptured(command, args, { timeoutMs: COMMAND_MS });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed (exit code ${code}):\n${stderr}`);
}
