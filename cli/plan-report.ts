import {
  makeReport,
  type PlanReport,
  RunFormatError,
  readDecisions,
  readRun,
  risksInEnvironment,
} from "../provider/report";
import { runPreview } from "./inputs/preview-process";
import { type ReadRun, readSnapshots } from "./inputs/snapshots";
import type { SourceOptions } from "./inputs/source";
import { readText } from "./inputs/text-file";
import { CommandError, type Surroundings } from "./surroundings";

/** Where a report comes from. */
export interface PlanSources extends SourceOptions {
  /** Output of a preview or a saved plan; absent: run a preview. */
  readonly file: string | undefined;
  readonly previewArguments: readonly string[];
  readonly decisions?: string;
  readonly maxUtilization?: number;
}

/** Reads everything that a report needs, and makes it. @throws CommandError when something cannot be read */
export async function makePlanReport(sources: PlanSources, around: Surroundings): Promise<PlanReport> {
  const { file, maxUtilization } = sources;
  const preview =
    file === undefined
      ? await runPreview(sources.previewArguments, around)
      : { text: await readText(file, around), decisions: "" };
  const decisions = sources.decisions === undefined ? preview.decisions : await readText(sources.decisions, around);
  const said = reading(file ?? "the output of pulumi preview", () => readRun(preview.text));
  const run = file === undefined ? { ...said, risks: [...said.risks, ...risksInEnvironment(around.env)] } : said;
  return makeReport({
    run,
    ...(await readSnapshots({ run, isOwnPreview: file === undefined }, sources, around)),
    decisions: reading(sources.decisions ?? "the decision file", () => readDecisions(decisions)),
    ...(maxUtilization === undefined ? {} : { maxUtilization }),
  });
}

/** A preview's output or a saved plan. @throws CommandError when it is neither */
export async function readRunFile(file: string, around: Surroundings): Promise<ReadRun> {
  const text = await readText(file, around);
  return { run: reading(file, () => readRun(text)), isOwnPreview: false };
}

function reading<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RunFormatError) throw new CommandError(`${name} cannot be used: ${error.message}`);
    throw error;
  }
}
