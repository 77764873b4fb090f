import { type ClusterSize, type Reading, readingsOf, requestsOf } from "./big-cluster";
import { type Outcome, type Race, runRace } from "./race";

/** Ten clusters with 50,000 nodes, a million pods and 500 stacks. */
export const CLUSTERS = 10;
export const STACKS_OF_A_CLUSTER = 50;
export const ONE_CLUSTER: ClusterSize = {
  nodes: 5_000,
  pods: 100_000,
  services: 5_000,
  deployments: 5_000,
  vips: 5_000,
};

/** Stacks of one cluster at once; those of all ten clusters at once in one range; and what makes it worse. */
const RACES: readonly Race[] = [
  { stacks: STACKS_OF_A_CLUSTER, reservations: 10, range: "10.16.64.0/18", full: 50, strategy: "spread" },
  { stacks: STACKS_OF_A_CLUSTER, reservations: 10, range: "10.16.64.0/18", full: 90, strategy: "spread" },
  { stacks: STACKS_OF_A_CLUSTER, reservations: 10, range: "10.16.64.0/18", full: 50, strategy: "lowest" },
  { stacks: 500, reservations: 10, range: "10.17.0.0/16", full: 50, strategy: "spread" },
  { stacks: 500, reservations: 10, range: "10.17.0.0/16", full: 90, strategy: "spread" },
  { stacks: 500, reservations: 10, range: "10.16.64.0/18", full: 50, strategy: "spread" },
];

export function runRaces(): readonly (Race & Outcome)[] {
  return RACES.map((race) => ({ ...race, ...runRace(race) }));
}

export interface Total {
  readonly objects: number;
  readonly requests: number;
  /** Of the answers, before they are packed. */
  readonly bytes: number;
}

/** What a plan of one cluster reads, by kind and in all. */
export function readAll(): { readonly readings: readonly (Reading & Total)[]; readonly total: Total } {
  const readings = readingsOf(ONE_CLUSTER).map((reading) => ({
    ...reading,
    size: reading.bytes,
    requests: requestsOf(reading),
    bytes: reading.bytes * reading.objects,
  }));
  const sum = (what: keyof Total): number => readings.reduce((all, reading) => all + reading[what], 0);
  return { readings, total: { objects: sum("objects"), requests: sum("requests"), bytes: sum("bytes") } };
}
