import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "./errors";

/**
 * Writes a new file that appears whole or not at all, and never over another one.
 *
 * @throws the system's error; code "EEXIST" if something of that name is there
 */
export function createFile(path: string, text: string): void {
  withTemporary(path, text, 0o644, (temporary) => {
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!NO_LINKS.includes(codeOf(error) ?? "")) throw error;
      // The directory lock keeps other runs out in between.
      if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
        throw Object.assign(new Error(`${path} exists`), { code: "EEXIST" });
      }
      renameSync(temporary, path);
    }
  });
}

/**
 * Replaces a file in one step, keeping its mode: a reader sees the old text or the new one.
 *
 * @param known  the text that the new one was made from
 * @returns false, and leaves the file as it is, if someone else has edited it since, be it in the moment of the replacement
 */
export function replaceFile(path: string, known: string, text: string): boolean {
  const mode = lstatSync(path).mode & 0o7777;
  if (textOf(path) !== known) return false;
  let isReplaced = false;
  withTemporary(path, text, mode, (temporary) => {
    const old = linkBeside(path);
    try {
      if (textOf(path) !== known) return;
      renameSync(temporary, path);
      // Who had opened the file before it was replaced writes into the old one.
      isReplaced = old === undefined || textOf(old) === known;
      if (old !== undefined && !isReplaced) renameSync(old, path);
    } finally {
      if (old !== undefined) rmSync(old, { force: true });
    }
  });
  return isReplaced;
}

/** Removes a file. @returns false, and leaves it, if it does not hold the known text any more */
export function removeFile(path: string, known: string): boolean {
  const aside = temporaryBeside(path);
  renameSync(path, aside);
  if (textOf(aside) === known) {
    rmSync(aside);
    return true;
  }
  // Who has put another file there since means that one.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) renameSync(aside, path);
  else rmSync(aside);
  return false;
}

/** A second name of the file; undefined where the file system has none. */
function linkBeside(path: string): string | undefined {
  const name = temporaryBeside(path);
  try {
    linkSync(path, name);
    return name;
  } catch (error) {
    if (NO_LINKS.includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** The text of a file; undefined, which equals no text, if it is gone. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return undefined;
  }
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.kubeovn-${randomBytes(8).toString("hex")}.tmp`);
}

/** What a file system without hard links (FAT, some shares) says. */
const NO_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

function withTemporary(path: string, text: string, mode: number, place: (temporary: string) => void): void {
  const temporary = temporaryBeside(path);
  try {
    const descriptor = openSync(temporary, "wx", mode);
    try {
      writeFileSync(descriptor, text);
      if (mode !== 0o644) fchmodSync(descriptor, mode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    place(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}
