import { type ChildProcess, execFileSync, spawn } from "node:child_process";

/** How a command ended. */
export interface CommandResult {
  /** 128 + 9 and the like after a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running: to wait for, or to be interrupted. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly result: Promise<CommandResult>;
}

/** Starts a command without terminal in a process group of its own, so that `process.kill(-child.pid)` reaches its children as well. */
export function startCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): RunningCommand {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) =>
      resolve({ code: code ?? 128 + (signal === "SIGKILL" ? 9 : 15), stdout, stderr }),
    );
  });
  return { child, result };
}

/** Kills a running command and all it has started, wherever those put themselves: Pulumi gives its plugins groups of their own. */
export function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const processes = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const doomed = [pid];
  for (const parent of doomed) {
    for (const [child, of] of processes) if (of === parent && child !== undefined) doomed.push(child);
  }
  for (const one of doomed) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // It ended by itself in the meantime.
    }
  }
}
