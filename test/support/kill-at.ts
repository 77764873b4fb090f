import fs from "node:fs";
import path from "node:path";

/**
 * Loaded into a process before everything else, ends it as `kill -9` does at its Nth change below a directory: before it, after it,
 * or with half of a text written.
 */
export interface KillAt {
  readonly directory: string;
  readonly change: number;
  readonly when: "before" | "middle" | "after";
}

/** Of the environment: a {@link KillAt} as JSON. */
export const KILL_AT = "KILL_AT";

type Call = (...args: unknown[]) => unknown;

const CHANGES = [
  "mkdirSync",
  "rmdirSync",
  "linkSync",
  "renameSync",
  "rmSync",
  "unlinkSync",
  "openSync",
  "writeFileSync",
];

function killAt({ directory, change, when }: KillAt): void {
  const functions = fs as unknown as Record<string, Call>;
  const opened = new Set<unknown>();
  let count = 0;
  const die = (): never => {
    process.kill(process.pid, "SIGKILL");
    throw new Error("this process is dead");
  };
  const isInside = (one: unknown): boolean => typeof one === "string" && path.resolve(one).startsWith(directory);
  for (const name of CHANGES) {
    const real = functions[name] as Call;
    functions[name] = (...args) => {
      const isWrite = name === "openSync" ? isInside(args[0]) && /[wa]/.test(String(args[1])) : undefined;
      if (!(isWrite ?? (opened.has(args[0]) || args.slice(0, 2).some(isInside)))) return real(...args);
      count += 1;
      // One change may lead to others inside of it.
      const isDue = count === change;
      if (isDue && when === "before") die();
      if (isDue && when === "middle" && name === "writeFileSync") {
        const text = String(args[1]);
        real(args[0], text.slice(0, text.length / 2));
        die();
      }
      try {
        const result = real(...args);
        if (name === "openSync") opened.add(result);
        return result;
      } finally {
        // A change that fails is a moment, too.
        if (isDue && when !== "before") die();
      }
    };
  }
}

const given = process.env[KILL_AT];
if (given !== undefined) killAt(JSON.parse(given));
