import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { createApiClient } from "../../provider/stores/kubernetes/api-client";
import { describeApiClient } from "../contract/api-client.contract";
import { writeKubeconfig } from "../support/kubeconfig";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { REAL_CLUSTER } from "../support/tested-cluster";

describeApiClient(REAL_CLUSTER);

describe("createApiClient", () => {
  before(needCluster);

  it("goes through the proxy that the kubeconfig names", async () => {
    const asked: string[] = [];
    const proxy = createServer().on("connect", ({ url }, client) => {
      asked.push(String(url));
      const { hostname, port } = new URL(`https://${url}`);
      const server = connect(Number(port), hostname, () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        server.pipe(client).pipe(server);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    try {
      const { server, folder, kubeconfig: direct } = await sharedCluster();
      const [, token] = /token: (\S+)/.exec(readFileSync(direct, "utf8")) ?? [];
      const cluster = {
        server,
        "certificate-authority": join(folder, "apiserver.crt"),
        "proxy-url": `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      };
      const kubeconfig = writeKubeconfig("through-a-proxy", { cluster, user: { token } });
      const access = await openAccess({ kubeconfig });
      const namespace = await createApiClient(access).get({ apiVersion: "v1", kind: "Namespace", name: "kube-system" });
      assert.equal(namespace?.metadata.name, "kube-system");
      assert.deepEqual(asked, [new URL(server).host]);
      (await access.credentials()).agent.destroy();
    } finally {
      proxy.close();
    }
  });
});
