import {
  type Address,
  contains,
  type Family,
  intersect,
  type Pool,
  printAddress,
  type Range,
  type RangeSet,
  rangeSetOf,
  standingSets,
  subtract,
} from "../ipam";
import {
  brokenPlace,
  type Holding,
  holderName,
  isGuestOf,
  judgeWritten,
  LiveContext,
  type LiveReservation,
  type PlannedSubnet,
  readRanges,
  type Snapshot,
  type Takers,
  takersBySubnet,
  unreported,
} from "../plan";
import { claimantName } from "./claimant-name";
import { refusedWords } from "./refused";

/** What an address is, on a map: what a reader must look at first stands first. */
export const CELL_STATES = [
  "conflict",
  "planned",
  "released",
  "pod",
  "reserved",
  "vip",
  "given-up",
  "other",
  "asked",
  "gateway",
  "planned-range",
  "pool",
  "excluded",
  "free",
  "unusable",
] as const;

export type CellState = (typeof CELL_STATES)[number];

/** An address that is held, assigned or released. */
export interface Occupant {
  readonly value: bigint;
  readonly state: CellState;
  /** In words, everybody who has it. */
  readonly label: string;
}

/** A range that is not simply free; what is held stands among the occupants too. */
export interface Zone {
  readonly first: bigint;
  readonly last: bigint;
  readonly state: CellState;
  readonly label: string;
}

/** One address family of a subnet or pool. */
export interface FamilyMap {
  readonly family: Family;
  readonly cidr: string;
  readonly first: bigint;
  readonly last: bigint;
  /** Ascending, each address once. */
  readonly occupants: readonly Occupant[];
  /** Ascending and disjoint; what is in none of them is free for pods. */
  readonly zones: readonly Zone[];
}

export interface SubnetMap {
  readonly kind: "Subnet" | "SpiderIPPool" | "SpiderSubnet";
  readonly subnet: string;
  /** Name of the IPPool that is shown instead of the whole subnet. */
  readonly pool: string | undefined;
  /** Whether a plan has been drawn in. */
  readonly isPlan: boolean;
  /** Why Kube-OVN gives no addresses in it as it is now, in a sentence; undefined where it does. */
  readonly refused: string | undefined;
  readonly families: readonly FamilyMap[];
}

/** A snapshot, with what is made of all of it once for every subnet that is drawn. */
interface Side {
  readonly snapshot: Snapshot;
  readonly around: LiveContext;
  readonly takersIn: (subnet: string) => Takers;
  /** The reservations that name a subnet. */
  readonly reservationsIn: (subnet: string) => readonly LiveReservation[];
}

/**
 * Draws subnets, or one of their pools.
 *
 * @param now    as they are
 * @param after  as they will be; what differs is planned or released
 * @returns what draws the subnet of a name, or the pool of that subnet: undefined when there is no such subnet or pool, or
 *          its cidrBlock is unusable
 */
export function mapsOf(now: Snapshot, after?: Snapshot): (subnet: string, pool?: string) => SubnetMap | undefined {
  const before = sideOf(now);
  const then = after === undefined ? before : sideOf(after);
  return (subnet, pool) => {
    const planned = [then, before].map(({ around }) => around.subnet(subnet)).find((view) => typeof view === "object");
    if (planned === undefined) return undefined;
    const live = then.snapshot.pools.get(pool ?? "");
    if (pool !== undefined && live?.subnet !== subnet) return undefined;
    const inPool = live === undefined ? undefined : readRanges(live.ips, "", unreported, { cidr: true });
    const occupants = occupantsOf(before, then, planned);
    const isClosed = then.around.whyRefused(subnet) !== undefined;
    const families: FamilyMap[] = [];
    for (const part of [planned.pools.v4, planned.pools.v6]) {
      if (part === undefined) continue;
      const drawn = drawFamily(part, occupants, inPool, pool, isClosed);
      if (drawn !== undefined) families.push(drawn);
    }
    const refused = refusedWords(before.around, subnet);
    return { kind: "Subnet", subnet, pool, isPlan: after !== undefined, refused, families };
  };
}

function sideOf(snapshot: Snapshot): Side {
  const reservations = Map.groupBy(snapshot.reservations.values(), ({ subnet }) => subnet);
  return {
    snapshot,
    around: new LiveContext(snapshot),
    takersIn: takersBySubnet(snapshot),
    reservationsIn: (subnet) => reservations.get(subnet) ?? [],
  };
}

