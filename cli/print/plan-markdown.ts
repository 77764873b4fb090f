import type { Conflict, PlanReport, ReportChange, ReportRange, ReportRegion } from "../../provider/report";
import { COMMENT_LIMIT, joinWithin, type Section } from "./comment";
import { code, prose, table } from "./markdown";
import {
  ACTIONS,
  addressesOf,
  beforeAndAfter,
  COUNTS,
  CUT,
  conflictText,
  exportText,
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

/** Rows of a table that is not folded. */
const OPEN_ROWS = 12;
const OPEN_CONFLICTS = 20;
/** Of project and stack in the first line, in characters: Pulumi takes a hundred for each. */
const LONGEST_MARK = 300;

/**
 * The report as a comment: first what a reviewer must decide on, then what changes, then all else, folded.
 *
 * The first line is a comment in HTML by which a pipeline finds its earlier report and replaces it.
 *
 * @returns at most `limit` characters (65,536): rows that do not fit are counted instead
 */
export function printMarkdown(
  report: PlanReport,
  { limit = COMMENT_LIMIT, now = new Date(), mapUrl }: CommentOptions = {},
): string {
  const byWeight = inReadingOrder(report.changes);
  const moving = byWeight.filter(({ action }) => action !== "keep");
  const open = moving.slice(0, OPEN_ROWS);

  const parts = [`${marker(report)}\n### Addresses of ${prose(headline(report))}`];
  if (mapUrl !== undefined) parts.push(`[Map of this plan](<${linkTarget(mapUrl)}>)`);
  if (report.conflicts.length > 0) parts.push(conflictList(report));
  if (isCut(report)) parts.push(prose(CUT));
  if (report.switches.length > 0) parts.push(switchList(report));
  if (open.length > 0) parts.push(table(SHORT_HEAD, open.map(shortRow)));
  if (moving.length > open.length) parts.push(`… and ${moving.length - open.length} more below.`);
  if (moving.length === 0 && report.changes.length > 0) parts.push("No address changes.");
  const ranges = report.ranges.map(rangeRow);
  if (ranges.length > 0) parts.push("**Ranges**", table(RANGE_HEAD, ranges.slice(0, OPEN_ROWS)));
  if (ranges.length > OPEN_ROWS) parts.push(`… and ${ranges.length - OPEN_ROWS} more ranges below.`);
  for (const unread of report.unreadStores) parts.push(prose(unreadText(unread)));
  for (const one of report.exports) parts.push(prose(exportText(one, now)));
  const head = parts.join("\n\n");
  const sections: readonly Section[] = [
    ...moreConflicts(report),
    ...(ranges.length > OPEN_ROWS ? [{ title: `All ${ranges.length} ranges`, head: RANGE_HEAD, rows: ranges }] : []),
    { title: "Utilization", head: REGION_HEAD, rows: report.regions.map(regionRow) },
    { title: `All ${report.changes.length} reservations`, head: FULL_HEAD, rows: byWeight.map(fullRow) },
    { title: "Notes", head: [], rows: report.notes.map((note) => [`- ${prose(note)}`]) },
  ];
  return joinWithin(head, sections, limit);
}

export interface CommentOptions {
  /** Characters. Default: what GitHub accepts. */
  readonly limit?: number;
  readonly now?: Date;
  /** Where the pipeline publishes a map of the run: http or https. */
  readonly mapUrl?: URL;
}

/** What ends the target of a link, escaped. */
function linkTarget(url: URL): string {
  return url.href.replace(/[<>\\]/g, encodeURIComponent);
}

/**
 * What a pipeline looks for to find the comment that it made before. It is no code, so that only what Pulumi takes for names of
 * projects and stacks stands in it, and no two hyphens, which end a comment in HTML.
 *
 * @source pulumi sdk/go/common/tokens names.go
 */
export function marker({ project, stack }: PlanReport): string {
  const of = `${project}/${stack}`
    .slice(0, LONGEST_MARK)
    .replace(/[^\w./-]/g, "_")
    .replace(/-(?=-|$)/g, "- ");
  return `<!-- pulumi-kubeovn plan ${of} -->`;
}

const SHORT_HEAD = ["", "for", "subnet", "before", "after", "resource"];
const RANGE_HEAD = ["", "of", "range", "addresses", "free for pods"];
const REGION_HEAD = ["of", "range", "size", "used", "reserved", "excluded", "free", "utilization"];
const FULL_HEAD = [...SHORT_HEAD, "MAC", "object", "owner", "why"];

function conflictList({ conflicts }: PlanReport): string {
  const lines = conflicts.slice(0, OPEN_CONFLICTS).map(conflictLine);
  if (conflicts.length > OPEN_CONFLICTS) lines.push(`- … and ${conflicts.length - OPEN_CONFLICTS} more below`);
  return [`**${conflicts.length} to look at**`, "", ...lines].join("\n");
}

function conflictLine(conflict: Conflict): string {
  return `- ❗ ${prose(conflictText(conflict))}`;
}

/** Every refused resource is named, however many there are. */
function moreConflicts({ conflicts }: PlanReport): readonly Section[] {
  const rest = conflicts.slice(OPEN_CONFLICTS);
  if (rest.length === 0) return [];
  return [{ title: `${rest.length} more to look at`, head: [], rows: rest.map((one) => [conflictLine(one)]) }];
}

function rangeRow(range: ReportRange): readonly string[] {
  const { name, range: text, size, freeForPods } = rangeTexts(range);
  const word = range.after === null ? "removed" : rangeAction(range).word;
  return [word, prose(name), rangesAsCode(text), size, freeForPods];
}

function rangesAsCode(text: string): string {
  return text.split(" → ").map(code).join(" → ");
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
    podOf(change, code, prose),
    subnets.join(" → "),
    code(addressesOf(change, "before")),
    after === null ? freed : code(addressesOf(change, "after")),
    `${prose(resource.kind)} ${code(resource.name)}`,
  ];
}

function fullRow(change: ReportChange): readonly string[] {
  const mac = code((change.after ?? change.before)?.mac ?? "");
  const object = change.object.name === "" ? "" : `${prose(change.object.kind)} ${code(change.object.name)}`;
  return [...shortRow(change), mac, object, code(change.owner), prose(whyOf(change))];
}

function regionRow(region: ReportRegion): readonly string[] {
  const { before, after } = region;
  const numbers = COUNTS.map((field) => beforeAndAfter(before, after, field));
  return [prose(regionText(region)), code(region.range), ...numbers];
}
