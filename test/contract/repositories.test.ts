import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { auditStore } from "../../cli/inputs/audit";
import { readSettings } from "../../provider/connect/settings";
import { openManifestDirectory } from "../../provider/stores/manifests/directory";
import { argoRepository, fluxRepository } from "../fixtures/manifests/repositories";
import { runInProcess } from "../support/command-line";
import { inScratch, put } from "../unit/stores/manifests/scratch";

const audited = async (root: string, ignore = ""): Promise<Awaited<ReturnType<typeof auditStore>>> => {
  const config: Readonly<Record<string, string>> = { "kubeovn:manifests": root, "kubeovn:ignore": ignore };
  return auditStore(readSettings((key) => config[key], {}, root));
};

describe("a whole repository, where nothing renders kustomizations", () => {
  let path: string | undefined;
  before(() => {
    path = process.env.PATH;
    process.env.PATH = "";
  });
  after(() => {
    process.env.PATH = path;
  });

  it("is audited as Flux lays it out: the production cluster only", () =>
    inScratch(fluxRepository, async (root) => {
      const { snapshot, report, passedOver } = await audited(root);
      assert.deepEqual(
        [...snapshot.subnets.values()].map(({ name, cidrBlock }) => [name, cidrBlock]),
        [["vms", "10.90.0.0/24"]],
      );
      assert.deepEqual(report.judged, { Subnet: 1, Vip: 1 });
      assert.deepEqual(passedOver, [
        "infrastructure/production/kustomization.yaml:1: what it makes of objects with addresses is not known here, because it cannot be rendered: neither kubectl nor kustomize is on PATH",
        'infrastructure/production/subnet-patch.yaml:1: it is a part of infrastructure/production/kustomization.yaml, so what it makes of Subnet "vms" is not known here; render it with kustomize to have it read',
      ]);
    }));

  it("names the objects of two clusters that say different things, and the way out", () =>
    inScratch({ ...fluxRepository, ".kubeovnignore": "" }, async (root) => {
      await assert.rejects(
        audited(root),
        /Subnet "vms" stands twice, in infrastructure\/production\/subnet\.yaml:1 and in infrastructure\/staging\/subnet\.yaml:1; remove all but one, or exclude those of other clusters in \.kubeovnignore/,
      );
      assert.deepEqual((await audited(root, "infrastructure/staging, clusters/staging")).report.judged, {
        Subnet: 1,
        Vip: 1,
      });
    }));

  it("is audited as Argo CD lays it out, templates and all", () =>
    inScratch(argoRepository, async (root) => {
      symlinkSync("gone.yaml", join(root, "link.yaml"));
      const { report, passedOver } = await audited(root);
      assert.deepEqual(
        report.rows.filter(({ level }) => level === "wrong").map(({ code, name }) => [code, name]),
        [
          ["address-shared", "a"],
          ["address-shared", "b"],
        ],
      );
      assert.deepEqual(
        passedOver.map((line) => line.replace(/: .*/, "")),
        [
          "charts/web/templates/deployment.yaml:1",
          "charts/web/templates/tests/test-connection.yaml:4",
          "link.yaml:1",
          "notes/broken.yaml:2",
          "playbooks/site.yml:1",
        ],
      );
    }));

  it("is audited by the command, which names what it passes over and does not fail for it", async () => {
    for (const [repository, expected] of [
      [fluxRepository, { code: 0, passedOver: 2 }],
      [argoRepository, { code: 3, passedOver: 4 }],
    ] as const)
      await inScratch(repository, async (root) => {
        const { code, stdout, stderr } = await runInProcess(["audit", "--manifests", root]);
        assert.equal(code, expected.code, stdout);
        assert.equal(stderr.match(/^passed over: /gm)?.length, expected.passedOver, stderr);
      });
  });

  it("stops at a template that may hide an address, and at a placeholder for one", () =>
    inScratch(argoRepository, async (root) => {
      put(
        root,
        "charts/web/templates/vip.yaml",
        "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  name: {{ .Release.Name }}\n",
      );
      put(
        root,
        "networks/placeholder.yaml",
        `apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  name: c\nspec:\n  v4ip: "\${VIP}"\n`,
      );
      await assert.rejects(
        audited(root),
        /2 things leave it in doubt[\s\S]*vip\.yaml:4 [\s\S]*placeholder\.yaml:1 is no manifest: Vip has a placeholder/,
      );
      assert.deepEqual((await audited(root, "templates/,placeholder.yaml")).report.judged, { Subnet: 1, Vip: 2 });
    }));

  it("gives objects the namespace of the outermost kustomization, and none where there are several", () =>
    inScratch(
      {
        "base/kustomization.yaml": "namespace: inner\nresources: [pod.yaml]\n",
        "base/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
        "over/kustomization.yaml": "namespace: outer\nresources: [../base]\n",
      },
      async (root) => {
        const directory = openManifestDirectory(root);
        const namespaces = async (): Promise<unknown> =>
          (await directory.objects()).map(({ metadata }) => metadata.namespace);
        assert.deepEqual(await namespaces(), ["outer"]);
        put(root, "second/kustomization.yaml", "namespace: other\nresources: [../base]\n");
        assert.deepEqual(await namespaces(), [undefined]);
      },
    ));

  it("reads a file again that is a patch no more", () =>
    inScratch(
      {
        "kustomization.yaml": "patches: [{path: p.yaml}]\n",
        "p.yaml": "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: a}\n",
      },
      async (root) => {
        const directory = openManifestDirectory(root);
        assert.deepEqual(await directory.objects(), []);
        put(root, "kustomization.yaml", "resources: [p.yaml]\n");
        assert.equal((await directory.objects()).length, 1);
        put(root, ".kubeovnignore", "p.yaml\n");
        assert.deepEqual(await directory.objects(), []);
      },
    ));
});
