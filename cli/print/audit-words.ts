import type { AuditReport, AuditRow, GivenUpRow } from "../../provider/report";

/** `30 objects, by the rules of Kube-OVN 1.13: 0 wrong, 6 at risk` in two parts. */
export function auditHeadline({ version, objects, virtualPorts, rows }: AuditReport): {
  readonly extent: string;
  readonly result: string;
} {
  const count = (level: AuditRow["level"]): number => rows.filter((row) => row.level === level).length;
  const ports = virtualPorts === null ? "" : ` and ${counted(virtualPorts, "virtual port")} in OVN`;
  return {
    extent: `${counted(objects, "object")}${ports}, by the rules of Kube-OVN ${version}`,
    result: `${count("wrong")} wrong, ${count("risk")} at risk`,
  };
}

/** `2 Subnets and 1 Vip` of what was judged, and of what is there besides. */
export function auditExtent({ judged, notJudged, givenUp }: AuditReport): readonly string[] {
  const words = (counts: Readonly<Record<string, number>>): string => {
    const parts = Object.entries(counts).map(([kind, count]) => counted(count, kind));
    return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
  };
  const rest = words(notJudged);
  return [
    `judged: ${words(judged) || "nothing"}`,
    ...(rest === "" ? [] : [`not judged: ${rest}`]),
    ...(givenUp.length === 0 ? [] : [`given up: ${givenUp.length}`]),
  ];
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`;
}

/** What a row is about, as people call it. */
export function kindWord({ kind }: AuditRow | GivenUpRow): string {
  return kind === "Logical_Switch_Port" ? "virtual port" : kind;
}

/** Whose an object is: the owner's key, or who gave it up; empty for what no program made. */
export function makerText({ owner, givenUpBy }: AuditRow): string {
  return owner ?? (givenUpBy === null ? "" : `given up by ${givenUpBy}`);
}

/** Rows in groups that have the same key, each group where its first row was. */
export function groupRows(
  rows: readonly AuditRow[],
  keyOf: (row: AuditRow) => string,
): readonly (readonly [AuditRow, ...AuditRow[]])[] {
  const groups = new Map<string, [AuditRow, ...AuditRow[]]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
