import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs the pack that it lies in as the language host of Node does; those that the Go module proxy has are older than that. */
const LAUNCHER = `#!/bin/sh
cd "$(dirname "$0")"
exec node -e 'require(require("module").createRequire(process.cwd() + "/x").resolve("@pulumi/pulumi/cmd/run-policy-pack"))' x "$1" .
`;

/**
 * Has a policy pack run under a CLI whose language host cannot run one: a program that the CLI starts in the place of a pack.
 *
 * @param pack  folder of the pack
 * @returns name of the program in it
 * @source pulumi pkg/resource/plugin/analyzer_plugin.go NewPolicyAnalyzer, v3.276: a pack that is a file is started as it is
 */
export function installPolicyHost(pack: string): string {
  const name = "launcher";
  writeFileSync(join(pack, name), LAUNCHER);
  chmodSync(join(pack, name), 0o755);
  return name;
}
