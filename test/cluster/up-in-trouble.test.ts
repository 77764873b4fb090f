import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startFaultProxy } from "../support/fault-proxy";
import { writeKubeconfig } from "../support/kubeconfig";
import { type Racer, startRacer } from "../support/racers";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createSubnet, type Family, families, KUBE_OVN_API } from "./objects";

const COUNT = 50;

async function inSubnet(kind: "ips" | "vips", subnet: string): Promise<readonly ApiObject[]> {
  const { admin } = await sharedCluster();
  const { body } = await admin("GET", `${KUBE_OVN_API}/${kind}`);
  return body.items.filter(({ spec }: ApiObject) => spec.subnet === subnet);
}

/** An update of 50 reserved IPs with trouble in its middle: it ends as if there had been none. */
async function upOf(
  subnet: string,
  family: Family,
  kubeconfig: string,
  trouble: (racer: Racer) => Promise<void>,
): Promise<void> {
  await createSubnet(subnet, family);
  const racer = startRacer({ kubeconfig, stack: subnet, subnet, searched: COUNT, fixed: [], parallel: 10 });
  const [{ steps }] = await Promise.all([racer.done, trouble(racer)]);
  const planned = new Map(steps.flatMap((step) => ("planned" in step ? [[step.name, step.planned]] : [])));
  assert.deepEqual(
    steps.filter((step) => "refused" in step),
    [],
  );
  const there = (await inSubnet("ips", subnet)).map(({ spec }) => [spec.podName, spec[family.ipField]]);
  assert.equal(planned.size, COUNT);
  assert.deepEqual(new Map(there as [string, string][]), planned);
  assert.deepEqual(await inSubnet("vips", subnet), []);
}

describe("an update of 50 reserved IPs", () => {
  before(needCluster);

  for (const family of families(53)) {
    it(`ends as planned when the controller restarts in its middle, ${family.protocol}`, async () => {
      const { kubeconfig, restartController } = await sharedCluster();
      await upOf(`trouble-${family.protocol.toLowerCase()}`, family, kubeconfig, async ({ made }) => {
        await made(15);
        await restartController();
      });
    });
  }

  it("ends as planned when the API server restarts in its middle", async () => {
    const { kubeconfig, restartApiServer } = await sharedCluster();
    const [family = assert.fail()] = families(34);
    await upOf("trouble-api", family, kubeconfig, async ({ made }) => {
      await made(15);
      await restartApiServer();
    });
  });

  it("ends as planned when the API server takes a second for every answer", async () => {
    const { server, folder, kubeconfig: direct } = await sharedCluster();
    const proxy = await startFaultProxy({ server, ca: readFileSync(join(folder, "apiserver.crt")) });
    const [, token] = /token: (\S+)/.exec(readFileSync(direct, "utf8")) ?? [];
    const cluster = { server: proxy.url, "insecure-skip-tls-verify": true };
    const kubeconfig = writeKubeconfig("slow", { cluster, user: { token } });
    const [family = assert.fail()] = families(35);
    proxy.inject(() => ({ delayMs: 1_000 }));
    await upOf("trouble-slow", family, kubeconfig, async () => undefined);
    await proxy.close();
  });
});
