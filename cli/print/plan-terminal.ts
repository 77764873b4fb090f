import { createColors } from "picocolors";
import { type PlanReport, regionName } from "../../provider/report";
import { type Cell, layOut, plain } from "./terminal-table";
import {
  ACTIONS,
  addressesOf,
  beforeAndAfter,
  CUT,
  conflictText,
  exportText,
  headline,
  isCut,
  subnetOf,
  unreadText,
  whyOf,
} from "./words";

type Colours = ReturnType<typeof createColors>;

/** Of changes: the owner, which the resource mostly tells, then the MAC. */
const EXPENDABLE_OF_CHANGES = [5, 3];
/** Of regions: the range, then what is excluded. */
const EXPENDABLE_OF_REGIONS = [1, 5];

/** The report for a terminal, of `width` characters where that is known. */
export function printForTerminal(
  report: PlanReport,
  hasColours: boolean,
  { width, now = new Date() }: { readonly width?: number | undefined; readonly now?: Date } = {},
): string {
  const colours = createColors(hasColours);
  const parts = [colours.bold(plain(headline(report)))];
  if (report.conflicts.length > 0) {
    const lines = report.conflicts.map((conflict) => `  ${colours.red("!")} ${plain(conflictText(conflict))}`);
    parts.push([colours.red(colours.bold(`${report.conflicts.length} to look at`)), ...lines].join("\n"));
  }
  if (isCut(report)) parts.push(CUT);
  if (report.changes.length > 0) parts.push(layOut(changeRows(report, colours), width, EXPENDABLE_OF_CHANGES));
  if (report.regions.length > 0) parts.push(layOut(regionRows(report, colours), width, EXPENDABLE_OF_REGIONS));
  if (report.switches.length > 0) {
    parts.push(report.switches.map((one) => colours.yellow(`switch: ${plain(one)}`)).join("\n"));
  }
  for (const unread of report.unreadStores) parts.push(colours.yellow(plain(unreadText(unread))));
  for (const one of report.exports) parts.push(colours.dim(plain(exportText(one, now))));
  if (report.notes.length > 0) parts.push(report.notes.map((note) => colours.dim(`note: ${plain(note)}`)).join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function changeRows({ changes }: PlanReport, colours: Colours): readonly (readonly Cell[])[] {
  const paints = { create: colours.green, change: colours.yellow, release: colours.red, keep: colours.dim };
  const head = ["", "subnet", "address", "MAC", "resource", "owner", "why"];
  const rows = changes.map((change): readonly Cell[] => {
    const paint = paints[change.action];
    const mark = ACTIONS.find(({ action }) => action === change.action)?.mark ?? "";
    return [
      { text: mark, paint },
      { text: beforeTo((side) => subnetOf(change[side])) },
      { text: beforeTo((side) => addressesOf(change, side)), paint },
      { text: (change.after ?? change.before)?.mac ?? "" },
      { text: `${change.resource.kind} ${change.resource.name}` },
      { text: change.owner, paint: colours.dim },
      { text: whyOf(change) },
    ];
  });
  return [head.map((text) => ({ text, paint: colours.dim })), ...rows];
}

/** What it was and what it will be, where the two differ. */
function beforeTo(read: (side: "before" | "after") => string): string {
  const [was, is] = [read("before"), read("after")];
  if (was === is || was === "" || is === "") return is || was;
  return `${was} → ${is}`;
}

function regionRows({ regions }: PlanReport, colours: Colours): readonly (readonly Cell[])[] {
  const numbers = ["size", "used", "reserved", "excluded", "free", "utilisation"] as const;
  const head = ["of", "range", ...numbers].map((text) => ({ text, paint: colours.dim }));
  const rows = regions.map((region): readonly Cell[] => [
    { text: regionName(region) },
    { text: region.range },
    ...numbers.map((field): Cell => {
      const text = beforeAndAfter(region.before, region.after, field);
      return { text, align: "right", paint: text.includes("→") ? colours.bold : undefined };
    }),
  ]);
  return [head.map((cell, i) => (i < 2 ? cell : { ...cell, align: "right" })), ...rows];
}
