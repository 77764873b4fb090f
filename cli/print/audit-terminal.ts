import { createColors } from "picocolors";
import { spaceAt, spaceName } from "../../provider/plan";
import type { AuditReport, AuditRow, GivenUpRow } from "../../provider/report";
import { auditExtent, auditHeadline, groupRows, kindWord, makerText } from "./audit-words";
import { plain } from "./terminal-table";

/** The audit for a terminal: all that there is to say of an object, once for all objects of which the same is to be said. */
export function printAudit(report: AuditReport, hasColors: boolean): string {
  const colors = createColors(hasColors);
  const { extent, result } = auditHeadline(report);
  const objects = groupRows(report.rows, (row) => JSON.stringify([row.kind, row.name]));
  const findings = new Map(objects.map((rows) => [rows[0], rows] as const));
  const alike = groupRows([...findings.keys()], (first) =>
    JSON.stringify(findings.get(first)?.map(({ level, text }) => [level, text])),
  );
  const paragraphs = alike.map((group) => {
    const titles = group.map((row) => {
      const maker = makerText(row);
      return `${colors.bold(plain(objectTitle(row)))}${maker === "" ? "" : colors.dim(` ${plain(maker)}`)}`;
    });
    const lines = (findings.get(group[0]) ?? []).map(({ level, text }) => {
      const mark = level === "wrong" ? colors.red("wrong") : colors.yellow("risk ");
      return `  ${mark} ${plain(text)}`;
    });
    return [...titles, ...lines].join("\n");
  });
  const givenUp = report.givenUp.map((row) => {
    const lines = row.text === "" ? [] : [`  ${plain(row.text)}`];
    return [`${colors.bold(plain(objectTitle(row)))}${colors.dim(` given up by ${plain(row.by)}`)}`, ...lines].join(
      "\n",
    );
  });
  const head = [colors.bold(`${extent}: ${result}`), ...auditExtent(report).map((line) => colors.dim(plain(line)))];
  return `${[head.join("\n"), ...paragraphs, ...givenUp].join("\n\n")}\n`;
}

function objectTitle(row: AuditRow | GivenUpRow): string {
  const at = row.addresses.length > 0 ? ` at ${row.addresses.join(" and ")}` : "";
  const place = row.kind === "Subnet" || row.subnet === "" ? "" : ` in ${placeText(row.subnet)}`;
  return `${kindWord(row)} ${JSON.stringify(row.name)}${at}${place}`;
}

/** Pools of Spiderpool are in a CIDR whether or not a SpiderSubnet has it. */
function placeText(subnet: string): string {
  const space = spaceAt(subnet);
  return space.cidr ?? spaceName(space);
}
