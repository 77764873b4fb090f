import type { Surroundings } from "../surroundings";

/** Whether to color: on a terminal, unless NO_COLOR or --no-color says no; elsewhere where FORCE_COLOR asks for it. */
export function hasColors(
  { output, color }: { readonly output?: string; readonly color: boolean },
  { env, stdout }: Surroundings,
): boolean {
  const isTerminal = output === undefined && stdout.isTTY === true;
  return color && !env.NO_COLOR && (isTerminal || Boolean(env.FORCE_COLOR));
}

/** How many characters a line of the terminal has; undefined where what is written is not shown on one. */
export function widthOf({ output }: { readonly output?: string }, { stdout }: Surroundings): number | undefined {
  return output === undefined && stdout.isTTY === true ? stdout.columns : undefined;
}
