import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. @type {string} */
export const repositoryFolder = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
