#!/usr/bin/env node
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { argumentTypes } from "./docs/argument-types.mjs";
import { blockNames, codeIn, fence, fillBlocks, linkFrom, textIn } from "./docs/blocks.mjs";
import { runProgram } from "./docs/example-runs.mjs";
import { packageSchema } from "./docs/package-schema.mjs";
import { commentPicture, SEQUENCES, sequencePicture, terminalPicture } from "./docs/pictures.mjs";
import { PROGRAMS } from "./docs/programs.mjs";
import { codeIndex, refusalTables } from "./docs/refusal-tables.mjs";
import { resourceTables } from "./docs/resource-tables.mjs";
import { roles } from "./docs/roles.mjs";
import { ruleTables } from "./docs/rule-tables.mjs";
import {
  printEdit,
  printExcerpt,
  printFiles,
  printObject,
  printPreview,
  printReport,
  printWorkload,
} from "./docs/run-texts.mjs";
import { raceTable, readingTable } from "./docs/scale-tables.mjs";
import { convertedExamples, EXAMPLES } from "./docs/schema-examples.mjs";
import { searchExample } from "./docs/search-example.mjs";
import { settingsTable } from "./docs/settings-table.mjs";
import { workloadRefusals } from "./docs/workload-refusals.mjs";
import { findGenerator } from "./toolchain/pulumi-languages.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";

const HELP = `node scripts/generate-docs.mjs [--runs [program…]] [--cluster] [--examples] [--check]

Fills the generated parts of README.md, docs/, examples/*/README.md and sdks/examples/: everything between "<!-- begin … -->" and "<!-- end … -->".
Writes the types of arguments, sdk/args.ts and sdk/spiderpool/args.ts, names of properties, schemas/pulumi-schema.json, and kinds in the
roles of deploy/.

  (nothing)  what follows from the code: types of arguments, tables of arguments and outputs, refusals, the worked example of the search
  --runs     also what programs print and write, from real runs with the Pulumi CLI (about three minutes); of some programs only when they are named
  --cluster  also what becomes of mistakes, and of releases and replacements, on test clusters (about two minutes)
  --examples also the examples of the package schema in other languages than YAML, with Pulumi's own converters; needs Go
  --check    writes nothing and fails when a document is not as it would be written
`;

const LIVE = ["preview", "excerpt", "files", "object", "edit", "report", "workload"];
/** Parts that come from a test cluster, with the folder of the program that prints each. @type {Readonly<Record<string, string>>} */
const ON_CLUSTER = { comparison: "comparison", histories: "delivery" };
/** Parts that are a program in YAML in another language. */
const CONVERTED = "example";
const RUNS_AT_ONCE = 2;
/** How code is marked, by the ending of its file. @type {Readonly<Record<string, string>>} */
const FENCES = { go: "go", py: "python", yaml: "yaml" };
/** Images of the documents, each with the command that draws it. @type {readonly (readonly [string, ...string[]])[]} */
const IMAGES = [
  [
    "docs/images/map.svg",
    "map",
    "team-a",
    "--manifests",
    "examples/quickstart/cluster",
    "--family",
    "4",
    "--format",
    "svg",
  ],
];

const require = createRequire(import.meta.url);

/** @param {string} line */
const log = (line) => process.stderr.write(`${line}\n`);

/**
 * @param {{ runs: boolean, cluster: boolean, examples: boolean, check: boolean, only: readonly string[] }} options
 * @returns {Promise<number>} exit code
 */
