#!/usr/bin/env node
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "./toolchain/node.mjs";
import { runForeground } from "./toolchain/processes.mjs";
import { installAndBuild } from "./toolchain/project.mjs";
import { findPulumi } from "./toolchain/pulumi.mjs";
import { pulumiEnvironment } from "./toolchain/pulumi-environment.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";
import { compareFiles, readFolder } from "./toolchain/written-files.mjs";

const HELP = `npm start: from a fresh clone to addresses in a preview.

Installs the dependencies and compiles where needed, finds or gets a Pulumi CLI, then runs the program of ./Pulumi.yaml:
a preview, an update, and a second preview that has nothing left to do, and names the map of what was planned. No cluster and no account: what is held is read from
manifests/ (seeded from examples/quickstart/cluster/), what is decided is written there, Pulumi's state goes to .pulumi-state/.
Both folders are ignored by git; remove them to start over.
`;
const STACK = "dev";
const LISTED_COUNT = 20;
const PLAN = ".pulumi-state/plan.json";
const MAPS = ".pulumi-state/maps";

const plain = process.env.NO_COLOR || !process.stdout.isTTY;

/** @param {string} text */
const heading = (text) => process.stdout.write(plain ? `\n==> ${text}\n` : `\n\u001b[1m==> ${text}\u001b[0m\n`);

/** @param {string} line */
const log = (line) => process.stderr.write(`${line}\n`);

/** @returns {Promise<number>} exit code */
async function main() {
  const setUp = await installAndBuild(repositoryFolder, heading);
  if (setUp !== 0) return setUp;

  heading("Finding the Pulumi CLI");
  const { bin, version, path } = await findPulumi({ log });
  log(`${version}, ${bin}`);

  const manifests = join(repositoryFolder, "manifests");
  if (!existsSync(manifests)) {
    cpSync(join(repositoryFolder, "examples", "quickstart", "cluster"), manifests, { recursive: true });
    heading("Copied examples/quickstart/cluster/ to manifests/: the cluster as it is now");
  }
  const before = readFolder(manifests);

  const env = pulumiEnvironment({ path, folder: join(repositoryFolder, ".pulumi-state"), stack: STACK });
  /** @param {string[]} args */
  const pulumi = (...args) =>
    runForeground(bin, [...args, ...(plain ? ["--color", "never"] : [])], { cwd: repositoryFolder, env });

  const steps = [
    { title: undefined, args: ["stack", "select", STACK, "--create", "--non-interactive"] },
    {
      title: "pulumi preview: the addresses are decided, nothing is written",
      args: ["preview", "--diff", "--suppress-progress", "--save-plan", PLAN],
    },
    { title: "pulumi up: exactly that is written", args: ["up", "--yes", "--skip-preview", "--suppress-progress"] },
    {
      title: "pulumi preview, once more: nothing left to do",
      args: ["preview", "--expect-no-changes", "--suppress-progress"],
    },
  ];
  for (const { title, args } of steps) {
    if (title) heading(title);
    const code = await pulumi(...args);
    if (code !== 0) {
      log(`\npulumi ${args[0]} failed (exit code ${code})`);
      return code;
    }
    // While what is planned is not written yet: that is what the map tells apart.
    if (args.includes(PLAN)) await drawMaps();
  }
  showFiles(before, readFolder(manifests));
  heading(`The map of what was planned: ${MAPS}/index.html`);
  showNext();
  return 0;
}

/** Every subnet with the plan drawn in. */
async function drawMaps() {
  const command = join(repositoryFolder, "dist", "cli", "main.js");
  const args = [command, "map", "--all", "--plan", PLAN, "--manifests", "manifests", "-o", MAPS];
  const code = await runForeground(process.execPath, args, { cwd: repositoryFolder, env: process.env });
  if (code !== 0) throw new Error(`pulumi-kubeovn map failed (exit code ${code})`);
}

/** @param {ReadonlyMap<string, string>} before @param {ReadonlyMap<string, string>} after */
function showFiles(before, after) {
  const changes = compareFiles(before, after);
  heading(
    changes.length === 0 ? "No file in manifests/ has changed" : `Written to manifests/: ${changes.length} files`,
  );
  for (const { path, change } of changes.slice(0, LISTED_COUNT))
    process.stdout.write(`  ${change.padEnd(8)} manifests/${path}\n`);
  if (changes.length > LISTED_COUNT) process.stdout.write(`  … and ${changes.length - LISTED_COUNT} more\n`);
  const example = changes.find(({ path, change }) => change === "new" && /\.ya?ml$/.test(path));
  if (!example) return;
  heading(`One of them, manifests/${example.path}`);
  process.stdout.write(`${after.get(example.path)?.trimEnd()}\n`);
}

function showNext() {
  heading("What to try next");
  process.stdout.write(`  npm run pulumi -- preview --diff                  what your edit of examples/quickstart/index.ts would do
  npm run pulumi-kubeovn -- plan                    the same as a report on addresses
  npm run pulumi -- up --yes                        do it
  npm run pulumi -- destroy --yes                   give everything back
  npx pulumi-kubeovn audit --manifests manifests    what is wrong in the cluster, or at risk
`);
}

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(HELP);
} else {
  runScript(main, log, ({ message }) => log(`\n${message}`));
}
