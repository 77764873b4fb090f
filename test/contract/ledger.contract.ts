import assert from "node:assert/strict";
import { isFault, parseAddress } from "../../provider/ipam";
import type { AddressClaim } from "../../provider/objects/address-claim";
import type { KubeObject } from "../../provider/objects/kube-object";
import { ANNOTATION } from "../../provider/plan";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { ApiError } from "../../provider/stores/kubernetes/api-error";
import { createLedger } from "../../provider/stores/kubernetes/ledger";
import { entryId } from "../../provider/stores/kubernetes/ledger-entries";
import { resourceOf } from "../../provider/stores/kubernetes/resources";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import type { Store } from "../../provider/stores/store";
import { type ApiObject, type ClusterObjects, KUBE_OVN_API, objectsOf } from "../support/cluster-objects";
import { families } from "../support/families";
import { type Fault, type FaultProxy, startFaultProxy } from "../support/fault-proxy";
import { writeKubeconfig } from "../support/kubeconfig";
import { ipObject, reservationLabels, vipObject } from "../support/objects";
import type { ClusterUnderTest, TestedCluster } from "../support/tested-cluster";
import { failsWith } from "./store.contract";

const IP = resourceOf({ apiVersion: "kubeovn.io/v1", kind: "IP" });
const EXPIRED = { status: 410, body: '{"kind":"Status","reason":"Expired","message":"too old resource version"}' };
const DENIED = { status: 403, body: '{"kind":"Status","reason":"Forbidden","message":"not yet"}' };

/** After so long nobody's watch has ended, in milliseconds. */
const IDLE_MS = 2_500;
/** By then a list that is on its way has been read, in milliseconds. */
const LONG_ENOUGH_MS = 1_000;

