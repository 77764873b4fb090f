import { details, table } from "./markdown";

/** The longest text that GitHub takes for a comment, in characters. GitLab and Bitbucket take more. */
export const COMMENT_LIMIT = 65_536;

/** A folded part of a report, in Markdown but for the title. */
export interface Section {
  /** No text of someone else: it stands in HTML. */
  readonly title: string;
  /** Said once of all rows. */
  readonly lead?: string | undefined;
  /** Empty for a list instead of a table. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Room for what tells how many rows are missing. */
const RESERVE = 200;

/**
 * A report as a comment: the head, and below it the sections, with whole rows as long as they fit.
 *
 * @returns at most `limit` characters: rows that do not fit are counted instead
 */
export function joinWithin(head: string, sections: readonly Section[], limit: number): string {
  let text = head.length > limit - RESERVE ? `${wholeLines(head, limit - RESERVE)}\n…` : head;
  let omitted = 0;
  for (const section of sections) {
    const { title, rows } = section;
    const count = countFitting(section, limit - text.length - RESERVE);
    if (count === 0) {
      omitted += rows.length;
      continue;
    }
    const body = bodyOf(section, rows.slice(0, count));
    const rest = rows.length - count;
    text += `\n\n${details(title, rest === 0 ? body : `${body}\n\n${missing(rest)}`)}`;
  }
  if (omitted > 0) text += `\n\n${missing(omitted)}`;
  return `${text}\n`;
}

/** Cut between lines: half a name would not be code any more. */
function wholeLines(head: string, length: number): string {
  return head.slice(0, Math.max(0, head.lastIndexOf("\n", length)));
}

function missing(count: number): string {
  return `… and ${count} more, for which there is no room here.`;
}

function countFitting(section: Section, room: number): number {
  let used = details(section.title, bodyOf(section, [])).length;
  let count = 0;
  for (const row of section.rows) {
    used += row.join(" | ").length + 5;
    if (used > room) break;
    count += 1;
  }
  return count;
}

function bodyOf({ lead, head }: Section, rows: readonly (readonly string[])[]): string {
  const body = head.length === 0 ? rows.map(([line]) => line).join("\n") : table(head, rows);
  return lead === undefined ? body : `${lead}\n\n${body}`;
}
