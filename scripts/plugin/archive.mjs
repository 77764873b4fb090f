import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { runCaptured } from "../toolchain/processes.mjs";

/**
 * Writes the files of a folder to an archive, and beside it the SHA-256 of that as `sha256sum --check` reads it.
 *
 * @param {string} folder  without links: the CLI refuses those that lead out
 * @param {string} file    path of the archive, `….tar.gz`
 * @throws {Error} with what tar says
 */
export async function archive(folder, file) {
  const { code, stderr } = await runCaptured("tar", ["-czf", file, "-C", folder, ...readdirSync(folder).sort()]);
  if (code !== 0) throw new Error(`tar failed (exit code ${code}):\n${stderr}`);
  const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
  writeFileSync(`${file}.sha256`, `${sum}  ${basename(file)}\n`);
}
