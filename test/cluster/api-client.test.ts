import assert from "node:assert/strict";
import { kubeovnKey } from "../../provider/stores/kubeovn/kinds";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { resourceOf } from "../../provider/stores/kubernetes/resources";
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
