import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { kubeovnKey } from "../../provider/objects/kubeovn/kinds";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import { describeClaims, describeStore, type OpenedStore } from "../contract/store.contract";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createKubeOvn, createVip, KUBE_OVN_API, until } from "./objects";

/** Overlapping addresses are allowed in another VPC. */
const VPC = "contract";

async function openEmpty(): Promise<OpenedStore> {
  const { kubeconfig, admin } = await sharedCluster();
  await createKubeOvn("Subnet", "s4", { cidrBlock: "10.16.0.0/24", vpc: VPC });
  await until(`${KUBE_OVN_API}/subnets/s4`, ({ status }) => status?.v4availableIPs > 0);
  const again = () => openKubernetesStore({ kubeconfig });
  // By the store, which repairs what 1.13 would not release: otherwise the Subnet stays in use forever.
  const clear = async (kind: "IP" | "Vip"): Promise<void> => {
    const { body } = await admin("GET", `${KUBE_OVN_API}/${kind.toLowerCase()}s`);
    const ours: readonly ApiObject[] = body.items.filter(({ spec }: ApiObject) => spec.subnet === "s4");
    for (const { metadata } of ours) await again().delete(kubeovnKey(kind, metadata.name), () => true);
  };
  const removeSubnet = async (name: string): Promise<void> => {
    const path = `${KUBE_OVN_API}/subnets/${name}`;
    await admin("DELETE", path);
    while ((await admin("GET", path)).status !== 404) await sleep(100);
  };
  return {
    store: again(),
    again,
    async close() {
      await clear("IP");
      await clear("Vip");
      await removeSubnet("s4");
      await removeSubnet("s5");
    },
  };
}

describe("openKubernetesStore", () => {
  before(async function () {
    await needCluster.call(this);
    await createKubeOvn("Vpc", VPC, {});
  });

  describeStore("a cluster", openEmpty);
  describeClaims("a cluster", openEmpty);

  it("is the UID of the namespace kube-system", async () => {
    const { kubeconfig, admin } = await sharedCluster();
    const { body } = await admin("GET", "/api/v1/namespaces/kube-system");
    assert.equal(await openKubernetesStore({ kubeconfig }).identity(), `cluster:${body.metadata.uid}`);
  });

  it("asks again whose an object is that has changed in between, and keeps it when it is another owner's by now", async () => {
    const { kubeconfig, name } = await sharedCluster();
    await createVip("contested", { subnet: "ovn-default" });
    const kubectl = ["scripts/cluster.mjs", "kubectl", "--name", name];
    let asked = 0;
    const answer = await openKubernetesStore({ kubeconfig }).delete(kubeovnKey("Vip", "contested"), ({ metadata }) => {
      if (asked++ === 0) execFileSync(process.execPath, [...kubectl, "annotate", "vip", "contested", "whose=theirs"]);
      return metadata.annotations?.whose !== "theirs";
    });
    assert.deepEqual([answer, asked], ["kept", 2]);
    assert.equal((await (await sharedCluster()).admin("DELETE", `${KUBE_OVN_API}/vips/contested`)).status, 200);
  });
});
