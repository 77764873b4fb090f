import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pluginVersion } from "./version";

/**
 * Puts the stand-in where the CLI keeps plugins it has downloaded, as the version that @pulumi/kubernetes asks for.
 *
 * @param home  PULUMI_HOME
 */
export function installKubernetesPlugin(home: string): void {
  const folder = join(home, "plugins", `resource-kubernetes-v${pluginVersion()}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "pulumi-resource-kubernetes");
  const quoted = [process.execPath, resolve(__dirname, "main.js")].map((path) => `'${path.replaceAll("'", "'\\''")}'`);
  writeFileSync(file, `#!/bin/sh\n# stand-in for the real plugin\nexec ${quoted.join(" ")}\n`);
  chmodSync(file, 0o755);
}
