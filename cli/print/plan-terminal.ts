import { createColors } from "picocolors";
import type { PlanReport } from "../../provider/report";
import { type Cell, layOut, plain } from "./terminal-table";
import {
  ACTIONS,
  addressesOf,
  beforeAndAfter,
  CUT,
  conflictText,
  exportText,
  fromTo,
  headline,
  inReadingOrder,
  isCut,
  podOf,
  rangeAction,
  rangeTexts,
  regionText,
  subnetOf,
  unreadText,
  whyOf,
} from "./words";

type Colours = ReturnType<typeof createColors>;

/** Of changes: the owner, which the resource mostly tells, then the MAC. */
const EXPENDABLE_OF_CHANGES = [6, 4];
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
  if (report.switches.length > 0) {
    parts.push(report.switches.map((one) => colours.yellow(`switch: ${plain(one)}`)).join("\n"));
  }
  if (report.changes.length > 0) parts.push(layOut(changeRows(report, colours), width, EXPENDABLE_OF_CHANGES));
  if (report.ranges.length > 0) parts.push(layOut(rangeRows(report, colours), width, []));
  if (report.regions.length > 0) parts.push(layOut(regionRows(report, colours), width, EXPENDABLE_OF_REGIONS));
  for (const unread of report.unreadStores) parts.push(colours.yellow(plain(unreadText(unread))));
  for (const one of report.exports) parts.push(colours.dim(plain(exportText(one, now))));
  if (report.notes.length > 0) parts.push(report.notes.map((note) => colours.dim(`note: ${plain(note)}`)).join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function changeRows({ changes }: PlanReport, colours: Colours): readonly (readonly Cell[])[] {
  const paints = { create: colours.green, change: colours.yellow, release: colours.red, keep: colours.dim };
  const head = ["", "for", "subnet", "address", "MAC", "resource", "owner", "why"];
  const rows = inReadingOrder(changes).map((change): readonly Cell[] => {
    const paint = paints[change.action];
    const mark = ACTIONS.find(({ action }) => action === change.action)?.mark ?? "";
    return [
      { text: mark, paint },
      { text: podOf(change) },
      { text: fromTo(subnetOf(change.before), subnetOf(change.after)) },
      { text: fromTo(addressesOf(change, "before"), addressesOf(change, "after")), paint },
      { text: (change.after ?? change.before)?.mac ?? "" },
      { text: `${change.resource.kind} ${change.resource.name}` },
      { text: change.owner, paint: colours.dim },
      { text: whyOf(change) },
    ];
  });
  return [head.map((text) => ({ text, paint: colours.dim })), ...rows];
}

function rangeRows({ ranges }: PlanReport, colours: Colours): readonly (readonly Cell[])[] {
  const paints = { create: colours.green, change: colours.yellow, release: colours.red, keep: colours.dim };
  const head = ["", "of", "range", "addresses", "free for pods"].map(
    (text, i): Cell => ({ text, paint: colours.dim, ...(i > 2 ? { align: "right" } : {}) }),
  );
  const rows = ranges.map((one): readonly Cell[] => {
    const { mark, action } = rangeAction(one);
    const { name, range, size, freeForPods } = rangeTexts(one);
    const paint = paints[action];
    const texts = [{ text: mark, paint }, { text: name }, { text: range, paint }];
    return [...texts, { text: size, align: "right" }, { text: freeForPods, align: "right" }];
  });
  return [head, ...rows];
}

function regionRows({ regions }: PlanReport, colours: Colours): readonly (readonly Cell[])[] {
  const numbers = ["size", "used", "reserved", "excluded", "free", "utilisation"] as const;
  const head = ["of", "range", ...numbers.slice(0, -1), "utilization"].map((text) => ({ text, paint: colours.dim }));
  const rows = regions.map((region): readonly Cell[] => [
    { text: regionText(region) },
    { text: region.range },
    ...numbers.map((field): Cell => {
      const text = beforeAndAfter(region.before, region.after, field);
      return { text, align: "right", paint: text.includes("→") ? colours.bold : undefined };
    }),
  ]);
  return [head.map((cell, i) => (i < 2 ? cell : { ...cell, align: "right" })), ...rows];
}
