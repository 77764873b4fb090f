import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Address, parseAddress } from "../../provider/ipam";
import { ROOMS } from "../../provider/kinds";
import type { AddressClaim } from "../../provider/objects/address-claim";
import type { KubeObject } from "../../provider/objects/kube-object";
import { openAccess } from "../../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { createClaimedPool } from "../../provider/stores/kubernetes/claim-pool";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import type { StoreError } from "../../provider/stores/store";
import { needPulumi } from "../e2e/support/need-pulumi";
import { inputsIn, outputsIn, refused, succeeded } from "../e2e/support/outcome";
import { createProject, type Project } from "../e2e/support/project";
import { endPod, installSpiderpool, removeSpiderpool, startPod, until } from "../support/spiderpool/agent";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { accountWith, type ShippedRole } from "./accounts";
import type { ApiObject } from "./objects";

const SPIDERPOOL = "/apis/spiderpool.spidernet.io/v2beta1";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const PODS = "/api/v1/namespaces/default/pods";

const NETWORK = `
import { spiderpool } from "pulumi-kubeovn";

const network = new spiderpool.MultusConfig("macvlan-ens192", {
  namespace: "kube-system",
  cniType: "macvlan",
  macvlan: { master: ["ens192"] },
});
export const expected = network.networkAttachmentDefinition;
`;
const reservation = (ips: string, more = ""): string => `
const reserved = new spiderpool.ReservedIP("test-reservedip", { ips: ["${ips}"]${more} });
export const impact = reserved.impact;
`;
const POOL = `
const pool = new spiderpool.IPPool("test-ippool", {
  subnet: "10.6.0.0/16",
  ips: ["10.6.168.131-10.6.168.133"],
});
export const left = pool.left;
`;
const pods = (more = ""): string => `
const pods = new spiderpool.PodAnnotations("test-app", {
  ippool: { ipv4: [pool] },
  defaultNetwork: network.network,
  workload: { kind: "Deployment", name: "test-app" },${more}
});
export const annotations = pods.annotations;
`;

function fixedPool(inputs: Readonly<Record<string, unknown>>): KubeObject {
  return ROOMS["spiderpool.FixedIP"].form?.write(inputs) as KubeObject;
}

function addressClaimOf(ip: string, cidr: string): AddressClaim {
  return { cidr, addresses: [parseAddress(ip) as Address] };
}

