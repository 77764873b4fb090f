import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, refused, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

const PROGRAM = `const kubeovn = require("pulumi-kubeovn");
const vip = new kubeovn.Vip("web", { subnet: "six" });
new kubeovn.ReservedIP("vm", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "vm" } });
exports.address = vip.v6ip;
`;

describe("the manifest directory", () => {
  before(needPulumi);

  it("has to be configured where there is no cluster, and the refusal says how", async () => {
    const project = await createProject({ files: { "index.js": PROGRAM }, env: { HOME: "/nobody", KUBECONFIG: "" } });
    const said = refused(await project.preview());
    assert.match(
      said,
      /no cluster is configured: KUBECONFIG is not set, .* or a directory of manifests: `pulumi config set kubeovn:manifests <directory>`/,
    );
    assert.doesNotMatch(said, /\.[jt]s:\d+/, "no stack");
  });

  it("is not planned against while a file of it cannot be read: file and line are named", async () => {
    const files = {
      ...ON_CLUSTER.files,
      "manifests/team/broken.yaml": "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: x\nspec: {}\n",
      "index.js": PROGRAM,
    };
    const project = await createProject({ ...ON_CLUSTER, files });
    assert.match(refused(await project.preview()), /team\/broken\.yaml:[34]/);
  });

  it("may be on any machine and under any name, if the program says it is the same one", async () => {
    const project = await createProject({
      ...ON_CLUSTER,
      env: { KUBEOVN_PRUNE: "true" },
      files: { ...ON_CLUSTER.files, "index.js": PROGRAM },
    });
    succeeded(await project.up());
    const created = inputsIn(await project.exportState());

    renameSync(join(project.folder, "manifests"), join(project.folder, "production"));
    const written = filesIn(join(project.folder, "production"));
    const configure = (more: string): void =>
      project.write("Pulumi.dev.yaml", `config:\n  kubeovn:manifests: production\n${more}`);
    configure("");
    const said = refused(await project.up());
    assert.match(said, /was made in "manifests:manifests" and the configuration now says "manifests:production"/);
    assert.match(said, /set kubeovn:movedFrom to "manifests:manifests"/);

    configure('  kubeovn:movedFrom: "manifests:manifests"\n');
    succeeded(await project.up());
    configure("");
    succeeded(await project.preview("--expect-no-changes"));
    const moved = inputsIn(await project.exportState());
    for (const [at, { store, ...inputs }] of created) {
      assert.equal(store, "manifests:manifests");
      assert.deepEqual(moved.get(at), { ...inputs, store: "manifests:production" });
    }
    assert.deepEqual(filesIn(join(project.folder, "production")), written);

    succeeded(await project.refresh("--run-program", "--expect-no-changes"));
    succeeded(await project.destroy("--run-program"));
    assert.deepEqual([...filesIn(join(project.folder, "production")).keys()], ["cluster.yaml"]);
  });
});
