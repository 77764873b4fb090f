import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { createSubnet, createVip, families, KUBE_OVN_API, reserve } from "./objects";

const MAC = "02:00:00:00:01:01";

/** The type of a port of OVN; undefined without such a port. */
async function portType(name: string): Promise<string | undefined> {
  const { northbound } = await sharedCluster();
  const args = [`--db=${northbound}`, "--bare", "--columns=type,name", "find", "Logical_Switch_Port", `name=${name}`];
  const { stdout } = await promisify(execFile)("ovn-nbctl", args);
  return stdout.includes(name) ? stdout.split("\n")[0] : undefined;
}

for (const family of families(18)) {
  const { protocol, vipField, ipField, address } = family;
  const subnet = `restart-${protocol.toLowerCase()}`;
  const vip = `${subnet}-vip`;

  describe(`restartController with ${protocol}`, () => {
    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
      await createVip(vip, { subnet, namespace: "default", [vipField]: address(100) });
      // The controller makes the port right after the status, but only if it sees its own write by then; a selector makes it look again.
      const { admin } = await sharedCluster();
      const selector = { spec: { selector: ["app: none"] } };
      await admin("PATCH", `${KUBE_OVN_API}/vips/${vip}`, selector, "application/merge-patch+json");
      while ((await portType(vip)) !== "virtual") await sleep(50);
      await reserve(`${subnet}-pod`, { subnet, [ipField]: address(101), macAddress: MAC });
    });

    it("is survived by a reserved IP, not by a virtual port, whose Vip stays ready", async () => {
      const { admin, restartController } = await sharedCluster();
      await restartController();
      while (await portType(vip)) await sleep(50);
      const { body } = await admin("GET", `${KUBE_OVN_API}/vips/${vip}`);
      assert.equal(body.status.ready, true);
      const ip = await admin("GET", `${KUBE_OVN_API}/ips/${subnet}-pod.default`);
      assert.equal(ip.body.spec[ipField], address(101));
      assert.equal(ip.body.spec.macAddress, MAC);
      assert.equal(ip.body.metadata.labels["ovn.kubernetes.io/ip_reserved"], "true");
    });

    it("leaves a controller that works", async () => {
      const { status } = await createVip(`${vip}-after`, { subnet, [vipField]: address(102) });
      assert.equal(status[vipField], address(102));
    });
  });
}

describe("restartApiServer", () => {
  before(needCluster);

  it("leaves objects, tokens and a controller that works", async () => {
    const { admin, restartApiServer } = await sharedCluster();
    await restartApiServer();
    const { body } = await admin("GET", `${KUBE_OVN_API}/subnets/ovn-default`);
    assert.equal(body.spec.cidrBlock, "10.16.0.0/16");
    const { status } = await createVip("after-api-server", { subnet: "ovn-default" });
    assert.match(status.v4ip, /^10\.16\./);
  });
});