function createSignal(): { readonly given: Promise<void>; give(): void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

/** What claims know of addresses that others take or give back meanwhile, on every cluster. */
export function describeLedger({ name: title, open, close }: ClusterUnderTest): void {
  let cluster: TestedCluster;
  let objects: ClusterObjects;

  for (const { protocol, address, ipField, vipField, ...family } of families(215)) {
    const subnet = `ledger-${protocol.toLowerCase()}`;
    let proxy: FaultProxy;
    let kubeconfig: string;
    let first = 0;

    const wish = (pod: string, text: string): { object: KubeObject; claim: AddressClaim } => {
      const parsed = parseAddress(text);
      if (isFault(parsed)) throw new Error(text);
      const object = ipObject(pod, "default", subnet, text, { podType: "VirtualMachine", [ipField]: text });
      const annotations = { [ANNOTATION.owner]: `acme/${pod}`, [ANNOTATION.claim]: "1" };
      const labels = reservationLabels(subnet);
      const metadata = { ...object.metadata, annotations, labels };
      return { object: { ...object, metadata }, claim: { subnet, addresses: [parsed] } };
    };
    const create = (store: Store, pod: string, text: string): Promise<KubeObject> => {
      const { object, claim } = wish(pod, text);
      return store.create(object, claim, { timeoutMs: 30_000 });
    };
    /** How often a test has listed IP objects and how often Vips. */
    const listed = (): readonly number[] =>
      ["ips", "vips"].map((plural) => {
        const list = `GET ${KUBE_OVN_API}/${plural}?limit=`;
        return proxy.requests.slice(first).filter((one) => one.startsWith(list)).length;
      });
    /** Answers the first request of each of these so, and lets the others pass. */
    const spoilFirst = (parts: readonly string[], fault: Fault): void => {
      const left = new Set(parts);
      proxy.inject(({ path }) => {
        const part = [...left].find((one) => path.includes(one));
        return part !== undefined && left.delete(part) ? fault : undefined;
      });
    };
    const isThere = async (name: string): Promise<boolean> => {
      const { admin } = cluster;
      return (await admin("GET", `${KUBE_OVN_API}/ips/${name}`)).status === 200;
    };

    describe(`createLedger and the snapshot before it, ${protocol}, in ${title}`, () => {
      before(async function () {
        cluster = await open.call(this);
        objects = objectsOf(cluster);
        await objects.createSubnet(subnet, { protocol, address, ipField, vipField, ...family });
        proxy = await startFaultProxy(cluster);
        const front = { server: proxy.url, "insecure-skip-tls-verify": true };
        kubeconfig = writeKubeconfig("proxy", { cluster: front, user: { token: cluster.token } });
      });
      beforeEach(() => {
        first = proxy.requests.length;
      });
      afterEach(() => proxy.inject(() => undefined));
      after(async () => {
        await proxy?.close();
        await close();
      });

      it("list IP objects and Vips once between them in an update", async () => {
        const store = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        await store.snapshot({ isForUpdate: true });
        await create(store, `${subnet}-once`, address(10));
        assert.deepEqual(listed(), [1, 1]);
      });

      it("list them for a claim if no snapshot was for an update", async () => {
        const store = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        await store.snapshot();
        await create(store, `${subnet}-twice`, address(11));
        assert.deepEqual(listed(), [2, 2]);
      });

      it("tell of someone who came between the snapshot and the claim", async () => {
        const store = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        await store.snapshot({ isForUpdate: true });
        await objects.reserve(`${subnet}-between`, { subnet, [ipField]: address(12) });
        const error = await failsWith("address-held", create(store, `${subnet}-late`, address(12)));
        assert.match(error.message, new RegExp(`taken by IP "${subnet}-between.default"`));
        assert.equal(await isThere(`${subnet}-late.default`), false);
        assert.deepEqual(listed(), [1, 1]);
      });

      it("know that an object of the snapshot has gone since", async () => {
        const other = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        await create(other, `${subnet}-gone`, address(13));
        const store = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        await store.snapshot({ isForUpdate: true });
        await other.delete({ apiVersion: "kubeovn.io/v1", kind: "IP", name: `${subnet}-gone.default` }, () => true);
        const { object, claim } = wish(`${subnet}-next`, address(13));
        const vip = vipObject(`${subnet}-next`, subnet, "", { v4ip: "", [vipField]: address(13) });
        const made = await store.create(vip, claim, { timeoutMs: 30_000 });
        assert.equal((made.status as ApiObject)[vipField], address(13));

        const again = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        await again.snapshot({ isForUpdate: true });
        await other.delete({ apiVersion: "kubeovn.io/v1", kind: "Vip", name: `${subnet}-next` }, () => true);
        const next = await again.create(object, claim, { timeoutMs: 30_000 });
        assert.equal((next.spec as ApiObject)[ipField], address(13));
      });

      it("list once more when the server has forgotten the version of the snapshot", async () => {
        const store = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        await store.snapshot({ isForUpdate: true });
        await objects.reserve(`${subnet}-old`, { subnet, [ipField]: address(14) });
        spoilFirst(["/ips?watch=1", "/vips?watch=1"], EXPIRED);
        const error = await failsWith("address-held", create(store, `${subnet}-new`, address(14)));
        assert.match(error.message, new RegExp(`taken by IP "${subnet}-old.default"`));
        await create(store, `${subnet}-free`, address(15));
        assert.deepEqual(listed(), [2, 2]);
      });

      it("list what a snapshot that failed did not bring", async () => {
        const store = openKubernetesStore({ kubeconfig, clock: cluster.clock });
        spoilFirst(["/ips?limit="], DENIED);
        await failsWith("refused", store.snapshot({ isForUpdate: true }));
        await create(store, `${subnet}-anyway`, address(16));
        assert.deepEqual(listed(), [2, 1]);
      });

      it("count as earlier whoever was stored between a list after a gap and the object itself", async () => {
        const api = createApiClient(await openAccess({ kubeconfig }));
        const [rival, mine] = ["rival", "mine"].map((one) => wish(`${subnet}-${one}`, address(17)).object);
        if (rival === undefined || mine === undefined) throw new Error("two");
        let lists = 0;
        const list: ApiClient["list"] = async (resource, read, narrow) => {
          const found = await api.list(resource, read, narrow);
          if (resource === IP && ++lists === 2) {
            await api.post(rival);
            await api.post(mine);
          }
          return found;
        };
        spoilFirst(["/ips?watch=1"], EXPIRED);
        await createLedger({ ...api, list }, cluster.clock).use(async (view) => {
          const seen = view.track(entryId(mine));
          const arrival = await view.until(() => seen.arrival, 5_000);
          assert.deepEqual(
            arrival?.earlier.map(({ id }) => id),
            [entryId(rival)],
          );
        });
      });

      it("know from lists alone what becomes of an object while no watch holds", async () => {
        const api = createApiClient(await openAccess({ kubeconfig }));
        const { object } = wish(`${subnet}-hidden`, address(18));
        const watch: ApiClient["watch"] = async () => {
          throw new ApiError(410, "Expired", "too old resource version");
        };
        await createLedger({ ...api, watch }, cluster.clock).use(async (view) => {
          const seen = view.track(entryId(object));
          await api.post(object);
          const isTaken = (): true | undefined => (seen.state?.metadata.finalizers === undefined ? undefined : true);
          assert.ok(await view.until(isTaken, 5_000));
          const { admin } = cluster;
          await admin("DELETE", `${KUBE_OVN_API}/ips/${object.metadata.name}`);
          assert.ok(await view.until(() => (seen.isGone ? true : undefined), 5_000));
          assert.equal(seen.state, undefined);
        });
      });

      it("take no list for news that a later watch has overtaken", async () => {
        const api = createApiClient(await openAccess({ kubeconfig }));
        const { object } = wish(`${subnet}-overtaking`, address(19));
        const [listed, released] = [createSignal(), createSignal()];
        let lists = 0;
        const list: ApiClient["list"] = async (resource, read, narrow) => {
          const found = await api.list(resource, read, narrow);
          if (resource === IP && ++lists === 2) {
            listed.give();
            await released.given;
          }
          return found;
        };
        const ledger = createLedger({ ...api, list }, cluster.clock);
        spoilFirst(["/ips?watch=1"], EXPIRED);
        await ledger.use(() => listed.given);
        await cluster.clock.sleep(IDLE_MS);
        await ledger.use(async (view) => {
          await api.post(object);
          const isKnown = (): true | undefined => (view.has(entryId(object)) ? true : undefined);
          assert.ok(await view.until(isKnown, 5_000));
          // What the controller writes when it takes the object would tell of it again.
          await cluster.clock.sleep(LONG_ENOUGH_MS);
          released.give();
          await cluster.clock.sleep(LONG_ENOUGH_MS);
          assert.ok(isKnown());
        });
      });
    });
  }
}
