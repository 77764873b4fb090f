import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let scratch: string | undefined;

/** One for all files of this process, which goes with it. */
function scratchFolder(): string {
  if (scratch === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    scratch = folder;
  }
  return scratch;
}

/** A kubeconfig of one context in a folder of its own, which goes with this process. */
export function writeKubeconfig(
  name: string,
  { cluster, user }: { readonly cluster: object; readonly user: object },
): string {
  const file = join(mkdtempSync(join(scratchFolder(), "of-")), "config");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
