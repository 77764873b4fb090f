import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BATCH_FORMAT, type Declaration, UNKNOWN } from "../../../provider/plan";
import { type Served, type ServedOptions, startServed } from "../../support/served";

type Properties = Readonly<Record<string, unknown>>;

const SMALL = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: small }
spec: { cidrBlock: 10.99.0.0/28, gateway: 10.99.0.1, excludeIps: [10.99.0.1], protocol: IPv4 }
`;
const DECLARE = "kubeovn:index:declare";
const OWN = "acme/shop/dev/";
const NAMES = Array.from({ length: 10 }, (_, i) => `v${i}`);
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const urn = (name: string): string => `urn:pulumi:dev::shop::kubeovn:index:Vip::${name}`;
const vip = (name: string, args: Properties = {}, more: Partial<Declaration> = {}): Declaration => ({
  kind: "Vip",
  name,
  path: `Vip::${name}`,
  owner: `${OWN}Vip/${name}`,
  provider: "",
  args: { subnet: "small", ...args },
  ...more,
});
const textOf = (declarations: readonly Declaration[], more: Properties = {}): string =>
  JSON.stringify({ format: BATCH_FORMAT, ownerPrefix: OWN, dryRun: true, declarations, ...more });

describe("declarations that a program hands over", () => {
  let folder: string;
  let running: Served[];
  beforeEach(() => {
    running = [];
    folder = mkdtempSync(path.join(tmpdir(), "handed-over-"));
    mkdirSync(path.join(folder, "manifests"));
    writeFileSync(path.join(folder, "manifests", "subnets.yaml"), SMALL);
  });
  afterEach(() => {
    for (const served of running) served.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async ({ config = {}, ...options }: ServedOptions = {}): Promise<Served> => {
    const manifests = path.join(folder, "manifests");
    const served = await startServed({ config: { manifests, ...config }, provider: "default", ...options });
    running.push(served);
    return served;
  };
  const declare = async (served: Served, text: unknown): Promise<unknown> =>
    (await served.invoke(DECLARE, { batch: text })).batch;
  const check = (served: Served, name: string, declaration: unknown, args: Properties = {}) =>
    served.check(urn(name), { subnet: "small", ...args, __declaration: declaration });
  /** One run of a program of ten Vips, whose checks come in this order. */
  const run = async (order: readonly string[]): Promise<Properties> => {
    const served = await start();
    const batch = await declare(served, textOf(NAMES.map((name) => vip(name))));
    const addresses: Record<string, unknown> = {};
    for (const name of order) {
      const { inputs, failures } = await check(served, name, { batch, entry: NAMES.indexOf(name) });
      assert.deepEqual(failures, []);
      addresses[name] = inputs.v4ip;
    }
    return addresses;
  };
  const refusalOf = async (declaration: (batch: unknown) => unknown, ...declared: Declaration[]): Promise<string> => {
    const served = await start();
    const batch = await declare(served, textOf(declared));
    const { failures } = await check(served, "web", declaration(batch));
    return failures.join("\n");
  };

  it("have one result in every order of their checks, and no address twice", async () => {
    const first = await run(NAMES);
    assert.equal(new Set(Object.values(first)).size, NAMES.length);
    for (const order of [[...NAMES].reverse(), ["v5", "v1", "v9", "v0", "v3", "v7", "v2", "v8", "v6", "v4"]])
      assert.deepEqual(await run(order), first);
  });

  it("leave nothing of the way they came in the inputs", async () => {
    const served = await start();
    const batch = await declare(served, textOf([vip("web")]));
    const { inputs } = await check(served, "web", { batch, entry: 0 });
    assert.equal("__declaration" in inputs, false);
    assert.equal(inputs.owner, "acme/shop/dev/Vip/web");
  });

  it("are not needed for a resource whose changes are ignored, which comes with its old inputs", async () => {
    const served = await start();
    const batch = await declare(served, textOf([vip("web")]));
    const { inputs } = await check(served, "web", { batch, entry: 0 });
    const next = await start();
    assert.deepEqual(await next.check(urn("web"), inputs, inputs), { inputs, failures: [] });
  });

  it("are planned around those of earlier batches, and around what comes alone", async () => {
    const served = await start();
    const lowest = { v4ip: "10.99.0.2" };
    const early = await declare(served, textOf([vip("early", lowest)]));
    const late = await declare(served, textOf([vip("web", lowest)]));
    assert.deepEqual((await check(served, "early", { batch: early, entry: 0 }, lowest)).failures, []);
    assert.match((await check(served, "web", { batch: late, entry: 0 }, lowest)).failures[0] ?? "", /Vip "early"/);
    const alone = await served.check(urn("alone"), { subnet: "small", ...lowest });
    assert.match(alone.failures[0] ?? "", /Vip "early"/);
  });

  describe("beside a resource that comes alone", () => {
    /** One run: a batch of these, and alone one Vip, in this order. */
    const answers = async (names: readonly string[], alone: string, isFirst: boolean, more: Properties = {}) => {
      const served = await start();
      const single = () => served.check(urn(alone), { subnet: "small", ...more });
      const early = isFirst ? await single() : undefined;
      const batch = await declare(served, textOf(names.map((name) => vip(name))));
      const members = [];
      for (const [entry, name] of names.entries()) members.push(await check(served, name, { batch, entry }));
      return [early ?? (await single()), ...members];
    };

    it("have one result, or are refused, whichever comes first", async () => {
      const members = NAMES.slice(0, 6);
      let refusedCount = 0;
      for (const alone of ["a0", "a1", "a2", "a3", "a4", "a5"]) {
        const first = await answers(members, alone, true);
        const last = await answers(members, alone, false);
        const refused = [first, last].map((all) => all.flatMap(({ failures }) => failures));
        assert.equal(refused[0]?.length === 0, refused[1]?.length === 0, `${alone}: ${refused.join("\n")}`);
        if (refused[0]?.length === 0)
          assert.deepEqual(
            first.map(({ inputs }) => inputs.v4ip),
            last.map(({ inputs }) => inputs.v4ip),
          );
        else refusedCount += 1;
        for (const sentence of refused.flat())
          assert.match(
            sentence,
            /its first choice is 10\.99\.0\.\d+ in Subnet "small", and so is that of Vip .*\(first-choice-taken\)$/,
          );
      }
      assert.ok(refusedCount > 0 && refusedCount < 6, String(refusedCount));
    });

    it("go on when its address is set to one that none of them wants", async () => {
      const taken = Object.values(await run(NAMES));
      const free = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
        .map((n) => `10.99.0.${n}`)
        .find((address) => !taken.includes(address));
      for (const isFirst of [true, false]) {
        const all = await answers(NAMES, "alone", isFirst, { v4ip: free });
        assert.deepEqual(
          all.flatMap(({ failures }) => failures),
          [],
        );
      }
    });
  });

  it("are checked together: further mistakes are told with the first one", async () => {
    const served = await start();
    const wrong = { v4ip: "10.98.0.1" };
    const batch = await declare(served, textOf([vip("web", wrong), vip("db", { v4ip: "10.97.0.1" })]));
    const { failures } = await check(served, "web", { batch, entry: 0 }, wrong);
    assert.match(failures.join("\n"), /^v4ip: 10\.98\.0\.1[\s\S]*Vip "db" is refused as well/);
  });

  it("have owner keys from before that turn out later", async () => {
    const served = await start();
    const before = await served.check(urn("old"), { subnet: "small" });
    await served.create(urn("old"), before.inputs);
    const next = await start();
    const batch = await declare(next, textOf([vip("web", { name: "old" })]));
    const former = ["organization/shop/dev/Vip/old"];
    const { inputs, failures } = await check(next, "web", { batch, entry: 0, former }, { name: "old" });
    assert.deepEqual(failures, []);
    assert.equal(inputs.v4ip, before.inputs.v4ip);
  });

  it("may come as a secret, and make none", async () => {
    const served = await start();
    const batch = await declare(served, { ...SECRET, value: textOf([vip("web")]) });
    assert.equal(typeof batch, "string");
    const { inputs } = await check(served, "web", { ...SECRET, value: { batch, entry: 0 } });
    assert.match(String(inputs.v4ip), /^10\.99\./);
  });

  it("keep a secret out of what is said", async () => {
    const served = await start();
    const batch = await declare(served, textOf([vip("web", { v4ip: "10.98.0.77" }, { secrets: [["v4ip"]] })]));
    const { failures } = await check(served, "web", { batch, entry: 0 }, { v4ip: { ...SECRET, value: "10.98.0.77" } });
    assert.match(failures[0] ?? "", /\(secret\)/);
    assert.doesNotMatch(failures.join(), /10\.98\.0\.77/);
  });

  describe("are refused", () => {
    for (const [what, text] of [
      ["what is no text", 1],
      ["what is no JSON", "{"],
      ["another format", textOf([], { format: 1 })],
      ["a kind that does not exist", textOf([vip("web", {}, { kind: "Vipp" as "Vip" })])],
      ["arguments that are no object", textOf([vip("web", {}, { args: [] as unknown as Properties })])],
      ["no declarations", textOf([], { declarations: {} })],
    ] as const)
      it(`with ${what}`, async () => {
        const served = await start();
        await assert.rejects(declare(served, text), /the program's declarations cannot be read; install one version/);
      });

    it("where the batch is unknown", async () => {
      const reason = await refusalOf(() => ({ batch: "gone", entry: 0 }), vip("web"));
      assert.match(reason, /Vip "web" was declared to another provider than it is registered with; name its provider/);
    });

    for (const entry of [1, -1, 0.5, "0", UNKNOWN])
      it(`where there is no entry ${entry}`, async () => {
        assert.match(await refusalOf((batch) => ({ batch, entry }), vip("web")), /Vip "web" was declared to another/);
      });

    it("where another resource stands there", async () => {
      const at = (batch: unknown) => ({ batch, entry: 0 });
      assert.match(await refusalOf(at, vip("db")), /Vip "web" was declared as Vip "db"; install one version/);
      const range = vip("web", { range: "10.99.0.2" }, { kind: "PlannedRange" });
      assert.match(await refusalOf(at, range), /Vip "web" was declared as PlannedRange "web"/);
    });

    it("where it is for another provider", async () => {
      const reason = await refusalOf((batch) => ({ batch, entry: 0 }), vip("web", {}, { provider: "edge" }));
      assert.match(reason, /Vip "web" was declared to another provider than it is registered with/);
    });

    it("where the stack is another one", async () => {
      const served = await start();
      const batch = await declare(served, textOf([vip("web")], { ownerPrefix: "acme/shop/prod/" }));
      const { failures } = await check(served, "web", { batch, entry: 0 });
      assert.match(failures[0] ?? "", /declared for acme\/shop\/dev\/Vip\/web, which is not of this stack/);
      const configured = await start({ config: { owner: "team" } });
      const other = await declare(configured, textOf([vip("web")]));
      const { failures: faults } = await check(configured, "web", { batch: other, entry: 0 });
      assert.match(faults[0] ?? "", /declared for acme\/shop\/dev\/Vip\/web, which is not of this stack/);
    });
  });

  it("have the owner that the stack configures, which an explicit provider is not told", async () => {
    const owned = textOf([vip("web", {}, { owner: "team/Vip/web", provider: "edge" })], { ownerPrefix: "team/" });
    const served = await start({ provider: "edge" });
    const batch = await declare(served, owned);
    const { inputs, failures } = await check(served, "web", { batch, entry: 0 });
    assert.deepEqual(failures, []);
    assert.equal(inputs.owner, "team/Vip/web");
  });
});
