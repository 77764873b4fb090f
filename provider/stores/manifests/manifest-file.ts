import { constants, isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, statSync } from "node:fs";
import { isDeciding, mayHide } from "../../objects/kubeovn/deciding";
import { codeOf, isSystemError, ManifestError } from "./errors";
import { type ExportStamp, readExportStamp } from "./export-stamp";
import { isKustomizationName, type Kustomization, readKustomization } from "./kustomization";
import { type Manifest, parseManifest, readValue } from "./parse";
import { type FileSignature, signatureOf } from "./signature";

/** A file as it was when it was read: what it says, and what is wrong with it. */
export interface ManifestFile {
  readonly file: string;
  readonly signature: FileSignature;
  /** of the bytes: what a look at the clock leaves in doubt, it settles without parsing */
  readonly digest: string;
  readonly manifest: Manifest;
  /** what may hide an address */
  readonly faults: readonly ManifestError[];
  /** what cannot be read and hides none */
  readonly notes: readonly ManifestNote[];
  readonly kustomization?: Kustomization;
  /** the kustomization that it is a part of and no object */
  readonly fragmentOf?: string;
  /** of an export of a cluster, which other files may have objects of, too */
  readonly exported?: Partial<ExportStamp> | undefined;
}

/** Something that was passed over. */
export interface ManifestNote {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

const NOTHING: Manifest = { documents: [], objects: [], blemishes: [] };

/**
 * Reads one file of a directory; undefined if it is not there, or is no regular file.
 *
 * @param known  the file as it was read before: the same bytes are not parsed again, and give the same objects
 */
export function readManifestFile(path: string, file: string, known?: ManifestFile): ManifestFile | undefined {
  const signature = signatureOf(path);
  const isThere = signature?.isRegular ?? lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (!isThere) return undefined;
  // A link that leads nowhere says nothing, whatever it should have led to.
  if (signature === undefined) return withoutText(file, [{ file, line: 1, reason: "it is a link to nothing" }]);
  try {
    const { text, digest } = readManifestText(path, file);
    if (digest === known?.digest) return { ...known, signature };
    const manifest = parseManifest(text);
    return { file, signature, digest, manifest, ...judged(file, text, manifest) };
  } catch (error) {
    if (error instanceof NoText && !error.isDoubt) return withoutText(file, [{ file, line: 1, reason: error.reason }]);
    if (!(error instanceof ManifestError)) throw error;
    return { ...withoutText(file, []), signature: { ...signature, isDoubtful: true }, faults: [error] };
  }
}

function kustomizationOf(file: string, text: string): Pick<ManifestFile, "kustomization"> {
  return isKustomizationName(file) ? { kustomization: readKustomization(file, readValue(text)?.value, text) } : {};
}

/** What is told of a file beside its objects: what is wrong with it, by whether it may hide an address, and what it is. */
export function judged(
  file: string,
  text: string,
  { blemishes }: Manifest,
): Pick<ManifestFile, "faults" | "notes" | "kustomization" | "exported"> {
  return {
    faults: blemishes.filter(({ isDoubt }) => isDoubt).map((blemish) => notYaml(file, blemish)),
    notes: blemishes.filter(({ isDoubt }) => !isDoubt).map(({ line, reason }) => ({ file, line, reason })),
    ...kustomizationOf(file, text),
    exported: readExportStamp(text),
  };
}

function withoutText(file: string, notes: readonly ManifestNote[]): ManifestFile {
  const signature = { stamp: "", isDoubtful: true, isRegular: true };
  return { file, signature, digest: "", manifest: NOTHING, faults: [], notes };
}

/** A text taken apart; throws ManifestError "not-yaml" with the line if any of it is not as it should be. */
export function parseFile(file: string, text: string): Manifest {
  const manifest = parseManifest(text);
  const [blemish] = manifest.blemishes;
  if (blemish === undefined) return manifest;
  throw notYaml(file, blemish);
}

/** Bytes that are no text. */
class NoText extends ManifestError {
  readonly isDoubt: boolean;
  readonly reason = "it is not UTF-8 text";
  constructor(file: string, bytes: Buffer) {
    const { message, code, details } = notYaml(file, { line: 1, reason: "it is not UTF-8 text" });
    super(code, message, details);
    this.isDoubt = mayHide(bytes.toString("latin1").replaceAll("\0", ""));
  }
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
    if (size > constants.MAX_STRING_LENGTH) {
      const most = Math.floor(constants.MAX_STRING_LENGTH / 1_048_576);
      const fact = `has ${Math.ceil(size / 1_048_576)} MiB, more than the ${most} MiB that one text can have`;
      throw new ManifestError("unreadable", `${file} ${fact}; split it or move it out of the directory`, { file });
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${file} cannot be read: ${error.message}; make it readable or move it out of the directory`;
    throw new ManifestError("unreadable", message, { file }, error);
  }
  if (bytes.includes(0) || !isUtf8(bytes)) throw new NoText(file, bytes);
  return { text: bytes.toString("utf8"), digest: digestOf(bytes) };
}

/** Equal for equal bytes. */
export function digestOf(bytes: Uint8Array | string): string {
  return createHash("sha1").update(bytes).digest("base64");
}

function notYaml(file: string, { line, reason }: { readonly line: number; readonly reason: string }): ManifestError {
  const message = `${file}:${line} is no manifest: ${reason}; correct it, move the file out of the directory, or exclude it in .kubeovnignore`;
  return new ManifestError("not-yaml", message, { file, line });
}

/** A file that is a part of a kustomization: none of what stands in it is an object, but what decides is told. */
export function asFragment(file: ManifestFile, kustomization: string): ManifestFile {
  const notes = file.manifest.objects
    .filter(({ object }) => isDeciding(object))
    .map(({ object, line }) => ({
      file: file.file,
      line,
      reason: `it is a part of ${kustomization}, so what it makes of ${object.kind} "${object.metadata.name}" is not known here; render it with kustomize to have it read`,
    }));
  return { ...file, manifest: NOTHING, faults: [], notes, fragmentOf: kustomization };
}

/**
 * The text of a small file; "" where it is not there.
 *
 * @throws ManifestError "unreadable" for what has no end, such as a pipe or a device, or is no small file
 */
export function readSmallText(path: string, file: string): string {
  const unreadable = (fact: string, cause?: unknown): ManifestError =>
    new ManifestError("unreadable", `${file} ${fact}; correct or remove it`, { file }, cause);
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw unreadable("is no file");
    if (stat.size > MOST_SMALL_BYTES) throw unreadable(`has more than ${MOST_SMALL_BYTES / 1_048_576} MiB`);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    if (!isSystemError(error)) throw error;
    throw unreadable(`cannot be read: ${error.message}`, error);
  }
}

const MOST_SMALL_BYTES = 1_048_576;
