import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { Engine, type Outcome } from "../support/engine/engine";
import { run } from "../support/ovn-servers";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import {
  type ApiObject,
  createKubeOvn,
  createSubnet,
  type Family,
  families,
  KUBE_OVN_API,
  lookUntil,
  until,
} from "./objects";

const PODS = "/api/v1/namespaces/default/pods";

/** A virtual port: its address, its parents in the order of their names, and whose it says it is. */
type SeenPort = readonly [name: string, virtualIp: string, parents: string, vendor: string];

async function nbctl(...args: readonly string[]): Promise<string> {
  const { northbound } = await sharedCluster();
  return run("ovn-nbctl", `--db=${northbound}`, ...args);
}

/** The virtual ports of a switch as `ovn-nbctl` sees them. */
async function virtualPorts(logicalSwitch: string): Promise<readonly SeenPort[]> {
  const columns = "--columns=name,options,external_ids";
  const found = ["find", "Logical_Switch_Port", "type=virtual", `external_ids:ls="${logicalSwitch}"`];
  const { data } = JSON.parse(await nbctl("--format=json", columns, ...found)) as {
    readonly data: readonly (readonly [string, Pairs, Pairs])[];
  };
  return data
    .map(([name, options, ids]): SeenPort => {
      const { "virtual-ip": virtualIp = "", "virtual-parents": parents = "" } = Object.fromEntries(options[1]);
      return [name, virtualIp, parents.split(",").sort().join(), Object.fromEntries(ids[1]).vendor ?? ""];
    })
    .sort();
}

type Pairs = readonly ["map", readonly (readonly [string, string])[]];

async function awaitPorts(logicalSwitch: string, wanted: readonly SeenPort[]): Promise<void> {
  const isWanted = (seen: readonly SeenPort[]): boolean => isDeepStrictEqual(seen, wanted);
  assert.deepEqual(await lookUntil(() => virtualPorts(logicalSwitch), isWanted), wanted);
}

async function patch(path: string, change: unknown): Promise<void> {
  const { admin } = await sharedCluster();
  const { status, body } = await admin("PATCH", path, change, "application/merge-patch+json");
  assert.equal(status, 200, JSON.stringify(body));
}

async function runPairPod(name: string, subnet: string, app: string, vips: readonly string[]): Promise<void> {
  const { admin } = await sharedCluster();
  const annotations = { "ovn.kubernetes.io/aaps": vips.join(","), "ovn.kubernetes.io/logical_switch": subnet };
  const metadata = { name, labels: { app }, annotations };
  const spec = { containers: [{ name: "main", image: "none" }], terminationGracePeriodSeconds: 0 };
  const { status, body } = await admin("POST", PODS, { apiVersion: "v1", kind: "Pod", metadata, spec });
  assert.equal(status, 201, JSON.stringify(body));
  await until(`${PODS}/${name}`, (pod: ApiObject) => pod.status.phase === "Running");
}

/** Makes the controller reconcile the subnet; resolves when it has. */
async function reconcile(subnet: string): Promise<void> {
  const path = `${KUBE_OVN_API}/subnets/${subnet}`;
  const before = await until(path, () => true);
  const isPrivate = before.spec.private !== true;
  await patch(path, { spec: { private: isPrivate } });
  // The rules of a private subnet are written after the ports are looked at.
  const hasRules = async (): Promise<boolean> => (await nbctl("acl-list", subnet)).trim() !== "";
  assert.equal(await lookUntil(hasRules, (has) => has === isPrivate), isPrivate);
}

async function engineFor(config: Readonly<Record<string, string>> = {}): Promise<Engine> {
  const { kubeconfig, northbound } = await sharedCluster();
  const place = { "kubeovn:manifests": "", "kubeovn:kubeconfig": kubeconfig, "kubeovn:ovnNorthbound": northbound };
  return new Engine("", { config: { ...place, ...config } });
}

function clean(outcome: Outcome): Outcome {
  assert.deepEqual([...outcome.failures.values()].flat(), []);
  return outcome;
}

const binding = (vips: readonly string[], selector: readonly string[]): Resource => ({
  kind: "AapBinding",
  name: "pair",
  args: { vips, namespace: "default", selector },
});

