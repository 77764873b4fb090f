#!/usr/bin/env node
import { endWithEngine } from "../runtime/engine-process";
import { serve } from "./server";

// The engine starts the plugin with its own address as the last argument, and reads the port from the first line.
const engine = process.argv.slice(2).findLast((arg) => !arg.startsWith("-"));

if (engine !== undefined) endWithEngine();
serve(async () => {
  const { handlersOf } = await import("./handlers.js");
  return handlersOf(engine);
}).then(
  ({ port }) => process.stdout.write(`${port}\n`),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
