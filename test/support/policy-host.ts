import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs a pack as the language host of Node does; those that the Go module proxy has are older than that. */
const LAUNCHER = `#!/bin/sh
exec node -e 'require(require("module").createRequire(process.cwd() + "/x").resolve("@pulumi/pulumi/cmd/run-policy-pack"))' x "$@"
`;

/**
 * Has a policy pack run under a CLI whose language host cannot run one: a stand-in for that host.
 *
 * @param bin   folder on the PATH of the CLI, made if it is not there
 * @param pack  folder of the pack; it says from then on that the stand-in runs it
 */
export function installPolicyHost(bin: string, pack: string): void {
  mkdirSync(bin, { recursive: true });
  const launcher = join(bin, "pulumi-analyzer-policy-stand-in");
  writeFileSync(launcher, LAUNCHER);
  chmodSync(launcher, 0o755);
  writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: stand-in\nmain: index.ts\n");
}
