import type { Declarer } from "../live/identity";
import type { Sibling } from "../refusals/messages";
import { isKind, type Kind } from "../terms/kinds";

/** What the program says of one resource when it is constructed, before any of it reaches the engine. */
export interface Declaration extends Declarer {
  readonly kind: Kind;
  /** Resource name, for messages. */
  readonly name: string;
  /** Qualified type and name: identifies the resource within the program. */
  readonly path: string;
  /** The object that a replacement takes the place of stays where it is (`retainOnDelete`). Default: it goes. */
  readonly isRetained?: boolean;
  /** Name of the explicit provider; empty for the default one. */
  readonly provider: string;
  /** Arguments as far as they were plain values; what was not is Pulumi's unknown sentinel. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Where secrets stand in these; absent where none does. */
  readonly secrets?: SecretPaths;
}

/** Where secrets stand in arguments: the fields and places on the way to each. */
export type SecretPaths = readonly (readonly (string | number)[])[];

/** The declarations of one turn of the program's event loop; a program without `await` or `apply` has exactly one. */
export interface Batch {
  readonly format: typeof BATCH_FORMAT;
  /** Owner keys of this stack begin with this. */
  readonly ownerPrefix: string;
  readonly dryRun: boolean;
  /** Settings that the program or its stack holds secret; absent where there are none. */
  readonly secretSettings?: readonly string[];
  readonly declarations: readonly Declaration[];
}

/** A declaration as sentences name it. */
export function siblingOf({ kind, name }: Declaration): Sibling {
  return { kind, name };
}

export const BATCH_FORMAT = 2;

/** The input that carries a resource's place in a batch to `check`, which removes it again. */
export const DECLARATION_INPUT = "__declaration";

/** Value of that input: the file of the batch, the key that it is sealed with, and the place in it. */
export interface DeclarationRef {
  readonly file: string;
  readonly key: string;
  readonly entry: number;
  /** Where secrets stand in the arguments; absent where none does. */
  readonly secrets?: SecretPaths;
  /** Owner keys that the resource had under aliases, which were not known when the batch was written; absent where there are none. */
  readonly former?: readonly string[];
}

/** Comes in for every planned value that a secret goes into, so that the engine keeps the answer secret. */
export const SECRET_MARK = "(secret)";

/** Narrows the ephemeral input; undefined for anything else. */
export function readDeclarationRef(value: unknown): DeclarationRef | undefined {
  if (!isRecord(value)) return undefined;
  const { file, key, entry, secrets, former } = value;
  return typeof file === "string" &&
    typeof key === "string" &&
    typeof entry === "number" &&
    Number.isSafeInteger(entry) &&
    entry >= 0
    ? {
        file,
        key,
        entry,
        ...(Array.isArray(secrets) ? { secrets: secrets.filter(Array.isArray) } : {}),
        ...(isTexts(former) ? { former } : {}),
      }
    : undefined;
}

/** Narrows the parsed JSON of a batch file; undefined when it is not one that this version wrote. */
export function readBatch(json: unknown): Batch | undefined {
  if (!isRecord(json) || json.format !== BATCH_FORMAT) return undefined;
  const { ownerPrefix, dryRun, secretSettings, declarations } = json;
  if (typeof ownerPrefix !== "string" || typeof dryRun !== "boolean" || !Array.isArray(declarations)) return undefined;
  const settings = isTexts(secretSettings) ? { secretSettings } : {};
  return declarations.every(isDeclaration)
    ? { format: BATCH_FORMAT, ownerPrefix, dryRun, ...settings, declarations }
    : undefined;
}

function isDeclaration(value: unknown): value is Declaration {
  if (!isRecord(value)) return false;
  const { kind, args, declaredBy, former = [], secrets = [], isRetained = false, ...texts } = value;
  const textsFit = (["name", "path", "owner", "provider"] as const).every((field) => typeof texts[field] === "string");
  const identityFits =
    ["undefined", "string"].includes(typeof declaredBy) &&
    isTexts(former) &&
    Array.isArray(secrets) &&
    secrets.every(Array.isArray) &&
    typeof isRetained === "boolean";
  return typeof kind === "string" && isKind(kind) && isRecord(args) && textsFit && identityFits;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
