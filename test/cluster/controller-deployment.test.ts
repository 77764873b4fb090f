import assert from "node:assert/strict";
import type { Snapshot } from "../../provider/plan";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { accountWith, type ShippedRole } from "./accounts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/kube-system/deployments";
const FILE = "cluster-role-preview";

/** As Kube-OVN's chart writes it, without replicas: on a test cluster the controller is no pod. */
function deployment(image: string, ...args: readonly string[]): object {
  const labels = { app: "kube-ovn-controller" };
  const containers = [{ name: "kube-ovn-controller", image, args: ["/kube-ovn/start-controller.sh", ...args] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "kube-ovn-controller", namespace: "kube-system" },
    spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

describe("the Deployment of Kube-OVN's controller", () => {
  before(needCluster);

  const seen = async (...roles: readonly ShippedRole[]): Promise<Pick<Snapshot, "version" | "controller">> => {
    const { version, controller } = await openKubernetesStore({ kubeconfig: await accountWith(...roles) }).snapshot();
    return controller === undefined ? { version } : { version, controller };
  };

  it("need not be there", async () => {
    assert.deepEqual(await seen(FILE, "role-controller"), { version: [1, 13] });
  });

  describe("that is there", () => {
    before(async () => {
      const { admin } = await sharedCluster();
      const { status, body } = await admin(
        "POST",
        DEPLOYMENTS,
        deployment("kubeovn/kube-ovn:v1.14.7", "--keep-vm-ip=false"),
      );
      assert.equal(status, 201, JSON.stringify(body));
    });

    after(async () => {
      const { admin } = await sharedCluster();
      await admin("DELETE", `${DEPLOYMENTS}/kube-ovn-controller`);
    });

    it("tells release and flags to an account with the optional role", async () => {
      assert.deepEqual(await seen(FILE, "role-controller"), {
        version: [1, 14, 7],
        controller: { version: [1, 14, 7], flags: new Map([["keep-vm-ip", "false"]]) },
      });
    });

    it("is not needed: without that role, the definitions tell the release", async () => {
      assert.deepEqual(await seen(FILE), { version: [1, 13] });
    });
  });
});
