import { randomUUID } from "node:crypto";
import { type Batch, type Declaration, declarationAt, readBatch, readKeptRef, type SecretPaths } from "../plan";
import { BatchError, type Declared, type Run } from "../runtime/declared";
import { createNeighbors } from "./neighbors";
import type { Opened } from "./wire";

/** Where a resource stands, as the engine says; `provider` is the name of an explicit one, and empty otherwise. */
export type Registered = Pick<Declaration, "kind" | "name" | "path" | "provider">;

/** What a program is told of a batch. */
interface Kept extends Readonly<Record<string, unknown>> {
  /** What it is called from now on. */
  readonly batch: string;
  /** For each declaration, the paths of those that are made before it, of this batch and of earlier ones. */
  readonly after: readonly (readonly string[])[];
}

/**
 * Declarations of one run, in the order in which they come: batches that a program hands over beforehand, and resources that
 * come alone with their check. The former are planned together; of the latter each is a batch of its own.
 *
 * **How a program hands over a batch.** It calls the function `kubeovn:index:declare`, which the package schema does not list,
 * with one argument, `batch`: the JSON text of a {@link Batch}, secret where the language has secret arguments of functions.
 * The answer is a {@link Kept}: the plugin's name for it, and what depends on what, for a program that does not know. Then each resource of the batch is registered with one more
 * input, `__declaration`: `{ batch, entry, former? }`, where `entry` is its index in `declarations` and `former` are owner keys
 * under aliases that were not known by then. The input reaches no state.
 *
 * - Every provider that a resource of a batch uses gets all batches up to that one, one after another: the next call begins
 *   when the last one has answered. The text is the same for all; each has its own name for it.
 * - `path` of a declaration is the types of its parents, outermost first and without the stack, and its kind, joined by `$`;
 *   then `::` and the resource's name. A parent of this package has the type there that it has in the dynamic provider
 *   (`pulumi-nodejs:dynamic/kubeovn:Subnet`), so that owner keys are the same in both.
 * - `owner` is `ownerPrefix`, the same types and kind, `/` and the name. With a known argument `key` it is `key/<key>`, and the
 *   former stands in `declaredBy`.
 * - What is not known in `args` is Pulumi's unknown sentinel; a reference to a resource of this package is the name of its
 *   object, known or not; what is undefined or null is omitted.
 * - `secrets` says which places of `args` are secret, `isRetained` that the resource has `retainOnDelete`, `secretSettings` may be
 *   omitted: the plugin knows them.
 */
export interface Declarations {
  /**
   * Takes in a batch.
   *
   * @param text  JSON text of a {@link Batch}
   * @returns what the program is told of it
   * @throws BatchError where it is none, or one of another version of this package
   */
  keep(text: unknown): Kept;
  /**
   * What a program has handed over of a resource.
   *
   * @param inputs   as they came in
   * @param isOwner  whether owner keys of this stack may begin so
   * @throws BatchError where it is not there, or of another resource than the one that is registered
   */
  handedOver(inputs: Opened, registered: Registered, isOwner: (prefix: string) => boolean): Declared;
  /** A resource that comes alone. A replacement is checked twice: its place keeps its first declaration. */
  alone(declaration: Declaration, secrets: SecretPaths, run: Pick<Run, "ownerPrefix">): Declared;
  /** What came alone at a place of the program in this run. */
  at(path: string): Declared | undefined;
}

/** @param secretSettings  keys of settings that are secret */
export function createDeclarations(secretSettings: () => readonly string[]): Declarations {
  const batches: Run["batches"][number][] = [];
  const kept = new Map<string, { readonly batch: Batch; readonly count: number }>();
  const single = new Map<string, Declared>();
  const neighbors = createNeighbors();
  const runUpTo = (count: number, run: Pick<Run, "ownerPrefix" | "isPreview">): Run => ({
    id: "plugin",
    batches: batches.slice(0, count),
    ...run,
  });
  return {
    keep(text) {
      const batch = typeof text === "string" ? batchIn(text) : undefined;
      if (batch === undefined) throw new BatchError(`the program's declarations cannot be read; ${ONE_VERSION}`);
      const id = randomUUID();
      const hidden = [...new Set([...(batch.secretSettings ?? []), ...secretSettings()])];
      kept.set(id, { batch, count: batches.push({ ...batch, secretSettings: hidden }) });
      return { batch: id, after: neighbors.join(batch.declarations) };
    },
    handedOver({ declaration: value, secrets }, registered, isOwner) {
      const { kind, name, provider } = registered;
      const ref = readKeptRef(value);
      const found = ref === undefined ? undefined : kept.get(ref.batch);
      const declaration = ref === undefined || found === undefined ? undefined : declarationAt(found.batch, ref);
      const called = `${kind} ${JSON.stringify(name)}`;
      if (declaration === undefined || found === undefined || declaration.provider !== provider)
        throw new BatchError(
          `${called} was declared to another provider than it is registered with; name its provider in its own options or its parent's, not in a transform`,
        );
      if (declaration.kind !== kind || declaration.name !== name) {
        const { kind: other, name: otherName } = declaration;
        throw new BatchError(`${called} was declared as ${other} ${JSON.stringify(otherName)}; ${ONE_VERSION}`);
      }
      const { ownerPrefix, dryRun } = found.batch;
      if (!isOwner(ownerPrefix) || !(declaration.declaredBy ?? declaration.owner).startsWith(ownerPrefix))
        throw new BatchError(
          `${called} was declared for ${declaration.owner}, which is not of this stack; ${ONE_VERSION}`,
        );
      const run = runUpTo(found.count, { ownerPrefix, isPreview: dryRun });
      return { run, declaration, secrets };
    },
    alone(declaration, secrets, { ownerPrefix }) {
      const before = single.get(declaration.path);
      if (before !== undefined) return before;
      const withPlaces = secrets.length === 0 ? declaration : { ...declaration, secrets };
      const origin = `alone ${declaration.path}`;
      const count = batches.push({ origin, declarations: [withPlaces], secretSettings: secretSettings() });
      const run = runUpTo(count, { ownerPrefix, isPreview: undefined });
      const declared: Declared = { run, declaration: withPlaces, secrets };
      single.set(declaration.path, declared);
      return declared;
    },
    at: (path) => single.get(path),
  };
}

const ONE_VERSION = "install one version of pulumi-kubeovn for program and plugin";

function batchIn(text: string): Batch | undefined {
  try {
    return readBatch(JSON.parse(text));
  } catch {
    return undefined;
  }
}
