import type { Surroundings } from "../surroundings";

const CLEAR = "\r\u001b[K";

/** Shows on a terminal that something takes its time, and for how long, until it is done; nothing is left of the line. */
export async function withProgress<T>(what: string, { stderr }: Surroundings, work: () => Promise<T>): Promise<T> {
  if (stderr.isTTY !== true) return work();
  const began = Date.now();
  const show = (): void => void stderr.write(`${CLEAR}${what} ${Math.round((Date.now() - began) / 1000)} s`);
  show();
  const timer = setInterval(show, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    stderr.write(CLEAR);
  }
}
