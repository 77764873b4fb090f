import { asRecord } from "./json";
import { type PulumiRun, RunFormatError } from "./pulumi-run";
import { readPlan } from "./read-plan";
import { readPreview } from "./read-preview";

/**
 * Reads what a preview printed (`pulumi preview --json`) or saved (`--save-plan`), whichever it is.
 *
 * @param text  the file's text
 * @throws RunFormatError when it is neither
 */
export function readRun(text: string): PulumiRun {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new RunFormatError(`it is not JSON: ${(error as Error).message}`);
  }
  const record = asRecord(json);
  if (record !== undefined && "resourcePlans" in record) return readPlan(record);
  if (record !== undefined && "steps" in record) return readPreview(record);
  throw new RunFormatError(
    "it is neither the output of `pulumi preview --json` nor a plan of `pulumi preview --save-plan`",
  );
}
