import { readFileSync } from "node:fs";

/** The version of the plugin that @pulumi/kubernetes asks for: its own. */
export function pluginVersion(): string {
  const manifest = readFileSync(require.resolve("@pulumi/kubernetes/package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
