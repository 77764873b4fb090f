import type { GivenUp } from "../../provider/plan";
import { fateText } from "../../provider/report";
import { plain } from "./terminal-table";

/** What was given up, a line each: what was removed, and why the rest stays. */
export function printGivenUp(given: readonly GivenUp[], removed: readonly GivenUp[]): string {
  if (given.length === 0) return "Nothing is given up.\n";
  return given
    .map((one) => `${plain(`${nameOf(one)}: ${removed.includes(one) ? "file removed" : whyOf(one)}`)}\n`)
    .join("");
}

function nameOf({ object: { kind, name }, by }: GivenUp): string {
  return `${kind} ${JSON.stringify(name)}, given up by ${by}`;
}

function whyOf({ fate, object }: GivenUp): string {
  if (fate.is === "removable") return "stays: its resource is there again";
  return fate.is === "standing" ? fateText(fate, object) : `stays: ${fateText(fate, object)}`;
}
