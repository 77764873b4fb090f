import path from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = path.resolve(__dirname, "../../..");

interface GoPrograms {
  readonly SHARED_BUILD: object;
  goProgramsFolder(name: string, programs: readonly object[]): Promise<string | undefined>;
  buildGoPrograms(folder: string, programs: readonly object[], log: (line: string) => void): Promise<string>;
}

/**
 * Builds the Go program in a folder of `bench/` once into the user cache.
 *
 * @param name   of the folder and of the program
 * @param about  what it is and how long it takes, for the progress lines
 * @returns its file; undefined, and said, where there is no Go
 */
export async function buildGoPeer(
  name: string,
  about: string,
  log: (line: string) => void,
): Promise<string | undefined> {
  const module = path.join(ROOT, "bench", name);
  const url = pathToFileURL(path.join(ROOT, "scripts", "toolchain", "go-programs.mjs")).href;
  const { buildGoPrograms, goProgramsFolder, SHARED_BUILD } = (await import(url)) as GoPrograms;
  const programs = [{ module, package: ".", output: name, ldflags: "", env: SHARED_BUILD, about }];
  const folder = await goProgramsFolder(name, programs);
  if (folder === undefined) {
    log("no Go on the PATH: our figures come without the peer");
    return undefined;
  }
  return path.join(await buildGoPrograms(folder, programs, log), name);
}
