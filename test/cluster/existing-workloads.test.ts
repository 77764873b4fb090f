import assert from "node:assert/strict";
import { ANNOTATION } from "../../provider/plan";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { engineFor } from "./engines";
import { type ApiObject, createSubnet, families, KUBE_OVN_API, until } from "./objects";

const PODS = "/api/v1/namespaces/default/pods";
const RESERVED = "ovn.kubernetes.io/ip_reserved";

async function get(path: string): Promise<ApiObject> {
  const { admin } = await sharedCluster();
  return (await admin("GET", path)).body;
}

/** Resolves when the pod has its address and the object of it. */
async function run(name: string, subnet: string): Promise<ApiObject> {
  const { admin } = await sharedCluster();
  const metadata = { name, annotations: { "ovn.kubernetes.io/logical_switch": subnet } };
  const spec = { containers: [{ name: "main", image: "none" }], terminationGracePeriodSeconds: 0 };
  const { status, body } = await admin("POST", PODS, { apiVersion: "v1", kind: "Pod", metadata, spec });
  assert.equal(status, 201, JSON.stringify(body));
  // The pod knows its address before the IP object is there.
  await until(`${KUBE_OVN_API}/ips/${name}.default`, ({ metadata: now }) => now.finalizers?.length === 1);
  return until(`${PODS}/${name}`, ({ status: now }) => now.phase === "Running");
}

async function end(name: string): Promise<void> {
  const { admin } = await sharedCluster();
  await admin("DELETE", `${PODS}/${name}`);
  while ((await admin("GET", `${PODS}/${name}`)).status !== 404);
}

const macOf = (pod: ApiObject): string => pod.metadata.annotations["ovn.kubernetes.io/mac_address"];

for (const family of families(36)) {
  const { protocol, ipField } = family;
  const subnet = `adopt-${protocol.toLowerCase()}`;
  const reservation = (name: string, workload: object, adopt = true): Resource => ({
    kind: "ReservedIP",
    name,
    args: { subnet, workload, ...(adopt ? { adopt } : {}) },
  });

  describe(`a reservation for a workload that runs, ${protocol}`, () => {
    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
    });

    it("is refused without adopt, and says what the pod has", async () => {
      const name = `${subnet}-plain`;
      const pod = await run(name, subnet);
      const engine = await engineFor(name);
      const { failures } = await engine.preview([reservation(name, { kind: "Pod", name }, false)]);
      const reasons = [...failures.values()].flat().map(({ reason }) => reason);
      assert.ok(
        reasons.some((reason) => reason.includes(pod.status.podIP) && reason.includes("adopt: true")),
        String(reasons),
      );
    });

    it("keeps address and MAC of a pod, also for its successor, and gives the object back as it was", async () => {
      const name = `${subnet}-pod`;
      const path = `${KUBE_OVN_API}/ips/${name}.default`;
      const pod = await run(name, subnet);
      const before = await get(path);
      assert.equal(before.metadata.labels[RESERVED], "false");
      const engine = await engineFor(name);
      const program = [reservation(name, { kind: "Pod", name })];

      const shown = (await engine.preview(program)).inputs.get(`ReservedIP::${name}`);
      assert.deepEqual([shown?.[ipField], shown?.macAddress], [pod.status.podIP, macOf(pod)]);
      await engine.up(program);
      const reserved = await get(path);
      assert.equal(reserved.metadata.labels[RESERVED], "true");
      assert.equal(reserved.spec.ipAddress, before.spec.ipAddress);

      await end(name);
      const successor = await run(name, subnet);
      assert.deepEqual([successor.status.podIP, macOf(successor)], [pod.status.podIP, macOf(pod)]);
      assert.deepEqual(await engine.refresh(), []);
      assert.deepEqual([...(await engine.up(program)).operations.values()], ["same"]);

      await engine.destroy();
      const after = await get(path);
      // The controller notes the node by and by.
      const labelsOf = ({ metadata }: ApiObject) => ({ ...metadata.labels, "ovn.kubernetes.io/node-name": "" });
      assert.deepEqual(labelsOf(after), labelsOf(before));
      assert.equal(after.metadata.annotations?.[ANNOTATION.owner], undefined);
      assert.equal(after.spec[ipField], pod.status.podIP);
      assert.equal((await get(`${PODS}/${name}`)).status.podIP, pod.status.podIP);
      await end(name);
      while ((await (await sharedCluster()).admin("GET", path)).status !== 404);
    });

    it("that was made first and is used now is given up, not taken from the pod", async () => {
      const name = `${subnet}-used`;
      const engine = await engineFor(name);
      const { inputs } = await engine.up([reservation(name, { kind: "Pod", name }, false)]);
      const planned = inputs.get(`ReservedIP::${name}`);
      const pod = await run(name, subnet);
      assert.deepEqual([pod.status.podIP, macOf(pod)], [planned?.[ipField], planned?.macAddress]);
      await engine.destroy();
      const left = await get(`${KUBE_OVN_API}/ips/${name}.default`);
      assert.equal(left.metadata.labels[RESERVED], "false");
      assert.equal(left.metadata.annotations?.[ANNOTATION.owner], undefined);
      assert.equal(left.metadata.deletionTimestamp, undefined);
    });
  });
}
