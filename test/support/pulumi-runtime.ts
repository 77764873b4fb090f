import * as pulumi from "@pulumi/pulumi";

// Pulumi keeps these two on the global object; mocha has to see them before the first test, or treats them as a leak.
pulumi.runtime.getStackResource();
Object.assign(globalThis, { stackResource: undefined });

/** A part of Pulumi's SDK that its types omit. */
interface Internals {
  waitForRPCs(): Promise<void>;
}

/**
 * Waits until nothing of a program is under way and nothing has come of what ended.
 *
 * @param count  how many calls it has made so far
 */
export async function settle(count: () => number): Promise<void> {
  const { waitForRPCs } = pulumi.runtime as unknown as Internals;
  for (let before = -1; before !== count(); ) {
    before = count();
    await waitForRPCs();
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}
