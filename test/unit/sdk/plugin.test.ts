import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { type Batch, DECLARATION_INPUT, type KeptRef } from "../../../provider/plan";
import { PLUGIN_TYPES, Provider, Subnet, TYPES, Vip } from "../../../sdk";
import { type MockedRun, type MockedRunOptions, runMocked } from "../../support/mocked-program";

const PLUGIN = { "kubeovn:plugin": "true" };
const name = (_: unknown, count: number) => ({ batch: `batch ${count}` });

const run = (program: () => unknown, options: MockedRunOptions = {}): Promise<MockedRun> =>
  runMocked(program, { answer: name, ...options, config: { ...PLUGIN, ...options.config } });
const refOf = (done: MockedRun, resource: string): KeptRef =>
  done.of(resource).inputs[DECLARATION_INPUT] as unknown as KeptRef;
const batchAt = ({ calls }: MockedRun, index: number): Batch => JSON.parse(String(calls[index]?.inputs.batch));

describe("the classes over the plugin", () => {
  it("register what is in the package schema, without code", async () => {
    const done = await run(() => {
      new Vip("web", { subnet: "s4" });
    });
    const { type, inputs } = done.of("web");
    assert.equal(type, "kubeovn:index:Vip");
    assert.equal(type, PLUGIN_TYPES.Vip);
    assert.equal("__provider" in inputs, false);
  });

  it("hand a batch over in one call, and each resource says which entry it is", async () => {
    const done = await run(() => {
      const subnet = new Subnet("s4", { cidrBlock: "10.80.0.0/24" });
      new Vip("web", { subnet }, { parent: subnet });
    });
    assert.deepEqual(
      done.calls.map(({ token }) => token),
      ["kubeovn:index:declare"],
    );
    assert.deepEqual(refOf(done, "web"), { batch: "batch 1", entry: 1 });
    const { ownerPrefix, declarations } = batchAt(done, 0);
    assert.equal(ownerPrefix, "acme/shop/prod/");
    assert.deepEqual(
      declarations.map(({ owner }) => owner),
      ["acme/shop/prod/Subnet/s4", `acme/shop/prod/${TYPES.Subnet}$Vip/web`],
      "a parent has one name in owner keys, in both fronts",
    );
  });

  it("hand every provider all batches up to its own, in their order", async () => {
    const done = await run(async () => {
      const edge = new Provider("edge", { manifests: "m" });
      new Vip("first", { subnet: "s4" });
      await turn();
      new Vip("second", { subnet: "s4" }, { provider: edge });
    });
    const names = (calls: MockedRun["calls"]): readonly unknown[] =>
      calls.map(({ inputs }) => JSON.parse(String(inputs.batch)).declarations[0].name);
    const isEdge = ({ provider }: MockedRun["calls"][number]): boolean => provider.includes("::edge::");
    assert.deepEqual(names(done.calls.filter(isEdge)), ["first", "second"]);
    assert.deepEqual(names(done.calls.filter((call) => !isEdge(call))), ["first"]);
  });

  it("hand their batch to the default provider of the release that they name", async () => {
    const server = "https://plugins.example.org";
    const done = await run(async () => {
      const edge = new Provider("edge", { manifests: "m" });
      new Vip("plain", { subnet: "s4" });
      new Vip("old", { subnet: "s4" }, { version: "1.0.0" });
      new Vip("mirrored", { subnet: "s4" }, { version: "1.0.0", pluginDownloadURL: server });
      new Vip("far", { subnet: "s4" }, { provider: edge, version: "1.0.0" });
    });
    const names = ["plain", "old", "mirrored", "far"].map((one) => refOf(done, one).batch);
    assert.equal(new Set(names).size, 4);
    assert.deepEqual(done.calls.map(({ provider, from }) => [provider !== "", ...from]).sort(), [
      [false, "", ""],
      [false, "1.0.0", ""],
      [false, "1.0.0", server],
      [true, "", ""],
    ]);
  });

  it("refuse a provider without a place where the stack names one", async () => {
    const config = { "kubeovn:manifests": "live" };
    await run(
      () => {
        assert.throws(
          () => new Provider("edge", { kubeOvnVersion: "1.13" }),
          /^Error: Provider "edge": it names neither/,
        );
        new Provider("core", { manifests: "core" });
      },
      { config },
    );
  });

  it("configure a provider of the plugin", async () => {
    const done = await run(() => {
      new Provider("edge", { manifests: "m", prune: true, version: "1.13" });
    });
    assert.equal(done.of("edge").type, "pulumi:providers:kubeovn");
    assert.deepEqual(done.of("edge").inputs, { manifests: "m", prune: true, kubeOvnVersion: "1.13" });
  });

  it("count no alias for the other front among names that a resource had", async () => {
    const done = await run(() => {
      const subnet = new Subnet("s4", { cidrBlock: "10.80.0.0/24" });
      new Vip("web", { subnet, key: "k" }, { parent: subnet });
      new Vip("db", { subnet }, { parent: subnet, aliases: [{ name: "data" }] });
    });
    assert.equal(refOf(done, "web").former, undefined);
    assert.deepEqual(batchAt(done, 0).declarations[2]?.former, [`acme/shop/prod/${TYPES.Subnet}$Vip/data`]);
  });

  it("fail with what the plugin has against a batch", async () => {
    const answer = (): never => {
      throw Object.assign(new Error(), { details: "no declarations" });
    };
    let registered: Promise<unknown> | undefined;
    await run(
      () => {
        const { id } = new Vip("web", { subnet: "s4" });
        registered = (id as unknown as { promise(): Promise<unknown> }).promise();
        registered.catch(() => undefined);
      },
      { answer },
    );
    await assert.rejects(registered ?? assert.fail(), /no declarations/);
  });

  for (const [config, said] of [
    [{ "kubeovn:plugin": "yes" }, /kubeovn:plugin is "yes"; write true or false/],
    [{ "kubeovn:version": "1.13" }, /takes kubeovn:version for the plugin's own; set kubeovn:kubeOvnVersion instead/],
  ] as const)
    it(`refuse ${JSON.stringify(config)}`, async () => {
      await assert.rejects(
        run(() => void new Vip("web", { subnet: "s4" }), { config }),
        said,
      );
    });
});

describe("the classes over the dynamic provider", () => {
  it("take over what the plugin has made", async () => {
    let aliases: unknown;
    await runMocked(async () => {
      const vip = new Vip("web", { subnet: "s4" }) as unknown as { __aliases: pulumi.Input<string>[] };
      aliases = await new Promise((resolve) => pulumi.output(vip.__aliases).apply(resolve));
    });
    assert.deepEqual(aliases, ["urn:pulumi:prod::shop::kubeovn:index:Vip::web"]);
  });
});
