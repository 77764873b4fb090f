#!/usr/bin/env node
import { parseArgs } from "node:util";
import { describeCluster } from "./cluster/description.mjs";
import { CONTROLLER } from "./cluster/kube-ovn.mjs";
import { API_SERVER } from "./cluster/kubernetes.mjs";
import { startCluster, stopCluster } from "./cluster/lifecycle.mjs";
import { findPrograms } from "./cluster/programs.mjs";
import { clusterNames, readRecord, stateOf } from "./cluster/record.mjs";
import { restartApiServer, restartController } from "./cluster/restart.mjs";
import { startWebhook } from "./cluster/webhook.mjs";
import { runForeground } from "./toolchain/processes.mjs";

const HELP = `npm run cluster -- <command> [--name NAME] [--json]

A cluster to test against, on this machine and without containers: etcd, kube-apiserver, kube-controller-manager, OVN's databases with
northd, kube-ovn-controller, two Nodes and a stand-in for their kubelets. Objects, addresses and databases are real; no packet flows.

  up        starts one and waits until it is ready; one that runs already is left as it is
  status    lists those there are
  down      ends one, or with --all every one, and removes all it wrote
  restart   kills kube-ovn-controller or kube-apiserver and starts it again: npm run cluster -- restart kube-ovn-controller;
            the controller with other flags than it had: … keep-vm-ip=false
  webhook   has Kube-OVN's validating webhook judge what is written from then on, as its webhook.yaml says
  kubectl   npm run cluster -- kubectl get subnets

  --name NAME   default: test
  --json        prints where it is as JSON: kubeconfigs, addresses of the servers, folder with the logs
  --attached    up stays until its standard input ends, or Ctrl-C, and then ends the cluster

The first start builds the servers with Go, once for this machine and user (docs/test-cluster.md); later ones take seconds.
`;

/** @param {string} line */
const log = (line) => process.stderr.write(`cluster: ${line}\n`);

/** @param {string} text */
const print = (text) => process.stdout.write(`${text}\n`);

/** @param {string} name @param {boolean} json */
const show = (name, json) => {
  const description = describeCluster(name);
  print(json ? JSON.stringify(description) : printDescription(description));
};

/** @param {import("./cluster/description.mjs").ClusterDescription} description */
const printDescription = (description) =>
  Object.entries(description)
    .map(([key, value]) => `${`${key}:`.padEnd(17)} ${value}`)
    .join("\n");

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
async function main(args) {
  if (args[0] === "kubectl") return kubectl(args.slice(1));
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: "string", default: "test" },
      json: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      attached: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help) {
    print(HELP);
    return 0;
  }
  switch (command) {
    case "restart":
      return restart(values.name, rest[0], rest.slice(1));
    case "webhook":
      return webhook(values.name);
    case "up":
      return up(values);
    case "down":
      return down(values.all ? clusterNames() : [values.name]);
    case "status":
      return status(values.json);
    default:
      process.stderr.write(HELP);
      return 2;
  }
}

/** @param {{ name: string, json: boolean, attached: boolean }} options */
async function up({ name, json, attached }) {
  const start = performance.now();
  await startCluster(name, log);
  log(`ready after ${((performance.now() - start) / 1000).toFixed(1)} s`);
  show(name, json);
  if (attached) await untilDetached(name);
  return 0;
}

/** @param {string} name */
async function untilDetached(name) {
  process.on("exit", () => stopCluster(name));
  await new Promise((resolve) => {
    process.on("SIGINT", resolve).on("SIGTERM", resolve).on("SIGHUP", resolve);
    process.stdin.on("end", resolve).on("error", resolve).resume();
  });
  process.exit(0);
}

/** @param {readonly string[]} names */
function down(names) {
  for (const name of names) {
    const existed = readRecord(name) !== undefined;
    stopCluster(name);
    log(existed ? `cluster "${name}" is gone` : `there is no cluster "${name}"`);
  }
  return 0;
}

/** @param {string} name @param {string | undefined} daemon @param {readonly string[]} flags  as `name=value` */
async function restart(name, daemon, flags) {
  if (daemon === CONTROLLER) await restartController(name, Object.fromEntries(flags.map(readFlag)));
  else if (daemon === API_SERVER && flags.length === 0) await restartApiServer(name);
  else throw new Error(`only ${CONTROLLER} and ${API_SERVER} can be restarted, and only the first with other flags`);
  log(`${daemon} of cluster "${name}" works again`);
  return 0;
}

/** @param {string} name */
async function webhook(name) {
  await startWebhook(name, log);
  log(`the webhook judges what is written to cluster "${name}"`);
  return 0;
}

/** @param {string} text @returns {[string, string]} */
function readFlag(text) {
  const [, flag, value] = /^([a-z][\w-]*)=(.*)$/s.exec(text) ?? [];
  if (flag === undefined || value === undefined) throw new Error(`"${text}" is no flag; write name=value`);
  return [flag, value];
}

/** @param {boolean} json */
function status(json) {
  const clusters = clusterNames().flatMap((name) => {
    const record = readRecord(name);
    return record ? [{ ...describeCluster(name), state: stateOf(record) }] : [];
  });
  if (json) print(JSON.stringify(clusters));
  else if (clusters.length === 0) print("no cluster");
  for (const { name, state, server, kubeconfig } of json ? [] : clusters)
    print(`${name.padEnd(16)} ${state.padEnd(8)} ${server}  ${kubeconfig}`);
  return 0;
}

/** @param {readonly string[]} args  of kubectl, after `--name NAME` if that is given */
async function kubectl(args) {
  const [name, rest] = args[0] === "--name" ? [args[1] ?? "", args.slice(2)] : ["test", args];
  const { testkube } = await findPrograms(log);
  const env = { ...process.env, KUBECONFIG: describeCluster(name).kubeconfig };
  return runForeground(testkube, ["kubectl", ...rest], { env });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    log(error.message);
    process.exitCode = 1;
  },
);
