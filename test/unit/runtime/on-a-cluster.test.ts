import assert from "node:assert/strict";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { kubeovnKey, part } from "../../../provider/objects/kubeovn/kinds";
import { ANNOTATION } from "../../../provider/plan";
import { type ApiServer, denied, forbidden, startApiServer } from "../../support/api-server";
import { Engine } from "../../support/engine/engine";
import { subnetObject, vipObject } from "../../support/objects";
import type { Resource } from "../../support/program";

const SUBNETS = [subnetObject("s4", "10.16.0.0/24"), subnetObject("s5", "10.17.0.0/24")];

const vip = (name: string, args: Record<string, unknown> = {}): Resource => ({
  kind: "Vip",
  name,
  args: { subnet: "s4", ...args },
});
const ip = (name: string): Resource => ({
  kind: "ReservedIP",
  name,
  args: { subnet: "s4", workload: { kind: "VirtualMachine", name, namespace: "shop" } },
});
const set = (replicas: number): Resource => ({
  kind: "ReservedIPSet",
  name: "web",
  args: { subnet: "s4", statefulSet: { name: "web", namespace: "shop", replicas } },
});
const binding = (...vips: readonly string[]): Resource => ({
  kind: "AapBinding",
  name: "bind",
  args: { vips, namespace: "shop", selector: ["app: web"] },
});

