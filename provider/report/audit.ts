import { printAddress } from "../ipam";
import {
  findingSentence,
  judgeWritten,
  type LeftoverPort,
  LiveContext,
  type LiveReservation,
  leftoverPorts,
  type NorthboundView,
  portFindings,
  printVersion,
  type Snapshot,
  type Standing,
} from "../plan";
import { compareTexts } from "./changes";

export const AUDIT_FORMAT = 1;

/** Something about one object: wrong now, or a risk for later. */
export interface AuditRow {
  readonly level: "wrong" | "risk";
  /** `IP`, `Vip`, or `Logical_Switch_Port` for a port that belongs to no Vip. */
  readonly kind: string;
  readonly name: string;
  readonly subnet: string;
  readonly addresses: readonly string[];
  /** Owner key, when a Pulumi program made the object. */
  readonly owner: string | null;
  /** Code of a rule, or of a finding about ports. */
  readonly code: string;
  readonly text: string;
}

export interface AuditReport {
  readonly format: typeof AUDIT_FORMAT;
  /** Kube-OVN release whose rules were applied. */
  readonly version: string;
  /** Objects that were looked at. */
  readonly objects: number;
  /** Virtual ports that were looked at; null without access to OVN. */
  readonly virtualPorts: number | null;
  /** Wrong ones first, then by subnet, address and name. */
  readonly rows: readonly AuditRow[];
}

/** An audit, and how far Kube-OVN is with each object, by `IP/<name>` and `Vip/<name>`. */
export interface Audit {
  readonly report: AuditReport;
  readonly standings: ReadonlyMap<string, Standing>;
}

/**
 * Judges every IP and Vip of a cluster, and the ports of Vips where OVN can be asked.
 *
 * @param northbound  with the switches of all subnets; undefined without access to OVN
 */
export function makeAudit(snapshot: Snapshot, northbound?: NorthboundView): Audit {
  const portsOf = northbound === undefined ? () => [] : portFindings(snapshot, northbound);
  const around = new LiveContext(snapshot, northbound === undefined ? {} : { northbound });
  const standings = new Map<string, Standing>();
  const rows: AuditRow[] = [];
  for (const live of snapshot.reservations.values()) {
    const { kind, name, written } = live;
    if (written === undefined) continue;
    const { standing, found } = judgeWritten(written, around);
    standings.set(`${kind}/${name}`, standing);
    if (isSystem(name)) continue;
    const told = found.flatMap((finding) => {
      const level = finding.levels.live;
      return level === undefined ? [] : [{ level, code: finding.code, text: findingSentence(finding) }];
    });
    // Whatever keeps Kube-OVN from taking a Vip keeps it from making its ports, and has been told.
    const ports = ["taken", "waiting"].includes(standing) ? portsOf(live) : [];
    rows.push(...[...told, ...ports].map((row) => ({ ...rowOf(live), ...row })));
  }
  const leftovers = northbound === undefined ? [] : leftoverPorts(snapshot, northbound).map(leftoverRow);
  const report: AuditReport = {
    format: AUDIT_FORMAT,
    version: printVersion(snapshot.version),
    objects: standings.size,
    virtualPorts: northbound === undefined ? null : countVirtual(northbound),
    rows: [...rows, ...leftovers].sort(compareRows),
  };
  return { report, standings };
}

function rowOf({ kind, name, subnet, addresses, owner }: LiveReservation): Omit<AuditRow, "level" | "code" | "text"> {
  return { kind, name, subnet, addresses: addresses.map(printAddress), owner: owner ?? null };
}

function countVirtual({ ports }: NorthboundView): number {
  return [...ports.values()].filter(({ type }) => type === "virtual").length;
}

function leftoverRow({ level, code, text, name, logicalSwitch, virtualIp }: LeftoverPort): AuditRow {
  const addresses = virtualIp.split(",").filter((address) => address !== "");
  return { level, kind: "Logical_Switch_Port", name, subnet: logicalSwitch, addresses, owner: null, code, text };
}

/** Addresses of the switch itself, which Kube-OVN books as IPs (pkg/controller/ip.go). */
function isSystem(name: string): boolean {
  return name.startsWith("u2o-interconnection.") || name.startsWith("mcast-querier.");
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