async function main({ runs, cluster, examples, check, only }) {
  const documents = new Map(documentPaths().map((path) => [path, readFileSync(join(repositoryFolder, path), "utf8")]));
  const names = [...documents.values()].flatMap(blockNames);
  if (runs && (only.length === 0 || only.includes("tutorial"))) runTutorial();
  const live = runs ? await runTexts(names, only) : { texts: [], drawings: [] };
  const plan = require(join(repositoryFolder, "dist", "provider", "plan", "index.js"));
  const { ROOMS } = require(join(repositoryFolder, "dist", "provider", "kinds", "index.js"));
  const { CATALOG } = require(join(repositoryFolder, "dist", "sdk", "components", "catalog.js"));
  const facts = {
    rooms: ROOMS,
    settings: plan.SETTINGS,
    dynamicToken: plan.typeToken,
    servedToken: plan.servedToken,
    steering: plan.STEERING,
    components: Object.keys(CATALOG),
  };
  const texts = new Map([
    ...(await factTexts(names)),
    ...live.texts,
    ...(cluster ? clusterTexts(names) : []),
    ...(examples ? await exampleTexts(names, facts) : []),
  ]);
  const stale = [...documents].filter(([path, text]) => {
    const filled = fillBlocks(text, (name) => linkFrom(path, texts.get(name)));
    if (filled !== text && !check) writeFileSync(join(repositoryFolder, path), filled);
    return filled !== text;
  });
  /** @type {[string, string][]} */
  const drawings = IMAGES.map(([path = "", ...args]) => [path, runCommand(...args)]);
  for (const [path, image] of [...drawings, ...pictures(), ...live.drawings]) {
    const file = join(repositoryFolder, path);
    if (existsSync(file) && readFileSync(file, "utf8") === image) continue;
    stale.push([path, image]);
    if (!check) writeFileSync(file, image);
  }
  const { SNAPSHOT_RESOURCES, SPIDERPOOL_RESOURCES } = require(
    join(repositoryFolder, "dist", "provider", "stores", "kubernetes", "resources.js"),
  );
  const made = [
    ...argumentTypes(repositoryFolder, [plan.SETTINGS, plan.FORMER_SETTINGS], ROOMS),
    ...packageSchema(repositoryFolder, facts),
    ...roles(repositoryFolder, ROOMS, [...SNAPSHOT_RESOURCES, ...SPIDERPOOL_RESOURCES]),
  ];
  for (const [path, text] of made) {
    const file = join(repositoryFolder, path);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    stale.push([path, text]);
    if (!check) writeFileSync(file, text);
  }
  for (const [path] of stale) log(check ? `${path} is stale: run node scripts/generate-docs.mjs` : `wrote ${path}`);
  return check && stale.length > 0 ? 1 : 0;
}

/** Pictures that follow from the documents and from the table of sequences. @returns {[string, string][]} */
function pictures() {
  const readme = readFileSync(join(repositoryFolder, "README.md"), "utf8");
  const session = ["excerpt first ReservedIP", "preview refused"].map((name) => codeIn(readme, name)).join("\n");
  const report = textIn(
    readFileSync(join(repositoryFolder, "docs/reference/command-line.md"), "utf8"),
    "report report markdown",
  );
  const label = "A terminal: pulumi preview shows the address of a ReservedIP, and refuses one that a pod has";
  return [
    ["docs/images/terminal.svg", terminalPicture(label, session)],
    [
      "docs/images/comment.svg",
      commentPicture("A comment on a pull request: which addresses change, are released and are new", report),
    ],
    ...Object.entries(SEQUENCES).map(
      ([name, sequence]) => /** @type {[string, string]} */ ([`docs/images/${name}.svg`, sequencePicture(sequence)]),
    ),
  ];
}

/** Documents with generated parts, relative to the repository. */
function documentPaths() {
  const list = (/** @type {string} */ folder, recursive = false) =>
    readdirSync(join(repositoryFolder, folder), { encoding: "utf8", recursive }).map((name) => join(folder, name));
  const examples = list("examples").map((folder) => join(folder, "README.md"));
  const documents = [...list("docs", true), ...list(EXAMPLES)].filter((path) => path.endsWith(".md"));
  const all = ["README.md", ...documents, ...examples];
  return all.filter((path) => existsSync(join(repositoryFolder, path)));
}

