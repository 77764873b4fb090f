import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { needPulumi } from "./support/need-pulumi";
import { createProject, type Project } from "./support/project";

const DOCUMENT = join(repositoryFolder, "docs", "tutorial", "first-stack.md");
/** A block of code: its language, what stands behind it, and its text. */
const FENCE = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;

interface Block {
  readonly language: string;
  /** A file to write, or `refused` for commands that must fail. */
  readonly label: string;
  readonly text: string;
}

function blocksOf(document: string): readonly Block[] {
  return [...document.matchAll(FENCE)].map(([, language = "", label = "", text = ""]) => ({ language, label, text }));
}

/** What stands in for npm, with the package where npm puts it. */
const STAND_INS = {
  npm: '#!/bin/sh\n[ "$1" = install ]\n',
  npx: '#!/bin/sh\nshift\nexec node "$PROJECT_FOLDER/../node_modules/pulumi-kubeovn/dist/cli/main.js" "$@"\n',
};

/** Without what differs from run to run: progress, durations, and the order in which resources are done. */
function settled(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trimEnd().replace(/^( [+~-] {2}.*) \([\d.]+m?s\)$/, "$1"))
    .filter((line) => !PROGRESS.test(line));
  const isResource = (line: string): boolean => /^ [+~-] {2}(?:pulumi|pulumi-nodejs):/.test(line);
  const first = lines.findIndex(isResource);
  const resources = [...new Set(lines.filter(isResource))].sort();
  const others = lines.filter((line) => !isResource(line));
  const sorted = first < 0 ? others : [...others.slice(0, first), ...resources, ...others.slice(first)];
  return `${sorted
    .join("\n")
    .replace(/\n{2,}/g, "\n\n")
    .trim()}\n`;
}

const PROGRESS = /^Duration: |^ {4}pulumi(?:-nodejs)?:\S+ \S+|^ [+~-] {2}\S+ \S+ (?:creating|updating|deleting)\b/;

/** The addresses, MACs and files that an output names: what it decides, whichever sentences it is told in. */
function decidedIn(output: string): readonly string[] {
  return [...new Set(output.match(/(?:\d+\.){3}\d+|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|manifests\/\S+/g))].sort();
}

describe("the tutorial", () => {
  before(needPulumi);

  it("does what it says, step by step, and shows the addresses that come of it", async () => {
    const document = readFileSync(DOCUMENT, "utf8");
    const blocks = blocksOf(document);
    const project = await emptyProject(blocks);
    const shown: string[] = [];
    const printed: string[] = [];
    for (const [i, { language, label, text }] of blocks.entries()) {
      if (label !== "" && language !== "sh") project.write(label, text);
      if (language !== "sh") continue;
      const path = `${join(project.folder, ".bin")}:${process.env.PATH}`;
      const quiet = { PATH: path, PROJECT_FOLDER: project.folder, NO_COLOR: "1" };
      const result = await project.shell(quietly(text), quiet);
      assert.equal(result.code === 0, label !== "refused", `${text}${result.stdout}${result.stderr}`);
      const next = blocks[i + 1];
      if (next?.language !== "text") continue;
      shown.push(next.text);
      printed.push(settled(result.stdout));
    }
    assert.ok(shown.length >= 6);
    if (process.env.UPDATE_GOLDEN) writeFileSync(DOCUMENT, withOutputs(document, printed));
    else assert.deepEqual(printed.map(decidedIn), shown.map(decidedIn));
  });
});

/** A project with the first files of the document, before its stack is there. */
async function emptyProject(blocks: readonly Block[]): Promise<Project> {
  const files = blocks.filter(({ language, label }) => label !== "" && language !== "sh");
  const first = new Map([...files].reverse().map(({ label, text }) => [label, text]));
  const project = await createProject({ files: Object.fromEntries(first) });
  const { code, stderr } = await project.pulumi("stack", "rm", "dev", "--yes");
  assert.equal(code, 0, stderr);
  for (const [name, script] of Object.entries(STAND_INS)) {
    project.write(`.bin/${name}`, script);
    chmodSync(join(project.folder, ".bin", name), 0o755);
  }
  return project;
}

/** Commands of the CLI as a terminal without colors and progress gets them. */
function quietly(script: string): string {
  return script.replace(
    /^(pulumi (?:preview|up|destroy)\b.*)$/gm,
    "$1 --non-interactive --color=never --suppress-progress",
  );
}

/** The document with the outputs of its commands in their blocks. */
function withOutputs(document: string, outputs: readonly string[]): string {
  const queue = outputs.values();
  return document.replace(/^```text\n[\s\S]*?^```$/gm, () => `\`\`\`text\n${queue.next().value ?? ""}\`\`\``);
}
