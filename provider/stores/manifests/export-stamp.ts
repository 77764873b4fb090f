/** The first line of a file that says what a cluster has, and is written again by every export. */
const FIRST_LINE =
  "# What a cluster says about addresses, as pulumi-kubeovn export read it. Rewritten by every export; do not edit.";

/** When an export was made and of what. */
export interface ExportStamp {
  /** RFC 3339. */
  readonly time: string;
  readonly release: string;
  /** Identity of the cluster. */
  readonly cluster: string;
}

/** The first lines of an export. */
export function printExportStamp({ time, release, cluster }: ExportStamp): string {
  return [FIRST_LINE, `# time: ${time}`, `# release: ${release}`, `# cluster: ${cluster}`, ""].join("\n");
}

/**
 * What the first lines of an export say; undefined for any other text. What an export says and another file says too is no
 * contradiction, for it came from there.
 */
export function readExportStamp(text: string): Partial<ExportStamp> | undefined {
  if (!text.startsWith(FIRST_LINE)) return undefined;
  const stamp: { -readonly [K in keyof ExportStamp]?: ExportStamp[K] } = {};
  for (const line of text.split("\n", 10).slice(1)) {
    const [, field, value = ""] = /^# (time|release|cluster): (\S+)\s*$/.exec(line) ?? [];
    if (field === undefined) break;
    if (field !== "time" || !Number.isNaN(Date.parse(value))) stamp[field as keyof ExportStamp] = value;
  }
  return stamp;
}
