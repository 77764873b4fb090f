import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { controllerOf } from "../../../../provider/objects/kubeovn/controller";

function deployment(...containers: readonly object[]): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "kube-ovn-controller", namespace: "kube-system" },
    spec: { template: { spec: { containers } } },
  };
}

const named = (rest: object): object => ({ name: "kube-ovn-controller", image: "kube-ovn:v1.13.0", ...rest });

describe("controllerOf", () => {
  for (const [image, version] of [
    ["docker.io/kubeovn/kube-ovn:v1.14.7", [1, 14, 7]],
    ["registry.local:5000/kubeovn/kube-ovn:v1.15.0-x86", [1, 15, 0]],
    ["kubeovn/kube-ovn:v1.13.0@sha256:0123456789abcdef", [1, 13, 0]],
    ["kubeovn/kube-ovn:1.16", [1, 16]],
    ["kubeovn/kube-ovn:latest", undefined],
    ["registry.local:5000/kubeovn/kube-ovn", undefined],
    ["kubeovn/kube-ovn@sha256:0123456789abcdef", undefined],
    [undefined, undefined],
  ] as const) {
    it(`reads ${version?.join(".") ?? "no release"} from the image ${image}`, () => {
      assert.deepEqual(controllerOf(deployment(named({ image })))?.version, version);
    });
  }

  it("reads flags from command and arguments, the last one of a name", () => {
    const command = ["/kube-ovn/start-controller.sh", "--keep-vm-ip=true"];
    const args = ["--default-cidr=10.16.0.0/16,fd00:10:16::/112", "-v=3", "--alsologtostderr", "--keep-vm-ip=false", 7];
    const flags = controllerOf(deployment(named({ command, args })))?.flags;
    assert.deepEqual(Object.fromEntries(flags ?? []), {
      "keep-vm-ip": "false",
      "default-cidr": "10.16.0.0/16,fd00:10:16::/112",
      v: "3",
      alsologtostderr: "true",
    });
  });

  it("looks at the controller's own container only", () => {
    const sidecar = { name: "proxy", image: "proxy:v2.0.0", args: ["--gc-interval=0"] };
    const found = controllerOf(deployment(sidecar, named({ args: ["--gc-interval=360"] })));
    assert.deepEqual(found, { version: [1, 13, 0], flags: new Map([["gc-interval", "360"]]) });
    assert.equal(controllerOf(deployment(sidecar)), undefined);
  });

  it("tells nothing from a Deployment of another shape", () => {
    const bare = deployment();
    for (const spec of [undefined, null, "text", { template: [] }, { template: { spec: { containers: [null, 1] } } }]) {
      assert.equal(controllerOf({ ...bare, spec }), undefined);
    }
  });
});
