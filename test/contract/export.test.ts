import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { printAddress } from "../../provider/ipam";
import { type KubeObject, keyOf } from "../../provider/objects/kube-object";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import { openManifestDirectory } from "../../provider/stores/manifests/directory";
import { renderObject } from "../../provider/stores/manifests/render";
import { openManifestStore } from "../../provider/stores/manifests/store";
import { type Release, startApiServer } from "../support/api-server";
import { runInProcess } from "../support/command-line";
import { ipObject, subnetObject, vipObject } from "../support/objects";
import { inScratch, put, read } from "../unit/stores/manifests/scratch";

const POD: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "web-0",
    namespace: "prod",
    annotations: {
      "ovn.kubernetes.io/ip_address": "10.16.0.20",
      "ovn.kubernetes.io/logical_switch": "s4",
      "kubectl.kubernetes.io/last-applied-configuration": "{secret}",
      "vault.example.com/token": "secret",
    },
  },
  spec: { containers: [{ name: "web", image: "web", env: [{ name: "PASSWORD", value: "secret" }] }] },
  status: { phase: "Running" },
};
const NODE: KubeObject = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "n1", annotations: { note: "secret" } },
  status: {
    addresses: [
      { type: "InternalIP", address: "10.16.0.30" },
      { type: "Hostname", address: "n1" },
    ],
  },
};

/** Resolves when the controller has nothing left to write. */
async function settled(kubeconfig: string): Promise<void> {
  const store = openKubernetesStore({ kubeconfig });
  let before: unknown;
  for (let calm = 0; calm < 3; ) {
    const now = await store.snapshot();
    calm = isDeepStrictEqual(now, before) ? calm + 1 : 0;
    before = now;
    await setTimeout(50);
  }
}

for (const release of ["1.13", "1.17"] satisfies readonly Release[]) {
  describe(`pulumi-kubeovn export of Kube-OVN ${release}`, () => {
    it("says what the cluster says, and nothing secret", () =>
      inScratch({}, async (root) => {
        const objects = [
          subnetObject("s4", "10.16.0.0/24"),
          vipObject("v", "s4", "10.16.0.40"),
          ipObject("r-0", "prod", "s4", "10.16.0.50"),
          POD,
          NODE,
        ];
        const server = await startApiServer({ release, objects });
        try {
          await settled(server.kubeconfig);
          const file = join(root, "cluster.yaml");
          const { code, stderr } = await runInProcess(["export", "--kubeconfig", server.kubeconfig, "-o", file], {
            cwd: root,
          });
          assert.deepEqual([code, stderr], [0, ""]);
          const text = read(root, "cluster.yaml");
          assert.doesNotMatch(text, /secret|containers/);
          assert.match(text, /ip_address: 10\.16\.0\.20\n[\s\S]*logical_switch: s4\n/);
          assert.match(
            text,
            /^# What[^\n]*\n# time: \d{4}-\d\d-\d\dT[\d:.]+Z\n# release: 1\.\d+[^\n]*\n# cluster: \S+\n---\n/,
          );
          const live = await openKubernetesStore({ kubeconfig: server.kubeconfig }).snapshot();
          const exported = await openManifestStore(root, { identity: "manifests:x", version: live.version }).snapshot();
          for (const part of ["subnets", "pools", "reservations", "holdings", "ports"] as const) {
            const sorted = (value: unknown): unknown =>
              Array.isArray(value) ? [...value].sort((a, b) => (a.key < b.key ? -1 : 1)) : value;
            assert.deepEqual(sorted(exported[part]), sorted(live[part]), part);
          }
        } finally {
          await server.close();
        }
      }));

    it("stands beside the files that the cluster got its objects from: both count, and those are edited", () =>
      inScratch({}, async (root) => {
        const vip = vipObject("v", "s4", "10.16.0.40");
        const server = await startApiServer({ release, objects: [subnetObject("s4", "10.16.0.0/24"), vip] });
        try {
          const { stdout } = await runInProcess(["export", "--kubeconfig", server.kubeconfig]);
          put(root, "cluster.yaml", stdout);
          put(root, "vips/v.yaml", renderObject({ ...vip, spec: { ...(vip.spec as object), v4ip: "10.16.0.41" } }));
          const { holdings } = await openManifestStore(root, { identity: "manifests:x" }).snapshot();
          const [held] = holdings.filter(({ key }) => key === "Vip/v");
          assert.deepEqual(held?.addresses.map(printAddress).sort(), ["10.16.0.40", "10.16.0.41"]);
          const directory = openManifestDirectory(root);
          assert.match((await directory.locate(keyOf(vip))) ?? "", /^vips\/v\.yaml:/);
          await directory.update(keyOf(subnetObject("s4", "10.16.0.0/24")), (live) => ({ ...live, note: "x" }));
          assert.match(read(root, "cluster.yaml"), /^note: x$/m);
          assert.equal((await directory.objects()).length, 3);
          put(root, "vips/w.yaml", renderObject({ ...vip, spec: {} }));
          await assert.rejects(directory.objects(), /stands twice, in vips\/v\.yaml:1 and in vips\/w\.yaml:1/);
        } finally {
          await server.close();
        }
      }));
  });
}
