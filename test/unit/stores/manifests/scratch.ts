import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { KubeObject, ObjectKey } from "../../../../provider/objects/kube-object";

/** A directory that lives as long as one test, with the files given. */
export async function inScratch<T>(
  files: Readonly<Record<string, string>>,
  body: (root: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), "manifests-"));
  try {
    for (const [path, text] of Object.entries(files)) put(root, path, text);
    return await body(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export function put(root: string, path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function read(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Every file and folder below a directory, what is hidden included, folders with "/" at the end. */
export function tree(root: string): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .flatMap((entry) => {
      if (!entry.isDirectory()) return [entry.name];
      const inner = tree(join(root, entry.name)).map((path) => `${entry.name}/${path}`);
      return inner.length === 0 ? [`${entry.name}/`] : inner;
    })
    .sort();
}

/** The files that someone who looks at the directory sees. */
export function visible(root: string): readonly string[] {
  return tree(root).filter((path) => !path.startsWith(".kubeovn/"));
}

export function vip(name: string, spec: Readonly<Record<string, unknown>> = {}): KubeObject {
  return { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name }, spec };
}

export function vipKey(name: string): ObjectKey {
  return { apiVersion: "kubeovn.io/v1", kind: "Vip", name };
}

/** A Vip as text. */
export function vipText(name: string, spec = ""): string {
  return `apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  name: ${name}\n${spec}`;
}
