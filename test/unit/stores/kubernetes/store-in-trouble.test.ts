import assert from "node:assert/strict";
import { isFault, parseAddress } from "../../../../provider/ipam";
import { takingOf } from "../../../../provider/kinds";
import type { AddressClaim } from "../../../../provider/objects/address-claim";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { kubeovnKey, part, text } from "../../../../provider/objects/kubeovn/kinds";
import { ANNOTATION } from "../../../../provider/plan";
import { openKubernetesStore } from "../../../../provider/stores/kubernetes/store";
import type { Store } from "../../../../provider/stores/store";
import {
  type ApiServer,
  FAST_CLOCK,
  type Fault,
  forbidden,
  internalError,
  startApiServer,
  tooManyRequests,
} from "../../../support/api-server";
import { ipObject, subnetObject, vipObject } from "../../../support/objects";

const claimOn = (...texts: readonly string[]): AddressClaim => ({
  subnet: "s4",
  addresses: texts.map((one) => {
    const address = parseAddress(one);
    return isFault(address) ? assert.fail(one) : address;
  }),
});
const MINE = { [ANNOTATION.owner]: "acme/mine", [ANNOTATION.claim]: "1" };
const ip = (address: string, marks: Record<string, string> = MINE): KubeObject =>
  ipObject("db", "default", "s4", address, { podType: "VirtualMachine", v4IpAddress: address }, marks);

