import assert from "node:assert/strict";
import { kubeovnKey } from "../../provider/objects/kubeovn/kinds";
import { objectLifecycle } from "../../provider/runtime/lifecycle-object";
import { openSession, type Session } from "../../provider/runtime/session";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import type { Store } from "../../provider/stores/store";
import { KUBE_OVN_API, objectsOf } from "../support/cluster-objects";
import { families } from "../support/families";
import { ipObject, subnetObject, vipObject } from "../support/objects";
import type { ClusterUnderTest, TestedCluster } from "../support/tested-cluster";

const SHORT = { timeoutMs: 1_500 };
const LABELS = { "ovn.kubernetes.io/subnet": "waits" };

/** What is waited for, and what is said of it when it does not come, on every cluster. */
export function describeWaits({ name, open, close }: ClusterUnderTest): void {
  describe(`waits of openKubernetesStore in ${name}`, () => {
    let cluster: TestedCluster;
    let store: Store;

    before(async function () {
      cluster = await open.call(this);
      store = openKubernetesStore(cluster);
      await objectsOf(cluster).createSubnet("waits", families(33)[0] ?? assert.fail());
    });

    after(close);

    const patch = async (path: string, body: unknown): Promise<void> => {
      const { admin } = cluster;
      assert.equal((await admin("PATCH", `${KUBE_OVN_API}/${path}`, body, "application/merge-patch+json")).status, 200);
    };

    it("say at which gate the controller stopped with an object", async () => {
      const { metadata, ...rest } = ipObject("db", "default", "waits", "10.33.0.9", { v4IpAddress: "10.33.0.9" });
      const misnamed = { ...rest, metadata: { name: "wrongname", labels: LABELS } };
      await assert.rejects(store.create(misnamed, undefined, SHORT), {
        code: "timeout",
        message: `kube-ovn-controller has not taken kubeovn.io/v1 IP "wrongname" within 1.5 s: Kube-OVN permanently ignores it: for this workload and subnet its name must be ${JSON.stringify(metadata.name)}; recreate it under that name`,
      });
      await store.delete(kubeovnKey("IP", "wrongname"), () => true);
    });

    it("say which finalizer keeps an object from going", async () => {
      await store.create(vipObject("held", "waits", "10.33.0.10"));
      await patch("vips/held", { metadata: { finalizers: ["example.com/mine"] } });
      await assert.rejects(
        store.delete(kubeovnKey("Vip", "held"), () => true, SHORT),
        { code: "timeout", message: /Vip "held" is still being deleted after 1\.5 s: .*"?example\.com\/mine/ },
      );
      await patch("vips/held", { metadata: { finalizers: null } });
      assert.equal(await store.get(kubeovnKey("Vip", "held")), undefined);
    });

    it("hand on what the controller objects to", async () => {
      await assert.rejects(store.create(subnetObject("overlapping", "10.33.0.0/25")), {
        code: "refused",
        message: /kube-ovn-controller refuses kubeovn\.io\/v1 Subnet "overlapping": .*is conflict with subnet waits/,
      });
      await store.delete(kubeovnKey("Subnet", "overlapping"), () => true);
    });

    it("leave what was not taken to the next update, which needs its id and inputs", async () => {
      const inputs = {
        name: "late",
        cidrBlock: "10.33.0.0/26",
        owner: "acme/shop/prod/Subnet/late",
        claim: "0123456789abcdef",
      };
      const config = (key: string): unknown => (key === "kubeovn:kubeconfig" ? cluster.kubeconfig : undefined);
      const session: Session = { ...openSession(config, () => undefined), store };
      await assert.rejects(objectLifecycle("Subnet").create(session, inputs), { id: "late", properties: inputs });
      await objectLifecycle("Subnet").delete(session, "late", inputs);
      assert.equal(await store.get(kubeovnKey("Subnet", "late")), undefined);
    });

    it("end when someone deletes what is waited for", async () => {
      const vip = vipObject("short-lived", "no-such-subnet", "10.33.0.11");
      const ended = assert.rejects(store.create(vip), {
        code: "not-found",
        message: /someone deleted .* "short-lived"/,
      });
      while ((await store.get(kubeovnKey("Vip", "short-lived"))) === undefined);
      await store.delete(kubeovnKey("Vip", "short-lived"), () => true);
      await ended;
    });

    it("go on while the controller restarts", async () => {
      const restarted = cluster.restartController();
      const live = await store.create(vipObject("patient", "waits", "10.33.0.12"));
      assert.equal((live.status as { v4ip: string }).v4ip, "10.33.0.12");
      await restarted;
    });
  });
}
