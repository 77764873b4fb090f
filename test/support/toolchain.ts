import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The folder of this repository; mocha runs there, because its settings are there. */
export const repositoryFolder: string = process.cwd();

/** A module of scripts/toolchain/, which is plain JavaScript outside of the compiled tree. */
export function loadToolchain<T>(file: string): Promise<T> {
  return import(pathToFileURL(join(repositoryFolder, "scripts", "toolchain", file)).href);
}
