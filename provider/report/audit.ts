import { printAddress } from "../ipam";
import {
  findingSentence,
  isBookedForSubnet,
  type Judged,
  judgeAll,
  type LeftoverPort,
  LiveContext,
  leftoverPorts,
  type NorthboundView,
  portFindings,
  printVersion,
  type Snapshot,
} from "../plan";
import { compareTexts } from "./changes";
import { type GivenUpRow, givenUpRows } from "./given-up";

export const AUDIT_FORMAT = 1;

/** Something about one object: wrong now, or a risk for later. */
export interface AuditRow {
  readonly level: "wrong" | "risk";
  /** Kind of the object, or `Logical_Switch_Port` for a port that belongs to no Vip. */
  readonly kind: string;
  readonly name: string;
  readonly subnet: string;
  readonly addresses: readonly string[];
  /** Owner key, when a Pulumi program made the object. */
  readonly owner: string | null;
  /** Where in which program the resource stood that gave it up; null for all others. */
  readonly givenUpBy: string | null;
  /** Code of a rule, or of a finding about ports. */
  readonly code: string;
  readonly text: string;
}

export interface AuditReport {
  readonly format: typeof AUDIT_FORMAT;
  /** Kube-OVN release whose rules were applied. */
  readonly version: string;
  /** Objects that were judged. */
  readonly objects: number;
  /** The same by kind. */
  readonly judged: Readonly<Record<string, number>>;
  /** Objects of a directory that no rule is about, by kind; pods, nodes and namespaces are witnesses. */
  readonly notJudged: Readonly<Record<string, number>>;
  /** Virtual ports that were looked at; null without access to OVN. */
  readonly virtualPorts: number | null;
  /** By kind and name. */
  readonly givenUp: readonly GivenUpRow[];
  /** Wrong ones first, then by subnet, address and name. */
  readonly rows: readonly AuditRow[];
}

/** An audit, and what it was made from. */
export interface Audit {
  readonly report: AuditReport;
  readonly judged: readonly Judged[];
}

/** Kinds that are read for what they say of others. */
const WITNESSES: readonly string[] = ["Pod", "Node", "Namespace"];

/**
 * Judges every object of a cluster by the rules of its kind, and the ports of Vips where OVN can be asked.
 *
 * @param northbound  with the switches of all subnets; undefined without access to OVN
 */
export function makeAudit(snapshot: Snapshot, northbound?: NorthboundView): Audit {
  const portsOf = northbound === undefined ? () => [] : portFindings(snapshot, northbound);
  const judged = judgeAll(new LiveContext(snapshot, northbound === undefined ? {} : { northbound }));
  const givenUp = givenUpRows(snapshot);
  const givers = new Map(givenUp.map(({ kind, name, by }) => [`${kind}/${name}`, by]));
  const rows = judged.flatMap((one): readonly AuditRow[] => {
    const { standing, found } = one.findings;
    if (one.kind === "IP" && isBookedForSubnet(one.name)) return [];
    const told = found.flatMap((finding) => {
      const level = finding.levels.live;
      return level === undefined ? [] : [{ level, code: finding.code, text: findingSentence(finding) }];
    });
    // Whatever keeps Kube-OVN from taking a Vip keeps it from making its ports, and has been told.
    const ports = one.live !== undefined && ["taken", "waiting"].includes(standing) ? portsOf(one.live) : [];
    const givenUpBy = givers.get(`${one.kind}/${one.name}`) ?? null;
    return [...told, ...ports].map((row) => ({ ...rowOf(one), givenUpBy, ...row }));
  });
  const leftovers = northbound === undefined ? [] : leftoverPorts(snapshot, northbound).map(leftoverRow);
  const counts = countBy(judged.map(({ kind }) => kind));
  const unread = [...(snapshot.read ?? [])].filter(
    ([kind]) => !Object.hasOwn(counts, kind) && !WITNESSES.includes(kind),
  );
  const report: AuditReport = {
    format: AUDIT_FORMAT,
    version: printVersion(snapshot.version),
    objects: judged.length,
    judged: counts,
    notJudged: Object.fromEntries(unread.sort(([a], [b]) => compareTexts(a, b))),
    virtualPorts: northbound === undefined ? null : countVirtual(northbound),
    givenUp,
    rows: [...rows, ...leftovers].sort(compareRows),
  };
  return { report, judged };
}

function countBy(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => compareTexts(a, b)));
}

type ObjectPart = "kind" | "name" | "subnet" | "addresses" | "owner";

function rowOf({ kind, name, subnet, addresses, owner }: Judged): Pick<AuditRow, ObjectPart> {
  return { kind, name, subnet, addresses: addresses.map(printAddress), owner: owner ?? null };
}

function countVirtual({ ports }: NorthboundView): number {
  return [...ports.values()].filter(({ type }) => type === "virtual").length;
}

function leftoverRow({ level, code, text, name, logicalSwitch, virtualIp }: LeftoverPort): AuditRow {
  const addresses = virtualIp.split(",").filter((address) => address !== "");
  const object = { kind: "Logical_Switch_Port", name, subnet: logicalSwitch, addresses, owner: null, givenUpBy: null };
  return { level, ...object, code, text };
}

function compareRows(a: AuditRow, b: AuditRow): number {
  return (
    compareTexts(b.level, a.level) ||
    compareTexts(a.subnet, b.subnet) ||
    compareTexts(a.kind, b.kind) ||
    compareTexts(a.name, b.name) ||
    compareTexts(a.code, b.code)
  );
}
