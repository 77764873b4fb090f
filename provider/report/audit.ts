import { type Address, printAddress, standingOf } from "../ipam";
import {
  type Findings,
  type Gate,
  type GateCode,
  gateSentence,
  hasPortOfFamily,
  type LeftoverPort,
  type LiveReservation,
  leftoverPorts,
  type NorthboundView,
  type PlannedSubnet,
  portFindings,
  type Snapshot,
  subnetsOf,
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
  /** A code of Kube-OVN's gates, of a finding about ports, or `dead-dual-stack-port`, `outside-planned-range`. */
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

/** One IP or Vip, with what the controller makes of it. */
export interface Audited {
  readonly kind: string;
  readonly name: string;
  readonly findings: Findings;
}

/** Risks that are not for later: the object is not what it says it is. */
const WRONG: readonly GateCode[] = [
  "address-shared",
  "gateway-taken",
  "not-an-address",
  "mac-overwritten",
  "crashes-controller",
];

/**
 * Judges every IP and Vip of a cluster, and the ports of Vips where OVN can be asked.
 *
 * @param version     release in words
 * @param northbound  with the switches of all subnets; undefined without access to OVN
 */
export function makeAudit(
  snapshot: Snapshot,
  audited: readonly Audited[],
  version: string,
  northbound?: NorthboundView,
): AuditReport {
  const portsOf = northbound === undefined ? () => [] : portFindings(snapshot, northbound);
  const subnets = subnetsOf(snapshot);
  const inUse = new Set(
    snapshot.holdings
      .filter(({ holder }) => holder.kind !== "IP" && holder.kind !== "Vip")
      .map(({ key, subnet }) => `${key} ${subnet}`),
  );
  const rows = audited.flatMap(({ kind, name, findings }) => {
    const live = snapshot.reservations.get(`${kind}/${name}`);
    if (live === undefined || isSystem(name)) return [];
    const row = (level: AuditRow["level"], code: string, text: string): AuditRow => ({
      level,
      kind,
      name,
      subnet: live.subnet,
      addresses: live.addresses.map(printAddress),
      owner: live.owner ?? null,
      code,
      text,
    });
    const fromGate = (level: AuditRow["level"], gate: Gate): AuditRow => row(level, gate.code, gateSentence(gate));
    const subnet = subnets.get(live.subnet);
    // The IP of a running pod or of a node goes with it, as it should.
    const isUsed = inUse.has(`${live.key} ${live.subnet}`);
    const risks = findings.risks.filter(({ code }) => code !== "not-reserved" || !isUsed);
    // Whatever keeps Kube-OVN from taking a Vip keeps it from making its ports, and has been told.
    const ports = ["taken", "waiting"].includes(findings.standing) ? portsOf(live) : [];
    const own = [...ports, ...ownRows(live, subnet, findings, isUsed, northbound)];
    return [
      ...(findings.gate === undefined ? [] : [fromGate("wrong", findings.gate)]),
      ...risks.map((risk) => fromGate(WRONG.includes(risk.code) ? "wrong" : "risk", risk)),
      ...own.map(({ level, code, text }) => row(level, code, text)),
    ];
  });
  const leftovers = northbound === undefined ? [] : leftoverPorts(snapshot, northbound).map(leftoverRow);
  return {
    format: AUDIT_FORMAT,
    version,
    objects: audited.length,
    virtualPorts: northbound === undefined ? null : countVirtual(northbound),
    rows: [...rows, ...leftovers].sort(compareRows),
  };
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

/** What no gate says because the object is taken, and yet will not work or not last. */
function ownRows(
  live: LiveReservation,
  subnet: PlannedSubnet | undefined,
  { risks, standing }: Findings,
  isUsed: boolean,
  northbound: NorthboundView | undefined,
): readonly Pick<AuditRow, "level" | "code" | "text">[] {
  const found: Pick<AuditRow, "level" | "code" | "text">[] = [];
  if (isDeadPort(live) && !(northbound !== undefined && hasPortOfFamily(live, northbound))) {
    found.push({
      level: "wrong",
      code: "dead-dual-stack-port",
      text: "Kube-OVN writes both of its addresses into one virtual port, for which OVN makes no flow: pods cannot use it as an allowed-address pair; make one Vip per family",
    });
  }
  // Whose address may be lost or goes with its pod is told so already; one that a pod uses is not free meanwhile.
  const isTold = risks.some(({ code }) =>
    ["deleted-at-restart", "forgotten-at-restart", "not-reserved"].includes(code),
  );
  const isReserved = live.addresses.length > 0 && !isUsed;
  if (subnet !== undefined && standing !== "leaving" && !isTold && isReserved && !isInBand(subnet, live.addresses)) {
    found.push({
      level: "risk",
      code: "outside-planned-range",
      text: "its address is in no planned range, so Kube-OVN may give it to a pod while the object is away; add a PlannedRange, or put the address into excludeIps",
    });
  }
  return found;
}

/** @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents; tried with ovn-northd 23.03: no flow for two addresses in `virtual-ip` */
function isDeadPort({ kind, type, namespace, addresses }: LiveReservation): boolean {
  return kind === "Vip" && (type ?? "") === "" && Boolean(namespace) && addresses.length > 1;
}

function isInBand({ pools }: PlannedSubnet, addresses: readonly Address[]): boolean {
  return addresses.every((address) => {
    const pool = address.family === 4 ? pools.v4 : pools.v6;
    return pool !== undefined && ["planned", "excluded", "named-pool"].includes(standingOf(pool, address).at);
  });
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
