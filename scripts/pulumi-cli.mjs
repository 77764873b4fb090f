#!/usr/bin/env node
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runScript } from "./toolchain/node.mjs";
import { runForeground } from "./toolchain/processes.mjs";
import { installAndBuild } from "./toolchain/project.mjs";
import { findPulumi } from "./toolchain/pulumi.mjs";
import { pulumiEnvironment } from "./toolchain/pulumi-environment.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";

export { findPulumi, pulumiEnvironment };

const HELP = `Finds the Pulumi CLI of this machine, or gets one, and runs it on the state that "npm start" keeps in .pulumi-state/. Installs the
dependencies and compiles before that, where needed.

  npm run pulumi -- <arguments of pulumi>      e.g. npm run pulumi -- preview --diff
  npm run pulumi-kubeovn -- <arguments>        the command of this package beside that CLI, e.g. npm run pulumi-kubeovn -- plan
  node scripts/pulumi-cli.mjs run -- <arguments of pulumi>
  node scripts/pulumi-cli.mjs report -- <arguments of pulumi-kubeovn>
  node scripts/pulumi-cli.mjs where            what was found, and where

Searched in this order: pulumi with pulumi-language-nodejs on the PATH; the official CLI as the npm package "pulumi" downloads it;
one built from go-modules/ with Go (4 to 6 minutes, once). The last two live in ~/.cache/pulumi-kubeovn ($XDG_CACHE_HOME) and nowhere else.
`;

/** @param {string} line */
const log = (line) => process.stderr.write(`pulumi-cli: ${line}\n`);

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
async function main([command, ...rest]) {
  switch (command) {
    case "where": {
      const { bin, version, source } = await findPulumi({ log });
      process.stdout.write(
        `${bin}\n${version}, ${{ path: "on the PATH", npm: "downloaded with npm", built: "built from go-modules/" }[source]}\n`,
      );
      return 0;
    }
    case "run":
    case "report": {
      const setUp = await installAndBuild(repositoryFolder, log);
      if (setUp !== 0) return setUp;
      const { bin, path } = await findPulumi({ log });
      const env = pulumiEnvironment({ path, folder: join(repositoryFolder, ".pulumi-state") });
      // npm runs scripts in the package's folder; the program is meant to be found from where the command was typed.
      const isScript = ["pulumi", "pulumi-kubeovn"].includes(process.env.npm_lifecycle_event ?? "");
      const cwd = isScript ? process.env.INIT_CWD : undefined;
      const args = rest[0] === "--" ? rest.slice(1) : rest;
      const options = { env, ...(cwd ? { cwd } : {}) };
      if (command === "run") return runForeground(bin, args, options);
      return runForeground(process.execPath, [join(repositoryFolder, "dist", "cli", "main.js"), ...args], options);
    }
    case "--help":
    case "-h":
      process.stdout.write(HELP);
      return 0;
    default:
      process.stderr.write(HELP);
      return 2;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  runScript(main, log);
}