/** Spiderpool's documentation of reserved IPs, step by step; its controller and agents are a stand-in. */
describe("reserved addresses of Spiderpool on a real API server", () => {
  let project: Project;
  let deployment: ApiObject;

  const admin = async (method: string, path: string, body?: unknown, type?: string): Promise<ApiObject> => {
    const answer = await (await sharedCluster()).admin(method, path, body, type);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body;
  };
  const specOf = async (plural: string, name: string): Promise<ApiObject> =>
    (await admin("GET", `${SPIDERPOOL}/${plural}/${name}`)).spec;
  const write = (...parts: readonly string[]): void => project.write("index.ts", parts.join(""));
  const podNames = async (): Promise<string[]> => {
    const { items } = await admin("GET", `${PODS}?labelSelector=app%3Dtest-app`);
    const living = items.filter((pod: ApiObject) => pod.metadata.deletionTimestamp === undefined);
    return living.map((pod: ApiObject) => pod.metadata.name).sort();
  };
  const start = (name: string): Promise<string> => startPod({ pod: `default/${name}`, uid: "", kind: "Deployment" });

  before(async function () {
    await needPulumi.call(this);
    await needCluster.call(this);
    await installSpiderpool();
    project = await createProject({
      files: { "index.ts": [NETWORK, reservation("10.6.168.131-10.6.168.132"), POOL, pods()].join("") },
      env: { KUBECONFIG: await accountWith("cluster-role-up", "cluster-role-up-spiderpool") },
    });
  });
  after(async () => {
    if (deployment !== undefined) await admin("DELETE", `${DEPLOYMENTS}/test-app`);
    await removeSpiderpool().catch(() => undefined);
  });

  it("are created as the preview showed them, with one address left of three", async () => {
    const shown = inputsIn(await project.previewJson());
    assert.deepEqual(shown.get("spiderpool.IPPool::test-ippool")?.left, {
      total: 3,
      excluded: 0,
      reserved: 2,
      allocated: 0,
      free: 1,
    });
    succeeded(await project.up());
    const made = inputsIn(await project.exportState());
    for (const [at, inputs] of shown) assert.deepEqual(made.get(at), inputs, at);
    assert.deepEqual(await specOf("spiderreservedips", "test-reservedip"), {
      ipVersion: 4,
      ips: ["10.6.168.131-10.6.168.132"],
    });
    const { subnet, ips, ipVersion } = await specOf("spiderippools", "test-ippool");
    assert.deepEqual([subnet, ips, ipVersion], ["10.6.0.0/16", ["10.6.168.131-10.6.168.133"], 4]);
    succeeded(await project.refresh("--expect-no-changes"));
    succeeded(await project.up("--expect-no-changes"));
  });

  it("come with the network attachment that is expected of Spiderpool's controller", async () => {
    const { spec } = await admin("GET", `${SPIDERPOOL}/namespaces/kube-system/spidermultusconfigs/macvlan-ens192`);
    assert.deepEqual(spec.macvlan, { master: ["ens192"] });
    const { expected } = (await project.outputs()) as { expected: ApiObject };
    assert.deepEqual([expected.metadata.namespace, expected.metadata.name], ["kube-system", "macvlan-ens192"]);
    assert.deepEqual(JSON.parse(expected.spec.config), {
      cniVersion: "0.3.1",
      name: "macvlan-ens192",
      plugins: [
        { type: "macvlan", master: "ens192", mode: "bridge", mtu: 0, ipam: { type: "spiderpool" } },
        { type: "coordinator", mode: "auto", tunePodRoutes: true, txQueueLen: 0 },
      ],
    });
  });

  it("leave one of two pods without an address", async () => {
    const { annotations } = (await project.outputs()) as { annotations: Record<string, string> };
    const labels = { app: "test-app" };
    deployment = await admin("POST", DEPLOYMENTS, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "test-app" },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels, annotations }, spec: { containers: [{ name: "app", image: "nginx" }] } },
      },
    });
    const [first = "", second = ""] = await until(async () => {
      const names = await podNames();
      return names.length === 2 && names;
    });
    assert.equal(await start(first), "10.6.168.133");
    await assert.rejects(start(second), /all IP addresses used out/);
  });

  it("are why a second replica is refused, the first one's address counting as its own", async () => {
    write(NETWORK, reservation("10.6.168.131-10.6.168.132"), POOL, pods(" replicas: 2,"));
    assert.match(
      refused(await project.preview()),
      /2 replicas need more IPv4 addresses than the 1 that SpiderIPPool "test-ippool" has for them/,
    );
    write(NETWORK, reservation("10.6.168.131-10.6.168.132"), POOL, pods(" replicas: 1,"));
    succeeded(await project.up());
  });

  it("over an address in use are refused on request, and otherwise say what becomes of the pod", async () => {
    const [owner = ""] = Object.keys(
      JSON.parse((await admin("GET", `${SPIDERPOOL}/spiderippools/test-ippool`)).status.allocatedIPs),
    );
    assert.equal(owner, "10.6.168.133");
    write(NETWORK, reservation("10.6.168.131-10.6.168.133", `, onImpact: "fail"`), POOL, pods());
    assert.match(
      refused(await project.preview()),
      /a running pod is affected and onImpact is "fail": Pod default\/test-app-\S+ \(10\.6\.168\.133\)/,
    );

    write(NETWORK, reservation("10.6.168.131-10.6.168.133"), POOL, pods());
    const { stdout } = succeeded(await project.preview());
    assert.match(
      stdout.replace(/\s+/g, " "),
      /Pod default\/test-app-\S+ of Deployment test-app\S* has 10\.6\.168\.133 .* it fails: nothing else is free/,
    );
    succeeded(await project.up());
    const { impact, left } = (await project.outputs()) as { impact: ApiObject[]; left: ApiObject };
    assert.deepEqual(
      impact.map(({ address, fate }) => [address, fate]),
      [["10.6.168.133", "fails"]],
    );
    assert.equal(left.total, 3);
    succeeded(await project.up("--expect-no-changes"));
  });

  it("keep a restarted pod from starting", async () => {
    const { allocatedIPs } = (await admin("GET", `${SPIDERPOOL}/spiderippools/test-ippool`)).status;
    const [{ pod }] = Object.values(JSON.parse(allocatedIPs)) as [{ pod: string }];
    const [, name = ""] = pod.split("/");
    await admin("DELETE", `${PODS}/${name}`);
    const names = await until(async () => {
      const now = await podNames();
      return now.length === 2 && !now.includes(name) && now;
    });
    await endPod(pod);
    for (const one of names) await assert.rejects(start(one), /all IP addresses used out/);
  });

  it("are free again once they are not reserved", async () => {
    write(NETWORK, POOL, pods(" replicas: 2,"));
    succeeded(await project.up());
    const { admin: raw } = await sharedCluster();
    assert.equal((await raw("GET", `${SPIDERPOOL}/spiderreservedips/test-reservedip`)).status, 404);
    const addresses: string[] = [];
    for (const name of await podNames()) addresses.push(await start(name));
    assert.deepEqual(addresses, ["10.6.168.131", "10.6.168.132"]);
    const { stdout } = succeeded(await project.preview("--expect-no-changes"));
    assert.match(stdout, /SpiderIPPool "test-ippool" has 1 free of 3 addresses: 0 reserved, 2 in use/);
    succeeded(await project.refresh("--expect-no-changes"));
  });

  it("or not, a pool that is in use is neither emptied nor deleted", async () => {
    write(NETWORK, POOL.replace(".131-", ".132-"), pods());
    assert.match(refused(await project.preview()), /SpiderIPPool "test-ippool" would lose an address that is in use/);
    assert.match(
      refused(await project.destroy()),
      /SpiderIPPool "test-ippool" cannot be deleted while it is used by Pod default\/test-app/,
    );
    assert.equal((await specOf("spiderippools", "test-ippool")).subnet, "10.6.0.0/16");
    // Before the garbage collector comes to them.
    const names = await podNames();
    await admin("DELETE", `${DEPLOYMENTS}/test-app`);
    deployment = undefined;
    for (const name of names) await endPod(`default/${name}`);
    succeeded(await project.destroy());
    const { items } = await admin("GET", `${SPIDERPOOL}/spiderippools`);
    assert.deepEqual(items, []);
    assert.deepEqual(outputsIn(await project.exportState()), new Map());
  });

  it("leave a fixed address to one stack alone, which shows it before", async () => {
    const subnet = (name: string, cidr: string, ips: string): string =>
      `new spiderpool.Subnet("${name}", { subnet: "${cidr}", ips: ["${ips}"] });`;
    const fixed = (name: string, of: string): string =>
      `export const ${name} = new spiderpool.FixedIP("${name}", { subnet: "${of}", selector: { app: "${name}" } }).ip;`;
    write(
      'import { spiderpool } from "pulumi-kubeovn";',
      subnet("lab", "10.7.0.0/24", "10.7.0.10-10.7.0.40"),
      subnet("lab6", "fd00:7::/64", "fd00:7::10-fd00:7::40"),
      fixed("db", "lab"),
      fixed("db6", "lab6"),
    );
    const shown = inputsIn(await project.previewJson());
    succeeded(await project.up());
    const { db, db6 } = (await project.outputs()) as { db: string; db6: string };
    assert.deepEqual(
      [db, db6],
      ["db", "db6"].map((name) => shown.get(`spiderpool.FixedIP::${name}`)?.ip),
    );
    assert.deepEqual((await specOf("spiderippools", "db6")).ips, [db6]);
    succeeded(await project.refresh("--expect-no-changes"));
    succeeded(await project.up("--expect-no-changes"));

    const race = async (ip: string, cidr: string): Promise<PromiseSettledResult<unknown>[]> => {
      const { kubeconfig } = await sharedCluster();
      const claim = addressClaimOf(ip, cidr);
      return Promise.allSettled(
        ["left", "right"].map((name) =>
          openKubernetesStore({ kubeconfig }).create(
            fixedPool({ name, owner: `acme/${name}`, cidr, ip, selector: { app: name } }),
            claim,
          ),
        ),
      );
    };
    for (const [taken, free, cidr] of [
      [db, "10.7.0.250", "10.7.0.0/24"],
      [db6, "fd00:7::250", "fd00:7::/64"],
    ] as const) {
      for (const result of await race(taken, cidr)) {
        assert.equal(result.status, "rejected");
        assert.match(
          String((result as PromiseRejectedResult).reason),
          /has been taken by SpiderIPPool "db6?" since it was planned/,
        );
      }
      const results = await race(free, cidr);
      const { items } = await admin("GET", `${SPIDERPOOL}/spiderippools`);
      const having = items.filter((pool: ApiObject) => pool.spec.ips.includes(free));
      assert.ok(having.length <= 1, `${having.length} pools have ${free}`);
      assert.equal(results.filter(({ status }) => status === "fulfilled").length, having.length);
      for (const { metadata } of having) await admin("DELETE", `${SPIDERPOOL}/spiderippools/${metadata.name}`);
    }
    succeeded(await project.destroy());
  });

  for (const [family, cidr, at] of [
    ["IPv4", "10.9.0.0/24", (host: number) => `10.9.0.${host}`],
    ["IPv6", "fd00:9::/64", (host: number) => `fd00:9::${host}`],
  ] as const) {
    const fixedAt = (name: string, host: number): KubeObject =>
      fixedPool({ name, owner: `acme/${name}`, cidr, ip: at(host), selector: { app: name } });
    const isThere = async (name: string): Promise<boolean> =>
      (await (await sharedCluster()).admin("GET", `${SPIDERPOOL}/spiderippools/${name}`)).status === 200;
    /** Claims an address; what is given is done after the pool is stored and before others are searched for. */
    const claim = async (name: string, host: number, meanwhile?: () => Promise<unknown>): Promise<string> => {
      const { kubeconfig } = await sharedCluster();
      const api = createApiClient(await openAccess({ kubeconfig }));
      const list: ApiClient["list"] = async (...asked) => {
        await meanwhile?.();
        return api.list(...asked);
      };
      const found = createClaimedPool({ ...api, list }, fixedAt(name, host), addressClaimOf(at(host), cidr));
      return found.then(
        () => "made",
        (error: StoreError) => `${error.code} by ${error.holder?.name}`,
      );
    };
    const post = (name: string, host: number, spec: object = {}): Promise<ApiObject> => {
      const pool = fixedAt(name, host);
      return admin("POST", `${SPIDERPOOL}/spiderippools`, { ...pool, spec: { ...(pool.spec as object), ...spec } });
    };
    const nextSecond = (): Promise<void> => sleep(1_000 - (Date.now() % 1_000));

    it(`go to the first ${family} pool of a CIDR that has them, and the later one goes again`, async () => {
      await post("older", 5);
      await post("without", 7, { ips: [`${at(7)}-${at(9)}`], excludeIPs: [at(8)] });
      await nextSecond();
      assert.equal(await claim("beside", 6), "made");
      assert.equal(await claim("spared", 8), "made");
      assert.equal(await claim("later", 5), "address-held by older");
      assert.equal(await claim("inside", 9), "address-held by without");
      assert.deepEqual(await Promise.all(["beside", "spared", "later", "inside"].map(isThere)), [
        true,
        true,
        false,
        false,
      ]);
    });

    it(`stay with the ${family} pool that was stored before another, and of one second with neither`, async () => {
      await nextSecond();
      const after = async (): Promise<void> => {
        await nextSecond();
        await post("after", 20);
      };
      assert.equal(await claim("before", 20, after), "made");
      await nextSecond();
      assert.equal(await claim("first", 21, () => post("second", 21)), "address-held by second");
      assert.deepEqual(await Promise.all(["before", "after", "first", "second"].map(isThere)), [
        true,
        true,
        false,
        true,
      ]);
      const { items } = await admin("GET", `${SPIDERPOOL}/spiderippools`);
      for (const { metadata } of items) await admin("DELETE", `${SPIDERPOOL}/spiderippools/${metadata.name}`);
    });
  }

  it("are planned without the labels of namespaces where these may not be listed", async () => {
    const labelsFor = async (...shipped: readonly ShippedRole[]): Promise<unknown> => {
      const { spider } = await openKubernetesStore({ kubeconfig: await accountWith(...shipped) }).snapshot();
      return [spider.namespaces.get("default")?.["kubernetes.io/metadata.name"], spider.nodes.size > 0];
    };
    assert.deepEqual(await labelsFor("cluster-role-preview"), [undefined, true]);
    assert.deepEqual(await labelsFor("cluster-role-preview", "cluster-role-namespaces"), ["default", true]);
  });
});
