import {
  type Assigned,
  assign,
  isFault,
  makePool,
  parseAddress,
  parsePrefix,
  prefixRange,
  Space,
  type Strategy,
  sizeOf,
} from "../../provider/ipam";

/** Stacks that plan at one moment, each from the same snapshot, and then claim what they planned. */
export interface Race {
  readonly stacks: number;
  /** New reservations of each stack. */
  readonly reservations: number;
  /** The planned range, a prefix in 10.16.0.0/12. */
  readonly range: string;
  /** Percent of the range that earlier reservations hold. */
  readonly full: number;
  readonly strategy: Strategy;
}

export interface Outcome {
  /** Addresses that a search could pick when the race began. */
  readonly free: number;
  /** Pairs of plans with an address in common, of all pairs. */
  readonly pairs: number;
  /** Claims of the first round that come second, of all claims. */
  readonly lost: number;
  /** The same, if every reservation picked any free address by chance. */
  readonly byChance: number;
  /** Stacks with a lost claim in the first round, of all stacks. */
  readonly losers: number;
  /** Rounds of plan and claim until every reservation has an address. */
  readonly rounds: number;
}

/** A place in the name of a stack and of a resource, as in `acme/team-7/prod/Vip/web-3`; every stack has the same names. */
function ownersOf({ stacks, reservations }: Race): readonly (readonly string[])[] {
  return Array.from({ length: stacks }, (_, stack) =>
    Array.from({ length: reservations }, (_, n) => `acme/team-${stack}/prod/Vip/web-${n}`),
  );
}

function rangeWithHolders({ range, full, strategy }: Race): Space {
  const [prefix, planned, gateway] = [parsePrefix("10.16.0.0/12"), parsePrefix(range), parseAddress("10.16.0.1")];
  if (isFault(prefix) || isFault(planned) || isFault(gateway)) throw new Error(`${range} is no prefix`);
  const ranges = [prefixRange(planned)];
  const pool = makePool({ prefix, gateway, excluded: ranges, planned: ranges, named: [] });
  const space = new Space({ v4: pool });
  const count = Math.floor((Number(sizeOf(pool.automatic)) * full) / 100);
  plan(
    space,
    Array.from({ length: count }, (_, n) => `acme/earlier/prod/Vip/web-${n}`),
    strategy,
  );
  return space;
}

/** The address of each owner; the owners hold them afterward. */
function plan(space: Space, owners: readonly string[], strategy: Strategy): readonly bigint[] {
  const wants = owners.map((owner) => ({ owner, families: [4] as const, mac: false }));
  return assign(space, wants, strategy).map((answer) => {
    const [address] = (answer as Assigned).addresses ?? [];
    if (address === undefined) throw new Error("the planned range is too small for this race");
    return address.value;
  });
}

/** Runs the race with the allocator that plans use: all plan from one snapshot, the first claim of an address wins. */
export function runRace(race: Race): Outcome {
  const space = rangeWithHolders(race);
  const free = Number(space.usage(4).free);
  let waiting = ownersOf(race);
  const claims = race.stacks * race.reservations;
  let first: Pick<Outcome, "pairs" | "lost" | "losers"> | undefined;
  let rounds = 0;
  for (; waiting.length > 0; rounds++) {
    const plans = waiting.map((owners) => {
      const addresses = plan(space, owners, race.strategy);
      for (const owner of owners) space.release(owner);
      return owners.map((owner, i) => [owner, addresses[i] as bigint] as const);
    });
    const lost = claimAll(space, plans);
    first ??= {
      pairs: shareOfMeetingPairs(plans),
      lost: lost.flat().length / claims,
      losers: lost.length / race.stacks,
    };
    waiting = lost;
  }
  const byChance = 1 - (free / claims) * (1 - (1 - 1 / free) ** claims);
  return { free, byChance, rounds, ...(first ?? { pairs: 0, lost: 0, losers: 0 }) };
}

type Planned = readonly (readonly [owner: string, address: bigint])[];

/** Records the claim that comes first at each address; returns the other owners, by stack. */
function claimAll(space: Space, plans: readonly Planned[]): readonly (readonly string[])[] {
  const claimed = new Set<bigint>();
  const lost = plans.map((planned) =>
    planned
      .filter(([owner, value]) => {
        if (claimed.has(value)) return true;
        claimed.add(value);
        space.hold(owner, { addresses: [{ family: 4, value }] });
        return false;
      })
      .map(([owner]) => owner),
  );
  return lost.filter((owners) => owners.length > 0);
}

function shareOfMeetingPairs(plans: readonly Planned[]): number {
  const plannedBy = new Map<bigint, number[]>();
  for (const [stack, planned] of plans.entries()) {
    for (const [, value] of planned) {
      const others = plannedBy.get(value);
      if (others === undefined) plannedBy.set(value, [stack]);
      else others.push(stack);
    }
  }
  const met = new Set<number>();
  for (const stacks of plannedBy.values()) {
    for (const [i, a] of stacks.entries()) {
      for (const b of stacks.slice(i + 1)) met.add(a * plans.length + b);
    }
  }
  return met.size / ((plans.length * (plans.length - 1)) / 2);
}
