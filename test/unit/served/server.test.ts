import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ServiceError, status } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { UNKNOWN } from "../../../provider/plan";
import { ask, type EngineLog, type Served, startEngineLog, startServed, struct } from "../../support/served";
import { repositoryFolder } from "../../support/toolchain";

const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
const vip = (name: string): string => urn("kubeovn:index:Vip", name);
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const { PropertyDiff, DiffResponse } = rpc;

describe("the served plugin", () => {
  let folder: string;
  let manifests: string;
  let served: Served;

  const start = async (more: Readonly<Record<string, unknown>> = {}): Promise<Served> =>
    startServed({ config: { manifests, ...more } });

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "served-"));
    manifests = path.join(folder, "manifests");
    cpSync(path.join(repositoryFolder, "examples/quickstart/cluster"), manifests, { recursive: true });
    served = await start();
  });

  afterEach(() => {
    served.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const created = async (name: string, args: object = {}): Promise<Readonly<Record<string, unknown>>> => {
    const { inputs, failures } = await served.check(vip(name), { subnet: "ovn-default", ...args });
    assert.deepEqual(failures, []);
    return (await served.create(vip(name), inputs)).outs;
  };
  /** The next run of the engine starts the plugin again. */
  const rerun = async (more: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    served.stop();
    served = await start(more);
  };
  const fileOf = ({ v4ip }: Readonly<Record<string, unknown>>): string =>
    path.join(manifests, "addresses", "ovn-default", `${v4ip}.yaml`);
  const written = (): readonly string[] =>
    existsSync(path.join(manifests, "addresses")) ? readdirSync(path.join(manifests, "addresses", "ovn-default")) : [];
  const refused = (action: Promise<unknown>): Promise<ServiceError> =>
    action.then(
      () => assert.fail("nothing was refused"),
      (error) => error,
    );

  it("has the package schema and the version of the package", async () => {
    const { client } = served;
    const schema = await ask<rpc.GetSchemaRequest, rpc.GetSchemaResponse>(
      client.getSchema.bind(client),
      new rpc.GetSchemaRequest(),
    );
    const file = path.join(repositoryFolder, "schemas/pulumi-schema.json");
    assert.deepEqual(JSON.parse(schema.getSchema()), JSON.parse(readFileSync(file, "utf8")));
    const info = await ask<Empty, PluginInfo>(client.getPluginInfo.bind(client), new Empty());
    assert.equal(info.getVersion(), JSON.parse(schema.getSchema()).version);
  });

  it("says of other calls that they are not implemented", async () => {
    const { client } = served;
    const call = ask(client.getMapping.bind(client), new rpc.GetMappingRequest());
    assert.equal((await refused(call)).code, status.UNIMPLEMENTED);
  });

  it("accepts secrets, also while it is greeted", async () => {
    const { client } = served;
    const greeting = await ask<rpc.ProviderHandshakeRequest, rpc.ProviderHandshakeResponse>(
      client.handshake.bind(client),
      new rpc.ProviderHandshakeRequest(),
    );
    assert.equal(greeting.getAcceptSecrets(), true);
  });

  describe("settings", () => {
    const problems = async (news: Readonly<Record<string, unknown>>): Promise<readonly string[]> => {
      const { client } = served;
      const answer = await ask<rpc.CheckRequest, rpc.CheckResponse>(
        client.checkConfig.bind(client),
        new rpc.CheckRequest().setNews(struct(news)),
      );
      return answer.getFailuresList().map((one) => one.getReason());
    };

    it("are those of the schema, beside what the engine adds", async () => {
      assert.deepEqual(await problems({ manifests: "m", kubeOvnVersion: "1.14", owner: "a/b", version: "0.1.0" }), []);
      const [reason = ""] = await problems({ manifest: "m" });
      assert.match(reason, /^there is no setting kubeovn:manifest, did you mean "manifests"\?|kubeovn:manifest/);
    });

    it("cannot be secret where they would stand in clear", async () => {
      const [reason = ""] = await problems({ manifests: { ...SECRET, value: "m" } });
      assert.match(reason, /^kubeovn:manifests is a secret and would stand in clear in the state/);
    });

    it("name Kube-OVN's release otherwise than the engine names the plugin's", async () => {
      const other = await start({ version: "0.1.0", kubeOvnVersion: "1.13" });
      const { inputs, failures } = await other.check(vip("web"), { subnet: "ovn-default" });
      other.stop();
      assert.deepEqual(failures, []);
      assert.equal("macAddress" in inputs, false, "1.13 chooses the MAC");
    });
  });

  describe("check", () => {
    it("decides the address in the preview, under the owner key that the classes give", async () => {
      const { inputs, failures } = await served.check(vip("web"), { subnet: "ovn-default" });
      assert.deepEqual(failures, []);
      assert.match(String(inputs.v4ip), /^10\.16\.\d+\.\d+$/);
      assert.equal(inputs.name, "web");
      assert.equal(inputs.owner, "organization/shop/dev/Vip/web");
    });

    it("names parents by the types that they have with the classes", async () => {
      const inside = urn("acme:net:Pair$kubeovn:index:Subnet$kubeovn:index:Vip", "web");
      const { inputs } = await served.check(inside, { subnet: "ovn-default" });
      const type = "acme:net:Pair$pulumi-nodejs:dynamic/kubeovn:Subnet$Vip";
      assert.equal(inputs.owner, `organization/shop/dev/${type}/web`);
    });

    it("begins owner keys with what is configured", async () => {
      const other = await start({ owner: "acme/shop/prod" });
      const { inputs } = await other.check(vip("web"), { subnet: "ovn-default" });
      other.stop();
      assert.equal(inputs.owner, "acme/shop/prod/Vip/web");
    });

    it("refuses in the words of the dynamic provider", async () => {
      const { failures } = await served.check(vip("web"), { subnet: "ovn-defalt" });
      assert.equal(failures.length, 1);
      assert.match(failures[0] ?? "", /^subnet: .*"ovn-default".*\(unknown-subnet\)$/);
    });

    it("knows no other types", async () => {
      const error = await refused(served.check(urn("kubeovn:index:Nothing", "a"), {}));
      assert.equal(error.details, 'there is no resource type "kubeovn:index:Nothing"');
    });

    it("keeps what is secret, and what follows from it", async () => {
      const { inputs } = await served.check(vip("web"), { subnet: { ...SECRET, value: "ovn-default" } });
      assert.deepEqual(inputs.subnet, { ...SECRET, value: "ovn-default" });
      const address = inputs.v4ip as { readonly value: string };
      assert.match(address.value, /^10\.16\./);
      assert.equal(typeof inputs.owner, "string");
    });

    it("answers the second check of a replacement like the first", async () => {
      const first = await served.check(vip("web"), { subnet: "ovn-default" });
      assert.deepEqual(await served.check(vip("web"), { subnet: "ovn-default" }), first);
    });
  });

  describe("create, update and delete", () => {
    it("write nothing in a preview, in which what Kube-OVN chooses is not known", async () => {
      const other = await start({ kubeOvnVersion: "1.13" });
      const { inputs } = await other.check(vip("web"), { subnet: "ovn-default" });
      const { outs } = await other.create(vip("web"), inputs, true);
      other.stop();
      assert.equal(outs.v4ip, inputs.v4ip);
      assert.equal(outs.macAddress, UNKNOWN);
      assert.deepEqual(written(), []);
    });

    it("go through the life of a Vip", async () => {
      const outs = await created("web", { namespace: "shop", selector: ["app: web"] });
      assert.match(readFileSync(fileOf(outs), "utf8"), /kind: Vip[\s\S]*app: web/);
      await rerun();
      const news = { subnet: "ovn-default", namespace: "shop", selector: ["app: db"] };
      const { inputs, failures } = await served.check(vip("web"), news, outs);
      assert.deepEqual(failures, []);
      assert.equal((await served.update(vip("web"), "web", outs, inputs, true)).v4ip, outs.v4ip);
      assert.match(readFileSync(fileOf(outs), "utf8"), /app: web/);
      const updated = await served.update(vip("web"), "web", outs, inputs);
      assert.match(readFileSync(fileOf(outs), "utf8"), /app: db/);
      assert.equal(updated.v4ip, outs.v4ip);
      await rerun({ prune: true });
      await served.delete(vip("web"), "web", updated);
      assert.deepEqual(written(), []);
    });

    it("leave a binding and its Vip as they are in the next run", async () => {
      const bind = urn("kubeovn:index:AapBinding", "bind");
      const news = { vips: ["web"], namespace: "shop", selector: ["app: web"] };
      const outs = await created("web");
      const bound = (await served.create(bind, (await served.check(bind, news)).inputs)).outs;
      assert.deepEqual(bound.virtualIps, [outs.v4ip]);
      assert.match(readFileSync(fileOf(outs), "utf8"), /namespace: shop/);
      await rerun();
      const again = await served.check(vip("web"), { subnet: "ovn-default" }, outs);
      assert.deepEqual((await served.diff(vip("web"), outs, again.inputs)).getDiffsList(), []);
      const { inputs } = await served.check(bind, news, bound);
      assert.deepEqual((await served.diff(bind, bound, inputs)).getDiffsList(), []);
    });

    it("are tried in the preview: what would refuse them is said there", async () => {
      const { inputs } = await served.check(vip("web"), { subnet: "ovn-default" });
      const rival = await start({ owner: "acme/shop/prod" });
      const theirs = await rival.check(vip("web"), { subnet: "ovn-default" });
      await rival.create(vip("web"), theirs.inputs);
      rival.stop();
      const error = await refused(served.create(vip("web"), inputs, true));
      assert.match(error.details, /Vip "web" exists and belongs to acme\/shop\/prod\/Vip\/web/);
    });

    it("end with the run", async () => {
      const { client } = served;
      const { inputs } = await served.check(vip("web"), { subnet: "ovn-default" });
      await ask<Empty, Empty>(client.cancel.bind(client), new Empty());
      assert.equal((await refused(served.create(vip("web"), inputs))).details, "the run was canceled");
      assert.deepEqual(written(), []);
    });
  });

  describe("diff", () => {
    const kinds = (answer: rpc.DiffResponse): Readonly<Record<string, unknown>> => {
      const details = answer.getDetaileddiffMap();
      return Object.fromEntries(answer.getDiffsList().map((name) => [name, details.get(name)?.getKind()]));
    };

    it("finds nothing where nothing changes", async () => {
      const outs = await created("web");
      await rerun();
      const { inputs } = await served.check(vip("web"), { subnet: "ovn-default" }, outs);
      const answer = await served.diff(vip("web"), outs, inputs);
      assert.equal(answer.getChanges(), DiffResponse.DiffChanges.DIFF_NONE);
      assert.deepEqual(answer.getDiffsList(), []);
    });

    it("tells each property, and whether it replaces", async () => {
      const olds = { ...(await created("web")), selector: ["app: web"] };
      const { selector: _, ...news } = { ...olds, namespace: "shop", v4ip: "10.16.9.9" };
      const answer = await served.diff(vip("web"), olds, news);
      assert.equal(answer.getChanges(), DiffResponse.DiffChanges.DIFF_SOME);
      assert.equal(answer.getHasdetaileddiff(), true);
      assert.deepEqual(kinds(answer), {
        v4ip: PropertyDiff.Kind.UPDATE_REPLACE,
        namespace: PropertyDiff.Kind.ADD_REPLACE,
        selector: PropertyDiff.Kind.DELETE,
      });
      assert.deepEqual(answer.getReplacesList().sort(), ["namespace", "v4ip"]);
      assert.equal(answer.getDeletebeforereplace(), true);
    });

    it("is idle about a state of the dynamic provider", async () => {
      const outs = await created("web");
      const state = { ...outs, __provider: "exports.handler=…" };
      await rerun();
      const { inputs } = await served.check(vip("web"), { subnet: "ovn-default" }, state);
      assert.equal((await served.diff(vip("web"), state, inputs)).getChanges(), DiffResponse.DiffChanges.DIFF_NONE);
    });
  });

  describe("read", () => {
    it("imports what a program writes: arguments, and none that Kube-OVN chooses", async () => {
      const { id, inputs } = await served.read(vip("imported"), "slr-01");
      assert.equal(id, "slr-01");
      assert.equal(inputs.subnet, "ovn-default");
      assert.equal("macAddress" in inputs, false);
      assert.equal("owner" in inputs, false);
    });

    it("hands an imported object over with the next update, as it is, and gives it back as it was", async () => {
      const listed = (): string => readFileSync(path.join(manifests, "vips.yaml"), "utf8");
      const before = listed();
      const { outs, inputs: written } = await served.read(vip("imported"), "slr-01");
      const { inputs, failures } = await served.check(vip("imported"), written, outs);
      assert.deepEqual(failures, []);
      assert.equal(inputs.v4ip, outs.v4ip);
      assert.equal("adopt" in inputs, false);
      const answer = await served.diff(vip("imported"), outs, inputs);
      assert.deepEqual(answer.getDiffsList(), ["owner"]);
      assert.deepEqual(answer.getReplacesList(), []);
      const updated = await served.update(vip("imported"), "slr-01", outs, inputs);
      assert.equal(updated.owner, "organization/shop/dev/Vip/imported");
      await rerun();
      const again = await served.check(vip("imported"), written, updated);
      assert.deepEqual((await served.diff(vip("imported"), updated, again.inputs)).getDiffsList(), []);
      assert.notEqual(listed(), before);
      await rerun();
      await served.delete(vip("imported"), "slr-01", updated);
      assert.equal(listed(), before);
    });

    it("refreshes a resource, and marks one whose object is gone", async () => {
      const outs = await created("web");
      await rerun();
      assert.deepEqual((await served.read(vip("web"), "web", outs)).outs, outs);
      rmSync(fileOf(outs));
      const { outs: gone, inputs } = await served.read(vip("web"), "web", outs);
      assert.equal(gone.missing, true);
      assert.equal("missing" in inputs, false);
    });

    it("refuses to import what has no object", async () => {
      const error = await refused(served.read(urn("kubeovn:index:PlannedRange", "a"), "ovn-default/a"));
      assert.match(error.details, /^a PlannedRange has no object of its own/);
    });

    it("says what is not there", async () => {
      assert.match((await refused(served.read(vip("web"), "nobody"))).details, /Vip "nobody" does not exist/);
    });
  });

  describe("getSubnet", () => {
    it("reads what a Subnet says, under the names of its arguments", async () => {
      const schema = JSON.parse(readFileSync(path.join(repositoryFolder, "schemas/pulumi-schema.json"), "utf8"));
      const { outputs } = schema.functions["kubeovn:index:getSubnet"];
      const found = await served.invoke("kubeovn:index:getSubnet", { name: "team-a" });
      assert.equal(found.cidrBlock, "10.66.0.0/24,fd00:10:66::/64");
      assert.equal(found.gateway, "10.66.0.1,fd00:10:66::1");
      const unknown = Object.keys(found).filter((name) => !Object.hasOwn(outputs.properties, name));
      assert.deepEqual(unknown, []);
      assert.deepEqual(outputs.required, ["name", "cidrBlock"]);
    });

    it("says what is not there, and which functions there are not", async () => {
      const missing = await refused(served.invoke("kubeovn:index:getSubnet", { name: "team-x" }));
      assert.match(missing.details, /^Subnet "team-x" does not exist/);
      const nameless = await refused(served.invoke("kubeovn:index:getSubnet", {}));
      assert.match(nameless.details, /needs the name of a Subnet/);
      const other = await refused(served.invoke("kubeovn:index:getNothing", {}));
      assert.equal(other.details, 'there is no function "kubeovn:index:getNothing"');
    });
  });

  describe("getAddress", () => {
    const GET_ADDRESS = "kubeovn:index:getAddress";

    it("tells who has an address, as explain does", async () => {
      const { networks } = await served.invoke(GET_ADDRESS, { address: "10.66.0.1" });
      assert.deepEqual(networks, [{ network: 'Subnet "team-a"', state: "the gateway", holders: [], claimants: [] }]);
      const v6 = await served.invoke(GET_ADDRESS, { address: "fd00:10:66::1" });
      assert.deepEqual(v6.networks, networks);
      assert.deepEqual(await served.invoke(GET_ADDRESS, { address: "192.0.2.1" }), { networks: [] });
    });

    it("refuses what is no address", async () => {
      const zero = await refused(served.invoke(GET_ADDRESS, { address: "10.66.0.01" }));
      assert.match(zero.details, /^"10.66.0.01" is not an IP address: /);
      assert.match((await refused(served.invoke(GET_ADDRESS, {}))).details, /needs an address$/);
    });
  });

  describe("notes", () => {
    let engine: EngineLog;
    before(async () => {
      engine = await startEngineLog();
    });
    after(() => engine.stop());

    it("are warnings of the resource that they are about", async () => {
      const noted = await startServed({ config: { manifests }, engine: engine.address });
      await noted.check(vip("web"), { subnet: "ovn-default" });
      while (engine.lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
      noted.stop();
      const warning = 2;
      assert.ok(
        engine.lines.every((line) => line.startsWith(`${warning} ${vip("web")} `)),
        engine.lines.join("\n"),
      );
    });
  });
});
