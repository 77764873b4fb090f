#!/usr/bin/env node
import { join } from "node:path";
import { runScript } from "./toolchain/node.mjs";
import { runForeground } from "./toolchain/processes.mjs";
import { installAndBuild } from "./toolchain/project.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";

const HELP = `npm run fuzz -- [--minutes N] [options of mocha]

Feeds every reader of outside data with broken and hostile data, for N minutes each (10), and prints how many inputs that were.
Which readers there are stands in test/property/outside-data.property.test.ts.

  npm run fuzz -- --minutes 2 --grep kubeconfigs
  FC_SEED=… npm run fuzz                             the inputs of a run that failed again
`;

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
async function main(args) {
  const at = args.indexOf("--minutes");
  const minutes = at < 0 ? 10 : Number(args[at + 1]);
  const others = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
  if (!(minutes > 0) || others.some((arg, i) => i === 0 && !arg.startsWith("-"))) {
    process.stderr.write(HELP);
    return 2;
  }
  const setUp = await installAndBuild(repositoryFolder, (heading) => say(`==> ${heading}`));
  if (setUp !== 0) return setUp;
  const mocha = join(repositoryFolder, "node_modules", "mocha", "bin", "mocha.js");
  const file = join("dist", "test", "property", "outside-data.property.test.js");
  const env = { ...process.env, FC_MINUTES: String(minutes) };
  return runForeground(process.execPath, [mocha, "--timeout=0", ...others, file], { cwd: repositoryFolder, env });
}

if (process.argv.includes("--help") || process.argv.includes("-h")) process.stdout.write(HELP);
else {
  runScript(main, say, ({ stack }) => process.stderr.write(`${stack}\n`));
}