for (const family of families(41)) {
  describe(`an allowed-address pair of ${family.protocol} beside kube-ovn-controller 1.13`, () => {
    const subnet = `pairs-${family.protocol.toLowerCase()}`;
    const pods = [`${subnet}-one`, `${subnet}-two`];
    const [one, two] = pods.map((pod) => `${pod}.default`);
    const web = `${subnet}-web`;
    const api = `${subnet}-api`;
    const vip = (name: string, end: number): Resource => ({
      kind: "Vip",
      name,
      args: { subnet, [family.vipField]: family.address(end) },
    });
    const program = (selector: string): readonly Resource[] => [
      vip(web, 60),
      vip(api, 61),
      binding([web, api], [selector]),
    ];
    let engine: Engine;

    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
      for (const pod of pods) await runPairPod(pod, subnet, "web", [web, api]);
      engine = await engineFor();
    });

    it("has the pods that ask for its Vips as parents in the preview, and in OVN what the documents show", async () => {
      const preview = clean(await engine.preview(program("app: web")));
      assert.deepEqual(preview.inputs.get("AapBinding::pair")?.virtualParents, [one, two]);
      assert.deepEqual(await virtualPorts(subnet), []);
      clean(await engine.up(program("app: web")));
      await awaitPorts(subnet, [
        [api, family.address(61), `${one},${two}`, "kube-ovn"],
        [web, family.address(60), `${one},${two}`, "kube-ovn"],
      ]);
      assert.equal(clean(await engine.up(program("app: web"))).operations.get("AapBinding::pair"), "same");
      assert.deepEqual(await engine.refresh(), []);
    });

    it("follows a selector, and a pod that is deleted", async () => {
      await patch(`${PODS}/${pods[1]}`, { metadata: { labels: { app: "other" } } });
      clean(await engine.up(program("app: other")));
      await awaitPorts(subnet, [
        [api, family.address(61), `${two}`, "kube-ovn"],
        [web, family.address(60), `${two}`, "kube-ovn"],
      ]);
      clean(await engine.up(program("app: web")));
      await patch(`${PODS}/${pods[1]}`, { metadata: { labels: { app: "web" } } });
      await awaitPorts(subnet, [
        [api, family.address(61), `${one},${two}`, "kube-ovn"],
        [web, family.address(60), `${one},${two}`, "kube-ovn"],
      ]);
      const { admin } = await sharedCluster();
      await admin("DELETE", `${PODS}/${pods[1]}`);
      await until(PODS, ({ items }) => !items.some(({ metadata }: ApiObject) => metadata.name === pods[1]));
      // Of two of its workers the one that still saw the pod may write last; the next change of a pod puts that right.
      await patch(`${PODS}/${pods[0]}`, { metadata: { annotations: { changed: "yes" } } });
      await awaitPorts(subnet, [
        [api, family.address(61), `${one}`, "kube-ovn"],
        [web, family.address(60), `${one}`, "kube-ovn"],
      ]);
    });

    it("shows in refresh that the controller has deleted its ports with the next reconcile, and makes them to stay", async () => {
      await reconcile(subnet);
      await awaitPorts(subnet, []);
      assert.deepEqual(await engine.refresh(), ["AapBinding::pair"]);
      const outcome = clean(await engine.up(program("app: web")));
      assert.equal(outcome.operations.get("AapBinding::pair"), "update");
      const repaired: readonly SeenPort[] = [
        [api, family.address(61), `${one}`, "pulumi-kubeovn"],
        [web, family.address(60), `${one}`, "pulumi-kubeovn"],
      ];
      assert.deepEqual(await virtualPorts(subnet), repaired);
      await reconcile(subnet);
      assert.deepEqual(await virtualPorts(subnet), repaired);
      const { restartController } = await sharedCluster();
      await restartController();
      assert.deepEqual(await virtualPorts(subnet), repaired);
      assert.deepEqual(await engine.refresh(), []);
    });

    it("has its parents kept by the controller after a repair as well", async () => {
      await runPairPod(`${subnet}-three`, subnet, "web", [web]);
      await awaitPorts(subnet, [
        [api, family.address(61), `${one}`, "pulumi-kubeovn"],
        [web, family.address(60), `${one},${subnet}-three.default`, "pulumi-kubeovn"],
      ]);
      assert.deepEqual(await engine.refresh(), []);
    });

    it("leaves no port when the binding goes, and no Vip when all goes", async () => {
      const vips = [vip(web, 60), vip(api, 61)];
      clean(await engine.up(vips));
      await awaitPorts(subnet, []);
      await engine.destroy();
      const { admin } = await sharedCluster();
      for (const name of [web, api]) assert.equal((await admin("GET", `${KUBE_OVN_API}/vips/${name}`)).status, 404);
      assert.deepEqual(await virtualPorts(subnet), []);
    });
  });
}

