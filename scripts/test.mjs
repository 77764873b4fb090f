#!/usr/bin/env node
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { findPrograms } from "./cluster/programs.mjs";
import { missingForCluster } from "./cluster/requirements.mjs";
import { makePlugin } from "./plugin/plugin.mjs";
import { cacheFolder } from "./toolchain/cache.mjs";
import { keepDurations, longestFirst, readDurations } from "./toolchain/durations.mjs";
import { findKubernetesPlugin } from "./toolchain/kubernetes-plugin.mjs";
import { runScript } from "./toolchain/node.mjs";
import { runForeground } from "./toolchain/processes.mjs";
import { installAndBuild } from "./toolchain/project.mjs";
import { findPulumi } from "./toolchain/pulumi.mjs";
import { builtGenerator, builtLanguageHosts, findLanguageHosts } from "./toolchain/pulumi-languages.mjs";
import { installedPython } from "./toolchain/python.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";
import { makeSdks } from "./toolchain/sdks.mjs";
import {
  failedFiles,
  printFailures,
  printProfile,
  printTotal,
  readTally,
  withSecondAttempt,
} from "./toolchain/tally.mjs";
import { readTestOptions, unknownOptions } from "./toolchain/test-options.mjs";

const cores = availableParallelism();

/** @param {number} jobs */
const inProcesses = (jobs) => ["--parallel", `--jobs=${jobs}`];

const byCores = inProcesses(cores);

/**
 * Suites with what mocha needs to know about each, by lane: lanes run side by side, the suites of a lane one after the other. The first lane
 * keeps all cores busy while it has something to do for each; what is shorter, or mostly waits for servers, fills its pauses.
 *
 * @type {readonly Readonly<Record<string, readonly string[]>>[]}
 */
const LANES = [
  {
    unit: byCores,
    property: byCores,
    repo: byCores,
    attack: byCores,
    // A run of the CLI waits now and then: twice as many processes as there are cores keep these busy.
    e2e: inProcesses(2 * cores),
  },
  // The first of these has one long file.
  { contract: [], integration: byCores },
  // Each process has a cluster of its own, which waits for its controllers most of the time.
  { cluster: inProcesses(Math.floor(cores / 2) + 1) },
];

/** @type {Readonly<Record<string, readonly string[]>>} */
const SUITES = Object.assign({}, ...LANES);

const RUNS_PULUMI = new Set(["attack", "cluster", "e2e"]);

/** What `npm test` leaves to `npm run test:all`, as it needs Kubernetes and Kube-OVN, which are built here. */
const ONLY_IN_ALL = new Set(["cluster"]);

/** @param {object} [lane] */
const inOrder = (lane = {}) => Object.keys(lane).join(", ");

const HELP = `npm test -- [suite…] [--profile] [--second-attempt] [--verbose] [options of mocha]
npm run test:all -- [--profile] [--second-attempt] [--verbose] [options of mocha]

Installs the dependencies and compiles where needed, then runs the suites: ${Object.keys(SUITES).join(", ")}.
Without names, npm test runs all but ${[...ONLY_IN_ALL].join(", ")}: it tries a third of the random inputs, builds nothing but a Pulumi CLI where none is
available, and skips what needs Pulumi's Kubernetes plugin or its hosts of other languages unless they are built already. Suites that are named run
whole; npm run test:all runs everything and builds what it needs.
Files of the longer ones run in several processes, by the number of cores, those that took longest the last time first; each process of
cluster has a test cluster of its own (--jobs 1: one file after the other; --no-parallel: in one process, for a debugger).
One after the other run ${inOrder(LANES[0])}; beside them ${LANES.slice(1).map(inOrder).join(" and ")}.
The last line is "N passed, N failed".

  npm test -- unit property           two suites
  npm test -- unit --grep Ledger      some tests of one
  npm test -- e2e --verbose           every test by name
  ATTACK_ROUNDS=10 npm test -- attack  kills at every moment of an up instead of some, and ten rounds of racing CLIs
  npm test -- e2e --profile           and then how many cores were busy, and the slowest files, tests and hooks
  npm test -- e2e --second-attempt    files that fail run once more, one by one; what failed at first is listed at the end

Behind "--" everything is for mocha. What a machine lacks is skipped with the reason; with REQUIRE_ALL=1 a skipped test is a failed one.
`;

/** More failed files than this in one suite are no accident. */
const MOST_AGAIN = 3;

/** How long each file took the last time. */
const DURATIONS = join(cacheFolder(), "test-durations.json");

const requireAll = process.env.REQUIRE_ALL === "1";

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/** @param {string} why @returns {number} exit code */
function refuse(why) {
  process.stderr.write(`${why}\n\n${HELP}`);
  return 2;
}

