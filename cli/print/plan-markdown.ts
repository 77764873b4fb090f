import { oneLine } from "../../provider/plan";
import { type PlanReport, type ReportChange, type ReportRegion, regionName } from "../../provider/report";
import { COMMENT_LIMIT, joinWithin, type Section } from "./comment";
import { code, prose, table } from "./markdown";
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

/** Rows of the one table that is not folded. */
const OPEN_ROWS = 12;
const OPEN_CONFLICTS = 20;

/**
 * The report as a comment: what changes in one short table, all else folded.
 *
 * The first line is a comment in HTML by which a pipeline finds its earlier report and replaces it.
 *
 * @returns at most `limit` characters: rows that do not fit are counted instead
 */
export function printMarkdown(report: PlanReport, limit: number = COMMENT_LIMIT, now: Date = new Date()): string {
  const order = ACTIONS.map(({ action }) => action as string);
  const byWeight = [...report.changes].sort((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  const moving = byWeight.filter(({ action }) => action !== "keep");
  const open = moving.slice(0, OPEN_ROWS);

  const parts = [`${marker(report)}\n### Addresses of ${prose(headline(report))}`];
  if (report.conflicts.length > 0) parts.push(conflictList(report));
  if (isCut(report)) parts.push(prose(CUT));
  if (open.length > 0) parts.push(table(SHORT_HEAD, open.map(shortRow)));
  if (moving.length > open.length) parts.push(`… and ${moving.length - open.length} more below.`);
  if (moving.length === 0 && report.changes.length > 0) parts.push("No address changes.");
  if (report.switches.length > 0) parts.push(switchList(report));
  for (const unread of report.unreadStores) parts.push(prose(unreadText(unread)));
  for (const one of report.exports) parts.push(prose(exportText(one, now)));
  const head = parts.join("\n\n");
  const sections: readonly Section[] = [
    { title: "How full it gets", head: REGION_HEAD, rows: report.regions.map(regionRow) },
    { title: `All ${report.changes.length} reservations`, head: FULL_HEAD, rows: byWeight.map(fullRow) },
    { title: "Notes", head: [], rows: report.notes.map((note) => [`- ${prose(note)}`]) },
  ];
  return joinWithin(head, sections, limit);
}

/** What a pipeline looks for to find the comment that it made before. */
export function marker({ project, stack }: PlanReport): string {
  const of = oneLine(`${project}/${stack}`)
    .replace(/[<>]/g, " ")
    .replace(/-(?=-|$)/g, "- ");
  return `<!-- pulumi-kubeovn plan ${of} -->`;
}

const SHORT_HEAD = ["", "subnet", "before", "after", "resource"];
const REGION_HEAD = ["of", "range", "size", "used", "reserved", "excluded", "free", "full"];
const FULL_HEAD = [...SHORT_HEAD, "MAC", "object", "owner", "why"];

function conflictList({ conflicts }: PlanReport): string {
  const lines = conflicts.slice(0, OPEN_CONFLICTS).map((conflict) => `- ❗ ${prose(conflictText(conflict))}`);
  if (conflicts.length > OPEN_CONFLICTS) lines.push(`- … and ${conflicts.length - OPEN_CONFLICTS} more`);
  return [`**${conflicts.length} to look at**`, "", ...lines].join("\n");
}

function switchList({ switches }: PlanReport): string {
  const lines = switches.slice(0, OPEN_CONFLICTS).map((one) => `- ${prose(one)}`);
  if (switches.length > OPEN_CONFLICTS) lines.push(`- … and ${switches.length - OPEN_CONFLICTS} more`);
  return ["**What it may destroy or take**", "", ...lines].join("\n");
}

function shortRow(change: ReportChange): readonly string[] {
  const { action, before, after, resource, staysWith, isGivenUp } = change;
  const subnets = [...new Set([before, after].flatMap((place) => (place === null ? [] : [code(subnetOf(place))])))];
  const freed = isGivenUp ? "given up" : staysWith === null ? "freed" : "given back";
  return [
    ACTIONS.find((known) => known.action === action)?.word ?? action,
    subnets.join(" → "),
    code(addressesOf(change, "before")),
    after === null ? freed : code(addressesOf(change, "after")),
    `${resource.kind} ${code(resource.name)}`,
  ];
}

function fullRow(change: ReportChange): readonly string[] {
  const mac = code((change.after ?? change.before)?.mac ?? "");
  const object = change.object.name === "" ? "" : `${change.object.kind} ${code(change.object.name)}`;
  return [...shortRow(change), mac, object, code(change.owner), prose(whyOf(change))];
}

function regionRow(region: ReportRegion): readonly string[] {
  const { before, after } = region;
  const numbers = (["size", "used", "reserved", "excluded", "free", "utilisation"] as const).map((field) =>
    beforeAndAfter(before, after, field),
  );
  return [prose(regionName(region)), code(region.range), ...numbers];
}
