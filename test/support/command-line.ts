import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runCommandLine } from "../../cli/command-line";

/** What a command printed, and how it ended. */
export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function runInProcess(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly stdin?: string;
    readonly isTerminal?: true;
  } = {},
): Promise<CommandOutcome> {
  const isTTY = options.isTerminal === true;
  const stream = (): PassThrough & { readonly isTTY: boolean } => Object.assign(new PassThrough(), { isTTY });
  const [stdout, stderr] = [stream(), stream()];
  const { cwd = process.cwd(), env = {}, stdin = "" } = options;
  const code = await runCommandLine(args, { cwd, env, stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr });
  const printed = (stream: PassThrough): Promise<string> => text(stream.end());
  return { code, stdout: await printed(stdout), stderr: await printed(stderr) };
}
