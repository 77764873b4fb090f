import { createColors } from "picocolors";
import type { PlanReport } from "../../provider/report";
import { type Cell, layOut, plain } from "./terminal-table";
import {
  ACTIONS,
  addressesOf,
  beforeAndAfter,
  COUNTS,
  CUT,
  conflictText,
  countTitle,
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

type Colors = ReturnType<typeof createColors>;

/** Of changes: the owner, which the resource mostly tells, then the MAC. */
const EXPENDABLE_OF_CHANGES = [6, 4];
/** Of regions: the range, then what is excluded. */
const EXPENDABLE_OF_REGIONS = [1, 5];

/** The report for a terminal, of `width` characters where that is known. */
export function printForTerminal(
  report: PlanReport,
  hasColors: boolean,
  { width, now = new Date() }: { readonly width?: number | undefined; readonly now?: Date } = {},
): string {
  const colors = createColors(hasColors);
  const parts = [colors.bold(plain(headline(report)))];
  if (report.conflicts.length > 0) {
    const lines = report.conflicts.map((conflict) => `  ${colors.red("!")} ${plain(conflictText(conflict))}`);
    parts.push([colors.red(colors.bold(`${report.conflicts.length} to look at`)), ...lines].join("\n"));
  }
  if (isCut(report)) parts.push(CUT);
  if (report.switches.length > 0) {
    parts.push(report.switches.map((one) => colors.yellow(`switch: ${plain(one)}`)).join("\n"));
  }
  if (report.changes.length > 0) parts.push(layOut(changeRows(report, colors), width, EXPENDABLE_OF_CHANGES));
  if (report.ranges.length > 0) parts.push(layOut(rangeRows(report, colors), width, []));
  if (report.regions.length > 0) parts.push(layOut(regionRows(report, colors), width, EXPENDABLE_OF_REGIONS));
  for (const unread of report.unreadStores) parts.push(colors.yellow(plain(unreadText(unread))));
  for (const one of report.exports) parts.push(colors.dim(plain(exportText(one, now))));
  if (report.notes.length > 0) parts.push(report.notes.map((note) => colors.dim(`note: ${plain(note)}`)).join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function changeRows({ changes }: PlanReport, colors: Colors): readonly (readonly Cell[])[] {
  const paints = { create: colors.green, change: colors.yellow, release: colors.red, keep: colors.dim };
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
      { text: change.owner, paint: colors.dim },
      { text: whyOf(change) },
    ];
  });
  return [head.map((text) => ({ text, paint: colors.dim })), ...rows];
}

function rangeRows({ ranges }: PlanReport, colors: Colors): readonly (readonly Cell[])[] {
  const paints = { create: colors.green, change: colors.yellow, release: colors.red, keep: colors.dim };
  const head = ["", "of", "range", "addresses", "free for pods"].map(
    (text, i): Cell => ({ text, paint: colors.dim, ...(i > 2 ? { align: "right" } : {}) }),
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

function regionRows({ regions }: PlanReport, colors: Colors): readonly (readonly Cell[])[] {
  const head = ["of", "range", ...COUNTS.map(countTitle)].map((text) => ({ text, paint: colors.dim }));
  const rows = regions.map((region): readonly Cell[] => [
    { text: regionText(region) },
    { text: region.range },
    ...COUNTS.map((field): Cell => {
      const text = beforeAndAfter(region.before, region.after, field);
      return { text, align: "right", paint: text.includes("→") ? colors.bold : undefined };
    }),
  ]);
  return [head.map((cell, i) => (i < 2 ? cell : { ...cell, align: "right" })), ...rows];
}
