import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const HEAD = `const kubeovn = require("pulumi-kubeovn");
const pulumi = require("@pulumi/pulumi");
const late = (value) => pulumi.secret(new Promise((resolve) => setTimeout(() => resolve(value), 20)));
`;
const PROGRAM = `${HEAD}
const pod = new kubeovn.ReservedIP("pod", { subnet: "ovn-default", workload: { kind: "Pod", name: pulumi.secret("hush-pod") } });
const set = new kubeovn.ReservedIPSet("set", { subnet: "ovn-default", statefulSet: { name: late("hush-set"), replicas: 2 } });
const vip = new kubeovn.Vip("vip", { subnet: "ovn-default", v4ip: pulumi.secret("10.16.0.77") });
const plain = new kubeovn.Vip("plain", { subnet: "ovn-default" });
module.exports = { pod: pod.name, address: pod.v4IpAddress, set: set.reservations, vip: vip.v4ip, plain: plain.v4ip };
`;
const SECRETS = /hush|10\.16\.0\.77/;

describe("what a secret goes into", () => {
  let project: Project;
  before(async function () {
    await needPulumi.call(this);
    project = await createProject({ ...ON_CLUSTER, files: { ...ON_CLUSTER.files, "index.js": PROGRAM } });
  });

  it("is secret in preview, report, decisions, update and state, and what none goes into is not", async () => {
    const decisions = join(project.folder, "decisions.jsonl");
    const preview = await project.shell(
      `KUBEOVN_DECISIONS=${decisions} pulumi preview --json --show-sames --non-interactive > preview.json`,
    );
    succeeded(preview);
    const json = readFileSync(join(project.folder, "preview.json"), "utf8");
    assert.doesNotMatch(json, SECRETS);
    assert.match(json, /"v4ip": "10\.16\./);
    const written = readFileSync(decisions, "utf8");
    assert.doesNotMatch(written, SECRETS);
    assert.match(written, /"address":"\(secret\)"/);
    assert.match(written, /"address":"10\.16\./);
    const up = await project.up();
    succeeded(up);
    assert.doesNotMatch(up.stdout + up.stderr, SECRETS);
    // The id is the object's name, and Pulumi keeps no id secret.
    const state = JSON.stringify(await project.exportState(), (key, value) => (key === "id" ? "" : value));
    assert.doesNotMatch(state, SECRETS);
    const again = await project.preview("--expect-no-changes");
    succeeded(again);
    assert.doesNotMatch(again.stdout + again.stderr, SECRETS);
    assert.doesNotMatch((await project.refresh()).stdout, SECRETS);
  });

  for (const [what, program] of [
    ["a secret address", 'new kubeovn.Vip("bad", { subnet: "ovn-default", v4ip: pulumi.secret("10.16.0.1hush") });'],
    ["a late one", 'new kubeovn.Vip("bad", { subnet: "ovn-default", v4ip: late("10.16.0.1hush") });'],
    ["a secret subnet", 'new kubeovn.Vip("bad", { subnet: pulumi.secret("hush-subnet") });'],
  ] as const) {
    it(`is "(secret)" in the refusal of ${what}`, async () => {
      project.write("index.js", `${HEAD}${program}\n`);
      const said = refused(await project.preview());
      assert.match(said, /\(secret\)/);
      assert.doesNotMatch(said, SECRETS);
    });
  }

  it('is "(secret)" where another resource is refused, and where a set, a selector or a pair names it', async () => {
    const secret = (name: string): string => `pulumi.secret("${name}")`;
    project.write(
      "index.js",
      `${HEAD}
new kubeovn.Vip("first", { subnet: "ovn-default", v4ip: "10.16.0.1O" });
new kubeovn.Vip("second", { subnet: "ovn-default", v4ip: ${secret("10.16.0.1hush")} });
new kubeovn.ReservedIPSet("third", { subnet: "ovn-default", workloads: [{ kind: "Pod", name: ${secret("Hush_pod")} }] });
new kubeovn.Vip("fourth", { subnet: "ovn-default", namespace: "default", selector: [${secret("hush=web")}] });
new kubeovn.AapBinding("fifth", { vips: ["hidden"], namespace: ${secret("Hush Space")}, selector: ["app: web"] });
new kubeovn.IPPool("sixth", { subnet: "ovn-default", ips: [${secret("10.16.0.77..10.16.0.hush")}] });
`,
    );
    for (const args of [[], ["--json"]]) {
      const { stdout, stderr } = await project.preview(...args);
      assert.match(stdout, /is refused as well/);
      assert.doesNotMatch(stdout + stderr, /hush|10\.16\.0\.77/i);
    }
  });

  it('is "(secret)" in the refusal of a name that Kubernetes does not take', async () => {
    project.write(
      "index.js",
      `${HEAD}new kubeovn.ReservedIP("bad", { subnet: "ovn-default", workload: { kind: "Pod", name: pulumi.secret("hush".repeat(70)) } });\n`,
    );
    assert.doesNotMatch(refused(await project.preview()), SECRETS);
  });

  it("is refused as a setting that would stand in clear, and is (secret) as any other", async () => {
    project.write("index.js", `${HEAD}new kubeovn.Vip("a", { subnet: "ovn-default" });\n`);
    succeeded(await project.pulumi("config", "set", "--secret", "kubeovn:owner", "hush-owner"));
    const said = refused(await project.preview());
    assert.match(said, /kubeovn:owner is a secret and would stand in clear in the state and in annotations of objects/);
    assert.doesNotMatch(said, SECRETS);
    succeeded(await project.pulumi("config", "rm", "kubeovn:owner"));
    succeeded(await project.pulumi("config", "rm", "kubeovn:manifests"));
    succeeded(await project.pulumi("config", "set", "--secret", "kubeovn:kubeconfig", "hush-kubeconfig"));
    succeeded(await project.pulumi("config", "set", "kubeovn:requireCluster", "true"));
    assert.doesNotMatch(refused(await project.preview()), SECRETS);
    project.write(
      "index.js",
      `${HEAD}const provider = new kubeovn.Provider("p", { manifests: pulumi.secret("hush-folder") });
new kubeovn.Vip("a", { subnet: "ovn-default" }, { provider });\n`,
    );
    const other = refused(await project.preview());
    assert.match(other, /kubeovn:manifests is a secret and would stand in clear in the state/);
    assert.doesNotMatch(other, SECRETS);
  });
});
