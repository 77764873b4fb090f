import { isKind, readOther, splitCode } from "../plan";
import { asList, asRecord, asText, type Json } from "./json";
import { operationOf, type PulumiRun, RunFormatError, type RunMessage, type RunResource, readUrn } from "./pulumi-run";
import { risksIn } from "./switches";

/**
 * Reads the output of `pulumi preview --json`.
 *
 * Resources that stay as they are are only in it with `--show-sames`.
 *
 * @throws RunFormatError for anything else
 */
export function readPreview(json: Json): PulumiRun {
  if (!Array.isArray(json.steps)) throw new RunFormatError('there is no list "steps" in it');
  const found = new Map<string, { steps: string[]; before: Json | undefined; after: Json | undefined }>();
  let stackUrn = "";
  for (const item of json.steps) {
    const step = asRecord(item) ?? {};
    const urn = asText(step.urn) ?? "";
    if (stackUrn === "") stackUrn = urn;
    if (readUrn(urn) === undefined) continue;
    const known = found.get(urn) ?? { steps: [], before: undefined, after: undefined };
    known.steps.push(asText(step.op) ?? "");
    known.before ??= asRecord(asRecord(step.oldState)?.inputs);
    known.after ??= asRecord(asRecord(step.newState)?.inputs);
    found.set(urn, known);
  }
  const resources: RunResource[] = [];
  for (const [urn, { steps, before, after }] of found) {
    const operation = operationOf(steps);
    const at = readUrn(urn);
    if (operation === undefined || at === undefined) continue;
    resources.push({
      urn,
      kind: at.kind,
      name: at.name,
      operation,
      before: operation === "create" ? undefined : before,
      after: operation === "delete" ? undefined : after,
    });
  }
  const [head = "", project = ""] = stackUrn.split("::");
  const messages = asList(json.diagnostics).map((item) => asRecord(item) ?? {});
  return {
    source: "preview",
    project,
    stack: head.slice("urn:pulumi:".length),
    config: readConfig(json.config),
    resources,
    risks: risksIn(
      readConfig(json.config),
      json.steps.map((item) => {
        const step = asRecord(item) ?? {};
        return [asText(step.urn) ?? "", asRecord(asRecord(step.newState)?.inputs)];
      }),
    ),
    errors: messages
      .filter(({ severity }) => severity === "error")
      .flatMap(({ urn, message }) => readErrors(asText(urn), asText(message) ?? "")),
    notes: messages
      .filter(({ severity }) => severity !== "error")
      .flatMap(({ message }) => withoutColors(asText(message) ?? "").split("\n"))
      .filter((line) => line.startsWith(NOTE))
      .map((line) => line.slice(NOTE.length)),
  };
}

/** Our own keys; others may be none of a report's business. Secret values come as `[secret]`, objects are not ours. */
export function readConfig(json: unknown): Readonly<Record<string, string>> {
  const config: Record<string, string> = {};
  for (const [key, value] of Object.entries(asRecord(json) ?? {})) {
    const text = asText(value) ?? asText(asRecord(value)?.value);
    if (key.startsWith("kubeovn:") && text !== undefined) config[key] = text;
  }
  return config;
}

const NOTE = "kubeovn: ";
/** How Pulumi's CLI prints a failure of `check`. @source pulumi pkg/resource/deploy/step_generator.go issueCheckFailures */
const FAILURE =
  /^(?:error: )?\S+ resource '.*?'(?:: property (\S+) value \{[\s\S]*?\} has a problem| has a problem): ([\s\S]*)$/;

function readErrors(urn: string | undefined, message: string): RunMessage[] {
  const text = withoutColors(message)
    .trim()
    .replace(/^error: /, "");
  const at = urn === undefined ? undefined : readUrn(urn);
  if (at === undefined) return programErrors(text);
  const [, property, reason = text] = FAILURE.exec(text) ?? [];
  const other = readOther(reason);
  if (other !== undefined && isKind(other.kind))
    return [messageOf({ kind: other.kind, name: other.name }, other.property, other.reason)];
  return [messageOf({ kind: at.kind, name: at.name }, property ?? "", reason)];
}

/** A program that stops at a workload prints its refusals line by line. */
function programErrors(text: string): RunMessage[] {
  const lines = text.split("\n").map((line) => messageOf(undefined, "", line));
  return lines.every(({ refusal }) => refusal !== undefined) ? lines : [{ text }];
}

function messageOf(resource: RunMessage["resource"], property: string, text: string): RunMessage {
  const { reason, code } = splitCode(text);
  return {
    ...(resource === undefined ? {} : { resource }),
    ...(property === "" ? {} : { property }),
    text: reason,
    ...(code === undefined ? {} : { refusal: code }),
  };
}

/** Without escape sequences of terminals and without Pulumi's own marks of colors. */
function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  return text.replace(/\u001b\[[0-9;]*m/g, "").replace(/<\{%[a-z0-9 ]*%\}>/gi, "");
}
