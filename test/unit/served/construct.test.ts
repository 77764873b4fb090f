import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
// Pulumi keeps something on the global object; mocha has to see it before the first test, or reports a leak.
import "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { UNKNOWN } from "../../../provider/plan";
import { type Monitor, startMonitor } from "../../support/monitor";
import { ask, type EngineLog, type Served, startEngineLog, startServed, struct } from "../../support/served";
import { repositoryFolder } from "../../support/toolchain";

type Properties = Readonly<Record<string, unknown>>;

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const MEMBERS = [
  { kind: "Pod", name: "lb-a" },
  { kind: "VirtualMachine", name: "lb-b" },
];
const INPUTS = { subnet: "ovn-default", members: MEMBERS, labels: { app: "lb" } };
const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
const PAIR = "kubeovn:index:KeepalivedPair";

describe("a component that the plugin makes", () => {
  let folder: string;
  let engine: EngineLog;
  let served: Served;
  let monitor: Monitor;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "construct-"));
    const manifests = path.join(folder, "manifests");
    cpSync(path.join(repositoryFolder, "examples/quickstart/cluster"), manifests, { recursive: true });
    engine = await startEngineLog();
    served = await startServed({ config: { manifests }, engine: engine.address, provider: "default_0_1_0", id: "it" });
    monitor = await startMonitor(served);
  });
  afterEach(() => {
    monitor.stop();
    served.stop();
    engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const construct = async (
    inputs: Properties,
    { name = "lb", type = PAIR, parent = STACK } = {},
  ): Promise<Properties> => {
    const request = new rpc.ConstructRequest()
      .setProject("shop")
      .setStack("dev")
      .setOrganization("acme")
      .setParallel(4)
      .setDryrun(true)
      .setMonitorendpoint(monitor.address)
      .setType(type)
      .setName(name)
      .setParent(parent)
      .setInputs(struct(inputs));
    const { client } = served;
    const answer = await ask<rpc.ConstructRequest, rpc.ConstructResponse>(client.construct.bind(client), request);
    return { urn: answer.getUrn(), ...answer.getState()?.toJavaScript() };
  };
  const inputsOf = (kind: string): readonly Properties[] =>
    monitor.registered.flatMap(({ urn, inputs }) => (urn.includes(`$kubeovn:index:${kind}::`) ? [inputs] : []));

  it("has its resources planned in one go, under the owners that a program in TypeScript gives them", async () => {
    const { urn, v4ip, annotations } = await construct(INPUTS);
    assert.equal(urn, `urn:pulumi:dev::shop::${PAIR}::lb`);
    assert.deepEqual(
      monitor.registered
        .slice(1)
        .map(({ inputs }) => inputs.owner)
        .sort(),
      ["AapBinding/lb", "ReservedIP/lb-lb-a", "ReservedIP/lb-lb-b", "Vip/lb"].map(
        (end) => `acme/shop/dev/${PAIR}$${end}`,
      ),
    );
    const [vip] = inputsOf("Vip");
    assert.equal(v4ip, vip?.v4ip);
    assert.deepEqual(vip?.selector, ["app: lb"], "the binding says it, which comes after the Vip");
    const addresses = inputsOf("ReservedIP").map(({ v4IpAddress }) => v4IpAddress);
    const [first, second] = annotations as readonly Readonly<Record<string, string>>[];
    assert.deepEqual([first, second].map((one) => one?.["ovn.kubernetes.io/ip_address"]).sort(), addresses.sort());
    for (const one of [first, second]) assert.equal(one?.["ovn.kubernetes.io/aaps"], "lb");
  });

  it("is of the very provider that makes it", async () => {
    await construct(INPUTS);
    for (const { urn, provider } of monitor.registered.slice(1))
      assert.equal(provider, "urn:pulumi:dev::shop::pulumi:providers:kubeovn::default_0_1_0::it", urn);
  });

  it("names its parents as the classes do", async () => {
    const vip = "urn:pulumi:dev::shop::acme:index:Site$kubeovn:index:Vip::web";
    await construct(INPUTS, { parent: vip });
    const type = `acme:index:Site$pulumi-nodejs:dynamic/kubeovn:Vip$${PAIR}$Vip`;
    assert.equal(inputsOf("Vip")[0]?.owner, `acme/shop/dev/${type}/lb`);
  });

  it("is made beside others", async () => {
    const names = ["lb", "proxy", "mail"];
    const members = (name: string) => [`${name}-a`, `${name}-b`].map((pod) => ({ kind: "Pod", name: pod }));
    const made = await Promise.all(names.map((name) => construct({ ...INPUTS, members: members(name) }, { name })));
    assert.equal(new Set(made.map(({ v4ip }) => v4ip)).size, 3);
    assert.equal(monitor.registered.length, 15);
  });

  it("keeps what is secret", async () => {
    const { v4ip } = await construct({ ...INPUTS, v4ip: { ...SECRET, value: "10.16.0.77" } });
    assert.deepEqual(v4ip, { ...SECRET, value: "10.16.0.77" });
  });

  describe("is refused", () => {
    for (const [what, inputs, sentence] of [
      [
        "without what names are made from",
        { ...INPUTS, members: UNKNOWN },
        /^members of KeepalivedPair "lb" is not known/,
      ],
      [
        "with a secret where it would stand in clear",
        { ...INPUTS, labels: { app: { ...SECRET, value: "lb" } } },
        /^labels of KeepalivedPair "lb" is secret, and would stand in names and objects; write it in clear$/,
      ],
    ] as const)
      it(what, async () => {
        await assert.rejects(construct(inputs), ({ details }) => {
          assert.match(details, sentence);
          return true;
        });
        assert.deepEqual(monitor.registered, []);
      });

    it("with what the check of one of its resources says", async () => {
      await assert.rejects(construct({ ...INPUTS, v4ip: "10.99.0.1" }), /10\.99\.0\.1/);
    });

    it("where there is no such component", async () => {
      await assert.rejects(
        construct(INPUTS, { type: "kubeovn:index:Vip" }),
        /there is no component "kubeovn:index:Vip"/,
      );
    });

    it("after the run was canceled", async () => {
      const { client } = served;
      await ask<Empty, Empty>(client.cancel.bind(client), new Empty());
      await assert.rejects(construct(INPUTS), /the run was canceled/);
    });
  });
});
