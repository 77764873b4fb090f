import assert from "node:assert/strict";
import { AapBinding, IPPool, PlannedRange, Provider, ReservedIP, ReservedIPSet, Subnet, Vip } from "../../../sdk";
import { runMocked } from "../../support/mocked-program";

const workload = { kind: "Pod", name: "web" } as const;
const statefulSet = { name: "web", replicas: 1 };

describe("neighbors", () => {
  it("make a reservation wait for a Subnet of its name, declared before it or after it", async () => {
    const run = await runMocked(async () => {
      new Vip("before", { subnet: "team-a" });
      await Promise.resolve();
      new Subnet("subnet", { name: "team-a", cidrBlock: "10.80.0.0/24" });
      new Vip("after", { subnet: "team-a" });
      new ReservedIP("pod", { subnet: "team-a", workload });
      new ReservedIPSet("set", { subnet: "team-a", statefulSet });
      new Vip("elsewhere", { subnet: "team-b" });
    });
    for (const name of ["before", "after", "pod", "set"]) {
      assert.deepEqual(run.of(name).dependsOn, ["subnet"], name);
      assert.ok(run.of("subnet").order < run.of(name).order, name);
    }
    assert.deepEqual(run.of("elsewhere").dependsOn, []);
  });

  it("make a reservation wait for the PlannedRanges and IPPools of its subnet, and those for the Subnet only", async () => {
    const run = await runMocked(() => {
      new Vip("web", { subnet: "team-a" });
      new PlannedRange("planned", { subnet: "team-a", range: "10.80.0.200..10.80.0.250" });
      new IPPool("pool", { subnet: "team-a", ips: ["10.80.0.16/28"] });
      new IPPool("other", { subnet: "team-b", ips: ["fd00:81::10"] });
      new Subnet("team-a", { cidrBlock: "10.80.0.0/24" });
    });
    assert.deepEqual(run.of("web").dependsOn, ["planned", "pool", "team-a"]);
    assert.deepEqual(run.of("planned").dependsOn, ["team-a"]);
    assert.deepEqual(run.of("pool").dependsOn, ["team-a"]);
    assert.deepEqual(run.of("other").dependsOn, []);
  });

  it("make a reservation that names its Subnet by an output wait for the same ones", async () => {
    const run = await runMocked(() => {
      new PlannedRange("planned", { subnet: "team-a", range: "10.80.0.200..10.80.0.250" });
      const subnet = new Subnet("team-a", { cidrBlock: "10.80.0.0/24" });
      new Vip("web", { subnet: subnet.name });
    });
    assert.deepEqual(run.of("web").dependsOn, ["planned", "team-a"]);
  });

  it("make resources wait for what they are told of late, as far as that is known", async () => {
    const run = await runMocked(() => {
      const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 20));
      new AapBinding("bind", { vips: later(["a", "b"]), namespace: "default" });
      new AapBinding("items", { vips: [later("b")], namespace: "default" });
      new Vip("a", { subnet: later("s4") });
      const named = new Vip("c", { name: "b", subnet: "s6" });
      new Subnet("s4", { cidrBlock: "10.80.0.0/24" });
      new AapBinding("mixed", { vips: [named, "a"], namespace: "default" });
    });
    const waits = Object.fromEntries(["bind", "items", "a", "mixed"].map((name) => [name, run.of(name).dependsOn]));
    assert.deepEqual(waits, { bind: ["a", "c"], items: ["c"], a: ["s4"], mixed: ["a", "c"] });
  });

  it("make a binding wait for its Vips, by reference and by name, and not for those it does not list", async () => {
    const run = await runMocked(
      () => {
        new AapBinding("by-name", { vips: ["v4", "v6"], namespace: "default" });
        const first = new Vip("first", { name: "v4", subnet: "s4" });
        new Vip("v6", { subnet: "s6" });
        new Vip("third", { subnet: "s4" });
        new AapBinding("by-reference", { vips: [first], namespace: "default" });
      },
      { outputs: { first: { name: "v4" } } },
    );
    assert.deepEqual(run.of("by-name").dependsOn, ["first", "v6"]);
    assert.deepEqual(run.of("by-reference").dependsOn, ["first"]);
    assert.ok(run.of("v6").order < run.of("by-name").order);
  });

  it("come on top of what dependsOn asks for", async () => {
    const run = await runMocked(() => {
      const first = new Vip("first", { subnet: "s6" });
      new Subnet("s4", { cidrBlock: "10.80.0.0/24" });
      new Vip("one", { subnet: "s4" }, { dependsOn: first });
      new Vip("two", { subnet: "s4" }, { dependsOn: [first] });
    });
    assert.deepEqual(run.of("one").dependsOn, ["first", "s4"]);
    assert.deepEqual(run.of("two").dependsOn, ["first", "s4"]);
  });

  it("are found from a later batch", async () => {
    const run = await runMocked(async () => {
      new Subnet("s4", { cidrBlock: "10.80.0.0/24" });
      await new Promise((resolve) => setTimeout(resolve, 5));
      new Vip("late", { subnet: "s4" });
    });
    assert.deepEqual(run.of("late").dependsOn, ["s4"]);
  });

  it("are those of the program alone", async () => {
    await runMocked(() => new Subnet("s4", { cidrBlock: "10.80.0.0/24" }));
    const run = await runMocked(() => new Vip("web", { subnet: "s4" }));
    assert.deepEqual(run.of("web").dependsOn, []);
  });

  it("are those of the same provider: two clusters may have subnets of one name", async () => {
    const run = await runMocked(() => {
      const edge = new Provider("edge", { manifests: "manifests/edge" });
      const core = new Provider("core", { manifests: "manifests/core" });
      new Vip("e", { subnet: "s4" }, { provider: edge });
      new Subnet("edge-s4", { name: "s4", cidrBlock: "10.80.0.0/24" }, { provider: edge });
      new Subnet("core-s4", { name: "s4", cidrBlock: "10.80.0.0/24" }, { provider: core });
      new Vip("c", { subnet: "s4" }, { provider: core });
    });
    assert.deepEqual(run.of("e").dependsOn, ["edge-s4"]);
    assert.deepEqual(run.of("c").dependsOn, ["core-s4"]);
  });
});
