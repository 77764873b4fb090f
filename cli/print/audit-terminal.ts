import { createColors } from "picocolors";
import type { AuditReport, AuditRow } from "../../provider/report";
import { plain } from "./terminal-table";

/** The audit for a terminal: one paragraph for each object. */
export function printAudit({ version, objects, virtualPorts, rows }: AuditReport, hasColours: boolean): string {
  const colours = createColors(hasColours);
  const count = (level: AuditRow["level"]): number => rows.filter((row) => row.level === level).length;
  const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const ports = virtualPorts === null ? "" : ` and ${counted(virtualPorts, "virtual port")} in OVN`;
  const head = `${counted(objects, "object")}${ports}, by the rules of Kube-OVN ${version}: ${count("wrong")} wrong, ${count("risk")} at risk`;
  const parts = [colours.bold(head)];
  let last = "";
  for (const row of rows) {
    const title = `${objectName(row)}${row.addresses.length > 0 ? ` at ${row.addresses.join(" and ")}` : ""} in subnet ${JSON.stringify(row.subnet)}`;
    if (title !== last)
      parts.push(`\n${colours.bold(plain(title))}${row.owner === null ? "" : colours.dim(` ${plain(row.owner)}`)}`);
    last = title;
    const mark = row.level === "wrong" ? colours.red("wrong") : colours.yellow("risk ");
    parts.push(`  ${mark} ${plain(row.text)}`);
  }
  return `${parts.join("\n")}\n`;
}

function objectName({ kind, name }: AuditRow): string {
  return `${kind === "Logical_Switch_Port" ? "virtual port" : kind} ${JSON.stringify(name)}`;
}
