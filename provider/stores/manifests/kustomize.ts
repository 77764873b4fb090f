import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { isSystemError } from "./errors";
import { pathInside } from "./file-name";
import { folderOf, type OverlayRoot } from "./overlays";

/** How a kustomization is rendered, in the order in which programs are looked up. */
const PROGRAMS: readonly (readonly [program: string, command: string])[] = [
  ["kubectl", "kustomize"],
  ["kustomize", "build"],
];
const TIMEOUT_MS = 20_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** A port where nobody answers. */
const NOWHERE = "http://127.0.0.1:1";

/** What a kustomization makes of its objects as YAML, or why that is not known. */
export type Rendering = { readonly text: string } | { readonly why: string };

/**
 * Renders a kustomization with the first of kubectl and kustomize that is on PATH.
 *
 * Nothing outside of the directory is reached: all that is listed is a plain path to what lies in it, plugins are off, the program
 * finds no other one, git among them, and no proxy answers.
 *
 * @param isRead  whether a path of the directory is one that was read
 */
export async function renderKustomization(
  directory: string,
  root: OverlayRoot,
  isRead: (path: string) => boolean,
): Promise<Rendering> {
  const outside = outsideOf(directory, root, isRead);
  if (outside !== undefined) return { why: `it names "${outside}", which is not read here` };
  const found = findProgram(process.env.PATH ?? "");
  if (found === undefined) return { why: "neither kubectl nor kustomize is on PATH" };
  return run(found, realpathSync(join(directory, folderOf(root.file))));
}

/** Something that it takes and that is no file or folder of the directory. */
function outsideOf(
  directory: string,
  { parts, resources }: OverlayRoot,
  isRead: (path: string) => boolean,
): string | undefined {
  const realDirectory = realpathSync(directory);
  const isInside = (path: string): boolean => {
    try {
      return pathInside(realDirectory, realpathSync(join(directory, path))) !== undefined;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return false;
    }
  };
  const listed = [...parts.values()].flatMap(({ outside }) => outside);
  const fragments = [...parts.values()].flatMap((one) => one.fragments);
  const unread = resources.find((path) => !isRead(path));
  return listed[0] ?? unread ?? [...parts.keys(), ...resources, ...fragments].find((path) => !isInside(path));
}

/** Folders of PATH that depend on where a command is run are passed over: a repository may lie there. */
function findProgram(path: string): readonly [file: string, command: string] | undefined {
  const folders = path.split(delimiter).filter(isAbsolute);
  for (const [program, command] of PROGRAMS) {
    const file = folders.map((folder) => join(folder, program)).find(isExecutable);
    if (file !== undefined) return [file, command];
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function run([file, command]: readonly [string, string], folder: string): Promise<Rendering> {
  const env = { PATH: "", KUBECONFIG: "", HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, NO_PROXY: "" };
  const options = { env, cwd: folder, timeout: TIMEOUT_MS, killSignal: "SIGKILL", maxBuffer: MOST_BYTES } as const;
  return new Promise((resolve) => {
    execFile(file, [command, "."], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ text: stdout });
      const [reason = ""] = stderr.trim().split("\n");
      resolve({
        why: error.killed === true ? `"${file} ${command}" does not come to an end` : reason || error.message,
      });
    });
  });
}
