import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
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
      if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error) ?? "")) throw error;
      // A file system without hard links (FAT, some shares): the directory lock keeps other runs out in between.
      if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
        throw Object.assign(new Error(`${path} exists`), { code: "EEXIST" });
      }
      renameSync(temporary, path);
    }
  });
}

/** Replaces a file in one step, keeping its mode: a reader sees the old text or the new one. */
export function replaceFile(path: string, text: string): void {
  const mode = lstatSync(path).mode & 0o7777;
  withTemporary(path, text, mode, (temporary) => renameSync(temporary, path));
}

function withTemporary(path: string, text: string, mode: number, place: (temporary: string) => void): void {
  const temporary = join(dirname(path), `.kubeovn-${randomBytes(8).toString("hex")}.tmp`);
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
