import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurnOfLoop } from "node:timers/promises";
import { createFolderTree } from "./folder-tree";
import { IGNORE_FILE, type IgnoreRules, readIgnoreRules } from "./ignore-rules";
import { currentTurn } from "./lock";
import {
  asFragment,
  digestOf,
  judged,
  type ManifestFile,
  readManifestFile,
  readManifestText,
  readSmallText,
} from "./manifest-file";
import { createObjectIndex, type IndexedObject, type ObjectIndex, type PlacesOf } from "./object-index";
import { type Overlays, readOverlays } from "./overlays";
import { parseManifest } from "./parse";
import { createRenderings } from "./rendered";
import type { Rewritten } from "./rewrite";
import { signatureOf } from "./signature";

/** How old the last look at every file may be for a single object to be answered from it, in milliseconds. */
const FULL_LOOK_MS = 1_000;
/** After so many files read the event loop gets its turn, so that the lock keeps being touched meanwhile. */
const FILES_PER_TURN = 50;

/** What a directory holds, kept in memory and brought up to date by looking at time stamps. */
export interface ManifestView {
  readonly index: Pick<ObjectIndex, "all" | "at" | "assertReadable" | "assertWhole" | "exports" | "find" | "notes">;
  /** looks at every file */
  lookAtAll(): Promise<void>;
  /**
   * Looks at every folder and at the files of those that changed; at every file if the last such look is a second ago.
   *
   * A file that is rewritten in place, not by a rename, changes no folder: that is what the second is for.
   *
   * @param isLocked  whether this run holds the lock
   */
  lookAround(isLocked: boolean): Promise<void>;
  /** the object of a key as its file has it at this moment, going by the last look for where that is */
  find(key: string): Promise<IndexedObject | undefined>;
  /** the text of a file at this moment, and what it says */
  read(file: string): Rewritten;
  /** takes in what this run has just written to a file, or that it removed it, in the turn that it began for it */
  noteWrite(file: string, written: Rewritten | undefined, turn: string): void;
  /** removes what killed writers left; the lock must be held */
  sweep(): void;
}

/** The view of a directory that nobody has looked at yet. */
export function createView(root: string, ignored: readonly string[], placesOf: PlacesOf): ManifestView {
  const tree = createFolderTree(root);
  const index = createObjectIndex(placesOf);
  const renderings = createRenderings(placesOf);
  let overlays: Overlays = { fragments: new Map(), namespaces: new Map(), roots: [] };
  // What is applied; what is edited stands in `index`.
  let shown = index;
  let ignoreText = "";
  let isExcluded: IgnoreRules = readIgnoreRules(ignored);
  let ownTurn: string | undefined;
  let lookedAtAllMs = Number.NEGATIVE_INFINITY;

  async function look(mode: "all" | "changed", isLocked: boolean): Promise<void> {
    const startedMs = Date.now();
    const turn = currentTurn(root);
    // Without a turn in the directory nothing is known of other runs: the last one may have taken its own away.
    const isOwnTurn = turn !== "" && turn === ownTurn;
    // Without the lock, a run that began this turn may still be about to write what belongs to it.
    if (!isOwnTurn) ownTurn = isLocked ? turn : undefined;
    const isAsBefore = readExclusions();
    const { seen, gone } = tree.look(isAsBefore ? mode : "all", isOwnTurn);
    for (const file of gone) index.drop(file);
    let readCount = 0;
    for (const file of seen) {
      if (isExcluded(file)) index.drop(file);
      else if (readFile(file) && ++readCount % FILES_PER_TURN === 0) await nextTurnOfLoop();
    }
    settleOverlays();
    await renderings.refresh(root, index, overlays);
    shown = renderings.shown(index, overlays);
    if (mode === "all") lookedAtAllMs = startedMs;
  }

  /** Whether what is excluded is what it was. */
  function readExclusions(): boolean {
    const text = readSmallText(join(root, IGNORE_FILE), IGNORE_FILE);
    if (text === ignoreText) return true;
    ignoreText = text;
    isExcluded = readIgnoreRules([...text.split("\n"), ...ignored]);
    return false;
  }

  /** Reads again what a kustomization that came, went or changed has something else to say about. */
  function settleOverlays(): void {
    const before = overlays;
    overlays = readOverlays(index.kustomizations());
    const changed = [...overlays.fragments.keys(), ...before.fragments.keys()].filter(
      (file) => overlays.fragments.get(file) !== before.fragments.get(file),
    );
    const moved = [...overlays.namespaces.keys(), ...before.namespaces.keys()].filter(
      (file) => overlays.namespaces.get(file) !== before.namespaces.get(file),
    );
    for (const file of new Set([...changed, ...moved])) {
      if (index.file(file) === undefined) continue;
      index.drop(file);
      readFile(file);
    }
  }

  function put(file: ManifestFile): void {
    const kustomization = overlays.fragments.get(file.file);
    if (kustomization === undefined) index.put(file, overlays.namespaces.get(file.file));
    else index.put(asFragment(file, kustomization));
  }

  /** Whether the file had to be read. */
  function readFile(file: string): boolean {
    const known = index.file(file);
    const path = join(root, file);
    if (known !== undefined && !known.signature.isDoubtful && signatureOf(path)?.stamp === known.signature.stamp) {
      return false;
    }
    const read = readManifestFile(path, file, known);
    if (read === undefined) index.drop(file);
    else if (read.manifest === known?.manifest && read.faults.length === 0) index.refresh(read);
    else put(read);
    return true;
  }

  return {
    index: {
      find: index.find,
      assertReadable: index.assertReadable,
      all: () => shown.all(),
      at: (places) => shown.at(places),
      assertWhole: () => shown.assertWhole(),
      exports: () => shown.exports(),
      notes: () => shown.notes(),
    },
    lookAtAll: () => look("all", false),
    lookAround: (isLocked) => look(Date.now() - lookedAtAllMs > FULL_LOOK_MS ? "all" : "changed", isLocked),
    async find(key) {
      const found = index.find(key);
      if (found === undefined) return undefined;
      readFile(found.file);
      // It was moved or removed in this very moment: only a look at everything tells which.
      if (index.find(key) === undefined) await look("all", false);
      return index.find(key);
    },
    read(file) {
      const { text, digest } = readManifestText(join(root, file), file);
      const known = index.file(file);
      return { text, manifest: known?.digest === digest ? known.manifest : parseManifest(text) };
    },
    noteWrite(file, written, turn) {
      const signature = signatureOf(join(root, file));
      if (written === undefined || signature === undefined) index.drop(file);
      else
        put({
          file,
          signature,
          digest: digestOf(written.text),
          manifest: written.manifest,
          ...judged(file, written.text, written.manifest),
        });
      shown = renderings.shown(index, overlays);
      tree.noteWrite(file, written !== undefined);
      ownTurn = turn;
    },
    sweep() {
      for (const stray of tree.strays()) {
        try {
          unlinkSync(join(root, stray));
        } catch {
          // It is gone, or it is no file of ours after all: it hinders no write.
        }
      }
    },
  };
}
