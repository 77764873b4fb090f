import { printAddress } from "../ipam";
import { argumentsIn, type KindRoom, type ObjectForm, type Properties, ROOMS, STAGES, untoldOf } from "../kinds";
import {
  ADDRESSES,
  check,
  type Declaration,
  escapeSteering,
  findingSentence,
  judgeAll,
  KINDS,
  type Kind,
  LiveContext,
  type LiveReservation,
  oneLine,
  ownField,
  Planner,
  reserveNothing,
  type Snapshot,
  spaceKey,
  TABLES,
} from "../plan";
import { compareTexts } from "./changes";

/** A program that takes over what exists. */
export interface ImportedProgram {
  readonly text: string;
  /** Resources in it. */
  readonly count: number;
  /** Objects that cannot be taken over; they stand in the text as comments, with the reason. */
  readonly refused: number;
}

/** An object that no program owns. */
export interface Importable {
  readonly kind: Kind;
  /** Its name; one in a namespace is `namespace/name`. */
  readonly id: string;
  /** Of a reservation. */
  readonly live?: LiveReservation | undefined;
}

const OWNER_PREFIX = "import/";
const STORE = "import";

interface Candidate extends Importable {
  readonly declaration: Declaration;
  /** A required argument that the object does not tell. */
  readonly untold: string | undefined;
}

/**
 * The kinds that can take over an object; what is made as several of them, as a pool of one address, as the first: no object
 * tells the SpiderSubnet that a FixedIP names.
 */
export const IMPORTED_KINDS: readonly Kind[] = KINDS.filter((kind) => {
  const form = formOf(kind);
  return (
    form !== null && "adopt" in ROOMS[kind].fields && KINDS.find((other) => isSameObject(formOf(other), form)) === kind
  );
});

/** Those that hold addresses. */
export const RESERVATION_KINDS: readonly Kind[] = IMPORTED_KINDS.filter(
  (kind) => ROOMS[kind].reserve !== reserveNothing,
);

/** What a program could take over that nobody's program has yet. */
export function importableIn(snapshot: Snapshot, kinds: readonly Kind[]): readonly Importable[] {
  return kinds.flatMap((kind) => {
    const form = formOf(kind);
    const { standsAlone } = ROOMS[kind];
    if (form === null) return [];
    const reservations = RESERVATION_KINDS.includes(kind)
      ? [...snapshot.reservations.values()].filter((live) => live.kind === form.kind)
      : [];
    const found = new Map(reservations.map((live): [string, Pick<Importable, "live">] => [live.name, { live }]));
    for (const [id, stamp] of TABLES[form.kind]?.(snapshot) ?? [])
      if (stamp.owner === undefined && !found.has(id)) found.set(id, {});
    return [...found].flatMap(([id, { live }]): readonly Importable[] => {
      const isTaken = live?.owner !== undefined || (live !== undefined && standsAlone?.(live, snapshot) === false);
      return isTaken ? [] : [{ kind, id, live }];
    });
  });
}

/** What a live object says of the arguments of its kind. */
export interface Imported extends Importable {
  readonly found: Properties;
}

/**
 * Writes a program that declares objects, each with `adopt: true`.
 *
 * What is wrong with an object makes a comment of it, and so does what the plan refuses of its declaration, or an address that
 * would change.
 *
 * @param objects  those of {@link importableIn} that are still there, as they are read
 */
export function importProgram(snapshot: Snapshot, objects: readonly Imported[]): ImportedProgram {
  const candidates = objects.map(candidateOf).sort(compareCandidates);
  const planner = new Planner(snapshot, OWNER_PREFIX, "", ROOMS);
  planner.addBatch(candidates.map(({ declaration }) => declaration));
  const wrong = wrongIn(snapshot);
  const blocks = candidates.map((candidate) => {
    const faults = wrong.get(`${formOf(candidate.kind)?.kind} ${candidate.id}`);
    return { candidate, reasons: faults ?? reasonsAgainst(planner, candidate) };
  });
  const parts = ['import * as kubeovn from "pulumi-kubeovn";\n'];
  let place: string | undefined;
  for (const { candidate, reasons } of blocks) {
    const section = sectionOf(candidate);
    if (section !== place) parts.push(`\n// ${oneLine(section)}\n`);
    place = section;
    parts.push(printCandidate(candidate, reasons));
  }
  const refused = blocks.filter(({ reasons }) => reasons.length > 0).length;
  return { text: parts.join(""), count: blocks.length - refused, refused };
}

