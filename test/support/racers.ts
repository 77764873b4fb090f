import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Race, Step } from "./racer";
import { repositoryFolder } from "./toolchain";

/** Nobody is beaten so often where addresses are left. */
const MOST_RUNS = 12;

/** What a run of a racer came to. */
export interface Run {
  readonly steps: readonly Step[];
  readonly isKilled: boolean;
}

/** A running racer. */
export interface Racer {
  readonly done: Promise<Run>;
  /** Resolves when it has made so many objects. */
  made(count: number): Promise<void>;
  kill(): void;
}

/** @param preload  a module that the process loads before everything else */
export function startRacer(race: Race, env: NodeJS.ProcessEnv = {}, preload?: string): Racer {
  const file = join(repositoryFolder, "dist", "test", "support", "racer.js");
  const before = preload === undefined ? [] : ["--require", preload];
  // Of one that is killed nothing stays behind: its temporary folder is in ours.
  const scratch = mkdtempSync(join(tmpdir(), "racer-"));
  const child: ChildProcess = spawn(process.execPath, [...before, file, JSON.stringify(race)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: scratch, ...env },
  });
  child.once("close", () => rmSync(scratch, { recursive: true, force: true }));
  const steps: Step[] = [];
  const waiting = new Map<() => void, number>();
  const read = async (): Promise<void> => {
    if (child.stdout === null) return;
    for await (const line of createInterface({ input: child.stdout })) {
      steps.push(JSON.parse(line));
      const made = steps.filter((step) => "address" in step).length;
      for (const [resolve, count] of waiting) if (made >= count) resolve();
    }
  };
  const done = Promise.all([read(), once(child, "close")]).then(([, [code, signal]]) => {
    if (code !== 0 && signal !== "SIGKILL") throw new Error(`a racer ended with ${code ?? signal}`);
    return { steps, isKilled: signal === "SIGKILL" };
  });
  return {
    done,
    made: (count) => new Promise((resolve) => waiting.set(resolve, count)),
    kill: () => void child.kill("SIGKILL"),
  };
}

/** Runs it until it is through, killing it at random moments at first; every run begins with nothing but what is live. */
export async function runToTheEnd(race: Race, kills: number, random: () => number): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let attempt = 0; ; attempt++) {
    const racer = startRacer(race);
    const timer = attempt < kills ? setTimeout(racer.kill, 800 + random() * 5000) : undefined;
    const run = await racer.done;
    clearTimeout(timer);
    runs.push(run);
    if (!run.isKilled && !run.steps.some(isBeaten)) return runs;
    if (attempt === MOST_RUNS)
      throw new Error(`${race.stack} is beaten forever: ${JSON.stringify(run.steps.filter(isBeaten))}`);
  }
}

/** A searched address that someone was faster to take: the next run plans another one. */
function isBeaten(step: Step): boolean {
  return "refused" in step && !step.name.includes("-fixed-");
}