/** The parts that follow from the compiled code. @param {readonly string[]} names @returns {Promise<[string, string][]>} */
async function factTexts(names) {
  const compiled = (/** @type {string} */ path) => require(join(repositoryFolder, "dist", "provider", path));
  const plan = compiled("plan/index.js");
  const fleet = () => require(join(repositoryFolder, "dist", "bench", "support", "big-fleet.js"));
  const tables = resourceTables(repositoryFolder, compiled("kinds/index.js").ROOMS);
  const { openManifestDirectory } = compiled("stores/manifests/directory.js");
  /** @type {Map<string, readonly unknown[]>} */
  const clusters = new Map();
  for (const example of ["quickstart", "spiderpool-reserved-ip"]) {
    const directory = openManifestDirectory(join(repositoryFolder, "examples", example, "cluster"));
    clusters.set(example, await directory.objects());
  }
  const refused = {
    plan,
    batches: compiled("dynamic/batches.js"),
    messages: compiled("plan/refusals/messages.js"),
    facts: compiled("objects/kubeovn/facts.js"),
    ipam: compiled("ipam/index.js"),
    kinds: compiled("kinds/index.js"),
  };
  const refusals = () => refusalTables(refused, (example) => clusters.get(example) ?? []);
  const workloads = () =>
    workloadRefusals(
      refused,
      require(join(repositoryFolder, "dist", "sdk", "index.js")),
      compiled("plan/templates/template-messages.js").TEMPLATE_SENTENCES,
      clusters.get("quickstart") ?? [],
    );
  /** @type {Readonly<Record<string, (...rest: string[]) => string | Promise<string>>>} */
  const texts = {
    arguments: tables.args,
    replacing: tables.replacing,
    outputs: tables.outputs,
    shape: tables.shape,
    program: (name) => fence("ts", programOf(name).text),
    file: (path) =>
      fence(FENCES[path.split(".").at(-1) ?? ""] ?? "", readFileSync(join(repositoryFolder, path), "utf8")),
    refusals,
    workloads,
    codes: async () => codeIndex([refusals(), await workloads()].join("\n")),
    rules: () => ruleTables(plan.RULES),
    help: (...command) => fence("", runCommand(...command, "--help")),
    command: (...args) => fence("", `$ pulumi-kubeovn ${args.join(" ")}\n${runCommand(...args)}`),
    edited: (name) => fence("ts", programOf(name).edited ?? ""),
    settings: (topic) => settingsTable(plan.SETTINGS, topic),
    search: () => searchExample(compiled("ipam/index.js")),
    readings: () => readingTable(fleet().readAll()),
    races: () => raceTable(fleet().runRaces()),
  };
  const others = [...LIVE, ...Object.keys(ON_CLUSTER), CONVERTED];
  const wanted = names.filter((name) => !others.includes(name.split(" ")[0] ?? ""));
  /** @type {[string, string][]} */
  const made = [];
  for (const name of wanted) {
    const [what = "", ...rest] = name.split(" ");
    const textOf = texts[what];
    if (textOf === undefined) throw new Error(`nothing makes the part "${name}"`);
    made.push([name, await textOf(...rest)]);
  }
  return made;
}

/**
 * The parts that show what programs print and write.
 *
 * @param {readonly string[]} names
 * @param {readonly string[]} only  programs to run; all when there are none
 * @returns {Promise<{ texts: [string, string][], drawings: [string, string][] }>}  blocks by name, images by path
 */
