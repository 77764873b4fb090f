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

  it('is "(secret)" in the refusal of a name that Kubernetes does not take', async () => {
    project.write(
      "index.js",
      `${HEAD}new kubeovn.ReservedIP("bad", { subnet: "ovn-default", workload: { kind: "Pod", name: pulumi.secret("hush".repeat(70)) } });\n`,
    );
    assert.doesNotMatch(refused(await project.preview()), SECRETS);
  });
});
