import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, statSync } from "node:fs";
import { isSystemError, ManifestError } from "./errors";
import { type Manifest, parseManifest } from "./parse";
import { isProblem } from "./problem";
import { type FileSignature, signatureOf } from "./signature";
import { newlinesBetween } from "./split";

/** The largest file that is read, in bytes: 64 MiB. */
const MAX_FILE_BYTES = 67_108_864;

/** A file as it was when it was read: what it says, or what is wrong with it. */
export interface ManifestFile {
  readonly file: string;
  readonly signature: FileSignature;
  /** of the bytes: what a look at the clock leaves in doubt, it settles without parsing */
  readonly digest: string;
  readonly manifest: Manifest;
  readonly fault?: ManifestError;
}

const NOTHING: Manifest = { documents: [], objects: [] };

/**
 * Reads one file of a directory; undefined if it is not there, or is no regular file.
 *
 * @param known  the file as it was read before: the same bytes are not parsed again, and give the same objects
 */
export function readManifestFile(path: string, file: string, known?: ManifestFile): ManifestFile | undefined {
  const signature = signatureOf(path);
  // A broken link is there and cannot be read; a file that is gone, perhaps with its folder, is not there.
  const isThere = signature?.isRegular ?? lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (!isThere) return undefined;
  try {
    const { text, digest } = readManifestText(path, file);
    if (signature === undefined) return undefined;
    if (digest === known?.digest && known.fault === undefined) return { ...known, signature };
    return { file, signature, digest, manifest: parseFile(file, text) };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const doubtful = signature ?? { stamp: "", isDoubtful: true, isRegular: true };
    return { file, signature: { ...doubtful, isDoubtful: true }, digest: "", manifest: NOTHING, fault: error };
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
export function readManifestText(path: string, file: string): { readonly text: string; readonly digest: string } {
  let bytes: Buffer;
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) {
      const fact = `has ${Math.ceil(size / 1_048_576)} MiB, more than the 64 MiB that are read`;
      throw new ManifestError("unreadable", `${file} ${fact}; split it or move it out of the directory`, { file });
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${file} cannot be read: ${error.message}; make it readable or move it out of the directory`;
    throw new ManifestError("unreadable", message, { file }, error);
  }
  if (bytes.includes(0) || !isUtf8(bytes)) throw notYaml(file, 1, "it is not UTF-8 text");
  return { text: bytes.toString("utf8"), digest: digestOf(bytes) };
}

/** Equal for equal bytes. */
export function digestOf(bytes: Uint8Array | string): string {
  return createHash("sha1").update(bytes).digest("base64");
}

function notYaml(file: string, line: number, reason: string): ManifestError {
  const message = `${file}:${line} is no manifest: ${reason}; correct it or move the file out of the directory`;
  return new ManifestError("not-yaml", message, { file, line });
}
