import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";

/** Processes in groups of their own, which the terminal's Ctrl-C does not reach. @type {Set<import("node:child_process").ChildProcess>} */
const background = new Set();

const onTerminal = () => process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;

/** @param {NodeJS.Signals} signal */
const exitCodeOf = (signal) => 128 + constants.signals[signal];

/** @param {import("node:child_process").ChildProcess} child @param {NodeJS.Signals} signal */
function killGroup(child, signal) {
  try {
    process.kill(-(/** @type {number} */ (child.pid)), signal);
  } catch {
    // Already gone.
  }
}

process.on("exit", () => {
  for (const child of background) killGroup(child, "SIGKILL");
});

/**
 * The exit code of a program that is run on our own terminal, unless `stdio` says otherwise; 128 + signal when one ended it or reached us meanwhile.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Pick<import("node:child_process").SpawnOptions, "cwd" | "env" | "stdio">} [options]
 * @returns {Promise<number>}
 * @throws {Error} when the program cannot be started
 */
export async function runForeground(command, args, options = {}) {
  const child = spawn(command, [...args], { stdio: "inherit", ...options });
  /** @type {NodeJS.Signals | undefined} */
  let interrupted;
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    interrupted = signal;
    // A terminal sends Ctrl-C to the child as well, and Pulumi takes a second one for "stop at once".
    if (signal !== "SIGINT" || !onTerminal()) child.kill(signal);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const [code, signal] = await once(child, "close");
    const ending = interrupted ?? signal;
    return ending ? exitCodeOf(ending) : code;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

/**
 * What a program without terminal printed, and how it ended. Its whole process group ends with us.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onErrorLine?: (line: string) => void }} [options]
 *   timeoutMs: default none, after which the group is killed
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 when the program cannot be started, 124 after the timeout
 */
export async function runCaptured(command, args, { timeoutMs, onErrorLine, ...options } = {}) {
  const child = spawn(command, [...args], { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let stdout = "";
  let stderr = "";
  let timedOut = false;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    stderr += `${line}\n`;
    onErrorLine?.(line);
  });
  const timer = timeoutMs
    ? setTimeout(() => {
        timedOut = true;
        killGroup(child, "SIGKILL");
      }, timeoutMs)
    : undefined;
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => process.exit(exitCodeOf(signal));
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  background.add(child);
  try {
    const [code, signal] = await once(child, "close");
    return { code: timedOut ? 124 : signal ? exitCodeOf(signal) : code, stdout, stderr };
  } catch (error) {
    return { code: 127, stdout, stderr: String(error) };
  } finally {
    clearTimeout(timer);
    background.delete(child);
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
