import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { CommandResult } from "./commands";
import type { Preview, ResourceState, StackState } from "./project";

export type Properties = Readonly<Record<string, unknown>>;

const OURS = /pulumi-nodejs:dynamic\/(?:kubeovn:|(?=spiderpool:))(\S+)$/;

/** Our resources as a preview shows them after its run, or as a state holds them: checked inputs by `Kind::name`, secrets as `[secret]`. */
export function inputsIn(source: Preview | StackState): Map<string, Properties> {
  return new Map(resourcesIn(source).map((resource) => [nameOf(resource), withoutShim(resource.inputs)]));
}

/** The same for outputs, which only a state has. */
export function outputsIn(state: StackState): Map<string, Properties> {
  return new Map(resourcesIn(state).map((resource) => [nameOf(resource), withoutShim(resource.outputs)]));
}

/** The same for resources of the plugin, by their URNs. */
export function pluginInputsIn(source: Preview | StackState): Readonly<Record<string, Properties | undefined>> {
  const ours = statesIn(source).filter(({ type }) => type.startsWith("kubeovn:"));
  return Object.fromEntries(ours.map(({ urn, inputs }) => [urn, inputs]));
}

/** Operations of a preview by `Kind::name`; those of the stack and of components are omitted. */
export function operationsIn(preview: Preview): Map<string, string[]> {
  const operations = new Map<string, string[]>();
  for (const { op, urn } of preview.steps) {
    const [type = "", name = ""] = urn.split("::").slice(2);
    const kind = kindOf(type);
    if (kind === undefined) continue;
    const at = `${kind}::${name}`;
    operations.set(at, [...(operations.get(at) ?? []), op]);
  }
  return operations;
}

/** URN of one of our resources in a state. */
export function urnOf(state: StackState, at: string): string {
  const found = resourcesIn(state).find((resource) => nameOf(resource) === at);
  return found?.urn ?? assert.fail(`${at} is not in the state`);
}

/** The texts of all files below a folder, by path, hidden ones omitted; none for a folder that is not there. */
export function filesIn(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.startsWith("."),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

/** A command that must have worked: what it printed otherwise is the message. */
export function succeeded(result: CommandResult): CommandResult {
  assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`);
  return result;
}

/** What a command that must have failed printed on both streams, in one line: long sentences are broken by the CLI. */
export function refused(result: CommandResult): string {
  const text = `${result.stdout}\n${result.stderr}`;
  assert.notEqual(result.code, 0, text);
  return text.replace(/\s+/g, " ");
}

function resourcesIn(source: Preview | StackState): readonly ResourceState[] {
  return statesIn(source).filter(({ type }) => kindOf(type) !== undefined);
}

function statesIn(source: Preview | StackState): readonly ResourceState[] {
  return "steps" in source
    ? source.steps.flatMap(({ op, newState }) => (newState !== undefined && op !== "delete" ? [newState] : []))
    : (source.deployment.resources ?? []);
}

function nameOf({ type, urn }: ResourceState): string {
  return `${kindOf(type)}::${urn.split("::").at(-1)}`;
}

/** `Vip`, `spiderpool.IPPool`; undefined for a type of others. */
function kindOf(type: string): string | undefined {
  return OURS.exec(type)?.[1]?.replace(":", ".");
}

/** Every encryption of a secret is another text. */
const SECRET = "4dabf18193072939515e22adb298388d";

function withoutShim(properties: Properties = {}): Properties {
  const { __provider: _, ...rest } = properties;
  const isSecret = (value: unknown): boolean => value !== null && typeof value === "object" && SECRET in value;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, isSecret(value) ? "[secret]" : value]));
}
