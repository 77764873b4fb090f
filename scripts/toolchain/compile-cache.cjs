const { enableCompileCache, flushCompileCache } = require("node:module");
const { basename, dirname, join } = require("node:path");

/** The engine kills a provider process in the end, and Node would write down what it has compiled only when it ends by itself. */
const WRITE_MS = 500;

/*
 * Loaded before everything else into what the CLI starts in Node, keeps compiled modules in COMPILE_CACHES, in a folder for each kind of process:
 * V8 takes none that was compiled under other flags, and Pulumi's SDK sets one while a program loads. Program and provider load the same
 * modules, and each would find those of the other.
 *
 * Source: pulumi sdk/nodejs/runtime/closure/v8.ts, v8.setFlagsFromString.
 */
const folder = process.env.COMPILE_CACHES;
const [, script] = process.argv;
if (folder && script) {
  enableCompileCache(join(folder, basename(dirname(script))));
  setInterval(flushCompileCache, WRITE_MS).unref();
}
