import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ObjectKey } from "../../provider/objects/kube-object";
import { kubeovnKey, part, text } from "../../provider/objects/kubeovn/kinds";
import { ANNOTATION } from "../../provider/plan";
import { releaseObject } from "../../provider/runtime/reconcile";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { createApiClient } from "../../provider/stores/kubernetes/api-client";
import { resourceOf } from "../../provider/stores/kubernetes/resources";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import type { Store } from "../../provider/stores/store";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy";
import { writeKubeconfig } from "../support/kubeconfig";
import { vipObject } from "../support/objects";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { createSubnet, families } from "./objects";

const SUBNET = "robust";
const VIP = resourceOf({ apiVersion: "kubeovn.io/v1", kind: "Vip" });
const BUSY = { status: 503, body: "the server is starting" };

describe("openKubernetesStore against a server in trouble", () => {
  let proxy: FaultProxy;
  let kubeconfig: string;
  let store: Store;
  let count = 0;

  before(async function () {
    await needCluster.call(this);
    const { server, folder, kubeconfig: direct } = await sharedCluster();
    proxy = await startFaultProxy({ server, ca: readFileSync(join(folder, "apiserver.crt")) });
    const [, token] = /token: (\S+)/.exec(readFileSync(direct, "utf8")) ?? [];
    const cluster = { server: proxy.url, "insecure-skip-tls-verify": true };
    kubeconfig = writeKubeconfig("proxy", { cluster, user: { token } });
    const [family] = families(51);
    await createSubnet(SUBNET, family ?? assert.fail());
  });
  beforeEach(() => {
    store = openKubernetesStore({ kubeconfig });
  });
  afterEach(() => proxy.inject(() => undefined));
  after(() => proxy?.close());

  const next = () => {
    const name = `robust-${++count}`;
    const annotations = { [ANNOTATION.owner]: name, [ANNOTATION.claim]: "0123456789abcdef" };
    return { key: kubeovnKey("Vip", name), object: vipObject(name, SUBNET, `10.51.0.${count + 1}`, {}, annotations) };
  };
  const isVipWrite = (method: string, path: string): boolean => method === "POST" && path.includes("/vips");

  for (const status of [429, 500, 502, 503, 504]) {
    it(`repeats what is answered ${status}`, async () => {
      const { key, object } = next();
      proxy.inject(({ before }) => (before < 2 ? { status } : undefined));
      await store.create(object);
      assert.equal((await store.get(key))?.metadata.name, key.name);
    });
  }

  it("waits as long as Retry-After says", async () => {
    const { object } = next();
    proxy.inject(({ method, path, before }) =>
      isVipWrite(method, path) && before === 0 ? { status: 429, headers: { "retry-after": "2" } } : undefined,
    );
    const start = Date.now();
    await store.create(object);
    assert.ok(Date.now() - start >= 2_000);
  });

  for (const fault of ["drop", "drop-answer"] as const) {
    it(`makes an object once when its connection breaks: ${fault}`, async () => {
      const { key, object } = next();
      proxy.inject(({ method, path, before }) => (isVipWrite(method, path) && before === 0 ? fault : undefined));
      const live = await store.create(object);
      assert.equal(text(part(live, "status"), "v4ip"), text(part(object, "spec"), "v4ip"));
      assert.equal((await store.get(key))?.metadata.uid, live.metadata.uid);
    });

    it(`deletes when its connection breaks: ${fault}`, async () => {
      const { key, object } = next();
      await store.create(object);
      proxy.inject(({ method, before }) => (method === "DELETE" && before === 0 ? fault : undefined));
      assert.equal(await store.delete(key, () => true), "deleted");
      assert.equal(await store.get(key), undefined);
    });

    it(`updates when its connection breaks: ${fault}`, async () => {
      const { key, object } = next();
      await store.create(object);
      proxy.inject(({ method, before }) => (method === "PUT" && before === 0 ? fault : undefined));
      const change = { selector: ["app: web"] };
      await store.update(key, (live) => ({ ...live, spec: { ...part(live, "spec"), ...change } }));
      assert.deepEqual(part((await store.get(key)) ?? assert.fail(), "spec").selector, change.selector);
    });
  }

  it("takes an object of another owner's for what it is, though an answer was lost", async () => {
    const { object } = next();
    await store.create({ ...object, metadata: { ...object.metadata, annotations: { [ANNOTATION.owner]: "other" } } });
    proxy.inject(({ method, path, before }) => (isVipWrite(method, path) && before === 0 ? "drop-answer" : undefined));
    await assert.rejects(store.create(object), { code: "already-exists" });
  });

  it("looks again when someone else was faster with a write", async () => {
    const { key, object } = next();
    await store.create(object);
    const other = openKubernetesStore({ kubeconfig });
    const annotated = (name: string) => (live: typeof object) => ({
      ...live,
      metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, [name]: "kept" } },
    });
    await Promise.all([..."abcdef"].map((name, i) => [store, other][i % 2]?.update(key, annotated(name))));
    const { annotations = {} } = ((await store.get(key)) ?? assert.fail()).metadata;
    assert.deepEqual(
      Object.keys(annotations)
        .filter((name) => annotations[name] === "kept")
        .sort(),
      [..."abcdef"],
    );
  });

  it("reads a list to its end when the answer is cut, each object once", async () => {
    const api = createApiClient(await openAccess({ kubeconfig }));
    const whole = await api.list(VIP, ({ metadata }) => metadata.name);
    proxy.inject(({ path, before }) => (path.includes("/vips?") && before < 2 ? "cut" : undefined));
    assert.deepEqual((await api.list(VIP, ({ metadata }) => metadata.name))?.items, whole?.items);
    assert.ok((whole?.items.length ?? 0) > 5);
  });

  it("restarts a list whose continuation the server has forgotten", async () => {
    const names = Array.from({ length: 520 }, (_, i) => `forgotten-${i}`);
    const api = createApiClient(await openAccess({ kubeconfig }));
    await Promise.all(names.map((name) => api.post(vipObject(name, "none", ""))));
    const gone = {
      status: 410,
      body: JSON.stringify({ kind: "Status", code: 410, reason: "Expired", message: "too old" }),
    };
    let isForgotten = false;
    proxy.inject(({ path }) => {
      if (isForgotten || !path.includes("continue=")) return undefined;
      isForgotten = true;
      return gone;
    });
    const { items = [] } = (await api.list(VIP, ({ metadata }) => metadata.name)) ?? {};
    assert.ok(isForgotten);
    assert.deepEqual(items.filter((name) => name.startsWith("forgotten-")).sort(), [...names].sort());
    const remove = async (name: string): Promise<void> => {
      await api.delete((await api.get(kubeovnKey("Vip", name))) ?? assert.fail());
    };
    await Promise.all(names.map(remove));
  });

  const expired = {
    status: 200,
    body: `${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired", message: "too old" } })}\n`,
  };
  const watchFaults = [
    { name: "is refused as too old", fault: { status: 410, body: '{"kind":"Status","reason":"Expired"}' } },
    { name: "ends as too old", fault: expired },
    { name: "is dropped", fault: "drop" as const },
    { name: "ends at once", fault: { status: 200 } },
  ];
  for (const { name, fault } of watchFaults) {
    it(`sees that the controller has taken an object when its watch ${name}`, async () => {
      const { object } = next();
      proxy.inject(({ path, before }) => (path.includes("watch=1") && before < 2 ? fault : undefined));
      const live = await store.create(object);
      assert.equal(text(part(live, "status"), "v4ip"), text(part(object, "spec"), "v4ip"));
    });
  }

  it("works with a server that takes a second for every answer", async () => {
    const { key, object } = next();
    proxy.inject(() => ({ delayMs: 1_000 }));
    await store.create(object);
    assert.equal(await store.delete(key, () => true), "deleted");
  });

  it("asks for credentials again when the server no longer takes them", async () => {
    const { object } = next();
    proxy.inject(({ before }) => (before === 0 ? { status: 401 } : undefined));
    await store.create(object);
  });

  it("gives up with one sentence about a server that keeps failing", async () => {
    const api = createApiClient(await openAccess({ kubeconfig }), 500);
    proxy.inject(() => BUSY);
    await assert.rejects(api.get(kubeovnKey("Vip", "any")), {
      code: "unreachable",
      message: `cluster ${proxy.url} (context "proxy") keeps answering 503 (the server is starting); try again when it has recovered`,
    });
  });

  it("says once which account is wrong, and does not repeat it", async () => {
    proxy.inject(() => ({ status: 401 }));
    const before = proxy.requests.length;
    await assert.rejects(store.get(kubeovnKey("Vip", "any")), {
      code: "forbidden",
      message: /does not accept the credentials/,
    });
    assert.equal(proxy.requests.length - before, 2);
  });

  it("says that something else answers there", async () => {
    proxy.inject(() => ({ status: 200, body: "<html>Log in</html>" }));
    await assert.rejects(store.snapshot(), { message: /what answers at .* is no Kubernetes API server/ });
  });

  it("uses one watch for many objects of a kind", async () => {
    const before = proxy.requests.length;
    await Promise.all(Array.from({ length: 10 }, () => store.create(next().object)));
    const sent = proxy.requests.slice(before);
    assert.equal(sent.filter((one) => one.includes("watch=1")).length, 1);
    assert.equal(sent.filter((one) => one.startsWith("POST")).length, 10);
  });

  describe("releaseObject", () => {
    const released = async (key: ObjectKey): Promise<readonly string[]> => {
      const before = proxy.requests.length;
      await releaseObject(store, key, { owner: key.name, claim: "0123456789abcdef" });
      assert.equal(await store.get(key), undefined);
      const own = proxy.requests.slice(before, -1).filter((request) => request.includes(`/vips/${key.name}`));
      return own.map((request) => request.split(" ")[0] ?? "");
    };

    it("deletes what it has looked at, without another look", async () => {
      const { key, object } = next();
      await store.create(object);
      // The controller may write to it once more in between, which makes another pair.
      assert.match((await released(key)).join(" "), /^GET DELETE( GET DELETE)*$/);
    });

    it("looks again at what has changed since", async () => {
      const { key, object } = next();
      await store.create(object);
      const conflict = { status: 409, body: JSON.stringify({ reason: "Conflict", message: "changed" }) };
      proxy.inject(({ method, before }) => (method === "DELETE" && before === 0 ? conflict : undefined));
      assert.match((await released(key)).join(" "), /^GET DELETE( GET DELETE)+$/);
    });
  });
});
