import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { kubeovnKey } from "../../provider/stores/kubeovn/kinds";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { resourceOf } from "../../provider/stores/kubernetes/resources";
import { writeKubeconfig } from "../support/kubeconfig";
import { vipObject } from "../support/objects";
import { needCluster, sharedCluster } from "../support/test-cluster";

const KEY = kubeovnKey("Vip", "stale");

describe("createApiClient", () => {
  let api: ApiClient;
  before(async function () {
    await needCluster.call(this);
    const { kubeconfig } = await sharedCluster();
    api = createApiClient(await openAccess({ kubeconfig }));
  });

  const changed = async (): Promise<void> => {
    const { admin } = await sharedCluster();
    const patch = { metadata: { annotations: { changed: String(Date.now()) } } };
    const path = "/apis/kubeovn.io/v1/vips/stale";
    assert.equal((await admin("PATCH", path, patch, "application/merge-patch+json")).status, 200);
  };

  it("writes over, and deletes, exactly what was read and nothing that has changed since", async () => {
    assert.equal(typeof (await api.post(vipObject("stale", "none", ""))), "object");
    const live = (await api.get(KEY)) ?? assert.fail();
    await changed();
    assert.equal(await api.put(live), "changed");
    assert.equal(await api.delete(live), "changed");
    const now = (await api.get(KEY)) ?? assert.fail();
    assert.equal(await api.delete(now), "deleted");
    assert.equal(await api.delete(now), "absent");
    assert.equal(await api.put(now), "changed");
    assert.equal(await api.get(KEY), undefined);
  });

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

  it("says that an object of the name exists", async () => {
    await api.post(vipObject("stale", "none", ""));
    assert.equal(await api.post(vipObject("stale", "none", "")), "exists");
    await api.delete((await api.get(KEY)) ?? assert.fail());
  });

  it("reads a list page by page, each object once", async () => {
    const { admin } = await sharedCluster();
    const names = Array.from({ length: 603 }, (_, i) => `page-${i}`);
    // Without a subnet the controller leaves them alone.
    await Promise.all(names.map((name) => api.post(vipObject(name, "none", ""))));
    const vips = resourceOf({ apiVersion: "kubeovn.io/v1", kind: "Vip" });
    const list = (await api.list(vips, ({ kind, metadata }) => `${kind} ${metadata.name}`)) ?? assert.fail();
    const found = list.items.filter((item) => item.startsWith("Vip page-"));
    assert.deepEqual(found.sort(), names.map((name) => `Vip ${name}`).sort());
    assert.match(list.resourceVersion, /^\d+$/);
    await Promise.all(names.map((name) => admin("DELETE", `/apis/kubeovn.io/v1/vips/${name}`)));
  });

  it("knows that the cluster does not have a kind", async () => {
    const unheard = { apiVersion: "kubeovn.io/v1", kind: "Unheard", plural: "unheards" };
    assert.equal(await api.list(unheard, (object) => object), undefined);
  });
});