/** @param {import("./toolchain/test-options.mjs").TestOptions} asked @returns {Promise<number>} exit code */
async function main({ names, everything, profile, mayRepeat, verbose, ofMocha }) {
  const unknown = names.filter((name) => !(name in SUITES));
  if (unknown.length > 0) return refuse(`no suite ${unknown.join(", ")}`);
  const setUp = await installAndBuild(repositoryFolder, (heading) => say(`==> ${heading}`));
  if (setUp !== 0) return setUp;
  const foreign = unknownOptions(ofMocha);
  if (foreign.length > 0) return refuse(`no option ${foreign.join(", ")}, neither here nor of mocha`);

  const scratch = mkdtempSync(join(tmpdir(), "pulumi-kubeovn-test-"));
  process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
  const suites = names.length > 0 ? names : Object.keys(SUITES).filter((name) => everything || !ONLY_IN_ALL.has(name));
  const isWhole = everything || names.length > 0;
  // Read by tests that try random inputs, or build a program of their own.
  if (!isWhole) process.env.QUICK_RUN = "1";
  const environments = preparePrograms(suites, { everything, isWhole });
  const order = { mayRepeat, verbose, ofMocha, scratch };
  /** @type {SuiteRun[]} */
  const done = [];
  const runLane = async (/** @type {object} */ lane) => {
    for (const name of Object.keys(lane).filter((one) => suites.includes(one))) {
      const env = await environments[name];
      if (done.some(({ interrupted }) => interrupted)) return;
      say(`\n==> ${name} tests`);
      done.push(await runSuite(name, env, order));
    }
  };
  await Promise.all(LANES.map(runLane));
  const runs = Object.keys(SUITES).flatMap((name) => done.filter((run) => run.name === name));
  const allTimes = runs.flatMap(({ tally }) => tally.times);
  // What runs some tests of a file tells nothing about the file.
  if (ofMocha.length === 0) keepDurations(DURATIONS, allTimes);
  for (const { name, tally, ms, busy } of runs) {
    const { passed, failed, skipped, times } = tally;
    const also = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
    const work = profile ? `, ${busy.toFixed(1)} of ${cores} cores busy` : "";
    say(`${name}: ${passed} passed, ${failed} failed${also} (${Math.round(ms / 1000)} s${work})`);
    if (profile) for (const line of printProfile(times)) say(line);
    for (const title of skipped) say(`  ${requireAll ? "skipped, but REQUIRE_ALL is set" : "skipped"}: ${title}`);
  }
  const failedAtFirst = runs.flatMap((run) => run.failedAtFirst);
  const tallies = runs.map(({ tally }) => tally);
  for (const line of printFailures(failedAtFirst, "failed at first")) say(line);
  for (const line of printFailures(tallies.flatMap(({ failures }) => failures))) say(line);
  say(printTotal(tallies));
  const ran = tallies.some(({ passed, failed, skipped }) => passed + failed + skipped.length > 0);
  return !ran || tallies.some((tally) => tally.failed > 0) ? 1 : 0;
}

/**
 * What a suite came to.
 *
 * @typedef {object} SuiteRun
 * @property {string} name
 * @property {import("./toolchain/tally.mjs").Tally} tally
 * @property {readonly import("./toolchain/tally.mjs").Failure[]} failedAtFirst  and were tried once more
 * @property {number} ms
 * @property {number} busy  cores of the machine that were at work meanwhile, on average
 * @property {boolean} interrupted
 *
 * How suites are run.
 *
 * @typedef {Pick<import("./toolchain/test-options.mjs").TestOptions, "mayRepeat" | "verbose" | "ofMocha"> & { scratch: string }} Order
 */

/** @param {string} name @param {NodeJS.ProcessEnv | undefined} env  default: ours @param {Order} order @returns {Promise<SuiteRun>} */
async function runSuite(name, env = process.env, order) {
  const before = { at: Date.now(), work: workOfCores() };
  let { tally, interrupted } = await runFiles(name, testFiles(name), env, order);
  const again = failedFiles(tally);
  /** @type {SuiteRun["failedAtFirst"]} */
  let failedAtFirst = [];
  if (order.mayRepeat && !interrupted && again.length > 0 && again.length <= MOST_AGAIN) {
    say(`\n==> ${name} tests, second attempt: ${again.join(", ")}`);
    const second = await runFiles(name, again, env, order, true);
    failedAtFirst = tally.failures;
    tally = withSecondAttempt(tally, second.tally);
    interrupted = second.interrupted;
  }
  const ms = Date.now() - before.at;
  return { name, tally, failedAtFirst, ms, busy: (workOfCores() - before.work) / ms, interrupted };
}

