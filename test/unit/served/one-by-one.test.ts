import assert from "node:assert/strict";
import { type Asked, oneByOne } from "../../support/one-by-one";

type Properties = Readonly<Record<string, unknown>>;

const SUBNETS = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: small }
spec: { cidrBlock: 10.99.0.0/28, gateway: 10.99.0.1, excludeIps: [10.99.0.1], protocol: IPv4 }
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: low, annotations: { pulumi-kubeovn/strategy: lowest } }
spec: { cidrBlock: 10.98.0.0/24, gateway: 10.98.0.1, excludeIps: [10.98.0.1], protocol: IPv4 }
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: large }
spec: { cidrBlock: 10.97.0.0/16, gateway: 10.97.0.1, excludeIps: [10.97.0.1], protocol: IPv4 }
`;

const vip = (name: string, subnet = "small", more: Properties = {}): Asked => ({
  type: "Vip",
  name,
  news: { subnet, ...more },
});
const NAMES = Array.from({ length: 10 }, (_, i) => `v${i}`);

describe("resources that are declared one by one", () => {
  const plugin = oneByOne(SUBNETS);
  const run = async (...program: readonly Asked[]) =>
    (await plugin.run(program)).map(({ inputs, failures }) => ({ address: inputs.v4ip, failures }));

  const firstChoices = async (subnet: string): Promise<readonly unknown[]> =>
    Promise.all(NAMES.map(async (name) => (await run(vip(name, subnet)))[0]?.address));

  it("have one result in every order, as long as their first choices differ", async () => {
    const alone = await firstChoices("large");
    assert.equal(new Set(alone).size, NAMES.length);
    const program = NAMES.map((name) => vip(name, "large"));
    for (const order of [program, [...program].reverse()]) {
      const answers = await run(...order);
      assert.deepEqual(
        answers.map(({ failures }) => failures),
        order.map(() => []),
      );
      assert.deepEqual(
        answers.map(({ address }) => address),
        order.map(({ name }) => alone[NAMES.indexOf(name)]),
      );
    }
  });

  it("are refused in every order where two have one first choice, and told who has it", async () => {
    const alone = await firstChoices("small");
    const second = alone.findIndex((address, i) => alone.indexOf(address) < i);
    const [one, other] = [NAMES[alone.indexOf(alone[second])] ?? "", NAMES[second] ?? ""];
    for (const [first, last] of [
      [one, other],
      [other, one],
    ] as const) {
      const [a, b] = await run(vip(first), vip(last));
      assert.deepEqual(a?.failures, []);
      assert.equal(b?.failures.length, 1);
      assert.ok(b?.failures[0]?.includes(`its first choice is ${alone[second]} in Subnet "small"`), b?.failures[0]);
      assert.ok(b?.failures[0]?.includes(`so is that of Vip "${first}"`), b?.failures[0]);
      assert.match(b?.failures[0] ?? "", /\(first-choice-taken\)$/);
    }
  });

  it("are refused by every strategy that gives neighbors the same first choice", async () => {
    const [, b] = await run(vip("a", "low"), vip("b", "low"));
    assert.match(b?.failures[0] ?? "", /first choice is 10\.98\.0\.2 in Subnet "low".*\(first-choice-taken\)$/);
  });

  it("go on as they are when their addresses are set", async () => {
    const answers = await run(vip("a", "low", { v4ip: "10.98.0.7" }), vip("b", "low", { v4ip: "10.98.0.8" }));
    assert.deepEqual(answers, [
      { address: "10.98.0.7", failures: [] },
      { address: "10.98.0.8", failures: [] },
    ]);
  });

  describe("beside a planned range", () => {
    const range: Asked = {
      type: "PlannedRange",
      name: "range",
      news: { subnet: "large", range: "10.97.200.0..10.97.200.255" },
    };

    it("get an address of it when it is declared first", async () => {
      const [, a] = await run(range, vip("a", "large"));
      assert.match(String(a?.address), /^10\.97\.200\./);
    });

    it("are never moved by it: it is refused when it comes too late", async () => {
      const [a, late] = await run(vip("a", "large"), range);
      assert.equal(late?.failures.length, 1);
      const sentence = late?.failures[0] ?? "";
      assert.ok(sentence.includes(`Vip "a" was planned with ${a?.address} in Subnet "large" before this`), sentence);
      assert.match(sentence, /\(planned-before\)$/);
    });

    it("do not mind one of another subnet", async () => {
      const [, late] = await run(vip("a", "small"), range);
      assert.deepEqual(late?.failures, []);
    });
  });
});
