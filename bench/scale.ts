import { CLUSTERS, ONE_CLUSTER, readAll, runRaces, STACKS_OF_A_CLUSTER } from "./support/big-fleet";
import { rounded } from "./support/report";
import { runBench } from "./support/run";

const HELP = `usage: npm run bench:scale

${CLUSTERS} clusters with ${ONE_CLUSTER.nodes} nodes and ${ONE_CLUSTER.pods} pods each, and ${CLUSTERS * STACKS_OF_A_CLUSTER} stacks that run at once: what one plan reads, and how
often plans that were made from one snapshot choose the same address, with the allocator of the plan and the owner keys of such
stacks. The same on every machine. One JSON line per row on standard output; docs/explanation/scale.md explains them.
`;

const print = (row: object): void => console.log(JSON.stringify(row));

runBench(HELP, async () => {
  const { readings, total } = readAll();
  for (const reading of readings) print(reading);
  print({ kind: "all lists of a plan", ...total });
  print({ kind: "all lists of the plans of a cluster", ...total, bytes: total.bytes * STACKS_OF_A_CLUSTER });
  for (const race of runRaces())
    print({
      ...race,
      pairs: rounded(race.pairs, 4),
      lost: rounded(race.lost, 4),
      byChance: rounded(race.byChance, 4),
      losers: rounded(race.losers, 3),
    });
});
