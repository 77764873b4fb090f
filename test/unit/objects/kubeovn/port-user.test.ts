import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openManifestStore } from "../../../../provider/stores/manifests/store";
import { ipObject } from "../../../support/objects";

const ADDRESS = "ovn.kubernetes.io/ip_address";

/** A pod as YAML in flow style, which is JSON. */
function pod(name: string, annotations: object, labels: object = {}, phase = "Running"): string {
  const metadata = { name, namespace: "shop", labels, annotations };
  return `---\n${JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, status: { phase } })}\n`;
}

describe("userOfPort", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "port-user-"));
    const ofVm = { "ovn.kubernetes.io/virtualmachine": "db", [ADDRESS]: "fd00::7" };
    const pods = [
      pod("web-0", { [ADDRESS]: "10.16.0.5" }),
      pod("done", { [ADDRESS]: "10.16.0.6" }, {}, "Succeeded"),
      pod("virt-launcher-db-x7k2p", ofVm, { "vm.kubevirt.io/name": "db" }),
      pod("virt-launcher-other-abcde", { ...ofVm, "ovn.kubernetes.io/virtualmachine": "other" }),
    ];
    writeFileSync(path.join(directory, "pods.yaml"), pods.join(""));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const cases = [
    { name: "the pod of that name", podName: "web-0", podType: "StatefulSet", user: "web-0" },
    { name: "the pod in which the VM runs", podName: "db", podType: "VirtualMachine", user: "virt-launcher-db-x7k2p" },
    { name: "nobody for a VM that has no pod", podName: "off", podType: "VirtualMachine", user: undefined },
    { name: "nobody for a pod that has ended", podName: "done", podType: "", user: undefined },
    { name: "nobody for a pod that is not there", podName: "web-1", podType: "StatefulSet", user: undefined },
  ];
  for (const { name, podName, podType, user } of cases) {
    it(`finds ${name}`, async () => {
      const store = openManifestStore(directory, { identity: "manifests:test" });
      const ip = ipObject(podName, "shop", "s4", "10.16.0.5", { podType });
      const found = await store.userOf(ip);
      assert.deepEqual(found, user === undefined ? undefined : { kind: "Pod", name: user, namespace: "shop" });
    });
  }
});
