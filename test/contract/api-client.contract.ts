import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import type { KubeObject } from "../../provider/objects/kube-object";
import { kubeovnKey } from "../../provider/objects/kubeovn/kinds";
import { finalizersOf } from "../../provider/objects/kubeovn/taking";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { hasStatus } from "../../provider/stores/kubernetes/api-error";
import { NAMESPACES, resourceOf } from "../../provider/stores/kubernetes/resources";
import { readWatch, type WatchEvent } from "../../provider/stores/kubernetes/watch-stream";
import { KUBE_OVN_API } from "../support/cluster-objects";
import { vipObject } from "../support/objects";
import type { ClusterUnderTest, TestedCluster } from "../support/tested-cluster";

const KEY = kubeovnKey("Vip", "stale");
const VIPS = resourceOf({ apiVersion: "kubeovn.io/v1", kind: "Vip" });
const MERGE = "application/merge-patch+json";
const MINE = "example.com/mine";

/** Without a subnet the controller leaves it alone. */
const idle = (name: string): KubeObject => vipObject(name, "none", "");

/** What an API server answers to this package, on every cluster. */
export function describeApiClient({ name, open, close }: ClusterUnderTest): void {
  describe(`createApiClient in ${name}`, () => {
    let cluster: TestedCluster;
    let api: ApiClient;
    before(async function () {
      cluster = await open.call(this);
      api = createApiClient(await openAccess(cluster));
    });
    after(close);

    const patched = async (vip: string, patch: unknown): Promise<void> => {
      const { status } = await cluster.admin("PATCH", `${KUBE_OVN_API}/vips/${vip}`, patch, MERGE);
      assert.equal(status, 200);
    };
    const changed = (): Promise<void> =>
      patched("stale", { metadata: { annotations: { changed: String(Date.now()) } } });
    const made = async (object: KubeObject): Promise<KubeObject> => {
      const live = await api.post(object);
      return typeof live === "object" ? live : assert.fail(live);
    };
    const gone = async (vip: string): Promise<void> => {
      await cluster.admin("DELETE", `${KUBE_OVN_API}/vips/${vip}`);
    };
    /** The events of one object, as many as are asked for. */
    const eventsOf = async (answer: IncomingMessage, vip: string, count: number): Promise<readonly WatchEvent[]> => {
      const events: WatchEvent[] = [];
      for await (const event of readWatch(answer)) {
        if (event.type !== "BOOKMARK" && event.object.metadata.name === vip) events.push(event);
        if (events.length === count) break;
      }
      return events;
    };

    it("writes over, and deletes, exactly what was read and nothing that has changed since", async () => {
      const live = await made(idle("stale"));
      await changed();
      assert.equal(await api.put(live), "changed");
      assert.equal(await api.delete(live), "changed");
      const now = (await api.get(KEY)) ?? assert.fail();
      assert.equal(await api.delete(now), "deleted");
      assert.equal(await api.delete(now), "absent");
      assert.equal(await api.put(now), "changed");
      assert.equal(await api.get(KEY), undefined);
    });

    it("takes a namesake that came since for another object", async () => {
      const first = await made(idle("stale"));
      await gone("stale");
      const second = await made(idle("stale"));
      assert.notEqual(first.metadata.uid, second.metadata.uid);
      const { resourceVersion } = second.metadata;
      const mixed = { ...first, metadata: { ...first.metadata, resourceVersion } };
      assert.equal(await api.put(mixed), "changed");
      assert.equal(await api.delete(mixed), "changed");
      assert.equal(await api.delete(second), "deleted");
    });

    it("says that an object of the name exists", async () => {
      await made(idle("stale"));
      assert.equal(await api.post(idle("stale")), "exists");
      assert.equal(await api.post(idle("stale"), "dry-run"), "exists");
      await gone("stale");
    });

    it("has a version for every write, and a generation for those that change more than metadata", async () => {
      const first = await made(idle("counted"));
      assert.equal(first.metadata.generation, 1);
      const same = await api.put(first);
      assert.deepEqual(same, first);
      const labeled = await api.put({ ...first, metadata: { ...first.metadata, labels: { a: "b" } } });
      assert.ok(typeof labeled === "object" && labeled.metadata.generation === 1);
      assert.notEqual(labeled.metadata.resourceVersion, first.metadata.resourceVersion);
      const respelled = await api.put({ ...labeled, spec: { subnet: "other" } });
      assert.ok(typeof respelled === "object" && respelled.metadata.generation === 2);
      assert.equal(respelled.metadata.creationTimestamp, first.metadata.creationTimestamp);
      await gone("counted");
    });

    it("stores nothing in a dry run", async () => {
      const trial = await api.post(idle("tried"), "dry-run");
      assert.ok(typeof trial === "object" && trial.metadata.name === "tried");
      assert.equal(await api.get(kubeovnKey("Vip", "tried")), undefined);
      const live = await made(idle("tried"));
      const changedInTrial = await api.put({ ...live, spec: { subnet: "other" } }, "dry-run");
      assert.deepEqual(typeof changedInTrial === "object" && changedInTrial.spec, { subnet: "other" });
      assert.deepEqual(await api.get(kubeovnKey("Vip", "tried")), live);
      await gone("tried");
    });

    it("keeps an object that is to go until its finalizers are off, and lets none be added by then", async () => {
      const asked = idle("held");
      const live = await made({ ...asked, metadata: { ...asked.metadata, finalizers: [MINE] } });
      assert.equal(await api.delete(live), "deleting");
      const leaving = (await api.get(kubeovnKey("Vip", "held"))) ?? assert.fail();
      assert.equal(typeof leaving.metadata.deletionTimestamp, "string");
      assert.deepEqual(finalizersOf(leaving), [MINE]);
      assert.equal(await api.delete(leaving), "deleting");
      const more = { ...leaving, metadata: { ...leaving.metadata, finalizers: [MINE, "example.com/late"] } };
      await assert.rejects(api.put(more), { code: "refused", message: /no new finalizers can be added/ });
      await api.put({ ...leaving, metadata: { ...leaving.metadata, finalizers: [] } });
      assert.equal(await api.get(kubeovnKey("Vip", "held")), undefined);
    });

    it("tells of every change after a version, in order, and with the object as it was", async () => {
      const { resourceVersion } = (await api.list(VIPS, () => undefined)) ?? assert.fail();
      const stop = new AbortController();
      await made(idle("watched"));
      await patched("watched", { metadata: { labels: { step: "1" }, finalizers: [MINE] } });
      await gone("watched");
      await patched("watched", { metadata: { finalizers: null } });
      const events = await eventsOf(await api.watch(VIPS, resourceVersion, stop.signal), "watched", 4);
      stop.abort();
      assert.deepEqual(
        events.map(({ type, object: { metadata } }) => [
          type,
          metadata.labels?.step,
          typeof metadata.deletionTimestamp,
        ]),
        [
          ["ADDED", undefined, "undefined"],
          ["MODIFIED", "1", "undefined"],
          ["MODIFIED", "1", "string"],
          ["DELETED", "1", "string"],
        ],
      );
      const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
      assert.deepEqual(
        [...versions].sort((a, b) => a - b),
        versions,
      );
      assert.equal(new Set(versions).size, 4);
    });

    it("goes on with what comes while it is watched", async () => {
      const { resourceVersion } = (await api.list(VIPS, () => undefined)) ?? assert.fail();
      const stop = new AbortController();
      const seen = eventsOf(await api.watch(VIPS, resourceVersion, stop.signal), "later", 2);
      await made(idle("later"));
      await gone("later");
      assert.deepEqual(
        (await seen).map(({ type }) => type),
        ["ADDED", "DELETED"],
      );
      stop.abort();
    });

    it("ends a watch from a version that is forgotten with 410", async () => {
      const stop = new AbortController();
      const reading = (async () => {
        for await (const _ of readWatch(await api.watch(VIPS, "1", stop.signal)));
      })();
      await assert.rejects(reading, (error) => hasStatus(error, 410));
      stop.abort();
    });

    it("reads a list in pages, or one page and then the whole, each object once", async () => {
      const all = Array.from({ length: 1_103 }, (_, i) => `page-${i}`);
      // Of 603 objects a second page has the rest.
      for (const [from, to] of [
        [0, 603],
        [603, all.length],
      ] as const) {
        await Promise.all(all.slice(from, to).map((one) => api.post(idle(one))));
        const names = all.slice(0, to);
        const list = (await api.list(VIPS, ({ kind, metadata }) => `${kind} ${metadata.name}`)) ?? assert.fail();
        const found = list.items.filter((item) => item.startsWith("Vip page-"));
        assert.deepEqual(found.sort(), names.map((one) => `Vip ${one}`).sort());
        assert.match(list.resourceVersion, /^\d+$/);
      }
      await Promise.all(all.map(gone));
    });

    it("has in a whole list what was stored right before it was asked for", async () => {
      const names = Array.from({ length: 1_001 }, (_, i) => `whole-${i}`);
      await Promise.all(names.map((one) => api.post(idle(one))));
      for (let i = 0; i < 10; i++) {
        await api.post(idle(`whole-late-${i}`));
        const list = (await api.list(VIPS, ({ metadata }) => metadata.name)) ?? assert.fail();
        assert.ok(list.items.includes(`whole-late-${i}`));
        names.push(`whole-late-${i}`);
      }
      await Promise.all(names.map(gone));
    });

    it("lists what has a label", async () => {
      const asked = idle("labeled");
      await made({ ...asked, metadata: { ...asked.metadata, labels: { color: "red" } } });
      await made(idle("unlabeled"));
      const list = await api.list(VIPS, ({ metadata }) => metadata.name, { labelSelector: "color=red" });
      assert.deepEqual(list?.items, ["labeled"]);
      await gone("labeled");
      await gone("unlabeled");
    });

    it("reads of some kinds nothing but metadata, of objects that say what they are", async () => {
      const list = await api.list(NAMESPACES, ({ kind, metadata, spec }) => ({ kind, spec, name: metadata.name }));
      const found = list?.items.find((one) => one.name === "kube-system");
      assert.deepEqual(found, { kind: "Namespace", spec: undefined, name: "kube-system" });
    });

    it("knows that the cluster does not have a kind", async () => {
      const unheard = { apiVersion: "kubeovn.io/v1", kind: "Unheard", plural: "unheards" };
      assert.equal(await api.list(unheard, (object) => object), undefined);
      assert.equal(await api.document("/apis/unheard.example.com/v1"), undefined);
    });
  });
}
