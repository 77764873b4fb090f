import { createRequire } from "node:module";

/**
 * What `npm test` is asked for.
 *
 * @typedef {object} TestOptions
 * @property {readonly string[]} names  of suites, each once; none: whatever fits
 * @property {boolean} everything
 * @property {boolean} profile
 * @property {boolean} mayRepeat
 * @property {boolean} verbose
 * @property {boolean} help
 * @property {readonly string[]} ofMocha  options that are not ours, with their values
 */

/** @type {ReadonlyMap<string, Exclude<keyof TestOptions, "names" | "ofMocha">>} */
const OWN = new Map([
  ["--all", "everything"],
  ["--profile", "profile"],
  ["--second-attempt", "mayRepeat"],
  ["--verbose", "verbose"],
  ["--help", "help"],
  ["-h", "help"],
]);

/**
 * Our own options stand anywhere; names of suites before the first option of mocha, whose values nobody else can tell from
 * names. Behind `--` everything is mocha's, whatever it is called.
 *
 * @param {readonly string[]} args  of the command line
 * @returns {TestOptions}
 */
export function readTestOptions(args) {
  const separator = args.includes("--") ? args.indexOf("--") : args.length;
  const before = args.slice(0, separator);
  const others = before.filter((arg) => !OWN.has(arg));
  const firstOption = others.findIndex((arg) => arg.startsWith("-"));
  const namesEnd = firstOption < 0 ? others.length : firstOption;
  const given = new Set(before.map((arg) => OWN.get(arg)));
  return {
    names: [...new Set(others.slice(0, namesEnd))],
    everything: given.has("everything"),
    profile: given.has("profile"),
    mayRepeat: given.has("mayRepeat"),
    verbose: given.has("verbose"),
    help: given.has("help"),
    ofMocha: [...others.slice(namesEnd), ...args.slice(separator + 1)],
  };
}

/**
 * Long options that neither mocha nor Node knows. Mocha itself passes over them, and a misspelled `--profile` would cost a run.
 *
 * @param {readonly string[]} ofMocha
 * @returns {readonly string[]}  as they were given, without values
 * @throws {Error} before the dependencies are installed
 */
export function unknownOptions(ofMocha) {
  const load = createRequire(import.meta.url);
  const { isMochaFlag } = load("mocha/lib/cli/run-option-metadata.cjs");
  const { isNodeFlag } = load("mocha/lib/cli/node-flags.cjs");
  const options = ofMocha.filter((arg) => /^--\w/.test(arg)).map((arg) => arg.replace(/=.*/s, ""));
  return options.filter((option) => {
    const name = option.replace(/^--(no-)?/, "");
    return !isMochaFlag(name) && !isNodeFlag(name);
  });
}
