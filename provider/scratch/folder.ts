import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";

const FOLDER = Symbol.for("pulumi-kubeovn.scratch");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The folder of this process below the system's temporary one, readable to its user alone, made when it is first asked for.
 *
 * It goes with the process, also where a signal ends that. A process that is killed leaves it behind: the next one that asks
 * for a folder on the same machine removes it. Until then what lies in it must be of no use to a reader ({@link seal}).
 */
export function scratchFolder(): string {
  const globals = globalThis as { [FOLDER]?: string };
  if (globals[FOLDER] === undefined) {
    removeLeftovers();
    const made = mkdtempSync(path.join(tmpdir(), `${prefix()}${process.pid}-`));
    const remove = (): void => rmSync(made, { recursive: true, force: true });
    process.on("exit", remove);
    for (const signal of SIGNALS) onSignal(signal, remove);
    globals[FOLDER] = made;
  }
  return globals[FOLDER];
}

/** Does something before a signal ends the process; where someone else listens for it, they decide whether it does. */
function onSignal(signal: (typeof SIGNALS)[number], action: () => void): void {
  const listener = (): void => {
    if (process.listenerCount(signal) > 1) return;
    action();
    process.removeListener(signal, listener);
    process.kill(process.pid, signal);
  };
  process.on(signal, listener);
}

/** Removes folders of processes that are no more. Only those of this user and this machine: elsewhere a number means another process. */
function removeLeftovers(): void {
  const own = prefix();
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(own)) continue;
    const pid = Number(/^\d+(?=-)/.exec(name.slice(own.length))?.[0] ?? Number.NaN);
    const folder = path.join(tmpdir(), name);
    if (Number.isNaN(pid) || isAlive(pid) || !isOurs(folder)) continue;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Of no use to anyone, and in nobody's way.
    }
  }
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (process.getuid === undefined || stat.uid === process.getuid());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
  try {
    // A container often has nobody who collects those that are killed: they keep their number forever.
    return !/^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^[\s\S]*\) /, ""));
  } catch {
    return true;
  }
}

/** Names the place in which a process number has its meaning: containers and machines may share a temporary folder. */
function prefix(): string {
  let space = "";
  try {
    space = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux: there the machine's name tells enough.
  }
  const place = createHash("sha256").update(`${hostname()} ${space}`).digest("hex").slice(0, 12);
  return `pulumi-kubeovn-${place}-`;
}
