import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { engineFor } from "./engines";
import { type ApiObject, createKubeOvn, families, KUBE_OVN_API, until } from "./objects";
import { defineKubeVirt, givenTo, type Vms, vmsIn } from "./vms";

const POOL_ANNOTATION = "ovn.kubernetes.io/ip_pool";
const SPEC = { containers: [{ name: "main", image: "none" }], terminationGracePeriodSeconds: 0 };
const MERGE = "application/merge-patch+json";

async function request(method: string, path: string, body?: unknown, type?: string): Promise<ApiObject> {
  const { admin } = await sharedCluster();
  const answer = await admin(method, path, body, type);
  assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Resolves when pods can be made there, in a subnet of its own where it has one. */
async function createNamespace(name: string, subnet: string): Promise<void> {
  await request("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await until(`/api/v1/namespaces/${name}`, ({ metadata }) => {
    return metadata.annotations?.["ovn.kubernetes.io/logical_switch"] === subnet;
  });
  await until(`/api/v1/namespaces/${name}/serviceaccounts/default`, () => true);
}

async function createPod(namespace: string, name: string): Promise<void> {
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec: SPEC };
  await request("POST", `/api/v1/namespaces/${namespace}/pods`, pod);
}

for (const { protocol, cidrBlock, gateway, address } of families(155)) {
  describe(`an IPPool of a namespace, ${protocol}`, () => {
    const name = `pool-${protocol.toLowerCase()}`;
    const namespace = name;
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const sets = `/apis/apps/v1/namespaces/${namespace}/statefulsets`;
    let vms: Vms;
    let engine: Awaited<ReturnType<typeof engineFor>>;

    const given = async (pod: string, not?: string): Promise<string> =>
      givenTo(await sharedCluster(), `${pods}/${pod}`, not);
    /** The snapshot knows by the IP objects whose the addresses are, which the controller makes after it has given them. */
    const known = (owner: string): Promise<ApiObject> =>
      until(`${KUBE_OVN_API}/ips/${owner}.${namespace}`, ({ metadata }) => metadata.deletionTimestamp === undefined);
    /** The controller deletes an IP object after its pod, that of a new pod of the name, too, if this has come meanwhile. */
    const forgotten = async (owner: string): Promise<void> => {
      const { admin } = await sharedCluster();
      while ((await admin("GET", `${KUBE_OVN_API}/ips/${owner}.${namespace}`)).status !== 404) await sleep(50);
    };
    const again = async (pod: string): Promise<string> => {
      const { metadata } = await request("GET", `${pods}/${pod}`);
      await request("DELETE", `${pods}/${pod}`);
      if (metadata.ownerReferences !== undefined) return given(pod, metadata.uid);
      const { admin } = await sharedCluster();
      while ((await admin("GET", `${pods}/${pod}`)).status !== 404) await sleep(50);
      await forgotten(pod);
      await createPod(namespace, pod);
      return given(pod, metadata.uid);
    };
    const scale = async (replicas: number): Promise<void> => {
      await request("PATCH", `${sets}/db`, { spec: { replicas } }, MERGE);
      await until(`${sets}/db`, ({ status }) => (status.replicas ?? 0) === replicas);
    };
    const range = (from: number, to: number): string => `${address(from)}..${address(to)}`;
    const isIn = (text: string, from: number, to: number): boolean =>
      Array.from({ length: to - from + 1 }, (_, i) => address(from + i)).includes(text);
    const pool = (ips: readonly string[], namespaces: readonly string[]): readonly Resource[] => [
      { kind: "IPPool", name, args: { subnet: name, ips, namespaces } },
    ];
    /** Says what the update does, and does it. */
    const apply = async (program: readonly Resource[]): Promise<readonly string[]> => {
      const from = engine.notes.length;
      const { failures } = await engine.preview(program);
      assert.deepEqual([...failures.values()], []);
      const notes = engine.notes.slice(from).filter((note) => note.includes("IPPool"));
      await engine.up(program);
      return notes.map((note) => note.replace(/^.*?IPPool "[^"]*" ?/, ""));
    };

    before(async function () {
      await needCluster.call(this);
      const cluster = await sharedCluster();
      await defineKubeVirt(cluster);
      const spec = { cidrBlock, gateway, protocol, excludeIps: [gateway], namespaces: [namespace] };
      await createKubeOvn("Subnet", name, spec);
      await until(
        `${KUBE_OVN_API}/subnets/${name}`,
        ({ status }) => status?.v4availableIPs > 0 || status?.v6availableIPs > 0,
      );
      await createNamespace(namespace, name);
      vms = vmsIn(cluster, namespace);
      engine = await engineFor(name);
    });

    it("moves the pods that the preview names, and leaves those that it says it leaves", async () => {
      await createPod(namespace, "plain");
      const labels = { app: "db" };
      await request("POST", sets, {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name: "db" },
        spec: {
          serviceName: "db",
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: SPEC },
        },
      });
      await vms.create("vm", {});
      await vms.launch("vm", "aaaaa");
      const own = [await given("db-0"), await given("db-1"), await vms.given("vm", "aaaaa")];
      await given("plain");
      for (const ip of ["db-0", "db-1", "vm", "plain"]) await known(ip);

      const inPool = (given: string): boolean => isIn(given, 100, 109);
      const at = (...names: readonly string[]): readonly string[] => names.map((one) => `${namespace}/${one}`);
      const [plain, db0, db1, launcher] = at("plain", "db-0", "db-1", "virt-launcher-vm-aaaaa");
      assert.deepEqual(await apply(pool([range(100, 109)], [namespace])), [
        `does not cover running pods: ${plain} gets another address when recreated; ${db0}, ${db1} and ${launcher} keep theirs (pool-confines-pods)`,
      ]);
      await until(`/api/v1/namespaces/${namespace}`, ({ metadata }) => metadata.annotations[POOL_ANNOTATION] === name);
      await createPod(namespace, "fresh");
      assert.deepEqual([await given("fresh"), await again("plain")].map(inPool), [true, true]);
      assert.deepEqual([await again("db-0"), await again("db-1")], own.slice(0, 2));
      await vms.stop("vm", "aaaaa");
      await vms.launch("vm", "bbbbb");
      assert.equal(await vms.given("vm", "bbbbb"), own[2]);

      await scale(0);
      for (const ip of ["db-0", "db-1"]) await forgotten(ip);
      await scale(2);
      assert.deepEqual([await given("db-0"), await given("db-1")].map(inPool), [true, true]);
    });

    it("that gives up addresses moves the pods that have them when they are recreated, and not those of StatefulSets", async () => {
      const before = await given("db-0");
      for (const ip of ["db-0", "db-1", "fresh", "plain"]) await known(ip);
      const ours = (one: string): string => `${namespace}/${one}`;
      assert.deepEqual(await apply(pool([range(120, 129)], [namespace])), [
        `gives up addresses that pods have: ${ours("fresh")} and ${ours("plain")} get other addresses when recreated; ${ours("db-0")} and ${ours("db-1")} keep theirs (pool-leaves-pods)`,
      ]);
      assert.equal(isIn(await again("fresh"), 120, 129), true);
      assert.equal(await again("db-0"), before);
    });

    it("that lets go of the namespace goes on serving it, until the annotation is removed", async () => {
      const [note = "", ...more] = await apply(pool([range(120, 129)], []));
      assert.deepEqual(more, []);
      assert.equal(note, `; remove its annotation ${POOL_ANNOTATION} (pool-leaves-namespace)`);
      await createPod(namespace, "still");
      assert.equal(isIn(await given("still"), 120, 129), true);
      const annotations = { [POOL_ANNOTATION]: null };
      await request("PATCH", `/api/v1/namespaces/${namespace}`, { metadata: { annotations } }, MERGE);
      await createPod(namespace, "free");
      assert.equal(isIn(await given("free"), 120, 129), false);
      await engine.destroy();
      await vms.stop("vm", "bbbbb");
    });

    it("has no address for a namespace whose pods go into another subnet", async () => {
      const elsewhere = `${name}-else`;
      await createNamespace(elsewhere, "ovn-default");
      const other = await engineFor(elsewhere);
      const args = { subnet: name, ips: [range(150, 159)], namespaces: [elsewhere] };
      const { failures } = await other.up([{ kind: "IPPool", name: elsewhere, args }]);
      assert.deepEqual([...failures.values()], []);
      assert.ok(
        other.notes.some((note) =>
          note.includes(
            `pods of namespace "${elsewhere}" get no address: IPPool "${elsewhere}" is in Subnet "${name}", they in the default one`,
          ),
        ),
      );
      await until(
        `/api/v1/namespaces/${elsewhere}`,
        ({ metadata }) => metadata.annotations[POOL_ANNOTATION] === elsewhere,
      );
      await createPod(elsewhere, "lost");
      await until(`/api/v1/namespaces/${elsewhere}/events`, ({ items }) =>
        items.some(
          (event: ApiObject) => event.reason === "AcquireAddressFailed" && event.message.includes("NoAvailableAddress"),
        ),
      );
      await other.destroy();
    });
  });
}

