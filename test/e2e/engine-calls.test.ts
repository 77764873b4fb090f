import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Heard, heard, SCENARIOS } from "../support/engine/scenarios";
import { STRANGERS } from "../support/identity/entities";
import type { Resource } from "../support/program";
import { repositoryFolder } from "../support/toolchain";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { succeeded, urnOf } from "./support/outcome";
import { createProject } from "./support/project";

const FIXTURE = join(repositoryFolder, "test", "fixtures", "engine-calls.json");

/** Writes down every call that reaches a provider of the installed package. */
const LISTENER = `
if (process.env.ENGINE_CALLS) {
  const real = exports.provider;
  const note = (call) => require("node:fs").appendFileSync(process.env.ENGINE_CALLS, JSON.stringify(call) + "\\n");
  const shape = { check: (olds, news) => ({ olds, news }), diff: (_, olds, news) => ({ olds, news }), create: (news) => ({ news }),
    read: (_, olds) => ({ olds }), update: (_, olds, news) => ({ olds, news }), delete: (_, olds) => ({ olds }) };
  exports.provider = (kind) => {
    const one = real(kind);
    return Object.fromEntries(Object.entries(one).map(([method, call]) => [method, (...args) => {
      if (shape[method]) note({ method, ...shape[method](...args) });
      return call.apply(one, args);
    }]));
  };
}
`;

/** The program as a person would write it. */
function textOf(program: readonly Resource[]): string {
  const lines = program.map(({ kind, name, args, options = {} }) => {
    const { aliases = [], replaceWith = [], ...rest } = options;
    const plain = JSON.stringify({ ...rest, aliases: aliases.map((alias) => ({ name: alias })) });
    const others = replaceWith.map((path) => `made[${JSON.stringify(path)}]`).join(", ");
    const all = `{ ...${plain}, replaceWith: [${others}] }`;
    return `made["${kind}::${name}"] = new kubeovn.${kind}("${name}", ${JSON.stringify(args)}, ${all});\n`;
  });
  return `const kubeovn = require("pulumi-kubeovn");\nconst made = {};\n${lines.join("")}`;
}

describe("what the engine calls", () => {
  before(needPulumi);

  it("is what the model of it was made from", async () => {
    appendFileSync(join(install().folder, "node_modules/pulumi-kubeovn/dist/provider/dynamic/index.js"), LISTENER);
    const all: Record<string, readonly Heard[]> = {};
    for (const [name, turns] of Object.entries(SCENARIOS)) {
      const calls = join(install().folder, "calls.jsonl");
      const project = await createProject({
        files: { "index.js": textOf([]), "manifests/cluster.yaml": STRANGERS },
        config: { "kubeovn:manifests": "manifests" },
        env: { ENGINE_CALLS: calls },
      });
      const runs: Heard[] = [];
      for (const { run, program = [], options = {} } of turns) {
        project.write("index.js", textOf(program));
        const state = await project.exportState();
        const urns = (flag: string, paths: readonly string[] = []): string[] =>
          paths.flatMap((path) => [flag, urnOf(state, path)]);
        rmSync(calls, { force: true });
        succeeded(await project[run](...urns("--replace", options.replace), ...urns("--target", options.targets)));
        const lines = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
        runs.push(heard(lines.map((line) => JSON.parse(line))));
      }
      all[name] = runs;
    }
    if (process.env.RECORD_ENGINE_CALLS) writeFileSync(FIXTURE, `${JSON.stringify(all, null, 2)}\n`);
    assert.deepEqual(all, JSON.parse(readFileSync(FIXTURE, "utf8")));
  });
});
