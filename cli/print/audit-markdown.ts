import type { AuditReport, AuditRow, GivenUpRow } from "../../provider/report";
import { auditExtent, auditHeadline, groupRows, kindWord, makerText } from "./audit-words";
import { COMMENT_LIMIT, joinWithin, type Section } from "./comment";
import { code, prose } from "./markdown";

/** Lines that are not folded. */
const OPEN_WRONG = 20;

/** What a pipeline looks for to find the comment that it made before. */
const MARKER = "<!-- pulumi-kubeovn audit -->";

/**
 * The audit as a comment, or for the summary of a job: what is wrong in a short list, risks folded.
 *
 * @returns at most `limit` characters: rows that do not fit are counted instead
 */
export function printAuditMarkdown(report: AuditReport, limit: number = COMMENT_LIMIT): string {
  const { extent, result } = auditHeadline(report);
  const wrong = report.rows.filter(({ level }) => level === "wrong");
  const risks = report.rows.filter(({ level }) => level === "risk");
  const open = wrong.slice(0, OPEN_WRONG).map((row) => `- ❗ ${openTitle(row)}: ${prose(row.text)}`);
  if (wrong.length > open.length) open.push(`- … and ${wrong.length - open.length} more below`);
  const head = [
    `${MARKER}\n### Reservations of Kube-OVN: ${result}`,
    `${[extent, ...auditExtent(report)].map(prose).join("; ")}.`,
    open.join("\n"),
  ];
  const sections = [
    ...(wrong.length > OPEN_WRONG ? groupRows(wrong, codeOf).map((rows) => section("Wrong", rows)) : []),
    ...groupRows(risks, codeOf).map((rows) => section("At risk", rows)),
    ...(report.givenUp.length === 0 ? [] : [givenUpSection(report.givenUp)]),
  ];
  return joinWithin(head.filter((part) => part !== "").join("\n\n"), sections, limit);
}

const HEAD = ["object", "address", "subnet", "owner"];

/** All findings of one code; what they all say is said once. */
function section(title: string, rows: readonly [AuditRow, ...AuditRow[]]): Section {
  const isShared = rows.every(({ text }) => text === rows[0].text);
  return {
    title: `${title}: ${codeOf(rows[0])} (${rows.length})`,
    lead: isShared ? `${prose(rows[0].text)}.` : undefined,
    head: isShared ? HEAD : [...HEAD, "finding"],
    rows: rows.map((row) => [
      objectName(row),
      code(row.addresses.join(", ")),
      code(row.subnet),
      code(makerText(row)),
      ...(isShared ? [] : [prose(row.text)]),
    ]),
  };
}

function givenUpSection(rows: readonly GivenUpRow[]): Section {
  return {
    title: `Given up (${rows.length})`,
    lead: undefined,
    head: ["object", "address", "subnet", "given up by", "what becomes of it"],
    rows: rows.map((row) => [
      objectName(row),
      code(row.addresses.join(", ")),
      code(row.subnet),
      code(row.by),
      prose(row.text),
    ]),
  };
}

function codeOf(row: AuditRow): string {
  return row.code;
}

function objectName(row: AuditRow | GivenUpRow): string {
  return `${kindWord(row)} ${code(row.name)}`;
}

function openTitle(row: AuditRow): string {
  const at = row.addresses.length > 0 ? ` at ${code(row.addresses.join(", "))}` : "";
  return `${objectName(row)}${at}${row.subnet === "" ? "" : ` in ${code(row.subnet)}`}`;
}