async function runTexts(names, only) {
  const wanted = names
    .map((name) => name.split(" "))
    .filter(([what = "", program = ""]) => LIVE.includes(what) && (only.length === 0 || only.includes(program)));
  const programs = [...new Set(wanted.map(([, program = ""]) => program))];
  /** @type {Map<string, import("./docs/example-runs.mjs").Run>} */
  const runs = new Map();
  const queue = programs.values();
  const work = async () => {
    for (const program of queue) {
      log(`running ${program}`);
      runs.set(program, await runProgram(repositoryFolder, programOf(program), log));
    }
  };
  await Promise.all(Array.from({ length: RUNS_AT_ONCE }, work));
  /** @type {[string, string][]} */
  const drawings = [...runs].flatMap(([name, { drawing }]) => (drawing ? [[`docs/images/${name}.svg`, drawing]] : []));
  /** @type {[string, string][]} */
  const texts = wanted.map(([what = "", program = "", ...rest]) => {
    const run = runs.get(program);
    if (run === undefined) throw new Error(`${program} was not run`);
    const [kind = "", name = ""] = rest;
    /** @type {Readonly<Record<string, () => string>>} */
    const prints = {
      preview: () => printPreview(run, programOf(program).preview ?? []),
      excerpt: () => printExcerpt(run, kind),
      files: () => printFiles(run),
      object: () => printObject(run, kind, name),
      edit: () => printEdit(run, kind),
      report: () => printReport(run, kind),
      workload: () => printWorkload(run, kind, name),
    };
    const text = prints[what]?.() ?? "";
    return [[what, program, ...rest].join(" "), text];
  });
  return { texts, drawings };
}

/** The test that runs the tutorial writes what its commands print. */
function runTutorial() {
  const mocha = join(repositoryFolder, "node_modules", "mocha", "bin", "mocha.js");
  const test = join(repositoryFolder, "dist", "test", "e2e", "tutorial.test.js");
  const env = { ...process.env, UPDATE_GOLDEN: "1" };
  execFileSync(process.execPath, [mocha, "--timeout", "300000", test], {
    cwd: repositoryFolder,
    env,
    stdio: "inherit",
  });
}

/** The parts that show what happens on a test cluster. @param {readonly string[]} names @returns {[string, string][]} */
function clusterTexts(names) {
  return names
    .filter((name) => Object.hasOwn(ON_CLUSTER, name))
    .map((name) => {
      const program = join(repositoryFolder, "dist", "test", "support", ON_CLUSTER[name] ?? "", "main.js");
      return [name, execFileSync(process.execPath, [program], { cwd: repositoryFolder, encoding: "utf8" })];
    });
}

/** The parts that are programs in YAML in other languages. @param {readonly string[]} names @param {import("./docs/package-schema.mjs").Facts} facts */
async function exampleTexts(names, facts) {
  const wanted = names.filter((name) => name.startsWith(`${CONVERTED} `));
  const [[, schema = ""] = []] = packageSchema(repositoryFolder, facts);
  const converter = { generator: await findGenerator(log), schema: JSON.parse(schema), components: facts.components };
  return convertedExamples(repositoryFolder, wanted, converter);
}

/** What our own command prints. @param {readonly string[]} args */
function runCommand(...args) {
  const bin = join(repositoryFolder, "dist", "cli", "main.js");
  return execFileSync(process.execPath, [bin, ...args], { cwd: repositoryFolder, encoding: "utf8" });
}

/** Whether an example starts from a cluster of its own. @param {string} name */
function hasCluster(name) {
  return existsSync(join(repositoryFolder, "examples", name, "cluster"));
}

/** One of the documents' own programs, or an example. @param {string} name @returns {import("./docs/example-runs.mjs").Program} */
function programOf(name) {
  const own = PROGRAMS[name];
  if (own !== undefined) return { project: "shop", ...own };
  const text = readFileSync(join(repositoryFolder, "examples", name, "index.ts"), "utf8");
  const pack = join("examples", name, "pack");
  const held = {
    pack,
    preview: ["--policy-pack", "pack", "--policy-pack-config", "pack/config.json"],
    isRefused: true,
  };
  const isHeld = existsSync(join(repositoryFolder, pack));
  return { project: name, text, ...(hasCluster(name) ? { cluster: name } : {}), ...(isHeld ? held : {}) };
}

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(HELP);
} else {
  const args = process.argv.slice(2);
  const only = args.filter((arg) => !arg.startsWith("--"));
  main({
    runs: args.includes("--runs"),
    cluster: args.includes("--cluster"),
    examples: args.includes("--examples"),
    check: args.includes("--check"),
    only,
  }).then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      log(error.stack);
      process.exitCode = 1;
    },
  );
}
