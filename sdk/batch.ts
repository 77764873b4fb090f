import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  BATCH_FORMAT,
  type Batch,
  clearSettings,
  type Declaration,
  type DeclarationRef,
  type Kind,
  type SecretPaths,
  UNKNOWN,
  unknownSettings,
} from "../provider/plan";
import { newSealKey, scratchFolder, seal } from "../provider/scratch";
import { perProgram } from "./program";
import { secretSettings } from "./secret-settings";

/** What a resource says of its place once its constructor has run. */
export type Identity = Pick<Declaration, "path" | "owner" | "declaredBy" | "provider" | "isRetained">;

interface OpenBatch {
  readonly entries: {
    readonly kind: Kind;
    readonly name: string;
    readonly args: Record<string, unknown>;
    readonly former: string[];
    /** Where secrets stand in the arguments that are known. */
    readonly secrets: (readonly (string | number)[])[];
    identity?: Identity;
  }[];
  readonly file: Promise<string>;
}

/** The batches of one program. */
interface Batches {
  /** Of the files: declarations may carry what the program holds secret, and a killed process removes nothing. */
  readonly key: string;
  directory: string | undefined;
  nextIndex: number;
  open: OpenBatch | undefined;
}

function batches(): Batches {
  return perProgram("batches", () => ({ key: newSealKey(), directory: undefined, nextIndex: 0, open: undefined }));
}

/** A declaration's place in the batch, and the way to say who declared it. */
export interface Place {
  readonly ref: Promise<DeclarationRef>;
  readonly batch: Promise<unknown>;
  identify(identity: Identity): void;
  /** Adds an owner key that the resource had before. */
  readonly addFormer: (owner: string) => void;
  /** Adds those that turn out after the batch is written; the reference waits for them. */
  readonly addFormerLater: (owners: Promise<readonly string[]>) => void;
}

/**
 * Puts a resource into the batch of this turn of the event loop.
 *
 * The batch is written when the turn ends, so that all that a program declares in one go is planned together, and before
 * any of it is registered, because every resource waits for the file's name.
 */
export function declare(
  kind: Kind,
  name: string,
  args: Readonly<Record<string, unknown>>,
  secrets: Promise<SecretPaths>,
): Place {
  const { key } = batches();
  perProgram("settings", checkSettings);
  const batch = openBatch();
  const entry = batch.entries.length;
  const known: (readonly (string | number)[])[] = [];
  const record: OpenBatch["entries"][number] = {
    kind,
    name,
    args: snapshotArgs(args, known),
    former: [],
    secrets: known,
  };
  batch.entries.push(record);
  let later: Promise<readonly string[]> | undefined;
  return {
    batch: batch.file,
    ref: Promise.all([batch.file, secrets]).then(async ([file, paths]) => {
      const former = (await later)?.filter((owner) => owner !== record.identity?.owner) ?? [];
      return {
        file,
        key,
        entry,
        ...(paths.length === 0 ? {} : { secrets: paths }),
        ...(former.length === 0 ? {} : { former }),
      };
    }),
    addFormerLater: (owners) => {
      later = owners;
    },
    identify: (identity) => {
      record.identity = identity;
    },
    addFormer: (owner) => {
      if (owner !== record.identity?.owner && !record.former.includes(owner)) record.former.push(owner);
    },
  };
}

/**
 * Once in a program: what is misspelled would be passed over, and with it perhaps which cluster is meant, and what is secret may stand
 * in clear where it goes.
 *
 * @throws Error
 */
function checkSettings(): true {
  const fault = unknownSettings(Object.keys(pulumi.runtime.allConfig())) ?? clearSettings([...secretSettings()]);
  if (fault !== undefined) throw new Error(fault);
  return true;
}

function openBatch(): OpenBatch {
  const program = batches();
  if (program.open !== undefined) return program.open;
  const entries: OpenBatch["entries"] = [];
  const file = new Promise<string>((resolve, reject) => {
    setImmediate(() => {
      program.open = undefined;
      try {
        resolve(writeBatch(program, entries));
      } catch (error) {
        reject(error);
      }
    });
  });
  program.open = { entries, file };
  return program.open;
}

function writeBatch(program: Batches, entries: OpenBatch["entries"]): string {
  const declarations = entries.map(({ kind, name, args, former, secrets, identity = ABANDONED }): Declaration => {
    const lists = { ...(former.length === 0 ? {} : { former }), ...(secrets.length === 0 ? {} : { secrets }) };
    return { kind, name, ...identity, ...lists, args };
  });
  const secret = [...secretSettings()];
  const batch: Batch = {
    format: BATCH_FORMAT,
    ownerPrefix: ownerPrefix(),
    dryRun: pulumi.runtime.isDryRun(),
    ...(secret.length === 0 ? {} : { secretSettings: secret }),
    declarations,
  };
  program.directory ??= mkdtempSync(path.join(scratchFolder(), "program-"));
  const file = path.join(program.directory, `${program.nextIndex}.sealed`);
  writeFileSync(file, seal(JSON.stringify(batch), program.key), { mode: 0o600 });
  program.nextIndex += 1;
  return file;
}

/** A constructor that threw has no identity; its entry keeps its place so that the others keep theirs. */
const ABANDONED: Identity = { path: "", owner: "", provider: "abandoned" };

/** First part of the owner keys of this stack: configuration `kubeovn:owner`, or organization, project and stack. */
export function ownerPrefix(project: string = pulumi.getProject(), stack: string = pulumi.getStack()): string {
  const configured = new pulumi.Config("kubeovn").get("owner");
  const isOwn = project === pulumi.getProject() && stack === pulumi.getStack();
  if (configured !== undefined && isOwn) return `${configured}/`;
  return `${organization()}/${project}/${stack}/`;
}

/** Pulumi's unit-test mocks may leave the organization unset, and throw when it is asked for. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}

/**
 * A copy of the arguments in which every Output and promise stands as unknown until it turns out to be known at once.
 *
 * @param secrets  gets the places of those that are secret, no later than their values stand in the copy
 */
function snapshotArgs(
  args: Readonly<Record<string, unknown>>,
  secrets: (readonly (string | number)[])[],
): Record<string, unknown> {
  const copy = (value: unknown, path: readonly (string | number)[], set: (known: unknown) => void): unknown => {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      const output = pulumi.output(value);
      // `apply` is not run on what stays unknown; what is known needs no turn of the event loop, or is late.
      output.apply(async (known) => {
        if (await pulumi.isSecret(output)) secrets.push(path);
        set(copy(known, path, () => undefined));
      });
      return UNKNOWN;
    }
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      value.forEach((item, i) => {
        items[i] = copy(item, [...path, i], (known) => {
          items[i] = known;
        });
      });
      return items;
    }
    if (value !== null && typeof value === "object") {
      if (pulumi.Resource.isInstance(value)) return UNKNOWN;
      const fields: Record<string, unknown> = {};
      for (const [field, inner] of Object.entries(value)) {
        if (inner === undefined) continue;
        fields[field] = copy(inner, [...path, field], (known) => {
          fields[field] = known;
        });
      }
      return fields;
    }
    return value;
  };
  return copy(args, [], () => undefined) as Record<string, unknown>;
}
