import assert from "node:assert/strict";
import { isFault, parseAddress } from "../../provider/ipam";
import type { AddressClaim } from "../../provider/objects/address-claim";
import type { KubeObject } from "../../provider/objects/kube-object";
import { guardObject } from "../../provider/objects/kubeovn/guard";
import { ANNOTATION } from "../../provider/plan";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { createClaimed, createClaimedIp } from "../../provider/stores/kubernetes/claim";
import { createStopFinder } from "../../provider/stores/kubernetes/explain";
import type { Claims } from "../../provider/stores/kubernetes/guards";
import { createLedger } from "../../provider/stores/kubernetes/ledger";
import type { Entry } from "../../provider/stores/kubernetes/ledger-entries";
import { createReleaseReader } from "../../provider/stores/kubernetes/release";
import { readSnapshot } from "../../provider/stores/kubernetes/snapshot";
import { type ApiObject, type ClusterObjects, KUBE_OVN_API, objectsOf } from "../support/cluster-objects";
import { families } from "../support/families";
import { ipObject, reservationLabels, vipObject } from "../support/objects";
import type { ClusterUnderTest, TestedCluster } from "../support/tested-cluster";
import { failsWith } from "./store.contract";

const TIMEOUT_MS = 90_000;
/** A controller sleeps for three seconds before it works; after two, one may have started. */
const LONGER_THAN_A_START_MS = 2_100;
/** By then a claim has done what it is going to do, in milliseconds. */
const LONG_ENOUGH_MS = 1_000;
const MERGE = "application/merge-patch+json";

/** What others do around a request of ours. */
interface Around {
  readonly beforePost?: (object: KubeObject) => Promise<void>;
  /** What a watch shows first of an object that someone writes over right after it was posted; the answer is as posted. */
  readonly altered?: (object: KubeObject) => KubeObject;
  readonly afterPost?: (made: KubeObject) => Promise<void>;
  readonly beforeDelete?: (object: KubeObject) => Promise<void>;
}

const isGuard = ({ metadata }: KubeObject): boolean => metadata.annotations?.[ANNOTATION.guards] !== undefined;

