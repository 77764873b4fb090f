import { readFileSync } from "node:fs";
import path from "node:path";
import { CommandError, type Surroundings } from "../surroundings";

/** The text of a file, or of standard input for `-`. @throws CommandError when it cannot be read */
export async function readText(file: string, around: Surroundings): Promise<string> {
  if (file === "-") return readStream(around.stdin);
  try {
    return readFileSync(path.resolve(around.cwd, file), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // What Node says of it has the path, too.
    throw new CommandError(code === "ENOENT" ? `there is no file ${file}` : `${file} cannot be read: ${message}`);
  }
}

async function readStream(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
