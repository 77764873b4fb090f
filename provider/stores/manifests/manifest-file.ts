import { isUtf8 } from "node:buffer";
import { lstatSync, readFileSync } from "node:fs";
import { ManifestError, systemCode } from "./errors";
import { type Manifest, type PlacedObject, parseManifest } from "./parse";
import { isProblem } from "./problem";
import { type FileSignature, signatureOf } from "./signature";
import { newlinesBetween } from "./split";

/** The largest file that is read, in bytes: 64 MiB. */
export const MAX_FILE_BYTES = 67_108_864;

/** A file as it was when it was read: its objects, or what is wrong with it. */
export interface ManifestFile {
  readonly file: string;
  readonly signature: FileSignature;
  readonly objects: readonly PlacedObject[];
  readonly fault?: ManifestError;
}

/** Reads one file of a directory; undefined if it is not there, or is no regular file. */
export function readManifestFile(path: string, file: string): ManifestFile | undefined {
  try {
    const signature = signatureOf(path);
    // A broken link is there and cannot be read; a file that is gone, perhaps with its folder, is not there.
    if (signature === undefined && lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    if (signature !== undefined && !signature.isRegular) return undefined;
    const text = readManifestText(path, file, signature?.byteCount ?? 0);
    return signature && { file, signature, objects: parseFile(file, text).objects };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const signature = { stamp: "", isDoubtful: true, isRegular: true, byteCount: 0 };
    return { file, signature, objects: [], fault: error };
  }
}

/** A text taken apart; throws ManifestError "not-yaml" with the line if it is no manifest. */
export function parseFile(file: string, text: string): Manifest {
  const manifest = parseManifest(text);
  if (!isProblem(manifest)) return manifest;
  throw notYaml(file, newlinesBetween(text, 0, manifest.offset) + 1, manifest.reason);
}

/**
 * The text of a file, exactly as it can be written back.
 *
 * @throws ManifestError "unreadable" | "not-yaml" if the bytes are no text
 */
export function readManifestText(path: string, file: string, byteCount: number): string {
  if (byteCount > MAX_FILE_BYTES) {
    const size = `${Math.ceil(byteCount / 1_048_576)} MiB`;
    const message = `${file} has ${size}, more than the 64 MiB that are read; split it or move it out of the directory`;
    throw new ManifestError("unreadable", message, { file });
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const message = `${file} cannot be read: ${(error as Error).message}; make it readable or move it out of the directory`;
    throw systemCode(error) === undefined ? error : new ManifestError("unreadable", message, { file }, error);
  }
  const zero = bytes.indexOf(0);
  if (zero === -1 && isUtf8(bytes)) return bytes.toString("utf8");
  throw notYaml(file, 1, "it is not UTF-8 text");
}

function notYaml(file: string, line: number, reason: string): ManifestError {
  const message = `${file}:${line} is no manifest: ${reason}; correct it or move the file out of the directory`;
  return new ManifestError("not-yaml", message, { file, line });
}