function formOf(kind: Kind): ObjectForm | null {
  return ROOMS[kind].form;
}

function isSameObject(a: ObjectForm | null, b: ObjectForm): boolean {
  return a?.apiVersion === b.apiVersion && a.kind === b.kind;
}

/** The resource is named like its object; the addresses come with it. */
function candidateOf({ found: all, ...importable }: Imported): Candidate {
  const { kind, id } = importable;
  const { fields, object } = ROOMS[kind];
  const name = id.split("/").reverse().join(".");
  const found = argumentsIn(fields, all);
  const omitted = [
    ...ADDRESSES.map((address) => ownField(kind, ROOMS, address)),
    ...(object === null || found.name === name ? ["name"] : []),
  ];
  const args = Object.fromEntries(Object.entries(found).filter(([field]) => !omitted.includes(field)));
  const declaration = {
    kind,
    name,
    path: `${kind}::${name}`,
    owner: `${OWNER_PREFIX}${kind}/${name}`,
    provider: "",
    args: { ...args, adopt: true },
  };
  return { ...importable, declaration, untold: untoldOf(fields, found) };
}

/** What is wrong with live objects, by kind and name. */
function wrongIn(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  return new Map(
    judgeAll(new LiveContext(snapshot)).flatMap(
      ({ kind, name, findings }): readonly (readonly [string, string[]])[] => {
        const wrong = findings.found.filter(({ levels }) => levels.live === "wrong");
        return wrong.length === 0 ? [] : [[`${kind} ${name}`, wrong.map(findingSentence)]];
      },
    ),
  );
}

/** Why the program cannot have it: the plan's own refusals, or an address that would change. */
function reasonsAgainst(planner: Planner<KindRoom>, { kind, declaration, live, untold }: Candidate): readonly string[] {
  if (untold !== undefined) return [`no object tells ${JSON.stringify(untold)} of a ${kind}`];
  const { refusals, placements } = check(planner, { olds: {}, news: declaration.args, declaration, store: STORE });
  if (refusals.length > 0) return refusals.map(({ reason }) => reason);
  const planned = placements.flatMap(({ picks }) => picks.map(({ address }) => printAddress(address)));
  const missing = planned.filter((address) => !live?.addresses.some((own) => printAddress(own) === address));
  return missing.length === 0 ? [] : [`it has no address of its own yet, or not all of them`];
}

/** What stands together: the reservations of a Subnet, other objects of a kind. */
function sectionOf({ kind, live }: Candidate): string {
  return live === undefined ? `Objects of kind ${kind}` : `Subnet ${spaceKey(live)}`;
}

function printCandidate({ declaration, live }: Candidate, reasons: readonly string[]): string {
  const { kind, name, args } = declaration;
  const at = live?.addresses.map(printAddress).join(", ") ?? "";
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

/** What others are in comes before them. */
function compareCandidates(a: Candidate, b: Candidate): number {
  const rank = ({ kind, live }: Candidate): number => (live === undefined ? KINDS.indexOf(kind) : KINDS.length);
  return (
    STAGES.indexOf(ROOMS[a.kind].stage) - STAGES.indexOf(ROOMS[b.kind].stage) ||
    rank(a) - rank(b) ||
    compareTexts(sectionOf(a), sectionOf(b)) ||
    compareTexts(a.kind, b.kind) ||
    compareTexts(a.declaration.name, b.declaration.name)
  );
}
