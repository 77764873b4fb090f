import path from "node:path";

/** Where our classes are: their frames tell nobody where in his program a resource is. */
const OURS = __dirname + path.sep;

/**
 * Lines that Pulumi takes for its own ways to a stack trace and the constructors of its classes.
 *
 * @source pulumi sdk/nodejs/resource.ts Resource.stackTrace
 */
const SKIPPED: readonly string[] = Array.from({ length: 5 }, () => "    at pulumi");

/**
 * Keeps the stack traces short that Pulumi takes while it constructs a resource: four per property, which name promises that
 * never end, and one that it keeps in the state, with every frame down to those of Node. Of that one, what the program wrote
 * remains.
 *
 * @returns ends it
 */
export function shortenStackTraces(): () => void {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const print = prepareStackTrace ?? printTrace;
  Error.stackTraceLimit = 0;
  Error.prepareStackTrace = (error, frames) => {
    // Of the many, which nobody reads, and of errors of what the program has Pulumi call meanwhile.
    if (frames.length === 0) return String(error);
    const [head = "", ...lines] = String(print(error, programFrames(frames))).split("\n");
    return [head, ...SKIPPED, ...lines].join("\n");
  };
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  };
}

/** From the one that constructs a resource of this package to whatever called the program. */
function programFrames(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const pulumi = path.dirname(frames[0]?.getFileName() ?? "") + path.sep;
  const fileOf = (frame: NodeJS.CallSite): string => frame.getFileName() ?? "";
  const isPulumis = (frame: NodeJS.CallSite): boolean => fileOf(frame).startsWith(pulumi);
  const first = frames.findIndex((frame) => !isPulumis(frame) && !fileOf(frame).startsWith(OURS));
  const program = first < 0 ? [] : frames.slice(first);
  const end = program.findIndex((frame) => isPulumis(frame) || fileOf(frame).startsWith("node:"));
  return program.slice(0, end < 0 ? program.length : end);
}

function printTrace(error: Error, frames: readonly NodeJS.CallSite[]): string {
  return [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
}
