import { startTestCluster, type TestCluster } from "./start-cluster";
import { loadToolchain } from "./toolchain";

export { startTestCluster };

interface RequirementsModule {
  missingForCluster(): string | undefined;
}

let shared: Promise<TestCluster> | undefined;

/** The one cluster of this run, started when the first test asks for it and stopped after the last. */
export function sharedCluster(): Promise<TestCluster> {
  shared ??= startTestCluster(`test-${process.pid}`);
  return shared;
}

after(async function () {
  if (!shared) return;
  this.timeout(60_000);
  const cluster = await shared.catch(() => undefined);
  await cluster?.stop();
});

/** The first start builds the servers. */
const FIRST_START_MS = 3_600_000;

/** For `before(needCluster)`: skips the suite, with the reason in its title, where no cluster can be had; starts it elsewhere. */
export async function needCluster(this: Mocha.Context): Promise<void> {
  const { missingForCluster } = await loadToolchain<RequirementsModule>("../cluster/requirements.mjs");
  const missing = missingForCluster();
  if (missing === undefined) {
    this.timeout(FIRST_START_MS);
    await sharedCluster();
    return;
  }
  const suite = this.test?.parent;
  if (suite) suite.title += ` [${missing}]`;
  this.skip();
}
