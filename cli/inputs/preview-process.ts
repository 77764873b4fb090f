import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { scratchFolder } from "../../provider/scratch";
import { withProgress } from "../print/progress";
import { CommandError, type Surroundings } from "../surroundings";

/** What a preview printed, and what the provider wrote down meanwhile. */
export interface PreviewOutput {
  readonly text: string;
  readonly decisions: string;
}

/**
 * Runs `pulumi preview --json` in the current project. A preview that is refused has its output too, and the refusals in it.
 *
 * @param args  further arguments of `pulumi preview`
 * @throws CommandError when there is no Pulumi CLI, or it prints no JSON
 */
export async function runPreview(args: readonly string[], around: Surroundings): Promise<PreviewOutput> {
  const folder = mkdtempSync(path.join(scratchFolder(), "plan-"));
  const file = path.join(folder, "decisions.jsonl");
  const env = { ...around.env, KUBEOVN_DECISIONS: file, PULUMI_SKIP_UPDATE_CHECK: "1" };
  const all = ["preview", "--json", "--show-sames", "--non-interactive", ...args];
  try {
    const { stdout, stderr } = await withProgress("pulumi preview runs:", around, () =>
      run("pulumi", all, around.cwd, env),
    );
    const text = stdout.slice(Math.max(0, stdout.indexOf("{")));
    if (text === "" || !text.startsWith("{")) {
      throw new CommandError(`pulumi preview printed no plan:\n${`${stdout}${stderr}`.trim()}`);
    }
    return { text, decisions: existsSync(file) ? readFileSync(file, "utf8") : "" };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Pulumi has a process group of its own, and hears of every signal once, from here: what it leaves is cleaned up when it has ended. */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const isDetached = process.platform !== "win32";
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: isDetached });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    let received: NodeJS.Signals | undefined;
    const forward = (signal: NodeJS.Signals): void => {
      received = signal;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    const end = (): void => {
      for (const signal of SIGNALS) process.removeListener(signal, forward);
    };
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", (error) => {
      end();
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const text = isMissing
        ? "there is no pulumi on the PATH; install it, or give the output of `pulumi preview --json` as an argument"
        : `pulumi could not be started: ${error.message}`;
      reject(new CommandError(text));
    });
    child.on("close", () => {
      end();
      // Ends this process, too, with all that it leaves in the temporary folder.
      if (received !== undefined) process.kill(process.pid, received);
      else resolve({ stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") });
    });
  });
}
