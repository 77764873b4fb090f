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
  /** The component that declares them, made by the plugin for a program of another language; absent for a program. */
  readonly origin?: string;
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

/** Types of the parents of a declaration, with `$` after each; empty for one that has none. */
export function parentOf({ kind, name, path }: Declaration): string {
  return path.slice(0, -`${kind}::${name}`.length);
}

export const BATCH_FORMAT = 2;

/** The input that carries a resource's place in a batch to `check`, which removes it again. */
export const DECLARATION_INPUT = "__declaration";

/** A place in a batch. */
interface Entry {
  readonly entry: number;
  /** Where secrets stand in the arguments; absent where none does. */
  readonly secrets?: SecretPaths;
  /** Owner keys that the resource had under aliases, which were not known when the batch was written; absent where there are none. */
  readonly former?: readonly string[];
}

/** Value of that input where batches are files: the file, and the key that it is sealed with. */
export interface DeclarationRef extends Entry {
  readonly file: string;
  readonly key: string;
}

/** Value of that input where a plugin keeps the batches: what it calls this one. */
export interface KeptRef extends Entry {
  readonly batch: string;
}

/** Comes in for every planned value that a secret goes into, so that the engine keeps the answer secret. */
export const SECRET_MARK = "(secret)";

/** Narrows the ephemeral input; undefined for anything else. */
export function readDeclarationRef(value: unknown): DeclarationRef | undefined {
  const entry = readEntry(value);
  if (entry === undefined || !isRecord(value)) return undefined;
  const { file, key } = value;
  return typeof file === "string" && typeof key === "string" ? { file, key, ...entry } : undefined;
}

/** The same of a reference to a batch that a plugin keeps. */
export function readKeptRef(value: unknown): KeptRef | undefined {
  const entry = readEntry(value);
  if (entry === undefined || !isRecord(value)) return undefined;
  const { batch } = value;
  return typeof batch === "string" ? { batch, ...entry } : undefined;
}

function readEntry(value: unknown): Entry | undefined {
  if (!isRecord(value)) return undefined;
  const { entry, secrets, former } = value;
  if (typeof entry !== "number" || !Number.isSafeInteger(entry) || entry < 0) return undefined;
  return {
    entry,
    ...(Array.isArray(secrets) ? { secrets: secrets.filter(Array.isArray) } : {}),
    ...(isTexts(former) ? { former } : {}),
  };
}

/** What stands at a place of a batch, with what the reference tells of it besides; undefined where nothing does. */
export function declarationAt({ declarations }: Batch, { entry, former = [] }: Entry): Declaration | undefined {
  const declaration = declarations[entry];
  if (declaration === undefined) return undefined;
  const all = [...new Set([...(declaration.former ?? []), ...former])];
  return all.length === 0 ? declaration : { ...declaration, former: all };
}

/** Narrows the parsed JSON of a batch file; undefined when it is not one that this version wrote. */
export function readBatch(json: unknown): Batch | undefined {
  if (!isRecord(json) || json.format !== BATCH_FORMAT) return undefined;
  const { origin, ownerPrefix, dryRun, secretSettings, declarations } = json;
  if (typeof ownerPrefix !== "string" || typeof dryRun !== "boolean" || !Array.isArray(declarations)) return undefined;
  const optional = {
    ...(typeof origin === "string" ? { origin } : {}),
    ...(isTexts(secretSettings) ? { secretSettings } : {}),
  };
  return declarations.every(isDeclaration)
    ? { format: BATCH_FORMAT, ownerPrefix, dryRun, ...optional, declarations }
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
