import { startTestCluster, type TestCluster } from "./start-cluster";
import { loadToolchain } from "./toolchain";

export { startTestCluster };

interface RequirementsModule {
  missingForCluster(): string | undefined;
}

interface LifecycleModule {
  stopCluster(name: string): void;
}

let shared: Promise<TestCluster> | undefined;

/** The one cluster of this process, started when the first test asks for it; it ends with the process. */
export function sharedCluster(): Promise<TestCluster> {
  shared ??= startShared(`test-${process.pid}`);
  return shared;
}

async function startShared(name: string): Promise<TestCluster> {
  const { stopCluster } = await loadToolchain<LifecycleModule>("../cluster/lifecycle.mjs");
  // It would end without that as well, but somewhat later than we do. Mocha sends a SIGTERM to those who take long.
  process.on("exit", () => {
    process.on("SIGTERM", () => {});
    stopCluster(name);
  });
  return startTestCluster(name);
}

/** The first start builds the servers. */
const FIRST_START_MS = 3_600_000;

/** For `before(needCluster)`: skips the suite, with the reason in its title, where no cluster is available; starts it elsewhere. */
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