describe("an allowed-address pair of both families beside kube-ovn-controller 1.13", () => {
  const subnet = "pairs-dual";
  const [four, six] = families(42) as [Family, Family];
  const web = `${subnet}-web`;
  const program: readonly Resource[] = [
    { kind: "Vip", name: web, args: { subnet, v4ip: four.address(60), v6ip: six.address(60) } },
    binding([web], ["app: web"]),
  ];

  before(async function () {
    await needCluster.call(this);
    const both = (field: "cidrBlock" | "gateway"): string => `${four[field]},${six[field]}`;
    const spec = { cidrBlock: both("cidrBlock"), gateway: both("gateway"), protocol: "Dual" };
    await createKubeOvn("Subnet", subnet, { ...spec, excludeIps: [four.gateway, six.gateway] });
    await until(`${KUBE_OVN_API}/subnets/${subnet}`, ({ status }) => status?.v4availableIPs > 0);
    await runPairPod(`${subnet}-one`, subnet, "web", [web]);
  });

  it("has a port for each, since OVN makes no flow for the controller's, which has two addresses", async () => {
    const engine = await engineFor();
    clean(await engine.up(program));
    const parent = `${subnet}-one.default`;
    await awaitPorts(subnet, [
      [web, `${four.address(60)},${six.address(60)}`, parent, "kube-ovn"],
      [`vip:${web}:ipv4`, four.address(60), parent, "pulumi-kubeovn"],
      [`vip:${web}:ipv6`, six.address(60), parent, "pulumi-kubeovn"],
    ]);
    await nbctl("--wait=sb", "sync");
    const { southbound } = await sharedCluster();
    const flows = run("ovn-sbctl", `--db=${southbound}`, "lflow-list", subnet);
    const bound = [...flows.matchAll(/bind_vport\("([^"]+)"/g)].map(([, port]) => port);
    assert.deepEqual([...new Set(bound)].sort(), [`vip:${web}:ipv4`, `vip:${web}:ipv6`]);
    await engine.destroy();
    await awaitPorts(subnet, []);
  });
});

describe("an allowed-address pair that is left to kube-ovn-controller 1.13", () => {
  const [family] = families(43) as [Family, Family];
  const subnet = "pairs-left";
  const web = `${subnet}-web`;
  const vip: Resource = { kind: "Vip", name: web, args: { subnet, v4ip: family.address(60) } };
  const program: readonly Resource[] = [vip, binding([web], ["app: web"])];

  before(async function () {
    await needCluster.call(this);
    await createSubnet(subnet, family);
    await runPairPod(`${subnet}-one`, subnet, "web", [web]);
  });

  it("is looked at where nothing else is allowed, and a port that is missing is explained", async () => {
    const engine = await engineFor({ "kubeovn:ovnPorts": "verify" });
    clean(await engine.up(program));
    await awaitPorts(subnet, [[web, family.address(60), `${subnet}-one.default`, "kube-ovn"]]);
    await reconcile(subnet);
    await awaitPorts(subnet, []);
    assert.deepEqual(await engine.refresh(), ["AapBinding::pair"]);
    clean(await engine.up(program));
    assert.deepEqual(
      engine.notes.filter((note) => note.includes("pairs-left")),
      [
        `kubeovn: no port of logical switch "${subnet}" shares ${family.address(60)} of Vip "${web}"; set kubeovn:ovnPorts: repair (pair-port-missing)`,
      ],
    );
    assert.deepEqual(await virtualPorts(subnet), []);
    await engine.destroy();
  });

  it("says without access to OVN what stays when the binding goes and the Vip does not", async () => {
    const engine = await engineFor({ "kubeovn:ovnNorthbound": "" });
    clean(await engine.up(program));
    await awaitPorts(subnet, [[web, family.address(60), `${subnet}-one.default`, "kube-ovn"]]);
    clean(await engine.up([vip]));
    assert.match(
      engine.notes.join("\n"),
      /the virtual port of Vip "pairs-left-web" stays as it is until the Vip is deleted/,
    );
    assert.deepEqual(await virtualPorts(subnet), [[web, family.address(60), `${subnet}-one.default`, "kube-ovn"]]);
    await engine.destroy();
    await awaitPorts(subnet, []);
  });

  it("has a second port for its address when the Subnet lists it in spec.vips while its own is missing", async () => {
    const engine = await engineFor();
    clean(await engine.up(program));
    const own: SeenPort = [web, family.address(60), `${subnet}-one.default`, "kube-ovn"];
    await awaitPorts(subnet, [own]);
    const path = `${KUBE_OVN_API}/subnets/${subnet}`;
    await patch(path, { spec: { vips: [family.address(60)] } });
    await reconcile(subnet);
    assert.deepEqual(await virtualPorts(subnet), [own]);
    await nbctl("lsp-del", web);
    await reconcile(subnet);
    await patch(`${PODS}/${subnet}-one`, { metadata: { labels: { changed: "yes" } } });
    const listed = `${subnet}-vip-${family.address(60)}`;
    await awaitPorts(subnet, [[listed, family.address(60), `${subnet}-one.default`, "kube-ovn"], own]);
    const { failures } = await engine.preview(program);
    assert.match(
      [...failures.values()]
        .flat()
        .map(({ reason }) => reason)
        .join("\n"),
      /10\.43\.0\.60 in Subnet "pairs-left" is held by spec\.vips of Subnet "pairs-left"/,
    );
    await patch(path, { spec: { vips: null } });
    await reconcile(subnet);
    await engine.destroy();
  });
});
