import { printAddress } from "../ipam";
import { type KindRoom, ROOMS } from "../kinds";
import {
  check,
  DEFAULT_NAMESPACE,
  type Declaration,
  escapeSteering,
  type LiveReservation,
  oneLine,
  Planner,
  type Snapshot,
  spaceKey,
  type Written,
  type WrittenIp,
  type WrittenVip,
} from "../plan";

/** A program that takes over what exists. */
export interface ImportedProgram {
  readonly text: string;
  /** Resources in it. */
  readonly count: number;
  /** Objects that cannot be taken over; they stand in the text as comments, with the reason. */
  readonly refused: number;
}

const OWNER_PREFIX = "import/";
const STORE = "import";

interface Candidate {
  readonly live: LiveReservation;
  readonly declaration: Declaration;
}

/**
 * Writes a program that declares every reservation nobody's program has yet, each with `adopt: true`.
 *
 * Every declaration is put to the plan first: what it refuses, or would give another address, becomes a comment.
 */
export function importProgram(snapshot: Snapshot): ImportedProgram {
  const candidates = [...snapshot.reservations.values()].flatMap((live): readonly Candidate[] => {
    const { written, owner } = live;
    if (written === undefined || owner !== undefined || !isReservation(written, live, snapshot)) return [];
    return [{ live, declaration: declare(written, live) }];
  });
  candidates.sort(compareCandidates);
  const planner = new Planner(snapshot, OWNER_PREFIX, "", ROOMS);
  planner.addBatch(candidates.map(({ declaration }) => declaration));
  const blocks = candidates.map((candidate) => ({ candidate, reasons: reasonsAgainst(planner, candidate) }));
  const parts = ['import * as kubeovn from "pulumi-kubeovn";\n'];
  let place: string | undefined;
  for (const { candidate, reasons } of blocks) {
    const subnet = spaceKey(candidate.live);
    if (subnet !== place) parts.push(`\n// Subnet ${oneLine(subnet)}\n`);
    place = subnet;
    parts.push(printCandidate(candidate, reasons));
  }
  const refused = blocks.filter(({ reasons }) => reasons.length > 0).length;
  return { text: parts.join(""), count: blocks.length - refused, refused };
}

/** The IP of a running pod or a node is no reservation, unless its label says that it outlives the pod. */
function isReservation(written: Written, live: LiveReservation, { holdings }: Snapshot): boolean {
  if (written.kind === "Vip" || written.reserved === "true") return true;
  const { name, reserved } = written;
  if (reserved !== undefined || name.startsWith("u2o-interconnection.") || name.startsWith("mcast-querier."))
    return false;
  return holdings.some(({ key, holder }) => key === live.key && holder.kind === "IP");
}

function declare(object: Written, live: LiveReservation): Declaration {
  const kind = object.kind === "Vip" ? "Vip" : "ReservedIP";
  const args =
    object.kind === "Vip" ? vipArgs(object, live) : { subnet: live.subnet, workload: workloadOf(object), adopt: true };
  return {
    kind,
    name: object.name,
    path: `${kind}::${object.name}`,
    owner: `${OWNER_PREFIX}${kind}/${object.name}`,
    provider: "",
    args,
  };
}

function vipArgs({ type, namespace, selector }: WrittenVip, { subnet }: LiveReservation): Declaration["args"] {
  return {
    subnet,
    ...(type === "" ? {} : { type }),
    ...(namespace === "" ? {} : { namespace }),
    ...(selector.length === 0 ? {} : { selector }),
    adopt: true,
  };
}

/** @source kube-ovn pkg/controller/gc.go: a StatefulSet's name is that of its pod up to the last "-" */
function workloadOf({ podName, podType, namespace }: WrittenIp): Readonly<Record<string, unknown>> {
  const place = namespace === "" || namespace === DEFAULT_NAMESPACE ? {} : { namespace };
  const [, name, ordinal] = /^(.*)-(\d+)$/.exec(podName) ?? [];
  if (podType === "StatefulSet" && name !== undefined)
    return { kind: podType, name, ordinal: Number(ordinal), ...place };
  return { kind: podType === "" ? "Pod" : podType, name: podName, ...place };
}

/** Why the program cannot have it: the plan's own refusals, or an address that would change. */
function reasonsAgainst(planner: Planner<KindRoom>, { declaration, live }: Candidate): readonly string[] {
  const { refusals, placements } = check(planner, { olds: {}, news: declaration.args, declaration, store: STORE });
  if (refusals.length > 0) return refusals.map(({ reason }) => reason);
  const planned = placements.flatMap(({ picks }) => picks.map(({ address }) => printAddress(address)));
  const missing = planned.filter((address) => !live.addresses.some((own) => printAddress(own) === address));
  return missing.length === 0 ? [] : [`it has no address of its own yet, or not all of them`];
}

function printCandidate({ declaration, live }: Candidate, reasons: readonly string[]): string {
  const { kind, name, args } = declaration;
  const at = live.addresses.map(printAddress).join(", ");
  const statement = `new kubeovn.${kind}(${printLiteral(name)}, ${printValue(args)});${at === "" ? "" : ` // ${at}`}`;
  if (reasons.length === 0) return `${statement}\n`;
  return [...reasons.map((reason) => `// omitted: ${oneLine(reason)}`), `// ${oneLine(statement)}`, ""].join("\n");
}

/** What a terminal or an editor would obey stands in it as escapes. */
function printLiteral(value: unknown): string {
  return escapeSteering(JSON.stringify(value));
}

/** A value as a person writes it: keys without quotes where they need none. */
function printValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  if (value === null || typeof value !== "object") return printLiteral(value);
  const fields = Object.entries(value).map(([key, inner]) => `${key}: ${printValue(inner)}`);
  return `{ ${fields.join(", ")} }`;
}

function compareCandidates(a: Candidate, b: Candidate): number {
  const order = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    order(spaceKey(a.live), spaceKey(b.live)) ||
    order(a.declaration.kind, b.declaration.kind) ||
    order(a.declaration.name, b.declaration.name)
  );
}
