import { isAbsolute, relative, sep } from "node:path";

const MANIFEST = /\.(?:ya?ml|json)$/;
const TEMPORARY = /^\.kubeovn-[0-9a-f]+\.tmp$/;

/** Whether a file of this name is read, by the same endings that `kubectl apply -f <dir>` reads. */
export function isManifestName(name: string): boolean {
  return MANIFEST.test(name);
}

/** Whether a file or folder of this name is passed over: hidden ones, among them everything that is ours, and packages. */
export function isSkippedName(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}

/** Whether a file is what a killed writer left behind. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}

/** The path of something relative to a folder, with "/" on every system; undefined if it lies outside. */
export function pathInside(folder: string, path: string): string | undefined {
  const inner = relative(folder, path).split(sep).join("/");
  return inner === ".." || inner.startsWith("../") || isAbsolute(inner) ? undefined : inner;
}

/** Why a path is no place for a new manifest, or undefined if it is one. */
export function pathFault(path: string): string | undefined {
  const segments = path.split("/");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
  if (/[\x00-\x1f\x7f\\]/.test(path)) return "it has a backslash or a control character in it";
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) return "it is absolute";
  if (segments.some((segment) => segment === "" || segment === "." || segment === ".."))
    return "it is not a plain relative path";
  if (segments.some(isSkippedName)) return "hidden files and node_modules are not read back";
  return /\.ya?ml$/.test(path) ? undefined : 'it does not end in ".yaml"';
}
