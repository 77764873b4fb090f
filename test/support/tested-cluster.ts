import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../provider/stores/kubernetes/clock";
import { MACHINE_CLOCK } from "../../provider/stores/kubernetes/clock";
import type { Release } from "./api-server/documents";
import type { ApiClient } from "./start-cluster";
import { needCluster, sharedCluster } from "./test-cluster";

/** What a suite that runs on several clusters may use of each. */
export interface TestedCluster {
  /** File of an administrator. */
  readonly kubeconfig: string;
  /** URL of the API server; a proxy in front of it gets this user's token. */
  readonly server: string;
  readonly ca: Buffer;
  readonly token: string;
  readonly admin: ApiClient;
  /** By which everybody waits there. */
  readonly clock: Clock;
  /** Stops kube-ovn-controller where it is; what it returns lets it go on. */
  pauseController(): () => void;
  /** Resolves when a new one works, which knows only what objects tell. */
  restartController(): Promise<void>;
}

export interface ClusterUnderTest {
  /** Which Kube-OVN runs there. */
  readonly release: Release;
  /** `a cluster`, for titles. */
  readonly name: string;
  /** For `before`; skips the suite where it is not available. */
  readonly open: (this: Mocha.Context) => Promise<TestedCluster>;
  readonly close: () => Promise<void>;
}

/** Real servers, the one cluster of this process. */
export const REAL_CLUSTER: ClusterUnderTest = {
  release: "1.13",
  name: "a cluster",
  async open() {
    await needCluster.call(this);
    const shared = await sharedCluster();
    const [, token = ""] = /token: (\S+)/.exec(readFileSync(shared.kubeconfig, "utf8")) ?? [];
    const { kubeconfig, server, admin, pauseController, folder } = shared;
    const ca = readFileSync(join(folder, "apiserver.crt"));
    const restartController = (): Promise<void> => shared.restartController();
    return { kubeconfig, server, ca, token, admin, clock: MACHINE_CLOCK, pauseController, restartController };
  },
  close: async () => undefined,
};