/** How long the cores of this machine, all together, have been at work since it started, in ms. */
function workOfCores() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/**
 * The compiled files of a suite, found by their sources, as what an earlier state of the tree left in dist/ does not run. Those that took longest
 * the last time come first: one that begins last would keep a single process busy while the others have nothing left to do.
 *
 * @param {string} suite
 */
function testFiles(suite) {
  const folder = join(repositoryFolder, "test", suite);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".test.ts"),
  );
  const compiled = sources.map((path) => join("dist", "test", suite, path.replace(/\.ts$/, ".js")));
  return longestFirst(compiled.sort(), readDurations(DURATIONS));
}

/**
 * @param {string} suite
 * @param {readonly string[]} files
 * @param {NodeJS.ProcessEnv} env
 * @param {Order} order
 * @param {boolean} [oneByOne]  instead of several files at once
 */
async function runFiles(suite, files, env, { verbose, ofMocha, scratch }, oneByOne = false) {
  const mocha = join(repositoryFolder, "node_modules", "mocha", "bin", "mocha.js");
  const reporter = `--reporter=${join(repositoryFolder, "scripts", "toolchain", "tally-reporter.cjs")}`;
  const tallyFile = join(scratch, `${suite}.json`);
  // A file in which --grep finds nothing is no failure; that nothing ran at all is, and the totals tell.
  const own = oneByOne ? [] : (SUITES[suite] ?? []);
  const args = [mocha, reporter, "--no-fail-zero", ...own, ...ofMocha, ...files];
  rmSync(tallyFile, { force: true });
  const code = await runForeground(process.execPath, args, {
    cwd: repositoryFolder,
    env: { ...env, ...(verbose && { TALLY_VERBOSE: "1" }), TALLY_FILE: tallyFile },
  });
  const text = existsSync(tallyFile) ? readFileSync(tallyFile, "utf8") : undefined;
  return { tally: readTally(text, code, requireAll), interrupted: code === 130 || code === 143 };
}

/**
 * Gets what some suites run, one program after the other, while other suites are at work: on a new machine that takes longer
 * than those.
 *
 * @param {readonly string[]} suites
 * @param {object} asked
 * @param {boolean} asked.everything  also what `npm test` does without
 * @param {boolean} asked.isWhole     also what a plain `npm test` does without
 * @returns {Readonly<Record<string, Promise<NodeJS.ProcessEnv>>>} environments of these suites, each as soon as it can run
 */
function preparePrograms(suites, { everything, isWhole }) {
  if (!suites.some((name) => RUNS_PULUMI.has(name))) return {};
  const attack = pulumiOnPath();
  const cluster = attack.then(async (env) => {
    await prepareServers(suites, everything);
    return env;
  });
  const e2e = cluster.then(async (env) => {
    if (suites.includes("e2e")) await prepareEndToEnd(env, isWhole);
    return env;
  });
  return { attack, cluster, e2e };
}

/** Why there are none, their tests say themselves. @param {readonly string[]} suites @param {boolean} everything */
async function prepareServers(suites, everything) {
  if (suites.includes("cluster") && missingForCluster() === undefined) {
    await findPrograms((line) => say(`cluster: ${line}`)).catch(() => undefined);
  }
  if (everything) await findKubernetesPlugin((line) => say(`plugin: ${line}`)).catch((error) => say(error.message));
}

/**
 * Gets what programs in other languages run with, and the plugin as it is installed for them. What is missing then, their tests say themselves.
 *
 * @param {NodeJS.ProcessEnv} env  with a CLI on its PATH, if there is one
 * @param {boolean} mayBuild  what has not been built yet
 */
async function prepareEndToEnd({ PATH }, mayBuild) {
  const log = (/** @type {string} */ line) => say(`languages: ${line}`);
  if (mayBuild || (await areLanguagesBuilt(PATH))) {
    await findLanguageHosts(log, PATH).catch((error) => log(error.message));
    await makeSdks(log).catch((error) => log(error.message));
  }
  await makePlugin((line) => say(`plugin: ${line}`)).catch((error) => say(`plugin: ${error.message}`));
}

/** @param {string} [path] */
async function areLanguagesBuilt(path) {
  const parts = [await builtLanguageHosts(path), await builtGenerator(), await installedPython()];
  return parts.every((part) => part !== undefined);
}

/** With a `pulumi` on the PATH; without one where none is available, and then the tests that need it say so. */
async function pulumiOnPath() {
  try {
    const { path, version, bin } = await findPulumi({ log: say });
    say(`Pulumi CLI ${version}, ${bin}`);
    return { ...process.env, PATH: path };
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return process.env;
  }
}

const asked = readTestOptions(process.argv.slice(2));
if (asked.help) {
  process.stdout.write(HELP);
} else {
  runScript(
    () => main(asked),
    say,
    ({ stack }) => process.stderr.write(`${stack}\n`),
  );
}
