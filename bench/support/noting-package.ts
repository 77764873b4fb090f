import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../../test/e2e/support/project";
import { cpuOfCommand } from "./pulumi-project";

const REAL = "../../../node_modules/pulumi-kubeovn/dist";

/** Notes how much CPU its process has taken so far: Pulumi ends a provider without telling it. */
const NOTE = `const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const note = (part) => {
  const { user, system } = process.cpuUsage();
  writeFileSync(join(__dirname, part), String((user + system) / 1000));
};
`;

/** Stands in for the package in a project, beside which the real one is installed. */
export const NOTING_PACKAGE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    "package.json": `{ "name": "pulumi-kubeovn", "exports": { ".": "./sdk.js", "./runtime": "./runtime.js" } }`,
    "sdk.js": `${NOTE}process.on("exit", () => note("program"));\nmodule.exports = require("${REAL}/sdk");\n`,
    "runtime.js": `${NOTE}const { provider } = require("${REAL}/provider/dynamic");
exports.provider = (kind) => {
  const real = provider(kind);
  const noted = (name) => async (...args) => {
    try {
      return await real[name](...args);
    } finally {
      note("provider");
    }
  };
  const names = Object.keys(real).filter((name) => name !== "configure");
  return { ...real, ...Object.fromEntries(names.map((name) => [name, noted(name)])) };
};
`,
  }).map(([file, text]) => [`node_modules/pulumi-kubeovn/${file}`, text]),
);

/** Milliseconds of CPU: of all processes of a command, and of those that this package is loaded in. */
export interface NotedCpu {
  readonly whole: number;
  readonly provider: number;
  readonly program: number;
}

/** @param project  with {@link NOTING_PACKAGE} among its files */
export async function partsOf(project: Project, command: string): Promise<NotedCpu> {
  const whole = await cpuOfCommand(project, command);
  const noted = (part: string): number =>
    Number(readFileSync(join(project.folder, "node_modules", "pulumi-kubeovn", part), "utf8"));
  return { whole, provider: noted("provider"), program: noted("program") };
}
