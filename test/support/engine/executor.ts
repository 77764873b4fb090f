/** Runs chains of steps: those of one chain in their order, several chains side by side. */
export class Executor {
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  readonly #parallel: number;
  #free: number;

  /** @param parallel  number of chains at a time; with 1 the caller waits for each */
  constructor(parallel: number) {
    this.#parallel = parallel;
    this.#free = parallel;
  }

  async issue(chain: () => Promise<void>): Promise<void> {
    const running = this.#run(chain).finally(() => this.#running.delete(running));
    this.#running.add(running);
    if (this.#parallel === 1) await running;
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #run(chain: () => Promise<void>): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      await chain();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
