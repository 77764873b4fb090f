import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { isFault, parseAddress, parseMac } from "../../provider/ipam";
import { takingOf } from "../../provider/kinds";
import type { AddressClaim } from "../../provider/objects/address-claim";
import type { KubeObject } from "../../provider/objects/kube-object";
import { guardObject } from "../../provider/objects/kubeovn/guard";
import { kubeovnKey } from "../../provider/objects/kubeovn/kinds";
import { finalizersOf } from "../../provider/objects/kubeovn/taking";
import { ANNOTATION, type KubeOvnVersion } from "../../provider/plan";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { createClaimedIp } from "../../provider/stores/kubernetes/claim";
import type { Claims } from "../../provider/stores/kubernetes/guards";
import { createLedger } from "../../provider/stores/kubernetes/ledger";
import { createReleaseReader } from "../../provider/stores/kubernetes/release";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import type { Store } from "../../provider/stores/store";
import { type ApiObject, type ClusterObjects, KUBE_OVN_API, objectsOf } from "../support/cluster-objects";
import { type Family, families } from "../support/families";
import { ipObject, reservationLabels, vipObject } from "../support/objects";
import type { ClusterUnderTest, TestedCluster } from "../support/tested-cluster";
import { failsWith } from "./store.contract";

interface Wish {
  readonly object: KubeObject;
  readonly claim: AddressClaim;
}

let macs = 0;

const twoBytes = (count: number): string =>
  [count >> 8, count & 0xff].map((byte) => byte.toString(16).padStart(2, "0")).join(":");

/** An IP for a VM, as the runtime writes it. */
function wish(subnet: string, { ipField }: Family, podName: string, text: string, owner = podName): Wish {
  const address = parseAddress(text);
  const macAddress = `02:00:00:00:${twoBytes(++macs)}`;
  const mac = parseMac(macAddress);
  if (isFault(address) || isFault(mac)) throw new Error(text);
  const object = ipObject(podName, "default", subnet, text, { podType: "VirtualMachine", [ipField]: text, macAddress });
  const annotations = { [ANNOTATION.owner]: `acme/${owner}`, [ANNOTATION.claim]: "1" };
  const labels = reservationLabels(subnet);
  return {
    object: { ...object, metadata: { ...object.metadata, annotations, labels } },
    claim: { subnet, addresses: [address], mac },
  };
}

const create = (store: Store, { object, claim }: Wish): Promise<KubeObject> =>
  store.create(object, claim, { timeoutMs: 90_000 });

/** One that is to go may take a moment. */
const isLeftGuard = ({ metadata }: ApiObject): boolean =>
  metadata.name.includes("guard") && metadata.deletionTimestamp === undefined;

/** Requests that this process sends while something runs; a watch is one. */
async function requestsOf(action: () => Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = [];
  const note = (message: unknown): void => {
    const { request } = message as { request: { method: string; path: string } };
    seen.push(`${request.method} ${request.path.split("?")[0]}`);
  };
  subscribe("http.client.request.start", note);
  try {
    await action();
  } finally {
    unsubscribe("http.client.request.start", note);
  }
  return seen;
}

/** The requests of the one of three actions that needs the fewest: where the controller writes to what is just being deleted, more follow. */
async function fewestRequests(action: (turn: number) => Promise<unknown>): Promise<readonly string[]> {
  const turns: (readonly string[])[] = [];
  for (let turn = 0; turn < 3; turn++) turns.push(await requestsOf(() => action(turn)));
  return turns.reduce((fewest, one) => (one.length < fewest.length ? one : fewest));
}