function drawFamily(
  pool: Pool,
  occupants: readonly (Occupant & { readonly family: Family })[],
  inPool: readonly Range[] | undefined,
  own: string | undefined,
  isClosed: boolean,
): FamilyMap | undefined {
  const { prefix, named } = pool.spec;
  const { family } = prefix;
  const bits = family === 4 ? 32 : 128;
  const whole = rangeOf(family, prefix.network, prefix.network + (1n << BigInt(bits - prefix.length)) - 1n);
  const shown = inPool === undefined ? whole : intersect(whole, rangeSetOf(family, inPool));
  const [first, last] = [shown.ranges[0]?.first, shown.ranges.at(-1)?.last];
  if (first === undefined || last === undefined) return undefined;
  const window = rangeOf(family, first, last);
  const at = standingSets(pool);
  const hidden = subtract(window, shown);
  const zones: Zone[] = [
    ...zonesOf(hidden, "unusable", "not in the pool"),
    ...zonesOf(intersect(shown, subtract(whole, pool.usable)), "unusable", "not assignable"),
    ...zonesOf(intersect(shown, at.gateway), "gateway", "gateway"),
    ...zonesOf(intersect(shown, at.excluded), "excluded", "excludeIps"),
    ...(isClosed ? closedZones() : openZones()),
  ];
  function closedZones(): readonly Zone[] {
    const rest = subtract(subtract(pool.usable, at.gateway), at.excluded);
    return zonesOf(intersect(shown, rest), "excluded", "in a Subnet that gives no addresses");
  }
  function openZones(): readonly Zone[] {
    // Of a pool that is shown by itself, its addresses are free for those who name it.
    const others = named.filter(({ name }) => name !== own);
    return [
      ...zonesOf(intersect(shown, at.planned), "planned-range", "free in a planned range"),
      ...others.flatMap(({ name, ranges }) =>
        zonesOf(
          intersect(intersect(shown, at["named-pool"]), rangeSetOf(family, ranges)),
          "pool",
          `free in IPPool "${name}"`,
        ),
      ),
    ];
  }
  return {
    family,
    cidr: `${printAddress({ family, value: prefix.network })}/${prefix.length}`,
    first,
    last,
    occupants: occupants.filter(({ family: of, value }) => of === family && contains(shown, { family, value })),
    zones: zones.sort((a, b) => compareValues(a.first, b.first)),
  };
}

function zonesOf(set: RangeSet, state: Zone["state"], label: string): Zone[] {
  return set.ranges.map(({ first, last }) => ({ first, last, state, label }));
}

function rangeOf(family: Family, first: bigint, last: bigint): RangeSet {
  return rangeSetOf(family, [{ family, first, last }]);
}

interface Held {
  readonly address: Address;
  readonly now: Holding[];
  readonly after: Holding[];
}

function occupantsOf(
  before: Side,
  after: Side,
  planned: PlannedSubnet,
): readonly (Occupant & { readonly family: Family })[] {
  const held = new Map<string, Held>();
  const asked = new Map<string, { readonly address: Address; readonly label: string }>();
  const collect = (side: "now" | "after", holdings: readonly Holding[]): void => {
    for (const holding of holdings) {
      for (const address of holding.addresses) {
        const key = `${address.family} ${address.value}`;
        const entry = held.get(key) ?? { address, now: [], after: [] };
        entry[side].push(holding);
        held.set(key, entry);
      }
    }
  };
  const then = after.takersIn(planned.name);
  collect("now", after === before ? then.holdings : before.takersIn(planned.name).holdings);
  collect("after", then.holdings);
  for (const demand of then.demands) {
    for (const address of demand.addresses) {
      const key = `${address.family} ${address.value}`;
      if (!held.has(key)) asked.set(key, { address, label: `asked for by ${claimantName(demand)}` });
    }
  }
  const wrong = wrongIn(after, planned);
  const waiting = [...asked.values()].map(({ address, label }) => ({ ...address, state: "asked" as const, label }));
  return [...held.values()]
    .map(({ address, now: holders, after: heirs }) => {
      const codes = wrong(address);
      return {
        family: address.family,
        value: address.value,
        state: stateOf(holders, heirs, codes.length > 0 || areRivals(heirs, after.around)),
        label: labelOf(heirs.length > 0 ? heirs : holders, codes),
      };
    })
    .concat(waiting)
    .sort((a, b) => compareValues(a.value, b.value));
}

/** The rules that are broken at an address: by where it is, and by the IPs and Vips that are to have it. */
function wrongIn({ around, reservationsIn }: Side, planned: PlannedSubnet): (address: Address) => readonly string[] {
  const codes = new Map<string, Set<string>>();
  for (const { written, addresses } of reservationsIn(planned.name)) {
    if (written === undefined) continue;
    const broken = judgeWritten(written, around)
      .found.filter(({ levels }) => levels.live === "wrong")
      .map(({ code }) => code);
    for (const address of broken.length === 0 ? [] : addresses) {
      const key = printAddress(address);
      codes.set(key, new Set([...(codes.get(key) ?? []), ...broken]));
    }
  }
  return (address) => {
    const place = brokenPlace(planned, address);
    return [...new Set([...(place === undefined ? [] : [place]), ...(codes.get(printAddress(address)) ?? [])])];
  };
}

/** Everybody who has an address, and the rules that are broken there. */
function labelOf(holders: readonly Holding[], codes: readonly string[]): string {
  const who = [...new Set(holders.map(({ holder }) => holderName(holder)))].join(" and ");
  return codes.length === 0 ? who : `${who}; wrong: ${codes.join(", ")}`;
}

function stateOf(before: readonly Holding[], then: readonly Holding[], isConflict: boolean): CellState {
  if (then.length === 0) return "released";
  if (isConflict) return "conflict";
  return before.length === 0 ? "planned" : kindState(then);
}

/** Whether two of them have the address who do not share it intentionally. */
function areRivals(holders: readonly Holding[], around: LiveContext): boolean {
  return holders.some((one) =>
    holders.some(
      (other) =>
        one.key !== other.key && !isGuestOf(one, other) && !isGuestOf(other, one) && !around.isOneGateway(one, other),
    ),
  );
}

/** A pod that uses a reservation or a Vip counts as a pod: the address is in use. */
function kindState(holders: readonly Holding[]): CellState {
  const kinds = new Set(holders.map(({ holder }) => holder.kind));
  if (kinds.has("Pod")) return "pod";
  if (holders.every(({ holder }) => holder.givenUpBy !== undefined)) return "given-up";
  if (kinds.size === 1 && kinds.has("IP")) return "reserved";
  return kinds.size === 1 && kinds.has("Vip") ? "vip" : "other";
}

export function compareValues(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
