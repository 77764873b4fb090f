import assert from "node:assert/strict";
import { type Answer, type Asked, oneByOne } from "../../support/one-by-one";

type Properties = Readonly<Record<string, unknown>>;

const SUBNET = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: small }
spec: { cidrBlock: 10.99.0.0/28, gateway: 10.99.0.1, excludeIps: [10.99.0.1], protocol: IPv4 }
`;

const NAMES = Array.from({ length: 10 }, (_, i) => `v${i}`);
const wantsOf = (names: readonly string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, { subnet: "small" }]));
const plan = (names: readonly string[], name = "addresses", olds: Properties = {}): Asked => ({
  type: "AddressPlan",
  name,
  news: { wants: wantsOf(names) },
  olds,
});
const vip = (name: string, more: Properties = { plan: "addresses" }): Asked => ({
  type: "Vip",
  name,
  news: { subnet: "small", ...more },
});

/** IPv4 addresses that a plan was answered with. */
function mapOf(answer: Answer | undefined): Properties {
  return (answer?.inputs.v4ips ?? {}) as Properties;
}

describe("an AddressPlan of the plugin", () => {
  const { run, start } = oneByOne(SUBNET);
  const failuresOf = async (...program: readonly Asked[]): Promise<readonly string[]> =>
    (await run(program)).flatMap(({ failures }) => failures);

  it("has one result for ten Vips in a small subnet, whatever the order of those that name it", async () => {
    const results = [NAMES, [...NAMES].reverse(), [...NAMES.slice(5), ...NAMES.slice(0, 5)]].map(async (order) => {
      const [first, ...vips] = await run([plan(order), ...order.map((name) => vip(name))]);
      assert.deepEqual(
        [first, ...vips].flatMap((one) => one?.failures),
        [],
      );
      const v4ips = mapOf(first);
      assert.deepEqual(
        vips.map(({ inputs }) => inputs.v4ip),
        order.map((name) => v4ips[name]),
      );
      return JSON.stringify(NAMES.map((name) => v4ips[name]));
    });
    const all = await Promise.all(results);
    assert.equal(new Set(all).size, 1, all.join("\n"));
  });

  it("decides for what stands beside it under one parent", async () => {
    const [first, second] = await run([plan(["web"]), vip("web")], "my:index:Web$");
    assert.deepEqual(second?.failures, []);
    assert.equal(second?.inputs.v4ip, mapOf(first).web);
  });

  it("is refused to a resource that it wants nothing for", async () => {
    const [sentence = ""] = await failuresOf(plan(["web"]), vip("db"));
    assert.ok(sentence.startsWith(`plan: AddressPlan "addresses" wants nothing for Vip "db"; add "db"`), sentence);
  });

  it("is missed by a new resource that --target takes alone, which is refused", async () => {
    const [sentence = ""] = await failuresOf(vip("v10"));
    assert.ok(sentence.startsWith(`plan: AddressPlan "addresses" is not part of this run`), sentence);
    assert.match(sentence, /with --target name both \(unknown-plan\)$/);
  });

  it("has to be named by what it wants, whichever comes first", async () => {
    for (const order of [
      [plan(["web"]), vip("web", {})],
      [vip("web", {}), plan(["web"])],
    ]) {
      const [sentence = ""] = await failuresOf(...order);
      assert.match(
        sentence,
        /AddressPlan "addresses" decides an address for Vip "web", which does not name it.*\(plan-unnamed\)$/,
      );
    }
  });

  it("needs no name where a resource takes the address itself", async () => {
    const [first] = await run([plan(["web"])]);
    const { web } = mapOf(first);
    assert.deepEqual(await failuresOf(plan(["web"]), vip("web", { v4ip: web })), []);
  });

  describe("beside a resource of its own subnet", () => {
    it("is refused with it in every order when it needs the first choice of that", async () => {
      const [alone] = await run([vip("v3", {})]);
      const others = NAMES.filter((name) => name !== "v3");
      const [planned] = await run([plan(others)]);
      const taken = Object.values(mapOf(planned));
      assert.ok(taken.includes(alone?.inputs.v4ip));
      for (const order of [
        [plan(others), vip("v3", {})],
        [vip("v3", {}), plan(others)],
      ]) {
        const failures = await failuresOf(...order);
        assert.ok(failures.length > 0);
        for (const sentence of failures)
          assert.match(
            sentence,
            /first choice is 10\.99\.0\.\d+ in Subnet "small".*let one AddressPlan want both.*\(first-choice-taken\)$/,
          );
      }
    });

    it("goes on with it when their choices differ", async () => {
      const [alone] = await run([vip("v3", {})]);
      for (const name of NAMES) {
        const [planned] = await run([plan([name])]);
        if (name === "v3" || mapOf(planned)[name] === alone?.inputs.v4ip) continue;
        assert.deepEqual(await failuresOf(plan([name]), vip("v3", {})), []);
        assert.deepEqual(await failuresOf(vip("v3", {}), plan([name])), []);
      }
    });

    it("is refused beside a second one as soon as one needs what the other has", async () => {
      const halves = [plan(NAMES.slice(0, 5)), plan(NAMES.slice(5), "more")];
      for (const order of [halves, [...halves].reverse()]) {
        const failures = await failuresOf(...order);
        assert.ok(failures.length > 0);
        for (const sentence of failures) assert.match(sentence, /^wants\.v\d: .*\(first-choice-taken\)$/);
      }
    });
  });

  describe("that is only asked for, by the function plan,", () => {
    const ask = async (args: Properties, config: Properties = {}): Promise<Properties> => {
      const served = await start(config);
      try {
        await served.invoke("kubeovn:index:plan", args);
        return await served.invoke("kubeovn:index:plan", args);
      } finally {
        served.stop();
      }
    };

    it("decides what the resource decides, each time it is asked", async () => {
      const [resource] = await run([plan(NAMES)]);
      const answer = await ask({ wants: wantsOf(NAMES) });
      assert.deepEqual(answer.v4ips, resource?.inputs.v4ips);
      assert.deepEqual(answer.macAddresses, resource?.inputs.macAddresses);
      assert.equal(new Set(Object.values(answer.v4ips as Properties)).size, NAMES.length);
    });

    it("takes a live object of the stack for what a want has", async () => {
      const served = await start();
      const urn = "urn:pulumi:dev::shop::kubeovn:index:Vip::v0";
      const { inputs } = await served.check(urn, { subnet: "small", v4ip: "10.99.0.9" });
      await served.create(urn, inputs);
      served.stop();
      assert.equal(((await ask({ wants: wantsOf(NAMES) })).v4ips as Properties).v0, "10.99.0.9");
      const others = await ask({ wants: wantsOf(NAMES) }, { owner: "another/stack" }).catch(String);
      assert.match(String(others), /v0/);
    });

    it("is refused in the words of the resource", async () => {
      const wants = { web: { subnet: "smal" } };
      const [sentence] = await failuresOf({ type: "AddressPlan", name: "addresses", news: { wants } });
      await assert.rejects(ask({ wants }), { message: sentence });
      await assert.rejects(ask({}), /wants/);
    });

    it("leaves no trace on what is declared", async () => {
      const served = await start();
      const urn = "urn:pulumi:dev::shop::kubeovn:index:Vip::v3";
      const before = (await run([vip("v3", {})]))[0]?.inputs.v4ip;
      await served.invoke("kubeovn:index:plan", { wants: wantsOf(NAMES.filter((name) => name !== "v3")) });
      const { inputs, failures } = await served.check(urn, { subnet: "small" });
      served.stop();
      assert.deepEqual(failures, []);
      assert.equal(inputs.v4ip, before);
    });

    it("keeps what is secret, and what follows from it", async () => {
      const { client, stop, ...served } = await start();
      const subnet = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "small" };
      const { v4ips } = await served.invoke("kubeovn:index:plan", { wants: { web: { subnet } } });
      stop();
      assert.match(JSON.stringify(v4ips), /1b47061264138c4ac30d75fd1eb44270/);
    });
  });

  it("keeps its addresses when a want is added, in the same order of search", async () => {
    const [before] = await run([plan(NAMES)]);
    const [after] = await run([plan([...NAMES, "v10"], "addresses", before?.inputs)]);
    assert.deepEqual(after?.failures, []);
    const { v10, ...others } = mapOf(after);
    assert.deepEqual(others, before?.inputs.v4ips);
    assert.match(String(v10), /^10\.99\.0\.\d+$/);
  });

  it("moves a new want for one of its own that has the place by its state", async () => {
    const [before, alone] = [(await run([plan(["v0"])]))[0], (await run([plan(["v3"])]))[0]];
    const { v3 } = mapOf(alone);
    assert.notEqual(mapOf(before).v0, v3);
    const [after] = await run([plan(["v0", "v3"], "addresses", { ...before?.inputs, v4ips: { v0: v3 } })]);
    assert.deepEqual(after?.failures, []);
    assert.equal(mapOf(after).v0, v3);
    assert.notEqual(mapOf(after).v3, v3);
  });
});