/** What claims come to when others are there, come at once, or have been killed, on every cluster. */
export function describeClaimOutcomes({ release, name: title, open, close }: ClusterUnderTest): void {
  // Later releases write it together with all else.
  const in113 = release === "1.13" ? it : () => undefined;
  let cluster: TestedCluster;
  let objects: ClusterObjects;

  async function named(kind: "ips" | "vips", name: string): Promise<ApiObject | undefined> {
    const { admin } = cluster;
    const { status, body } = await admin("GET", `${KUBE_OVN_API}/${kind}/${name}`);
    return status === 200 ? body : undefined;
  }

  async function inSubnet(kind: "ips" | "vips", subnet: string): Promise<readonly ApiObject[]> {
    const { admin } = cluster;
    const { body } = await admin("GET", `${KUBE_OVN_API}/${kind}`);
    return body.items.filter(({ spec }: ApiObject) => spec.subnet === subnet);
  }

  for (const family of families(21)) {
    const { protocol, address, ipField, vipField } = family;
    const subnet = `claim-${protocol.toLowerCase()}`;

    describe(`claims with ${protocol} in ${title}`, () => {
      before(async function () {
        cluster = await open.call(this);
        objects = objectsOf(cluster);
        await objects.createSubnet(subnet, family);
      });
      after(close);

      describe(`createClaimedIp`, () => {
        const openStore = async (): Promise<Store> => openKubernetesStore(cluster);

        afterEach(async () => {
          assert.deepEqual((await inSubnet("vips", subnet)).filter(isLeftGuard), []);
        });

        it("makes an IP with exactly the address and MAC that are asked for", async () => {
          const { object, claim } = wish(subnet, family, `${subnet}-a`, address(10));
          const made = await create(await openStore(), { object, claim });
          assert.equal((made.spec as ApiObject)[ipField], address(10));
          const live = await named("ips", `${subnet}-a.default`);
          assert.equal(live.spec.macAddress, (object.spec as ApiObject).macAddress);
          assert.equal(takingOf(live), "taken");
        });

        it("refuses an address that a pod has, before anything is made", async () => {
          const pod = await objects.runPod(`${subnet}-pod`, { "ovn.kubernetes.io/logical_switch": subnet });
          const name = `${subnet}-b`;
          const error = await failsWith(
            "address-held",
            create(await openStore(), wish(subnet, family, name, pod.status.podIP)),
          );
          assert.match(error.message, new RegExp(`has been taken by IP "${subnet}-pod.default"`));
          assert.equal(await named("ips", `${name}.default`), undefined);
        });

        it("refuses an address that someone reserved by hand, and says whose it is", async () => {
          await objects.createKubeOvn(
            "IP",
            `${subnet}-hand.default`,
            {
              subnet,
              podName: `${subnet}-hand`,
              namespace: "default",
              [ipField]: address(12),
            },
            { hand: "made" },
          );
          const error = await failsWith(
            "address-held",
            create(await openStore(), wish(subnet, family, `${subnet}-c`, address(12))),
          );
          assert.match(error.message, new RegExp(`IP "${subnet}-hand.default"`));
        });

        it("refuses an address that only the controller knows to be taken", async () => {
          // An address that is in no object: that of a Vip which a pod uses, after the pod's IP object has been taken away.
          const pod = await objects.runPod(`${subnet}-mute`, { "ovn.kubernetes.io/logical_switch": subnet });
          const { admin } = cluster;
          await admin(
            "PATCH",
            `${KUBE_OVN_API}/ips/${subnet}-mute.default`,
            {
              spec: { ipAddress: "", v4IpAddress: "", v6IpAddress: "" },
            },
            "application/merge-patch+json",
          );
          const error = await failsWith(
            "address-held",
            create(await openStore(), wish(subnet, family, `${subnet}-d`, pod.status.podIP)),
          );
          assert.match(error.message, new RegExp(`Pod default/${subnet}-mute`));
          assert.equal(await named("ips", `${subnet}-d.default`), undefined);
        });

        it("lets one of many runs win, and tells every loser who", async () => {
          const names = Array.from({ length: 8 }, (_, i) => `${subnet}-race-${i}`);
          const results = await Promise.allSettled(
            names.map(async (name) => create(await openStore(), wish(subnet, family, name, address(14)))),
          );
          const winners = names.filter((_, i) => results[i]?.status === "fulfilled");
          assert.equal(winners.length, 1);
          for (const result of results) {
            if (result.status === "rejected")
              assert.match(result.reason.message, new RegExp(`taken by IP "${winners[0]}.default"`));
          }
          const there = (await inSubnet("ips", subnet)).filter(({ spec }) => spec[ipField] === address(14));
          assert.deepEqual(
            there.map(({ spec }) => spec.podName),
            winners,
          );
        });

        it("gives way to an IP object that someone makes while the guard is being taken", async () => {
          const rival = `${subnet}-rival`;
          const resume = cluster.pauseController();
          const refused = failsWith(
            "address-held",
            create(await openStore(), wish(subnet, family, `${subnet}-e`, address(15))),
          );
          try {
            await objects.until(`${KUBE_OVN_API}/vips`, ({ items }) =>
              items.some(
                ({ metadata }: ApiObject) => metadata.annotations?.[ANNOTATION.guards] === `${subnet}-e.default`,
              ),
            );
            const spec = {
              podName: rival,
              namespace: "default",
              subnet,
              [ipField]: address(15),
              ipAddress: address(15),
            };
            await objects.createKubeOvn("IP", `${rival}.default`, spec, { hand: "made" });
          } finally {
            resume();
          }
          assert.match((await refused).message, new RegExp(`IP "${rival}.default"`));
          assert.equal(await named("ips", `${subnet}-e.default`), undefined);
        });

        it("is brought to its end by the next run when a run dies after its guard", async () => {
          const { admin } = cluster;
          const mine = wish(subnet, family, `${subnet}-f`, address(16));
          await admin(
            "POST",
            `${KUBE_OVN_API}/vips`,
            guardObject(mine.object, mine.claim, `left-${protocol.toLowerCase()}`),
          );
          await objects.until(
            `${KUBE_OVN_API}/vips/pulumi-kubeovn-guard-left-${protocol.toLowerCase()}`,
            ({ status }) => status?.mac,
          );
          await failsWith(
            "address-held",
            create(await openStore(), wish(subnet, family, `${subnet}-other`, address(16))),
          );
          const made = await create(await openStore(), mine);
          assert.equal((made.spec as ApiObject)[ipField], address(16));
        });

        it("is brought to its end by the next run when a run dies after its object", async () => {
          const { admin } = cluster;
          const mine = wish(subnet, family, `${subnet}-g`, address(17));
          const unique = `late-${protocol.toLowerCase()}`;
          await admin("POST", `${KUBE_OVN_API}/vips`, guardObject(mine.object, mine.claim, unique));
          await objects.until(`${KUBE_OVN_API}/vips/pulumi-kubeovn-guard-${unique}`, ({ status }) => status?.mac);
          await admin("POST", `${KUBE_OVN_API}/ips`, mine.object);
          await failsWith("already-exists", create(await openStore(), mine));
          assert.equal((await named("ips", `${subnet}-g.default`)).spec[ipField], address(17));
        });

        it("keeps the address when its guard has gone: nobody else gets it", async () => {
          await create(await openStore(), wish(subnet, family, `${subnet}-h`, address(18)));
          await objects.createKubeOvn("Vip", `${subnet}-late`, { subnet, [vipField]: address(18) });
          await cluster.clock.sleep(1500);
          assert.equal((await named("vips", `${subnet}-late`)).status?.mac, undefined);
          const { admin } = cluster;
          await admin("DELETE", `${KUBE_OVN_API}/vips/${subnet}-late`);
        });

        in113("is released whole though the controller failed to add its finalizer", async () => {
          const { admin } = cluster;
          const store = await openStore();
          const name = `${subnet}-bare.default`;
          await create(store, wish(subnet, family, `${subnet}-bare`, address(19)));
          const path = `${KUBE_OVN_API}/ips/${name}`;
          await objects.until(path, ({ metadata }) => metadata.finalizers?.length === 1);
          await admin("PATCH", path, { metadata: { finalizers: null } }, "application/merge-patch+json");
          assert.equal(await store.delete(kubeovnKey("IP", name), () => true), "deleted");
          await objects.createVip(`${subnet}-after`, { subnet, [vipField]: address(19) });
        });

        it("posts with the finalizer what the release in force takes with it, and says so where another one runs", async () => {
          const api = createApiClient(await openAccess(cluster));
          const posted: KubeObject[] = [];
          const watched: ApiClient = {
            ...api,
            post(object, mode) {
              if (object.kind === "IP") posted.push(object);
              return api.post(object, mode);
            },
          };
          const { clock } = cluster;
          const as = (version: KubeOvnVersion): Claims => {
            const release = createReleaseReader(watched, version);
            return {
              api: watched,
              ledger: createLedger(watched, clock),
              release,
              stopOf: async () => undefined,
              clock,
            };
          };
          const withIt = wish(subnet, family, `${subnet}-with`, address(23));
          const made = createClaimedIp(as([1, 13]), withIt.object, withIt.claim, release === "1.13" ? 90_000 : 3_000);
          if (release === "1.13") await made;
          else {
            const { message } = await failsWith("timeout", made);
            assert.match(
              message,
              /see whether it runs, and whether it is of release 1\.13, .* leaves alone what is written for that$/,
            );
            assert.equal(await named("ips", withIt.object.metadata.name), undefined);
          }
          const without = wish(subnet, family, `${subnet}-without`, address(24));
          await createClaimedIp(as([1, 17]), without.object, without.claim, 90_000);
          assert.deepEqual(posted.map(finalizersOf), [["kubeovn.io/kube-ovn-controller"], []]);
        });

        it("sends the same few requests however many objects there are", async () => {
          const store = await openStore();
          await create(store, wish(subnet, family, `${subnet}-first`, address(20)));
          const alone = await fewestRequests((turn) =>
            create(store, wish(subnet, family, `${subnet}-second-${turn}`, address(70 + turn))),
          );
          await Promise.all(
            Array.from({ length: 40 }, (_, i) =>
              create(store, wish(subnet, family, `${subnet}-n-${i}`, address(30 + i))),
            ),
          );
          const among = await fewestRequests((turn) =>
            create(store, wish(subnet, family, `${subnet}-third-${turn}`, address(75 + turn))),
          );
          assert.equal(among.length, alone.length);
          assert.ok(alone.filter((one) => one.startsWith("POST")).length === 2, String(alone));
          assert.ok(!alone.some((one) => /^GET .*\/(ips|vips|pods)$/.test(one)), String(alone));
          assert.ok(!alone.some((one) => /^GET .*guard/.test(one)), `the watch shows the guard: ${alone}`);
        });
      });

      describe(`createLedger`, () => {
        it("tells who came before an object, and not who came after", async () => {
          const { kubeconfig } = cluster;
          const api = createApiClient(await openAccess({ kubeconfig }));
          const wishes = ["x", "y", "z"].map((one) => wish(subnet, family, `${subnet}-${one}`, address(82)));
          await createLedger(api, cluster.clock).use(async (view) => {
            const seen = wishes.map(({ object }) => view.track(`IP/${object.metadata.name}`));
            for (const { object } of wishes) await api.post(object);
            await view.until(() => (seen.every(({ arrival }) => arrival !== undefined) ? true : undefined), 5000);
            assert.deepEqual(
              seen.map(({ arrival }) => arrival?.earlier.map(({ id }) => id).sort()),
              [[], [`IP/${subnet}-x.default`], [`IP/${subnet}-x.default`, `IP/${subnet}-y.default`]],
            );
          });
        });
      });

      describe(`createClaimed`, () => {
        const openStore = async (): Promise<Store> => openKubernetesStore(cluster);
        const vip = (name: string, text: string): Wish => {
          const parsed = parseAddress(text);
          if (isFault(parsed)) throw new Error(text);
          const object = vipObject(
            name,
            subnet,
            "",
            { v4ip: "", [vipField]: text },
            { [ANNOTATION.owner]: `acme/${name}` },
          );
          return { object, claim: { subnet, addresses: [parsed] } };
        };

        it("refuses an address that an IP has, and leaves nothing", async () => {
          await create(await openStore(), wish(subnet, family, `${subnet}-i`, address(80)));
          await failsWith("address-held", create(await openStore(), vip(`${subnet}-v1`, address(80))));
          assert.equal(await named("vips", `${subnet}-v1`), undefined);
        });

        it("lets one of an IP and a Vip win that come at once", async () => {
          for (let round = 0; round < 5; round++) {
            const [asIp, asVip] = await Promise.allSettled([
              create(await openStore(), wish(subnet, family, `${subnet}-both-${round}`, address(90 + round))),
              create(await openStore(), vip(`${subnet}-both-${round}`, address(90 + round))),
            ]);
            assert.notEqual(asIp.status, asVip.status);
            const loser = asIp.status === "rejected" ? asIp : (asVip as PromiseRejectedResult);
            assert.match(loser.reason.message, new RegExp(`taken by (IP|Vip) "${subnet}-both-${round}`));
          }
        });
      });
    });
  }
}
