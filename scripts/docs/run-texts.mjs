import { fence } from "./blocks.mjs";
import { changesOf } from "./example-runs.mjs";

/** @typedef {import("./example-runs.mjs").Run} Run */

/** A line of the stack that repeats a message, or of a resource that repeats an error; the diagnostics have both. */
const PROGRESS =
  /^ [+ ] {2}(pulumi:pulumi:Stack \S+ (create|running) \S|\S+ \S+ (create)? ?(error: |\d+ error|warning: |\d+ (warning|message)))/;
/** How policy packs are loaded, and that a plugin built from the Go module proxy has the version of a commit. */
const LOADING = /^Loading policy packs|warning: resource plugin \S+ is expected to have version/;
/** Printed again when the program has ended. */
const STACK = /^ \+ {2}pulumi:pulumi:Stack \S+ create$/;
const RESOURCE = /^ \+ {2}(pulumi-nodejs|kubernetes|kubeovn):/;

/** @param {Run} run @param {readonly string[]} args  of `pulumi preview` @returns {string} */
export function printPreview({ preview }, args) {
  return fence("", `$ ${["pulumi preview", ...args].join(" ")}\n${withoutProgress(preview)}`);
}

/** What stands in every resource of a preview and says nothing about addresses. */
const UNSAID = /^ +(owner|store) *:|: <null>$/;

/**
 * The lines of one resource in `pulumi preview --diff` that a reader looks at.
 *
 * @param {Run} run @param {string} kind  class of the resource @returns {string}
 */
export function printExcerpt({ preview }, kind) {
  const lines = preview.split("\n").map((line) => line.trimEnd());
  const head = lines.findIndex((line) => line.includes(`kubeovn:${kind}: (create)`));
  if (head < 0) throw new Error(`the preview has no ${kind}`);
  const indent = /^ */.exec(lines[head] ?? "")?.[0].length ?? 0;
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => (/^ */.exec(line)?.[0].length ?? 0) <= indent);
  const shown = [lines[head] ?? "", ...rest.slice(0, end).filter((line) => !UNSAID.test(line))];
  return fence("", ["$ pulumi preview --diff", ...shown.map((line) => line.slice(indent))].join("\n"));
}

/**
 * What is left of an output without the lines that only say how it went on. Resources come in another order in every run: here in
 * that of the alphabet.
 *
 * @param {string} output
 */
function withoutProgress(output) {
  const lines = output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter(
      (line, i, all) => !PROGRESS.test(line) && !LOADING.test(line) && !(STACK.test(line) && all.indexOf(line) < i),
    );
  const first = lines.findIndex((line) => RESOURCE.test(line));
  const resources = lines.filter((line) => RESOURCE.test(line)).sort();
  const others = lines.filter((line, i) => !RESOURCE.test(line) && (line === "" || line !== lines[i - 1]));
  const sorted = first < 0 ? others : [...others.slice(0, first), ...resources, "", ...others.slice(first)];
  return sorted
    .join("\n")
    .replace(/^ {2}\S+ \(\S+\):\n+(?= {2}\S|$)/gm, "")
    .replaceAll("(local: pack/launcher)", "(local: pack)")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The list of files that a run made, changed or removed. @param {Run} run @returns {string} */
export function printFiles(run) {
  const changes = changesOf(run).map(({ path, change }) => `${change.padEnd(8)} manifests/${path}`);
  const rendered = [...run.workloads.keys()].sort().map((path) => `${"new".padEnd(8)} workloads/${path}`);
  return fence("", [...changes, ...rendered].join("\n"));
}

/** The file in which a run wrote an object. @param {Run} run @param {string} kind @param {string} name @returns {string} */
export function printObject(run, kind, name) {
  const { after } = run;
  const isIt = (/** @type {string} */ text) =>
    text.includes(`\nkind: ${kind}\n`) && text.includes(`\n  name: ${name}\n`);
  const found = changesOf(run).find(({ path, change }) => change === "new" && isIt(after.get(path) ?? ""));
  if (found === undefined) throw new Error(`no file with ${kind} ${name} was written`);
  return fence("yaml", `# manifests/${found.path}\n${after.get(found.path)}`);
}

/** The file in which the Kubernetes plugin rendered a workload. @param {Run} run @param {string} kind @param {string} name @returns {string} */
export function printWorkload({ workloads }, kind, name) {
  const found = [...workloads].find(
    ([path, text]) => path.endsWith(`-${name}.yaml`) && text.includes(`\nkind: ${kind}\n`),
  );
  if (found === undefined) throw new Error(`no file with ${kind} ${name} was rendered`);
  return fence("yaml", `# workloads/${found[0]}\n${found[1]}`);
}

/** The lines a run changed in a file, each with the line before it. @param {Run} run @param {string} path @returns {string} */
export function printEdit({ before, after }, path) {
  const old = (before.get(path) ?? "").split("\n");
  const now = (after.get(path) ?? "").split("\n");
  /** @type {string[]} */
  const shown = [];
  let at = 0;
  for (const [i, line] of now.entries()) {
    if (line === old[at]) {
      at++;
      continue;
    }
    // Only added and replaced lines are told apart: nothing shown in the documents takes lines away.
    const isReplaced = now[i + 1] === old[at + 1] && now[i + 1] !== undefined;
    const previous = now[i - 1] ?? "";
    if (shown.at(-1) !== `+${previous}` && shown.at(-1) !== ` ${previous}`) shown.push("@@", ` ${previous}`);
    if (isReplaced) shown.push(`-${old[at++]}`);
    shown.push(`+${line}`);
  }
  return fence("diff", [`--- manifests/${path}`, ...shown].join("\n"));
}

/** What `pulumi-kubeovn plan` says of the edited program. @param {Run} run @param {string} format @returns {string} */
export function printReport({ reports }, format) {
  const text = reports[format];
  if (text === undefined) throw new Error(`there is no report in the form ${format}`);
  if (format === "markdown") return text.replace(/^<!--.*-->\n/, "").replace(/^### /, "#### ");
  return fence("", `$ pulumi-kubeovn plan\n${text}`);
}
