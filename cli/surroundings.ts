import type { Writable } from "node:stream";

/** What a command gets from the process that it runs in. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** How every command ends; documented in `--help` and docs/reference/command-line.md. */
export const EXIT = {
  /** Done, and nothing found. */
  ok: 0,
  /** The command could not do its work. */
  failed: 1,
  /** Invalid arguments. */
  usage: 2,
  /** Done, and there is something to look at: a conflict, a taken address, a limit that is passed. */
  found: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A reason to stop that a person can do something about; the message is a sentence without full stop. */
export class CommandError extends Error {
  readonly code = "command-failed";
}
