import * as pulumi from "@pulumi/pulumi";
import {
  BATCH_FORMAT,
  type Batch,
  clearSettings,
  type Declaration,
  type DeclarationRef,
  type KeptRef,
  type Kind,
  type SecretPaths,
  UNKNOWN,
  unknownSettings,
} from "../provider/plan";
import { isPlugin } from "./front";
import { createCalls, createFiles, type Destination, type Handover } from "./handover";
import { madeComponent, perProgram } from "./program";
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
  /** Its index among the batches of the program. */
  readonly closed: Promise<number>;
}

/** The batches of one program. */
interface Batches {
  readonly handover: Handover;
  closedCount: number;
  open: OpenBatch | undefined;
}

function batches(): Batches {
  return perProgram("batches", () => ({
    handover: isPlugin() ? createCalls() : createFiles(),
    closedCount: 0,
    open: undefined,
  }));
}

/** A declaration's place in the batch, and the way to say who declared it. */
export interface Place {
  readonly ref: Promise<DeclarationRef | KeptRef>;
  readonly batch: Promise<unknown>;
  identify(identity: Identity, destination: Destination): void;
  /** Adds an owner key that the resource had before. */
  readonly addFormer: (owner: string) => void;
  /** Adds those that turn out after the batch is written; the reference waits for them. */
  readonly addFormerLater: (owners: Promise<readonly string[]>) => void;
}

/**
 * Puts a resource into the batch of this turn of the event loop.
 *
 * The batch is handed over when the turn ends, so that all that a program declares in one go is planned together, and before
 * any of it is registered, because every resource waits to be told where the batch is.
 */
export function declare(
  kind: Kind,
  name: string,
  args: Readonly<Record<string, unknown>>,
  secrets: Promise<SecretPaths>,
): Place {
  const { handover } = batches();
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
  let registeredWith: Destination = {};
  const isNew = (owner: string): boolean => owner !== record.identity?.owner && owner !== record.identity?.declaredBy;
  return {
    batch: batch.closed,
    ref: Promise.all([batch.closed, secrets]).then(async ([index, paths]) => {
      const former = [...new Set(await later)].filter(isNew);
      return {
        ...(await handover.whereabouts(index, registeredWith)),
        entry,
        ...(paths.length === 0 ? {} : { secrets: paths }),
        ...(former.length === 0 ? {} : { former }),
      };
    }),
    addFormerLater: (owners) => {
      later = owners;
    },
    identify: (identity, destination) => {
      record.identity = identity;
      registeredWith = destination;
    },
    addFormer: (owner) => {
      if (isNew(owner) && !record.former.includes(owner)) record.former.push(owner);
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
  const closed = new Promise<number>((resolve, reject) => {
    setImmediate(() => {
      program.open = undefined;
      try {
        program.handover.add(batchOf(entries));
        resolve(program.closedCount++);
      } catch (error) {
        reject(error);
      }
    });
  });
  program.open = { entries, closed };
  return program.open;
}

function batchOf(entries: OpenBatch["entries"]): Batch {
  const declarations = entries.map(({ kind, name, args, former, secrets, identity = ABANDONED }): Declaration => {
    const lists = { ...(former.length === 0 ? {} : { former }), ...(secrets.length === 0 ? {} : { secrets }) };
    return { kind, name, ...identity, ...lists, args };
  });
  const secret = [...secretSettings()];
  const made = madeComponent();
  return {
    format: BATCH_FORMAT,
    ...(made === undefined ? {} : { origin: made.origin }),
    ownerPrefix: ownerPrefix(),
    dryRun: pulumi.runtime.isDryRun(),
    ...(secret.length === 0 ? {} : { secretSettings: secret }),
    declarations,
  };
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
