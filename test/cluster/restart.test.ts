import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { loadToolchain } from "../support/toolchain";
import { createSubnet, createVip, families, KUBE_OVN_API, reserve } from "./objects";

interface RecordModule {
  readRecord(
    name: string,
  ): { readonly daemons: readonly { readonly name: string; readonly pid: number }[] } | undefined;
}
const records = loadToolchain<RecordModule>("../cluster/record.mjs");

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

/** Ends the API server and has its port; what it resolves to gives the port back. */
async function takePort(): Promise<() => Promise<void>> {
  const { name, server } = await sharedCluster();
  const { pid } =
    (await records).readRecord(name)?.daemons.find((one) => one.name === "kube-apiserver") ?? assert.fail();
  process.kill(pid, "SIGKILL");
  for (;;) {
    const other = createServer((socket) => socket.destroy());
    try {
      await once(other.listen(Number(new URL(server).port), "127.0.0.1"), "listening");
      return async () => void (await once(other.close(), "close"));
    } catch {
      await sleep(20);
    }
  }
}

describe("restartApiServer", () => {
  before(needCluster);

  it("is not stopped by someone who has the port for a moment", async () => {
    const { admin, folder, restartApiServer } = await sharedCluster();
    const log = (): string => readFileSync(join(folder, "kube-apiserver.log"), "utf8");
    const giveBack = await takePort();
    const restarted = restartApiServer();
    while (!log().includes("address already in use")) await sleep(20);
    await giveBack();
    await restarted;
    assert.equal((await admin("GET", "/readyz")).status, 200);
  });

  it("says why when someone keeps the port", async () => {
    const { restartApiServer } = await sharedCluster();
    const giveBack = await takePort();
    await assert.rejects(restartApiServer(), /kube-apiserver has ended:\n[\s\S]*address already in use/);
    await giveBack();
    await restartApiServer();
  });

  it("leaves objects, tokens and a controller that works", async () => {
    const { admin, restartApiServer } = await sharedCluster();
    await restartApiServer();
    const { body } = await admin("GET", `${KUBE_OVN_API}/subnets/ovn-default`);
    assert.equal(body.spec.cidrBlock, "10.16.0.0/16");
    const { status } = await createVip("after-api-server", { subnet: "ovn-default" });
    assert.match(status.v4ip, /^10\.16\./);
  });
});
