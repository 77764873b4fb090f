import { setTimeout as sleep } from "node:timers/promises";
import type { TestCluster } from "../start-cluster";
import { type Act, create, objectOf } from "./act";
import { type Answer, engineOn } from "./answer";
import { type Bench, createBench } from "./bench";
import type { Mistake } from "./mistake";
import { addressMistakes } from "./mistakes-addresses";
import { objectMistakes } from "./mistakes-objects";
import { pairMistakes } from "./mistakes-pairs";
import { subnetMistakes } from "./mistakes-subnets";
import type { Observation } from "./observation";
import { isPaired, type Outcome, outcomeOf } from "./outcome";
import { furniture, type Place, placeOf } from "./place";

/** A mistake with what both make of it. */
export interface Row {
  readonly protocol: "IPv4" | "IPv6";
  readonly mistake: Mistake;
  readonly theirs: Outcome;
  readonly ours: Answer;
}

/** All mistakes of a family, by what they are about. */
export const GROUPS: readonly (readonly [title: string, mistakes: (place: Place) => readonly Mistake[]])[] = [
  ["Addresses and MACs", addressMistakes],
  ["Names, types and later changes", objectMistakes],
  ["Subnets and pools", subnetMistakes],
  ["Addresses that several pods use", pairMistakes],
];

/** The controller is through with an object within some 100 ms, and with a Subnet within two seconds. */
const SETTLE_MS = 4_000;

const AT_ONCE = 8;

type Before = Pick<Observation, "before" | "answer" | "lostPorts">;

/** Makes every mistake on a cluster that has nothing else to do. */
export async function compare(cluster: TestCluster, progress: (line: string) => void): Promise<readonly Row[]> {
  const bench = createBench(cluster);
  const places = [placeOf("IPv4"), placeOf("IPv6")] as const;
  progress("making what is there before");
  for (const kinds of [["Subnet"], ["Pod", "Vip", "IP", "IPPool"]]) {
    const objects = places.flatMap(furniture).filter(({ kind }) => kinds.includes(kind));
    for (const object of objects) await bench.act(create(object));
    for (const object of objects) await bench.untilTaken(object);
  }
  const mistakes = places.flatMap((place) =>
    GROUPS.flatMap(([, list]) => list(place).map((mistake) => ({ protocol: place.family.protocol, mistake }))),
  );
  progress(`asking this package about ${mistakes.length} mistakes`);
  const stacks = mistakes.map(({ mistake }, number) => ({
    mistake,
    engine: engineOn(bench, number, mistake.ours.withOvn),
  }));
  const answers = new Map<Mistake, Answer>();
  const askAll = (when: "before" | "after"): Promise<void> =>
    forEach(
      stacks.filter(({ mistake }) => mistake.ours.when === when),
      async ({ mistake, engine }) => {
        answers.set(mistake, await inContext(mistake, mistake.ours.ask(bench, engine)));
      },
    );
  await forEach(stacks, async ({ mistake, engine }) => {
    if (mistake.ours.prepare) await inContext(mistake, mistake.ours.prepare(bench, engine));
  });
  await askAll("before");

  progress("making them");
  const theirs = new Map<Mistake, Outcome>();
  for (const isRestarting of [false, true]) {
    const now = mistakes
      .filter(({ mistake }) => isRestart(lastOf(mistake)) === isRestarting)
      .map(({ mistake }) => mistake);
    const done = await makeAll(bench, now);
    await settle(bench, places[0], isRestarting ? "after-restart" : "after-all");
    const [holders, ports] = await Promise.all([bench.holders(), bench.ports()]);
    for (const [mistake, before] of done) {
      theirs.set(
        mistake,
        outcomeOf(lastOf(mistake), mistake.meaning ?? {}, await look(bench, mistake, before, { holders, ports })),
      );
    }
  }
  await askAll("after");
  return mistakes.map(({ protocol, mistake }) => ({
    protocol,
    mistake,
    theirs: theirs.get(mistake) as Outcome,
    ours: answers.get(mistake) as Answer,
  }));
}

const isRestart = ({ verb }: Act): boolean => verb === "restart kube-ovn-controller";

function lastOf({ acts }: Mistake): Act {
  const last = acts.at(-1);
  if (last === undefined) throw new Error("nothing is done");
  return last;
}

/** Resolves when the controller, which has a queue for each kind, has come to everything that was done. */
async function settle(bench: Bench, { at, cidr, i, ip, name, subnet, v, vip }: Place, slug: string): Promise<void> {
  const number = slug === "after-all" ? 21 : 22;
  const last = subnet(slug, number, { cidrBlock: cidr(number) });
  const own = { subnet: name("shed") };
  await bench.act(create(last));
  await bench.untilTaken(last);
  for (const object of [vip(slug, { ...own, ...v(at(3, number)) }), ip(slug, { ...own, ...i(at(3, number + 10)) })]) {
    await bench.act(create(object));
    await bench.untilTaken(object);
  }
  await sleep(SETTLE_MS);
}

/** Some at once: each is a run of its own that reads the whole cluster. */
async function forEach<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  const worker = async (): Promise<void> => {
    for (const one of queue) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function inContext<T>({ what }: Mistake, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

/** Does all of them at once, but their last acts only when each has done the others. */
async function makeAll(bench: Bench, mistakes: readonly Mistake[]): Promise<readonly (readonly [Mistake, Before])[]> {
  await Promise.all(
    mistakes.map(async ({ acts, meaning = {} }) => {
      for (const act of acts.slice(0, -1)) {
        await bench.act(act);
        const object = objectOf(act);
        if (object !== undefined) await bench.untilTaken(object);
      }
      if (acts.some(isRestart))
        for (let look = 0; look < 100 && !isPaired(meaning, await bench.ports()); look++) await sleep(100);
    }),
  );
  // A restart is the same for all who wait for it.
  const restart = mistakes.map(lastOf).find(isRestart);
  const restarted = restart === undefined ? undefined : await bench.act(restart);
  return Promise.all(
    mistakes.map(async (mistake) => {
      const act = lastOf(mistake);
      const object = objectOf(act);
      const before = object === undefined ? undefined : await bench.live(object);
      const answer = restarted ?? (await bench.act(act));
      const lostPorts = act.verb === "delete" ? await bench.missing(mistake.meaning?.ports ?? []) : [];
      return [mistake, { answer, before, lostPorts }] as const;
    }),
  );
}

async function look(
  bench: Bench,
  mistake: Mistake,
  before: Before,
  around: Pick<Observation, "holders" | "ports">,
): Promise<Observation> {
  const object = objectOf(lastOf(mistake));
  if (object === undefined) return { ...before, ...around, warnings: [] };
  const logged = bench.log.reasonFor(object.name);
  const [live, warnings] = await Promise.all([bench.live(object), bench.warnings(object)]);
  return { ...before, ...around, live, warnings, ...(logged === undefined ? {} : { logged }) };
}
