import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { KINDS, servedToken, shim, typeToken } from "../../../provider/plan";
import { runInProcess } from "../../support/command-line";
import { repositoryFolder } from "../../support/toolchain";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:Zm9v:YmFy" };
const URN = "urn:pulumi:dev::project::";
const PROVIDER = {
  urn: `${URN}pulumi:providers:kubeovn::default_0_1_0`,
  id: "1-2-3",
  custom: true,
  type: "pulumi:providers:kubeovn",
};
const owner = "organization/project/dev/Vip/web";
const WEB = {
  urn: `${URN}acme:index:Site$kubeovn:index:Vip::web`,
  custom: true,
  id: "web",
  type: "kubeovn:index:Vip",
  inputs: { subnet: SECRET, owner },
  outputs: { subnet: SECRET, owner, macAddress: "02:00:00:00:00:01" },
  parent: `${URN}acme:index:Site::site`,
  provider: `${PROVIDER.urn}::1-2-3`,
};

describe("pulumi-kubeovn state", () => {
  const rewrite = async (state: unknown) => {
    const stdin = typeof state === "string" ? state : JSON.stringify(state);
    const { code, stdout, stderr } = await runInProcess(["state", "-"], { stdin });
    return { code, stderr, state: code === 0 ? JSON.parse(stdout) : undefined };
  };
  const stateOf = (...resources: readonly object[]) => ({ version: 3, deployment: { manifest: {}, resources } });
  const resourcesOf = async (...resources: readonly object[]) =>
    (await rewrite(stateOf(...resources))).state.deployment.resources;

  it("gives a resource the type of the classes and their code, and leaves secrets as they are", async () => {
    const { state, code, stderr } = await rewrite(stateOf({ ...PROVIDER, inputs: {}, outputs: {} }, WEB));
    assert.deepEqual([code, stderr], [0, "1 resource of the plugin rewritten\n"]);
    const [provider, web] = state.deployment.resources;
    const __provider = shim("Vip", []);
    assert.deepEqual(web, {
      ...WEB,
      urn: `${URN}acme:index:Site$pulumi-nodejs:dynamic/kubeovn:Vip::web`,
      type: "pulumi-nodejs:dynamic/kubeovn:Vip",
      inputs: { ...WEB.inputs, __provider },
      outputs: { ...WEB.outputs, __provider },
      provider: `${URN}pulumi:providers:pulumi-nodejs::default::1-2-3`,
    });
    assert.deepEqual(
      [provider.urn, provider.type],
      [`${URN}pulumi:providers:pulumi-nodejs::default`, "pulumi:providers:pulumi-nodejs"],
    );
  });

  for (const kind of KINDS) {
    it(`knows ${kind}`, async () => {
      const saved = {
        urn: `${URN}${servedToken(kind)}::a`,
        type: servedToken(kind),
        custom: true,
        inputs: { owner },
        outputs: { owner },
      };
      const [now] = await resourcesOf(saved);
      assert.deepEqual([now.type, now.urn], [typeToken(kind), `${URN}${typeToken(kind)}::a`]);
      assert.equal(now.outputs.__provider, shim(kind, []));
    });
  }

  it("follows a URN wherever it stands: below it, in dependencies, in outputs of the stack, in what is pending", async () => {
    const child = {
      urn: `${URN}kubeovn:index:Subnet$acme:index:Site::below`,
      type: "acme:index:Site",
      parent: WEB.urn,
    };
    const stack = {
      urn: `${URN}pulumi:pulumi:Stack::project-dev`,
      type: "pulumi:pulumi:Stack",
      outputs: { web: { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: WEB.urn, id: "web" } },
    };
    const user = {
      urn: `${URN}acme:index:User::user`,
      type: "acme:index:User",
      dependencies: [WEB.urn],
      propertyDependencies: { at: [WEB.urn] },
      deletedWith: WEB.urn,
    };
    const deployment = {
      resources: [stack, PROVIDER, WEB, child, user],
      pending_operations: [{ resource: WEB, type: "updating" }],
    };
    const { state } = await rewrite({ version: 3, deployment });
    const now = `${URN}acme:index:Site$pulumi-nodejs:dynamic/kubeovn:Vip::web`;
    assert.equal(state.deployment.pending_operations[0].resource.urn, now);
    assert.equal(
      state.deployment.resources[3].urn,
      `${URN}pulumi-nodejs:dynamic/kubeovn:Subnet$acme:index:Site::below`,
    );
    const text = JSON.stringify(state);
    assert.equal(text.includes("kubeovn:index:"), false);
    assert.equal(text.split(now).length - 1, 7);
  });

  it("gives providers their settings as the classes name them, and those of the program what marks them", async () => {
    const inputs = {
      manifests: "m",
      kubeOvnVersion: "1.14",
      version: "0.1.0",
      pluginDownloadURL: "https://example.com",
    };
    const edge = { ...PROVIDER, urn: `${URN}pulumi:providers:kubeovn::edge`, id: "4", inputs, outputs: inputs };
    const [normal, named] = await resourcesOf({ ...PROVIDER, inputs, outputs: inputs }, edge);
    const settings = { "kubeovn:manifests": "m", "kubeovn:kubeOvnVersion": "1.14" };
    assert.deepEqual([normal.inputs, normal.outputs], [settings, settings]);
    assert.deepEqual(named.inputs, { ...settings, "kubeovn:explicit": "true" });
    assert.equal(named.urn, `${URN}pulumi:providers:pulumi-nodejs::edge`);
  });

  it("makes one default provider of those that there are, where the first of them stood", async () => {
    const inputs = { manifests: "m" };
    const newer = { ...PROVIDER, urn: `${URN}pulumi:providers:kubeovn::default_0_2_0`, id: "9", inputs };
    const dynamic = {
      urn: `${URN}pulumi:providers:pulumi-nodejs::default`,
      id: "5",
      type: "pulumi:providers:pulumi-nodejs",
      inputs: { "kubeovn:manifests": "m", "aws:region": "x" },
    };
    const [one, web, ...others] = await resourcesOf({ ...PROVIDER, inputs }, WEB, newer, dynamic);
    assert.deepEqual(one, dynamic);
    assert.equal(web.provider, `${dynamic.urn}::5`);
    assert.deepEqual(others, []);
  });

  it("leaves a state of the classes as it is", async () => {
    const file = path.join(repositoryFolder, "test/fixtures/upgrade/0.1.0-claims/state.json");
    const recorded = readFileSync(file, "utf8");
    const { state, stderr } = await rewrite(recorded);
    assert.deepEqual(state, JSON.parse(recorded));
    assert.equal(stderr, "0 resources of the plugin rewritten\n");
  });

  for (const [what, state, says] of [
    ["what is no JSON", "pulumi", /^pulumi-kubeovn: this is no JSON \(.*\); give what "pulumi stack export" prints\n$/],
    ["what is no state", {}, /this is no state; give what "pulumi stack export" prints/],
    ["a state of another version", { version: 9, deployment: {} }, /is of version 9, and only version 3 is known here/],
    [
      "what was imported and nobody has taken over",
      stateOf({ ...WEB, inputs: { subnet: "a" }, outputs: {} }),
      /^pulumi-kubeovn: Vip "web" was imported and belongs to nobody yet; run "pulumi up" with the plugin first/,
    ],
    [
      "a resource that the classes do not have",
      stateOf({ ...WEB, type: "kubeovn:index:Other" }),
      /kubeovn:index:Other "web" is nothing that the classes have; remove it from the program and run "pulumi up" first/,
    ],
    [
      "a resource that is there under both types",
      stateOf(WEB, {
        ...WEB,
        urn: `${URN}acme:index:Site$pulumi-nodejs:dynamic/kubeovn:Vip::web`,
        type: "pulumi-nodejs:dynamic/kubeovn:Vip",
      }),
      /dynamic\/kubeovn:Vip::web is in the state beside /,
    ],
    [
      "a setting that is not known",
      stateOf({ ...PROVIDER, inputs: { shade: "red" } }),
      /the plugin has no setting "shade" that is known here/,
    ],
    [
      "default providers that plan in different places",
      stateOf(
        { ...PROVIDER, inputs: { manifests: "a" } },
        { ...PROVIDER, urn: `${PROVIDER.urn}_1`, inputs: { manifests: "b" } },
      ),
      /have different settings, and the classes have one default provider; run "pulumi up" with the plugin first/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await rewrite(state);
      assert.equal(code, 1);
      assert.match(stderr, says);
    });
  }
});
