import { setTimeout } from "node:timers/promises";
import type { KubeObject } from "../../../provider/objects/kube-object";
import type { Clock } from "../../../provider/stores/kubernetes/clock";
import type { ClusterUnderTest } from "../tested-cluster";
import type { Release } from "./documents";
import { type ApiServer, startApiServer, TOKEN } from "./server";

/** Goes so many times faster than this machine's: everybody waits a twentieth of the time for each other. */
const FASTER = 20;

export const FAST_CLOCK: Clock = {
  now: () => Date.now() * FASTER,
  sleep: (milliseconds, signal) => setTimeout(milliseconds / FASTER, undefined, signal === undefined ? {} : { signal }),
};

/** A cluster in this process, again for each suite. */
export function clusterInProcess(release: Release, objects: readonly KubeObject[] = []): ClusterUnderTest {
  let server: ApiServer | undefined;
  return {
    release,
    name: `a cluster in this process with Kube-OVN ${release}`,
    async open() {
      const started = await startApiServer({ release, objects });
      server = started;
      const { kubeconfig, url, controller } = started;
      return {
        kubeconfig,
        server: url,
        ca: Buffer.alloc(0),
        token: TOKEN,
        clock: FAST_CLOCK,
        pauseController: controller.pause,
        restartController: controller.restart,
        async admin(method, path, body, contentType = "application/json") {
          const headers = { authorization: `Bearer ${TOKEN}`, "content-type": contentType };
          const sent = body === undefined ? {} : { body: JSON.stringify(body) };
          const answer = await fetch(`${url}${path}`, { method, headers, ...sent });
          return { status: answer.status, body: await answer.json() };
        },
      };
    },
    async close() {
      await server?.close();
      server = undefined;
    },
  };
}
