/**
 * Ends this process with the engine that started it, as a kill of its own would: an engine that is killed ends nobody, and what it started
 * would go on for nobody. It holds the other end of standard input as long as it lives, and reads what is written.
 *
 * Without the listeners, one line that is written then would never end in Pulumi's server of dynamic providers: it prints every uncaught
 * error, also that of a closed pipe, to the closed pipe.
 *
 * @source pulumi sdk/go/common/resource/plugin/plugin.go execPlugin, sdk/nodejs/cmd/dynamic-provider/index.ts uncaughtHandler
 */
export function endWithEngine(): void {
  const end = (): void => process.exit(1);
  for (const output of [process.stdout, process.stderr]) output.on("error", end);
  // Only a pipe closes: a file or /dev/null, where a person or a service started it, comes to its end and stays open.
  process.stdin.once("close", end).resume();
}
