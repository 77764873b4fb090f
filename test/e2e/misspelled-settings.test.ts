import assert from "node:assert/strict";
import { ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { refused, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

describe("a setting that is misspelled", () => {
  before(needPulumi);

  it("stops the preview, whatever else is configured", async () => {
    const program = `const kubeovn = require("pulumi-kubeovn");\nnew kubeovn.Vip("web", { subnet: "ovn-default" });\n`;
    const project = await createProject({ ...ON_CLUSTER, files: { ...ON_CLUSTER.files, "index.js": program } });
    succeeded(await project.pulumi("config", "set", "kubeovn:manifest", "elsewhere"));
    assert.match(refused(await project.preview()), /no setting kubeovn:manifest \(did you mean "manifests"\?\)/);
    succeeded(await project.pulumi("config", "rm", "kubeovn:manifest"));
    assert.match(
      refused(await project.shell("KUBEOVN_MANIFEST=elsewhere pulumi preview --non-interactive")),
      /no environment variable KUBEOVN_MANIFEST \(did you mean "KUBEOVN_MANIFESTS"\?\)/,
    );
    project.write("index.js", `${program}new kubeovn.Provider("edge", { manifest: "x" });\n`);
    assert.match(refused(await project.preview()), /no argument of Provider manifest \(did you mean "manifests"\?\)/);
    project.write("index.js", program);
    succeeded(await project.pulumi("config", "set", "kubeovn:version", "1.99"));
    const shown = await project.preview();
    succeeded(shown);
    assert.match(shown.stdout, /kubeovn: Kube-OVN 1\.99 is newer than .* are used/);
    assert.match(shown.stdout, /kubeovn: kubeovn:version is called kubeovn:kubeOvnVersion now; rename it/);
  });
});
