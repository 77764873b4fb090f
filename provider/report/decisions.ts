import { asList, asRecord, asText, asTexts } from "./json";
import { RunFormatError } from "./pulumi-run";

/** Why an address was chosen: `explicit`, `live`, `adopted`, `state` or `searched`. */
export interface Reason {
  readonly address: string;
  readonly why: string;
}

/** What the provider wrote down about one reservation. */
export interface Decision {
  readonly picks: readonly Reason[];
  /** Places of the search that someone else had. */
  readonly passedOver: readonly { readonly address: string; readonly heldBy: readonly string[] }[];
}

/**
 * Reads a file of decisions (environment `KUBEOVN_DECISIONS`), one JSON object per line; by owner key, and of several
 * runs in one file the last.
 *
 * @throws RunFormatError with the number of the line that is none
 */
export function readDecisions(text: string): ReadonlyMap<string, Decision> {
  const decisions = new Map<string, Decision>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const record = parseLine(line);
    const owner = asText(record?.owner);
    if (record === undefined || owner === undefined) throw new RunFormatError(`line ${index + 1} is no decision`);
    decisions.set(owner, {
      picks: asList(record.picks).flatMap((item) => {
        const { address, why } = asRecord(item) ?? {};
        return typeof address === "string" && typeof why === "string" ? [{ address, why }] : [];
      }),
      passedOver: asList(record.passedOver).flatMap((item) => {
        const { address, heldBy } = asRecord(item) ?? {};
        return typeof address === "string" ? [{ address, heldBy: asTexts(heldBy) }] : [];
      }),
    });
  }
  return decisions;
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asRecord(JSON.parse(line));
  } catch {
    return undefined;
  }
}