describe("openKubernetesStore in trouble", () => {
  let server: ApiServer;
  let store: Store;

  beforeEach(async () => {
    server = await startApiServer({ objects: [subnetObject("s4", "10.16.0.0/24")], spiderpool: true });
    store = openKubernetesStore({ kubeconfig: server.kubeconfig, clock: FAST_CLOCK });
  });
  afterEach(() => server.close());

  const vips = (): readonly KubeObject[] => server.objects().filter(({ kind }) => kind === "Vip");

  const spoilings: readonly (readonly [what: string, spoil: () => Fault])[] = [
    ["is told to come later", () => tooManyRequests(0)],
    ["meets a server that fails", () => internalError("etcd is away")],
    ["loses its connection", () => "drop"],
    ["gets half an answer", () => "cut"],
  ];
  for (const [what, spoil] of spoilings) {
    it(`asks again when it ${what}, once for every kind that a claim writes`, async () => {
      const spoilt = new Set<string>();
      server.moments.before({ verb: "create" }, ({ kind }) => {
        if (spoilt.has(kind.kind)) return undefined;
        spoilt.add(kind.kind);
        return spoil();
      });
      const made = await store.create(ip("10.16.0.5"), claimOn("10.16.0.5"));
      assert.equal(takingOf(made), "taken");
      assert.deepEqual([...spoilt].sort(), ["IP", "Vip"]);
      await server.controller.idle();
      assert.deepEqual(vips(), []);
    });
  }

  it("knows its own object and guard again whose making was not answered", async () => {
    const unanswered = new Set<string>();
    server.moments.after({ verb: "create" }, ({ kind }) => {
      if (unanswered.has(kind.kind)) return undefined;
      unanswered.add(kind.kind);
      return "drop";
    });
    const made = await store.create(ip("10.16.0.6"), claimOn("10.16.0.6"));
    assert.equal(text(part(made, "spec"), "v4IpAddress"), "10.16.0.6");
    assert.deepEqual([...unanswered].sort(), ["IP", "Vip"]);
    await server.controller.idle();
    assert.deepEqual(vips(), []);
  });

  it("takes no object for its own that another create of the same owner made after its connection broke", async () => {
    const broken = server.moments.once({ verb: "create", kind: "IP" }, () => {
      server.create(ip("10.16.0.7", { ...MINE, [ANNOTATION.claim]: "2" }));
      return "drop";
    });
    await assert.rejects(store.create(ip("10.16.0.7"), claimOn("10.16.0.7")), { code: "already-exists" });
    await broken;
    assert.equal(server.get(kubeovnKey("IP", "db.default"))?.metadata.annotations?.[ANNOTATION.claim], "2");
  });

  it("restarts a list that the server forgets in the middle", async () => {
    for (let i = 0; i < 600; i++) server.create(vipObject(`many-${i}`, "none", ""));
    const isNext = ({ query }: { readonly query: URLSearchParams }): boolean => query.has("continue");
    const forgotten = server.moments.once({ verb: "list", kind: "Vip", where: isNext }, () => {
      server.compact();
      server.create(vipObject("late", "none", ""));
      server.compact();
      return undefined;
    });
    const { reservations } = await store.snapshot();
    await forgotten;
    assert.equal(reservations.size, 601);
    assert.ok(reservations.has("Vip/late"));
  });

  it("changes what is there by now, when someone was faster", async () => {
    await store.create(vipObject("a", "s4", "10.16.0.8"), claimOn("10.16.0.8"));
    const key = kubeovnKey("Vip", "a");
    const annotated = (live: KubeObject, name: string): KubeObject => ({
      ...live,
      metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, [name]: "1" } },
    });
    const faster = server.moments.once({ verb: "update", kind: "Vip" }, () => {
      server.change(key, (live) => annotated(live, "theirs"));
      return undefined;
    });
    await store.update(key, (live) => annotated(live, "ours"));
    await faster;
    assert.deepEqual(Object.keys(server.get(key)?.metadata.annotations ?? {}).sort(), ["ours", "theirs"]);
  });

  it("rehearses a change that someone overtakes as if it were still to come", async () => {
    await store.create(vipObject("a", "s4", "10.16.0.14"), claimOn("10.16.0.14"));
    await server.controller.idle();
    const key = kubeovnKey("Vip", "a");
    const labeled = (live: KubeObject, color: string): KubeObject => ({
      ...live,
      metadata: { ...live.metadata, labels: { ...live.metadata.labels, color } },
    });
    const faster = server.moments.once({ verb: "update", kind: "Vip" }, () => {
      server.change(key, (live) => labeled(live, "red"));
      return undefined;
    });
    const trial = store.rehearsal?.({ isReplaced: false }) ?? assert.fail();
    const made = await trial.update(key, (live) => labeled(live, "blue"));
    await faster;
    assert.equal(made.metadata.labels?.color, "blue");
    assert.equal(server.get(key)?.metadata.labels?.color, "red");
  });

  it("asks again whose an object is that has changed since it was seen, and keeps it when it is another owner's", async () => {
    const seen = await store.create(vipObject("a", "s4", "10.16.0.9"), claimOn("10.16.0.9"));
    const key = kubeovnKey("Vip", "a");
    server.change(key, (live) => ({ ...live, metadata: { ...live.metadata, annotations: { whose: "theirs" } } }));
    const asked: unknown[] = [];
    const answer = await store.delete(
      key,
      ({ metadata }) => {
        asked.push(metadata.annotations?.whose);
        return metadata.annotations?.whose !== "theirs";
      },
      { seen },
    );
    assert.deepEqual([answer, asked], ["kept", [undefined, "theirs"]]);
    assert.ok(server.get(key) !== undefined);
  });

  it("waits until what it deletes is gone", async () => {
    await store.create(vipObject("a", "s4", "10.16.0.10"), claimOn("10.16.0.10"));
    const key = kubeovnKey("Vip", "a");
    await server.controller.idle();
    const resume = server.controller.pause();
    const deleted = store.delete(key, () => true).then(() => server.get(key));
    while (server.get(key)?.metadata.deletionTimestamp === undefined) await FAST_CLOCK.sleep(20);
    resume();
    assert.equal(await deleted, undefined);
  });

  it("needs no right to list namespaces, and any other", async () => {
    const stop = server.moments.before({ verb: "list", kind: "Namespace" }, ({ kind }) => forbidden(kind, "list"));
    assert.ok((await store.snapshot()).subnets.has("s4"));
    stop();
    server.moments.before({ verb: "list", kind: "SpiderIPPool" }, ({ kind }) => forbidden(kind, "list"));
    await assert.rejects(store.snapshot(), { code: "forbidden", message: /forbids to list spiderippools/ });
  });

  it("releases the address of an IP whose finalizer the controller failed to add", async () => {
    server.controller.beforeWrites(({ kind, write }) => {
      if (kind === "IP" && write === "finalizer") throw new Error("the API server is away");
    });
    await store.create(ip("10.16.0.11"), claimOn("10.16.0.11"));
    server.controller.beforeWrites(undefined);
    assert.equal(await store.delete(kubeovnKey("IP", "db.default"), () => true), "deleted");
    const next = await store.create(vipObject("next", "s4", "10.16.0.11"), claimOn("10.16.0.11"));
    assert.equal(text(part(next, "status"), "v4ip"), "10.16.0.11");
  });

  it("deletes no guard that has become another owner's Vip", async () => {
    server.moments.before({ verb: "create", kind: "IP" }, () => {
      for (const { metadata } of vips()) {
        server.remove(kubeovnKey("Vip", metadata.name));
        void server.controller.idle().then(() => server.create(vipObject(metadata.name, "none", "")));
      }
      return undefined;
    });
    await assert.rejects(store.create(ip("10.16.0.12"), claimOn("10.16.0.12")), { code: "refused" });
    await server.controller.idle();
    assert.equal(vips().length, 1);
  });

  it("makes one object of an address that a Vip and an IP of two runs ask for at once", async () => {
    const other = openKubernetesStore({ kubeconfig: server.kubeconfig, clock: FAST_CLOCK });
    const both = await Promise.allSettled([
      store.create(ip("10.16.0.13"), claimOn("10.16.0.13")),
      other.create(vipObject("v", "s4", "10.16.0.13"), claimOn("10.16.0.13")),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    await server.controller.idle();
    const left = server.objects().filter(({ kind }) => kind === "IP" || kind === "Vip");
    assert.equal(left.length, 1);
  });
});
