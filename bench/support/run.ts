/** Runs a benchmark as a program: prints its help when asked to, and ends with 1 and the stack when it throws. */
export function runBench(help: string, work: (args: readonly string[]) => void | Promise<void>): void {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(help);
    return;
  }
  Promise.resolve()
    .then(() => work(args))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    });
}
