import { writeFileSync } from "node:fs";
import path from "node:path";
import { CommandError, type Surroundings } from "./surroundings";

/** Writes to a file, or to standard output where none is named. @throws CommandError when the file cannot be written */
export function writeOutput(text: string, file: string | undefined, around: Surroundings): void {
  if (file === undefined) {
    around.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path.resolve(around.cwd, file), text);
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
