#!/usr/bin/env node
import { makePlugin } from "./plugin/plugin.mjs";
import { runScript } from "./toolchain/node.mjs";
import { installAndBuild } from "./toolchain/project.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";

const HELP = `npm run plugin: the provider plugin in the forms in which the Pulumi CLI takes it, in dist/plugin/.

  node/               one file that needs Node, and what makes its folder a Pulumi plugin of runtime nodejs; for every platform
  <os>-<arch>/        one executable that needs nothing; for this machine's platform, with the Node that runs this command in it
  release/            what a release has for this platform, as the CLI downloads it: an archive of the executable, and its SHA-256

All forms answer alike. docs/how-to/install-the-plugin.md tells how each is installed.
`;

/** @param {string} line */
const log = (line) => process.stderr.write(`plugin: ${line}\n`);

/** @returns {Promise<number>} exit code */
async function main() {
  const setUp = await installAndBuild(repositoryFolder, log);
  if (setUp !== 0) return setUp;
  await makePlugin(log);
  return 0;
}

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(HELP);
} else {
  runScript(main, log);
}
