import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import type { KubeOvnVersion } from "../../../../provider/plan";
import { openAccess } from "../../../../provider/stores/kubernetes/access";
import { createApiClient } from "../../../../provider/stores/kubernetes/api-client";
import { createReleaseReader } from "../../../../provider/stores/kubernetes/release";
import { readSnapshot } from "../../../../provider/stores/kubernetes/snapshot";
import { startApiServer } from "../../../support/api-server";
import { subnetObject } from "../../../support/objects";

const DEFINITIONS = "/openapi/v3/apis/kubeovn.io/v1";

const controller = (image: string): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "kube-ovn-controller", namespace: "kube-system" },
  spec: { template: { spec: { containers: [{ name: "kube-ovn-controller", image }] } } },
});

describe("the release of a cluster", () => {
  /** The release, and whether the definitions were read, which are large. The definitions are those of 1.13. */
  async function read(...objects: readonly KubeObject[]): Promise<readonly [KubeOvnVersion, boolean]> {
    const server = await startApiServer({ objects: [subnetObject("s4", "10.16.0.0/24"), ...objects], release: "1.13" });
    try {
      const api = createApiClient(await openAccess({ kubeconfig: server.kubeconfig }));
      const asked: string[] = [];
      const document = (path: string): Promise<unknown> => {
        asked.push(path);
        return api.document(path);
      };
      const watched = { ...api, document };
      const { version } = await readSnapshot(watched, createReleaseReader(watched, undefined));
      return [version, asked.includes(DEFINITIONS)];
    } finally {
      await server.close();
    }
  }

  it("is what its controller's image says, and what its definitions tell where that says nothing", async () => {
    assert.deepEqual(await read(controller("kubeovn/kube-ovn:v1.14.7")), [[1, 14, 7], false]);
    assert.deepEqual(await read(controller("kubeovn/kube-ovn:latest")), [[1, 13], true]);
    assert.deepEqual(await read(), [[1, 13], true]);
  });
});
