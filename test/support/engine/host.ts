import type { Kind } from "../../../provider/plan";
import type { OpenStore } from "../../../provider/runtime/session";
import { overTheWire, type Properties } from "./wire";

export type Method = "check" | "diff" | "create" | "read" | "update" | "delete";

/** One call as the provider got it. */
export interface Call {
  readonly method: Method;
  readonly kind: Kind;
  /** Resource name in the program. */
  readonly name: string;
  readonly id?: string;
  readonly olds?: Properties;
  readonly news?: Properties;
}

/** A call that was not answered. */
export class ProviderError extends Error {
  /** Set when the resource is there and unfinished: the engine keeps it. */
  readonly partial: { readonly id: string; readonly properties: Properties; readonly reasons: string[] } | undefined;

  constructor(cause: unknown) {
    const { id, properties = {}, reasons = [], message = String(cause) } = cause as Record<string, never>;
    super(reasons.length > 0 ? (reasons as string[]).join("; ") : message, { cause });
    this.partial = id === undefined ? undefined : { id, properties: overTheWire(properties), reasons };
  }
}

export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

export interface DiffAnswer {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** A provider process, as the engine calls it. What is not answered is a {@link ProviderError}. */
export interface Host {
  check(urn: string, olds: Properties, news: Properties): Promise<CheckAnswer>;
  diff(urn: string, id: string, olds: Properties, news: Properties): Promise<DiffAnswer>;
  create(urn: string, inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /** @returns undefined when the resource is gone */
  read(
    urn: string,
    id: string,
    properties: Properties,
  ): Promise<{ readonly inputs: Properties; readonly outputs: Properties } | undefined>;
  update(urn: string, id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(urn: string, id: string, properties: Properties): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
  /** Ends the process. */
  close(): Promise<void>;
}

export interface HostOptions {
  /** Configuration as the program or the stack has it, by full key. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly project: string;
  /** Default: as a provider process opens it. */
  readonly openStore?: OpenStore | undefined;
  print(line: string): void;
}
