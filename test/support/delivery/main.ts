import { startTestCluster } from "../start-cluster";
import { playHistories } from "./histories";
import { printHistories } from "./history-table";

/** Plays the histories on a cluster of its own, and prints them. */
async function main(): Promise<void> {
  const cluster = await startTestCluster(`histories-${process.pid}`);
  try {
    process.stdout.write(`${printHistories(await playHistories(cluster))}\n`);
  } finally {
    await cluster.stop();
  }
}

if (require.main === module) void main();