describe("the runtime on a cluster", () => {
  let server: ApiServer;
  let engine: Engine;

  const engineOn = ({ kubeconfig }: ApiServer, config: Readonly<Record<string, string>> = {}): Engine =>
    new Engine("", { config: { "kubeovn:kubeconfig": kubeconfig, ...config } });
  const named = (kind: "IP" | "Vip"): readonly string[] =>
    server
      .objects()
      .filter((object) => object.kind === kind)
      .map(({ metadata }) => metadata.name)
      .sort();
  const annotated = (object: KubeObject, annotations: Readonly<Record<string, string>>): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
  });

  beforeEach(async () => {
    server = await startApiServer({ objects: SUBNETS });
    engine = engineOn(server);
  });
  afterEach(() => server.close());

  it("plans, makes, keeps and removes what a program declares", async () => {
    const program = [vip("front"), ip("db"), set(2)];
    const planned = (await engine.preview(program)).inputs;
    await engine.up(program);
    assert.deepEqual(named("IP"), ["db.shop", "web-0.shop", "web-1.shop"]);
    const front = server.get(kubeovnKey("Vip", "front")) ?? assert.fail();
    assert.equal(part(front, "status").v4ip, planned.get("Vip::front")?.v4ip);
    assert.deepEqual([...new Set((await engine.preview(program)).operations.values())], ["same"]);
    await engine.destroy();
    assert.deepEqual([...named("IP"), ...named("Vip")], []);
  });

  it("looks once at what it deletes", async () => {
    await engine.up([vip("a"), ip("b")]);
    const before = server.requests.length;
    await engine.destroy();
    const looks = server.requests.slice(before).filter((request) => /^GET .*\/(vips\/a|ips\/b\.shop)$/.test(request));
    assert.deepEqual(looks.map((request) => request.replace(/.*\//, "")).sort(), ["a", "b.shop"]);
  });

  it("leaves an object alone that a later create has made, though its owner is the same", async () => {
    await engine.up([vip("a"), ip("b")]);
    const later = { [ANNOTATION.claim]: "made-later" };
    for (const key of [kubeovnKey("Vip", "a"), kubeovnKey("IP", "b.shop")]) {
      server.change(key, (live) => annotated(live, later));
    }
    await engine.destroy();
    assert.deepEqual([...named("IP"), ...named("Vip")], ["b.shop", "a"]);
  });

  it("gives an object back that it had taken over", async () => {
    server.create(vipObject("theirs", "s4", "10.16.0.92"));
    await server.controller.idle();
    const specOf = (): unknown => part(server.get(kubeovnKey("Vip", "theirs")) ?? assert.fail("it is gone"), "spec");
    const before = specOf();
    await engine.up([vip("theirs", { name: "theirs", adopt: true })]);
    await engine.destroy();
    assert.deepEqual(specOf(), before);
  });

  it("takes namespace and selector back from a Vip that leaves a binding, and from no other", async () => {
    server.create(vipObject("theirs", "s4", "10.16.0.90"));
    server.create(vipObject("others", "s4", "10.16.0.91"));
    await server.controller.idle();
    await engine.up([vip("a"), binding("a", "theirs", "others")]);
    const specOf = (name: string): Readonly<Record<string, unknown>> =>
      part(server.get(kubeovnKey("Vip", name)) ?? assert.fail(), "spec");
    assert.deepEqual([specOf("theirs").namespace, specOf("theirs").selector], ["shop", ["app: web"]]);
    await engine.up([vip("a"), binding("a", "others")]);
    assert.ok(!specOf("theirs").namespace && specOf("theirs").selector === undefined);
    assert.equal(specOf("others").namespace, "shop");
    assert.equal(server.get(kubeovnKey("Vip", "theirs"))?.metadata.annotations?.[ANNOTATION.boundBy], undefined);
  });

  it("makes nothing of a set whose last member is refused, and says by whom", async () => {
    server.moments.before({ verb: "create", kind: "IP", name: "web-2.shop" }, () => denied("house.example.com", "no"));
    const { errors } = await engine.tryUp([set(3)]);
    assert.match([...errors.values()].join(), /admission webhook "house\.example\.com" denied the request: no/);
    await server.controller.idle();
    assert.deepEqual([...named("IP"), ...named("Vip")], []);
  });

  it("previews without a cluster that is not there, and not without one that forbids", async () => {
    server.moments.before({ verb: "list", kind: "IP" }, ({ kind }) => forbidden(kind, "list"));
    const { failures } = await engine.preview([vip("a")]);
    assert.match(failures.get("Vip::a")?.[0]?.reason ?? "", /forbids to list ips; add the rule/);
    server.moments.clear();
    server.moments.before({ verb: "get", kind: "Namespace" }, ({ kind }) => forbidden(kind, "get"));
    assert.match(
      (await engine.preview([vip("a")])).failures.get("Vip::a")?.[0]?.reason ?? "",
      /forbids to get namespaces/,
    );
    await server.close();
    assert.deepEqual((await engine.preview([vip("a")])).failures, new Map());
    assert.match(engine.notes.join("\n"), /cannot be reached/);
  });

  it("touches nothing in another cluster than the one that a resource was made in", async () => {
    await engine.up([vip("a")]);
    const made = server.get(kubeovnKey("Vip", "a")) ?? assert.fail();
    const { annotations = {} } = made.metadata;
    const other = await startApiServer({
      objects: [...SUBNETS, { ...made, metadata: { name: "a", annotations }, status: {} }],
    });
    try {
      const elsewhere = engineOn(other);
      Object.assign(elsewhere, { state: engine.state });
      const { errors } = await elsewhere.tryDestroy();
      assert.match([...errors.values()].join(), /was made in cluster:|cluster:/);
      assert.ok(other.get(kubeovnKey("Vip", "a")) !== undefined);
      const refreshed = await elsewhere.tryRefresh();
      assert.equal(refreshed.errors.size, 1);
    } finally {
      await other.close();
    }
  });

  it("rehearses a replacement once", async () => {
    engine = engineOn(server, { "kubeovn:serverDryRun": "true" });
    await engine.up([vip("a")]);
    const before = server.requests.length;
    const { failures, operations } = await engine.preview([vip("a", { subnet: "s5" })]);
    assert.deepEqual([failures, operations.get("Vip::a")], [new Map(), "replace"]);
    const tried = server.requests.slice(before).filter((request) => request.includes("dryRun=All"));
    assert.deepEqual(tried, ["POST /apis/kubeovn.io/v1/vips?dryRun=All"]);
  });

  it("keeps the MAC of an object that is there, though the state has lost it", async () => {
    await engine.up([ip("db")]);
    const live = part(server.get(kubeovnKey("IP", "db.shop")) ?? assert.fail(), "spec").macAddress;
    const saved = engine.saved("ReservedIP::db") ?? assert.fail();
    for (const properties of [saved.inputs, saved.outputs]) delete (properties as Record<string, unknown>).macAddress;
    const planned = (await engine.preview([ip("db")])).inputs.get("ReservedIP::db");
    assert.equal(planned?.macAddress, live);
  });
});
