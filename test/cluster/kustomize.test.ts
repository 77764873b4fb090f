import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "../../provider/objects/kube-object";
import { openManifestDirectory } from "../../provider/stores/manifests/directory";
import { fluxRepository } from "../fixtures/manifests/repositories";
import { testkubePath } from "../support/delivery/desk";
import { needCluster } from "../support/test-cluster";
import { inScratch, put } from "../unit/stores/manifests/scratch";

describe("a repository that kubectl kustomize renders", () => {
  let bin: string;
  let path: string | undefined;

  before(async function () {
    await needCluster.call(this);
    bin = mkdtempSync(join(tmpdir(), "kubectl-"));
    const program = `#!/bin/sh\nexec "${await testkubePath()}" kubectl "$@"\n`;
    writeFileSync(join(bin, "kubectl"), program, { mode: 0o755 });
    path = process.env.PATH;
    process.env.PATH = bin;
  });
  after(() => {
    if (path !== undefined) process.env.PATH = path;
    if (bin !== undefined) rmSync(bin, { recursive: true });
  });

  const read = async (root: string): Promise<{ objects: readonly KubeObject[]; notes: readonly string[] }> => {
    const directory = openManifestDirectory(root);
    return {
      objects: await directory.objects(),
      notes: (await directory.notes()).map(({ file, reason }) => `${file}: ${reason}`),
    };
  };
  const ofKind = (objects: readonly KubeObject[], wanted: string): readonly unknown[] =>
    objects.filter(({ kind }) => kind === wanted).map(({ spec }) => spec);

  it("is read with its patches applied, and nothing of it is passed over", () =>
    inScratch(fluxRepository, async (root) => {
      const { objects, notes } = await read(root);
      const [subnet, ...others] = ofKind(objects, "Subnet") as readonly { cidrBlock: string; natOutgoing: boolean }[];
      assert.deepEqual([subnet?.cidrBlock, subnet?.natOutgoing, others.length], ["10.90.0.0/24", true, 0]);
      assert.deepEqual(notes, []);
    }));

  it("has the address that an inline patch gives", () =>
    inScratch(fluxRepository, async (root) => {
      put(
        root,
        "infrastructure/production/kustomization.yaml",
        "namespace: team\nresources: [subnet.yaml, vip.yaml]\npatches:\n- path: subnet-patch.yaml\n- target: {kind: Vip}\n  patch: |\n    - {op: replace, path: /spec/v4ip, value: 10.90.0.77}\n",
      );
      const { objects } = await read(root);
      assert.deepEqual(ofKind(objects, "Vip"), [{ subnet: "vms", v4ip: "10.90.0.77" }]);
      assert.deepEqual(
        objects.filter(({ kind }) => kind === "Vip").map(({ metadata }) => metadata.namespace),
        [undefined],
      );
    }));

  it("stops where two overlays make different objects of one base, and names both", () =>
    inScratch(
      {
        "base/kustomization.yaml": "resources: [vip.yaml]\n",
        "base/vip.yaml": "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: a}\nspec: {subnet: s}\n",
        ...Object.fromEntries(
          [1, 2].map((n) => [
            `site${n}/kustomization.yaml`,
            `resources: [../base]\npatches:\n- target: {kind: Vip}\n  patch: |\n    - {op: add, path: /spec/v4ip, value: 10.0.0.${n}}\n`,
          ]),
        ),
      },
      async (root) => {
        await assert.rejects(
          read(root),
          /Vip "a" stands twice, in site1\/kustomization\.yaml:1 and in site2\/kustomization\.yaml:1/,
        );
        put(root, ".kubeovnignore", "site2/\n");
        assert.deepEqual(ofKind((await read(root)).objects, "Vip"), [{ subnet: "s", v4ip: "10.0.0.1" }]);
      },
    ));
});
