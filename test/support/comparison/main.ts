import { startTestCluster } from "../start-cluster";
import { compare } from "./compare";
import { printComparison } from "./table";

/** Makes every mistake on a cluster of its own, and prints the tables. */
async function main(): Promise<void> {
  const cluster = await startTestCluster(`compare-${process.pid}`);
  try {
    const rows = await compare(cluster, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${printComparison(rows)}\n`);
  } finally {
    await cluster.stop();
  }
}

if (require.main === module) void main();
