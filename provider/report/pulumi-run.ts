import { type Kind, kindOfToken, type SettingKey } from "../plan";
import type { Json } from "./json";

/** A resource of ours, as a preview or a saved plan has it. */
export interface RunResource {
  readonly urn: string;
  readonly kind: Kind;
  readonly name: string;
  readonly operation: Operation;
  /** Checked inputs as they were; a saved plan has only those that stay. */
  readonly before: Json | undefined;
  /** Checked inputs as they will be. */
  readonly after: Json | undefined;
}

export type Operation = "create" | "same" | "update" | "replace" | "delete";

/** A line that Pulumi printed about a resource, or about the stack. */
export interface RunMessage {
  /** Absent for lines of the program or the stack. */
  readonly resource?: { readonly kind: Kind; readonly name: string };
  readonly property?: string;
  /** Without its code. */
  readonly text: string;
  /** Stable code of the refusal; absent for other failures. */
  readonly refusal?: string;
}

/** A setting that changes what may be destroyed or taken, and who sets it: the stack's configuration, providers by name. */
export interface RiskySetting {
  readonly key: SettingKey;
  readonly who: string;
}

/** What one run of `pulumi preview` said about our resources. */
export interface PulumiRun {
  readonly source: "preview" | "plan";
  readonly project: string;
  readonly stack: string;
  /** Stack configuration that begins with `kubeovn:`. */
  readonly config: Readonly<Record<string, string>>;
  readonly resources: readonly RunResource[];
  /** Settings that change what may be destroyed or taken. */
  readonly risks: readonly RiskySetting[];
  /** Why the preview failed; empty when it did not. */
  readonly errors: readonly RunMessage[];
  /** Lines that our provider printed. */
  readonly notes: readonly string[];
}

/** A file that is neither the output of `pulumi preview --json` nor a saved plan. */
export class RunFormatError extends Error {
  readonly code = "not-a-run";
}

/** What of a resource's URN matters here; undefined for resources of others. */
export function readUrn(
  urn: string,
): { readonly kind: Kind; readonly name: string; readonly project: string; readonly stack: string } | undefined {
  const [head = "", project = "", types = "", ...rest] = urn.split("::");
  const stack = head.slice("urn:pulumi:".length);
  const type = types.split("$").at(-1) ?? "";
  const kind = kindOfToken(type);
  return kind === undefined ? undefined : { kind, name: rest.join("::"), project, stack };
}

/** What several steps on one resource come to; undefined for steps that change nothing of it, such as reads. */
export function operationOf(steps: readonly string[]): Operation | undefined {
  const has = (...names: readonly string[]): boolean => names.some((name) => steps.includes(name));
  if (has("replace", "create-replacement", "delete-replaced")) return "replace";
  if (has("delete") && has("create")) return "replace";
  for (const operation of ["create", "update", "delete", "same"] as const) if (has(operation)) return operation;
  return has("import") ? "create" : undefined;
}