describe("an IPPool of one family in a subnet of both", () => {
  before(needCluster);

  it("gives pods no address, as the preview says, and does so with both", async () => {
    const name = "pool-dual";
    const [four, six] = families(156);
    assert.ok(four && six);
    await createKubeOvn("Subnet", name, {
      cidrBlock: `${four.cidrBlock},${six.cidrBlock}`,
      gateway: `${four.gateway},${six.gateway}`,
      protocol: "Dual",
      excludeIps: [four.gateway, six.gateway],
      namespaces: [name],
    });
    await until(`${KUBE_OVN_API}/subnets/${name}`, ({ status }) => status?.v4availableIPs > 0);
    await createNamespace(name, name);
    const engine = await engineFor(name);
    const program = (...ips: readonly string[]): readonly Resource[] => [
      { kind: "IPPool", name, args: { subnet: name, ips, namespaces: [name] } },
    ];
    const first = `${four.address(100)}..${four.address(109)}`;
    await engine.up(program(first));
    assert.ok(engine.notes.some((note) => note.includes(`IPPool "${name}" has no IPv6, so pods of Subnet`)));
    await until(`/api/v1/namespaces/${name}`, ({ metadata }) => metadata.annotations[POOL_ANNOTATION] === name);
    await createPod(name, "none");
    await until(`/api/v1/namespaces/${name}/events`, ({ items }) =>
      items.some((event: ApiObject) => event.reason === "AcquireAddressFailed"),
    );
    await engine.up(program(first, `${six.address(100)}..${six.address(109)}`));
    await createPod(name, "both");
    const [v4 = "", v6 = ""] = (await givenTo(await sharedCluster(), `/api/v1/namespaces/${name}/pods/both`)).split(
      ",",
    );
    assert.match(v4, /^10\.156\.0\.10\d$/);
    assert.match(v6, /^fd00:156::10\d$/);
  });
});
