import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { shortenStackTraces } from "../../../sdk/stack-traces";

/** Pulumi's own way to the stack trace that it keeps. */
const { Resource } = pulumi as unknown as {
  readonly Resource: { stackTrace(skip: number): readonly ({ readonly uri: string } | undefined)[] };
};

/** As Pulumi's class calls it, two constructors above one of ours. */
function traceOf(): readonly (string | undefined)[] {
  const end = shortenStackTraces();
  try {
    return Resource.stackTrace(4).map((frame) => frame?.uri);
  } finally {
    end();
  }
}

describe("shortenStackTraces", () => {
  const isHere = (uri: string | undefined): boolean => /\/stack-traces\.test\.[jt]s$/.test(uri ?? "");

  it("leaves of the trace that Pulumi keeps what the program wrote, first what made the resource", () => {
    const component = (): readonly (string | undefined)[] => traceOf();
    const trace = component();
    assert.ok(trace.slice(0, 3).every(isHere), trace.join());
    assert.ok(!trace.some((uri) => uri?.includes("@pulumi")), trace.join());
  });

  it("ends where something else called the program, as Node does after a pause", async () => {
    await new Promise((resolve) => setImmediate(resolve));
    const trace = traceOf();
    assert.ok(trace.length === 2 && trace.every(isHere), trace.join());
  });

  it("leaves an error its name and its message", () => {
    const end = shortenStackTraces();
    try {
      assert.equal(new TypeError("of a transformation").stack, "TypeError: of a transformation");
    } finally {
      end();
    }
  });

  it("has positions as who mapped them before would print them, and gives way to that again", () => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    const mapped: typeof prepareStackTrace = (error, frames) =>
      [`${error}`, ...frames.map((_, i) => `    at main (/program/index.ts:${i + 1}:1)`)].join("\n");
    Error.prepareStackTrace = mapped;
    try {
      assert.equal(traceOf()[0], "file:///program/index.ts");
      assert.equal(Error.prepareStackTrace, mapped);
      assert.equal(Error.stackTraceLimit, stackTraceLimit);
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });
});