/** What claims make of others who come between any two of their requests, on every cluster. */
export function describeClaimMoments({ release, name, open, close }: ClusterUnderTest): void {
  // Later releases write it together with all else.
  const in113 = release === "1.13" ? it : () => undefined;
  let cluster: TestedCluster;
  let objects: ClusterObjects;

  /** Claims whose requests go to the servers, with someone else at work at chosen moments; and what was posted. */
  async function claimsAround({
    beforePost,
    altered,
    afterPost,
    beforeDelete,
  }: Around): Promise<Claims & { posted: string[] }> {
    const api = createApiClient(await openAccess({ kubeconfig: cluster.kubeconfig }));
    const posted: string[] = [];
    const watched: ApiClient = {
      ...api,
      async post(object, mode) {
        posted.push(`${object.kind} ${object.metadata.name}`);
        await beforePost?.(object);
        const stored = await api.post(altered?.(object) ?? object, mode);
        const made = altered && typeof stored === "object" ? { ...stored, spec: object.spec } : stored;
        if (typeof made === "object") await afterPost?.(made);
        return made;
      },
      async delete(object) {
        await beforeDelete?.(object);
        return api.delete(object);
      },
    };
    const release = createReleaseReader(api, undefined);
    const stopOf = createStopFinder(() => readSnapshot(api, release));
    return {
      api: watched,
      ledger: createLedger(watched, cluster.clock),
      release,
      stopOf,
      clock: cluster.clock,
      posted,
    };
  }

  async function admin(method: string, path: string, body?: unknown, type?: string): Promise<ApiObject> {
    return cluster.admin(method, `${KUBE_OVN_API}/${path}`, body, type);
  }

  async function isThere(path: string): Promise<boolean> {
    return (await admin("GET", path)).status === 200;
  }

  async function remove(path: string): Promise<void> {
    await admin("DELETE", path);
    while (await isThere(path));
  }

  /** An entry as it is when it was made earlier, if it is the one of that name. */
  const aged = (entry: Entry, unique: string, milliseconds: number): Entry =>
    entry.id.endsWith(unique) ? { ...entry, created: entry.created - milliseconds } : entry;

  async function guards(): Promise<readonly string[]> {
    const { body } = await admin("GET", "vips");
    return body.items
      .filter(isGuard)
      .filter(({ metadata }: ApiObject) => metadata.deletionTimestamp === undefined)
      .map(({ metadata }: ApiObject) => metadata.name);
  }

  for (const family of families(122)) {
    const { protocol, address, ipField, vipField } = family;
    const subnet = `moments-${protocol.toLowerCase()}`;
    const claimOn = (text: string): AddressClaim => {
      const parsed = parseAddress(text);
      if (isFault(parsed)) throw new Error(text);
      return { subnet, addresses: [parsed] };
    };
    /** An IP as the runtime writes it, or with `owner` undefined as someone does by hand. */
    const ip = (pod: string, text: string, owner: string | undefined = `acme/${pod}`): KubeObject => {
      const object = ipObject(pod, "default", subnet, text, { podType: "VirtualMachine", [ipField]: text });
      const annotations = owner === "" ? {} : { [ANNOTATION.owner]: owner, [ANNOTATION.claim]: "1" };
      const labels = reservationLabels(subnet);
      return { ...object, metadata: { ...object.metadata, annotations, labels } };
    };
    const vip = (vipName: string, text: string, owner = ""): KubeObject =>
      vipObject(vipName, subnet, "", { v4ip: "", [vipField]: text }, owner === "" ? {} : { [ANNOTATION.owner]: owner });
    const post = async (object: KubeObject): Promise<void> => {
      const { status, body } = await admin("POST", `${object.kind.toLowerCase()}s`, object);
      assert.equal(status, 201, JSON.stringify(body));
    };
    const create = (claims: Claims, object: KubeObject, text: string): Promise<KubeObject> =>
      (object.kind === "IP" ? createClaimedIp : createClaimed)(claims, object, claimOn(text), TIMEOUT_MS);

    describe(`createClaimedIp and createClaimed when someone comes at a bad moment, ${protocol}, in ${name}`, () => {
      before(async function () {
        cluster = await open.call(this);
        objects = objectsOf(cluster);
        await objects.createSubnet(subnet, family);
      });
      afterEach(async () => assert.deepEqual(await guards(), []));
      after(close);

      it("write nothing at all for an address that is in use", async () => {
        await post(ip(`${subnet}-there`, address(10), ""));
        const claims = await claimsAround({});
        await failsWith("address-held", create(claims, ip(`${subnet}-late`, address(10)), address(10)));
        await failsWith("address-held", create(claims, vip(`${subnet}-late`, address(10)), address(10)));
        assert.deepEqual(claims.posted, []);
      });

      it("give way to another run that stored its IP first, though both have been let through", async () => {
        const rival = `${subnet}-first`;
        const beforePost = async (object: KubeObject): Promise<void> => {
          if (object.kind === "IP") await post(ip(rival, address(11)));
        };
        const claims = await claimsAround({ beforePost });
        const error = await failsWith("address-held", create(claims, ip(`${subnet}-second`, address(11)), address(11)));
        assert.match(error.message, new RegExp(`IP "${rival}.default"`));
        while (await isThere(`ips/${subnet}-second.default`));
        assert.equal(await isThere(`ips/${rival}.default`), true);
      });

      /** Has another IP stored after ours, by hand as a rule, and before the controller has taken either. */
      const robbedBy = (rival: string, text: string, owner = ""): Around => {
        let resume = (): void => undefined;
        return {
          async beforePost({ kind }) {
            if (kind === "IP") resume = cluster.pauseController();
          },
          async afterPost({ kind }) {
            if (kind !== "IP") return;
            await post(ip(rival, text, owner));
            resume();
          },
        };
      };

      it("stay where another run stored its IP later: that one sees who was first", async () => {
        const claims = await claimsAround(robbedBy(`${subnet}-behind`, address(12), "acme/behind"));
        const made = await create(claims, ip(`${subnet}-ahead`, address(12)), address(12));
        assert.equal((made.spec as ApiObject)[ipField], address(12));
      });

      it("give way to an IP by hand that comes later, since nobody tells it to, and release the address whole", async () => {
        const [mine, rival] = [`${subnet}-polite`, `${subnet}-byhand`];
        const claims = await claimsAround(robbedBy(rival, address(13)));
        const error = await failsWith("address-held", create(claims, ip(mine, address(13)), address(13)));
        assert.match(error.message, new RegExp(`IP "${rival}.default"`));
        while (await isThere(`ips/${mine}.default`));
        await objects.until(
          `${KUBE_OVN_API}/ips/${rival}.default`,
          ({ metadata }) => metadata.finalizers?.length === 1,
        );
        await remove(`ips/${rival}.default`);
        await objects.createVip(`${subnet}-free`, { subnet, [vipField]: address(13) });
      });

      in113("release the address whole, too, of an IP whose finalizer the controller failed to add", async () => {
        const [mine, rival] = [`${subnet}-bare`, `${subnet}-robber`];
        let isStripped = false;
        const claims = await claimsAround({
          ...robbedBy(rival, address(14)),
          async beforeDelete({ kind, metadata }) {
            if (kind !== "IP" || isStripped) return;
            isStripped = true;
            const path = `ips/${metadata.name}`;
            await objects.until(`${KUBE_OVN_API}/${path}`, ({ metadata: now }) => now.finalizers?.length === 1);
            await admin("PATCH", path, { metadata: { finalizers: null } }, MERGE);
          },
        });
        await failsWith("address-held", create(claims, ip(mine, address(14)), address(14)));
        assert.ok(isStripped);
        while (await isThere(`ips/${mine}.default`));
        await objects.until(
          `${KUBE_OVN_API}/ips/${rival}.default`,
          ({ metadata }) => metadata.finalizers?.length === 1,
        );
        await remove(`ips/${rival}.default`);
        await objects.createVip(`${subnet}-freed`, { subnet, [vipField]: address(14) });
      });

      it("take for its own what a killed run had under way, which arrives after the look", async () => {
        const mine = ip(`${subnet}-underway`, address(20));
        const beforePost = async ({ kind }: KubeObject): Promise<void> => {
          if (kind === "IP") await post(mine);
        };
        await failsWith("already-exists", create(await claimsAround({ beforePost }), mine, address(20)));
        assert.equal(await isThere(`ips/${mine.metadata.name}`), true);
      });

      it("take that away again where it is not alone", async () => {
        const [mine, rival] = [ip(`${subnet}-crowded`, address(21)), `${subnet}-crowd`];
        const beforePost = async ({ kind }: KubeObject): Promise<void> => {
          if (kind !== "IP") return;
          await post(ip(rival, address(21), ""));
          await post(mine);
        };
        const error = await failsWith("address-held", create(await claimsAround({ beforePost }), mine, address(21)));
        assert.match(error.message, new RegExp(`IP "${rival}.default"`));
        while (await isThere(`ips/${mine.metadata.name}`));
      });

      const wait = protocol === "IPv6" ? "wait for" : "need not wait for";
      it(`${wait} IP objects that a controller writes late which has restarted without the guards`, async () => {
        const [mine, rival] = [`${subnet}-patient`, `${subnet}-tardy`];
        let late: Promise<void> | undefined;
        const claims = await claimsAround({
          async beforePost({ kind }) {
            if (kind === "IP") await cluster.clock.sleep(LONGER_THAN_A_START_MS);
          },
          async afterPost({ kind }) {
            // Stands in for what the controller writes of a pod, which is of no owner's either.
            if (kind === "IP") late = cluster.clock.sleep(1_000).then(() => post(ip(rival, address(22), "")));
          },
        });
        const creating = create(claims, ip(mine, address(22)), address(22));
        if (protocol === "IPv6") await failsWith("address-held", creating);
        else await creating;
        await late;
      });

      it("give up an IP whose workload has written other addresses over ours", async () => {
        // What the controller does for a pod of that port (pkg/controller/ip.go createOrUpdateIPCR). Written as a second
        // request, it may be undone: a controller that still works on the first copy writes that one's address again.
        const claims = await claimsAround({
          altered(object) {
            if (object.kind !== "IP") return object;
            return ip(`${subnet}-altered`, address(24), object.metadata.annotations?.[ANNOTATION.owner]);
          },
        });
        const error = await failsWith(
          "address-held",
          create(claims, ip(`${subnet}-altered`, address(23)), address(23)),
        );
        assert.ok(
          error.message.includes(`was to have ${address(23)} and has been given ${address(24)}`),
          error.message,
        );
      });

      it("leave an IP of another owner's alone, shared or not, though a killed run left a guard for its name", async () => {
        const mine = ip(`${subnet}-theirs`, address(25));
        const guard = guardObject(mine, claimOn(address(25)), `theirs-${protocol.toLowerCase()}`);
        await post(guard);
        for (const pod of [`${subnet}-theirs`, `${subnet}-sharing`]) await post(ip(pod, address(25), ""));
        await failsWith("already-exists", create(await claimsAround({}), mine, address(25)));
        await cluster.clock.sleep(LONG_ENOUGH_MS);
        assert.equal(await isThere(`ips/${mine.metadata.name}`), true);
        await remove(`vips/${guard.metadata.name}`);
      });

      it("keep the guard that a killed run left until its IP is taken", async () => {
        const mine = ip(`${subnet}-pending`, address(26));
        const guard = guardObject(mine, claimOn(address(26)), `pending-${protocol.toLowerCase()}`);
        const path = `${KUBE_OVN_API}/vips/${guard.metadata.name}`;
        await post(guard);
        await objects.until(path, ({ status }) => status?.mac);
        const resume = cluster.pauseController();
        await post(mine);
        const refused = failsWith("already-exists", create(await claimsAround({}), mine, address(26)));
        try {
          await cluster.clock.sleep(LONG_ENOUGH_MS);
          const { status, body } = await admin("GET", `vips/${guard.metadata.name}`);
          assert.deepEqual([status, body.metadata.deletionTimestamp], [200, undefined]);
        } finally {
          resume();
        }
        await refused;
        await objects.until(
          `${KUBE_OVN_API}/ips/${mine.metadata.name}`,
          ({ metadata }) => metadata.finalizers?.length === 1,
        );
      });

      it("go on under the guard that a killed run left, so that nobody gets the address before its IP arrives", async () => {
        const mine = ip(`${subnet}-resumed`, address(27));
        const guard = guardObject(mine, claimOn(address(27)), `resumed-${protocol.toLowerCase()}`);
        await post(guard);
        await objects.until(`${KUBE_OVN_API}/vips/${guard.metadata.name}`, ({ status }) => status?.mac);
        const claims = await claimsAround({});
        const made = await create(claims, mine, address(27));
        assert.equal((made.spec as ApiObject)[ipField], address(27));
        assert.deepEqual(claims.posted, [`IP ${mine.metadata.name}`]);
      });

      it("trust such a guard no longer either when someone deletes it", async () => {
        const mine = ip(`${subnet}-orphan`, address(28));
        const guard = guardObject(mine, claimOn(address(28)), `orphan-${protocol.toLowerCase()}`);
        const path = `vips/${guard.metadata.name}`;
        await post(guard);
        await objects.until(`${KUBE_OVN_API}/${path}`, ({ status }) => status?.mac);
        const claims = await claimsAround({
          beforePost: ({ kind }) => (kind === "IP" ? remove(path) : Promise.resolve()),
        });
        const error = await failsWith("refused", create(claims, mine, address(28)));
        assert.match(error.message, /the guard of IP "\S+" was deleted while it was needed; run again/);
        while (await isThere(`ips/${mine.metadata.name}`));
      });

      it("take away what a killed run had under way at another address, where that is not alone", async () => {
        const [mine, late] = [address(29), address(30)].map((text) => ip(`${subnet}-moved`, text));
        const rival = `${subnet}-mover`;
        const claims = await claimsAround({
          async beforePost({ kind }) {
            if (kind !== "IP" || late === undefined) return;
            await post(ip(rival, address(30), ""));
            await post(late);
          },
        });
        if (mine === undefined) throw new Error("no IP");
        const error = await failsWith("address-held", create(claims, mine, address(29)));
        assert.match(error.message, new RegExp(`^${address(30)} .* IP "${rival}.default"`));
        while (await isThere(`ips/${mine.metadata.name}`));
      });

      it("trust no guard that someone has deleted", async () => {
        const beforePost = async (object: KubeObject): Promise<void> => {
          if (object.kind === "IP") for (const name of await guards()) await remove(`vips/${name}`);
        };
        const claims = await claimsAround({ beforePost });
        const error = await failsWith("refused", create(claims, ip(`${subnet}-bold`, address(15)), address(15)));
        assert.match(error.message, /the guard of IP "\S+" was deleted while it was needed; run again/);
        while (await isThere(`ips/${subnet}-bold.default`));
      });

      it("take a Vip away that waits behind another one", async () => {
        const beforePost = async (): Promise<void> => {
          await objects.createVip(`${subnet}-quick`, { subnet, [vipField]: address(16) });
        };
        const claims = await claimsAround({ beforePost });
        const slow = vip(`${subnet}-slow`, address(16), "acme/slow");
        const error = await failsWith("address-held", create(claims, slow, address(16)));
        assert.match(error.message, new RegExp(`Vip "${subnet}-quick"`));
        assert.equal(await isThere(`vips/${subnet}-slow`), false);
      });

      it("remove guards that no run can still need, and no others, whoever's they are", async () => {
        const left = (unique: string, text: string) =>
          guardObject(ip(`${subnet}-same`, text, "acme/other"), claimOn(text), unique);
        const unique = `moment-${protocol.toLowerCase()}`;
        await post(left(unique, address(17)));
        const young = await claimsAround({});
        await create(young, ip(`${subnet}-same`, address(18)), address(18));
        assert.deepEqual(await guards(), [`pulumi-kubeovn-guard-${unique}`]);

        const old = await claimsAround({});
        const elevenMinutesLater: Claims = {
          ...old,
          ledger: {
            ...old.ledger,
            use: (action) =>
              old.ledger.use((view) =>
                action({ ...view, guards: () => view.guards().map((entry) => aged(entry, unique, 660_000)) }),
              ),
          },
        };
        await create(elevenMinutesLater, ip(`${subnet}-later`, address(19)), address(19));
        assert.deepEqual(await guards(), []);
      });
    });
  }
}
