/** One figure of a benchmark; a peer is something comparable that was measured beside it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
}

/** Prints a figure as one line of JSON on standard output, with how many times better than its peer it is: less is better for all of them. */
export function printFigure(figure: Figure): void {
  const { value, peerValue } = figure;
  const ratio = peerValue === undefined ? {} : { ratio: rounded(peerValue / value, 2) };
  process.stdout.write(`${JSON.stringify({ ...figure, ...ratio })}\n`);
}

/** Says on standard error what is going on. */
export function printProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
