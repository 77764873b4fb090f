import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCaptured } from "../toolchain/processes.mjs";

/** Where Node looks for a program in its own executable. @source Node.js documentation, Single executable applications */
const SECTION = "NODE_SEA_BLOB";
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * Writes an executable that is the running Node with a program in it.
 *
 * @param {string} script  a program in one file
 * @param {string} file
 * @throws {Error} where this Node cannot be made so, such as one that a distribution has split into libraries
 */
export async function makeExecutable(script, file) {
  const scratch = mkdtempSync(join(tmpdir(), "pulumi-kubeovn-plugin-"));
  try {
    const [config, blob] = [join(scratch, "sea.json"), join(scratch, "blob")];
    const settings = { main: script, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true };
    writeFileSync(config, JSON.stringify(settings));
    await run(process.execPath, ["--experimental-sea-config", config]);
    copyFileSync(process.execPath, file);
    chmodSync(file, 0o755);
    const isMac = process.platform === "darwin";
    // An injected program breaks the signature of an executable, and macOS runs none without one.
    if (isMac) await run("codesign", ["--remove-signature", file]);
    const postject = fileURLToPath(import.meta.resolve("postject/dist/cli.js"));
    const segment = isMac ? ["--macho-segment-name", "NODE_SEA"] : [];
    await run(process.execPath, [postject, file, SECTION, blob, "--sentinel-fuse", FUSE, ...segment]);
    if (isMac) await run("codesign", ["--sign", "-", file]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {string} command @param {readonly string[]} args */
async function run(command, args) {
  const { code, stdout, stderr } = await runCaptured(command, args);
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} failed (exit code ${code}):\n${stdout}${stderr}`);
}
