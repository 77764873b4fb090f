import { kindOfToken } from "../../../provider/plan";
import type { Call } from "./host";
import { nameIn, qualifiedTypeOf } from "./state";
import type { Properties } from "./wire";

export type Operation = "create" | "update" | "replace" | "same" | "delete" | "read" | "skip";

/** What one run did, by `Kind::name`. */
export interface Outcome {
  readonly operations: Map<string, Operation>;
  /** Checked inputs of what the program declares. */
  readonly inputs: Map<string, Properties>;
  /** Refusals of `check`; the run ends with the first resource that has one. */
  readonly failures: Map<string, readonly { property: string; reason: string }[]>;
  /** What else went wrong; the run ends with it, when what had begun is through. */
  readonly errors: Map<string, Error>;
  /** What refresh found changed or gone. */
  readonly drifted: string[];
  /** All calls that reached the provider, in the order in which they began. */
  readonly calls: Call[];
  /** The run was killed. */
  wasKilled: boolean;
}

export function newOutcome(): Outcome {
  return {
    operations: new Map(),
    inputs: new Map(),
    failures: new Map(),
    errors: new Map(),
    drifted: [],
    calls: [],
    wasKilled: false,
  };
}

/** `Kind::name`, as programs of tests name their resources. */
export function pathIn(urn: string): string {
  const type = qualifiedTypeOf(urn).split("$").at(-1) ?? "";
  return `${kindOfToken(type) ?? type}::${nameIn(urn)}`;
}
