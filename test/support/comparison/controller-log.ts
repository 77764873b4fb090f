import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The log of a test cluster's controller, from now on. */
export interface ControllerLog {
  /** Why the controller puts an object of that name off, as it last said; undefined where it said nothing. */
  reasonFor(name: string): string | undefined;
}

/** What client-go's work queues print of a handler that failed. */
const PUT_OFF = /err="error syncing [^"\\]*\\"(.+?)\\": (.*), requeuing"/;

export function controllerLog(folder: string): ControllerLog {
  const read = (): Buffer => readFileSync(join(folder, "kube-ovn-controller.log"));
  const start = read().length;
  return {
    reasonFor(name) {
      const lines = read().subarray(start).toString().split("\n");
      const reasons = lines.flatMap((line) => {
        const [, key, reason = ""] = PUT_OFF.exec(line) ?? [];
        return key === name ? [reason.replaceAll('\\"', '"')] : [];
      });
      return reasons.at(-1);
    },
  };
}
