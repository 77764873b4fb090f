import assert from "node:assert/strict";
import { Engine } from "../support/engine/engine";
import { run } from "../support/ovn-servers";
import type { Resource } from "../support/program";
import { startTestCluster, type TestCluster } from "../support/start-cluster";
import { needCluster } from "../support/test-cluster";
import { type ApiObject, type Family, families, KUBE_OVN_API, lookUntil } from "./objects";
import { defineKubeVirt, vmsIn } from "./vms";

const EVENTS = "/api/v1/namespaces/default/events";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/kube-system/deployments";
const CONTROLLER = "kube-ovn-controller";

/** The controller's Deployment with the flag that the process here is run with. */
function deployment(keepVmIp: string): object {
  const labels = { app: CONTROLLER };
  const containers = [{ name: CONTROLLER, image: "kubeovn/kube-ovn:v1.13.0", args: [`--keep-vm-ip=${keepVmIp}`] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: CONTROLLER, namespace: "kube-system" },
    spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

/** The controller is started with other flags, so this cluster is nobody else's. */
describe("what is planned for VMs, with --keep-vm-ip on and off", () => {
  let cluster: TestCluster;

  const request = async (method: string, path: string, body?: unknown): Promise<ApiObject> => {
    const answer = await cluster.admin(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const until = async (path: string, isAsWanted: (body: ApiObject) => boolean): Promise<ApiObject> => {
    for (;;) {
      const { status, body } = await cluster.admin("GET", path);
      if (status === 200 && isAsWanted(body)) return body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  /** Resolves when it gives addresses. */
  const makeSubnet = async (name: string, { cidrBlock, gateway, protocol, excluded }: Family): Promise<void> => {
    const spec = { cidrBlock, gateway, protocol, excludeIps: [gateway, excluded] };
    const subnet = { apiVersion: "kubeovn.io/v1", kind: "Subnet", metadata: { name }, spec };
    await request("POST", `${KUBE_OVN_API}/subnets`, subnet);
    const isReady = ({ status }: ApiObject): boolean => status?.v4availableIPs > 0 || status?.v6availableIPs > 0;
    await until(`${KUBE_OVN_API}/subnets/${name}`, isReady);
  };
  const ips = async (vm: string): Promise<Readonly<Record<string, string>>> => {
    const { items } = await request("GET", `${KUBE_OVN_API}/ips`);
    const own = items.filter(
      ({ spec }: ApiObject) => spec.podName === vm || spec.podName.startsWith(`virt-launcher-${vm}-`),
    );
    return Object.fromEntries(own.map(({ metadata, spec }: ApiObject) => [metadata.name, spec.ipAddress]));
  };
  const runWith = async (keepVmIp: string): Promise<void> => {
    await cluster.admin("DELETE", `${DEPLOYMENTS}/${CONTROLLER}`);
    await request("POST", DEPLOYMENTS, deployment(keepVmIp));
    await cluster.restartController({ "keep-vm-ip": keepVmIp });
  };
  const engine = (): Engine => {
    const config = { "kubeovn:manifests": "", "kubeovn:kubeconfig": cluster.kubeconfig };
    return new Engine("", { stack: "vms", config });
  };

  before(async function () {
    await needCluster.call(this);
    cluster = await startTestCluster(`keep-vm-ip-${process.pid}`);
    await defineKubeVirt(cluster);
  });
  after(async () => {
    await cluster?.stop();
  });

  for (const family of families(152)) {
    const { protocol, ipField } = family;
    it(`is theirs through stop and restart while it is on, and is refused while it is off, ${protocol}`, async () => {
      const vms = vmsIn(cluster, "default");
      const subnet = `keep-${protocol.toLowerCase()}`;
      const [named, asking, wild] = [`${subnet}-named`, `${subnet}-asking`, `${subnet}-wild`];
      await makeSubnet(subnet, family);
      const inSubnet = { "ovn.kubernetes.io/logical_switch": subnet };
      const program = [named, asking].map(
        (name): Resource => ({
          kind: "ReservedIP",
          name,
          args: { subnet, workload: { kind: "VirtualMachine", name } },
        }),
      );

      await runWith("true");
      const stack = engine();
      const { inputs, failures } = await stack.up(program);
      assert.deepEqual([...failures.values()], []);
      assert.deepEqual(
        stack.notes.filter((note) => note.includes("keep-vm-ip")),
        [],
      );
      const reserved = (name: string): string => String(inputs.get(`ReservedIP::${name}`)?.[ipField]);
      await vms.create(named, inSubnet);
      await vms.create(asking, { ...inSubnet, "ovn.kubernetes.io/ip_address": reserved(asking) });
      await vms.create(wild, inSubnet);
      for (const vm of [named, asking, wild]) await vms.launch(vm, "aaaaa");
      const own = await vms.given(wild, "aaaaa");
      assert.equal(await vms.given(named, "aaaaa"), reserved(named));
      assert.equal(await vms.given(asking, "aaaaa"), reserved(asking));
      for (const vm of [named, asking, wild]) await vms.stop(vm, "aaaaa");
      assert.deepEqual(await ips(wild), { [`${wild}.default`]: own });
      for (const vm of [named, asking, wild]) await vms.launch(vm, "bbbbb");
      assert.deepEqual(await Promise.all([named, asking, wild].map((vm) => vms.given(vm, "bbbbb"))), [
        reserved(named),
        reserved(asking),
        own,
      ]);
      for (const vm of [named, asking, wild]) await vms.stop(vm, "bbbbb");

      await runWith("false");
      const refused = await engine().preview(program);
      const reasons = [...refused.failures.values()]
        .flat()
        .map(({ reason }) => reason.split(",")[0]?.replace(/^.* is refused as well: workload: /, ""));
      const reason =
        "kube-ovn-controller runs with --keep-vm-ip=false and looks for launcher pods under their own names";
      assert.deepEqual(reasons, [reason, reason]);
      for (const vm of [named, asking, wild]) await vms.launch(vm, "ccccc");
      assert.notEqual(await vms.given(named, "ccccc"), reserved(named));
      const other = await vms.given(wild, "ccccc");
      assert.notEqual(other, own);
      assert.equal((await ips(wild))[`virt-launcher-${wild}-ccccc.default`], other);
      await until(EVENTS, ({ items }) =>
        items.some(
          (event: ApiObject) =>
            event.reason === "AcquireAddressFailed" && event.involvedObject.name === `virt-launcher-${asking}-ccccc`,
        ),
      );
      for (const vm of [named, asking, wild]) await vms.stop(vm, "ccccc");
      // The controller deletes the IP object after the pod.
      const left = await lookUntil(
        async () => (await ips(wild))[`virt-launcher-${wild}-ccccc.default`],
        (ip) => ip === undefined,
      );
      assert.equal(left, undefined);

      await runWith("true");
      for (const vm of [named, asking, wild]) await vms.launch(vm, "ddddd");
      assert.equal(await vms.given(named, "ddddd"), reserved(named));
      assert.equal(await vms.given(asking, "ddddd"), reserved(asking));
      for (const vm of [named, asking, wild]) await vms.stop(vm, "ddddd");
      assert.deepEqual([...(await stack.up(program)).operations.values()], ["same", "same"]);
    });
  }

  for (const family of families(230)) {
    const { protocol, vipField } = family;
    it(`makes a Vip theirs: as their own address, which cannot migrate while it is off, or as a pair's, ${protocol}`, async () => {
      const subnet = `keep-vip-${protocol.toLowerCase()}`;
      const [own, shared, member] = [`${subnet}-own`, `${subnet}-shared`, `${subnet}-vm`];
      await makeSubnet(subnet, family);
      const members = [{ kind: "VirtualMachine", name: member }];
      const pair = (of: readonly object[]): readonly Resource[] => [
        { kind: "Vip", name: own, args: { subnet } },
        { kind: "Vip", name: shared, args: { subnet } },
        {
          kind: "AapBinding",
          name: shared,
          args: { vips: [shared], namespace: "default", selector: [`app: ${subnet}`], members: of },
        },
      ];
      const get = ["get", "Logical_Switch_Port", shared, "options:virtual-parents"];
      const parents = async (): Promise<string> => {
        const text = await run("ovn-nbctl", `--db=${cluster.northbound}`, ...get);
        return text.trim().replaceAll('"', "");
      };
      const untilParents = async (wanted: string): Promise<void> => {
        while ((await parents().catch(() => "")) !== wanted) await new Promise((resolve) => setTimeout(resolve, 100));
      };
      const vms = vmsIn(cluster, "default");

      await runWith("true");
      const stack = engine();
      const { inputs, failures } = await stack.up(pair(members));
      assert.deepEqual([...failures.values()], []);
      assert.deepEqual(
        stack.notes.filter((note) => note.includes("answer for")),
        [
          "kubeovn: with Kube-OVN 1.13.0, no VM can answer for the address of a Vip; use 1.14 or newer (vm-parents-misnamed)",
        ],
      );
      assert.deepEqual(inputs.get(`AapBinding::${shared}`)?.virtualParents, [`${member}.default`]);
      const address = String(inputs.get(`Vip::${own}`)?.[vipField]);
      const inSubnet = { "ovn.kubernetes.io/logical_switch": subnet };
      await vms.create(own, { ...inSubnet, "ovn.kubernetes.io/vip": own });
      await vms.create(member, { ...inSubnet, "ovn.kubernetes.io/aaps": shared }, { app: subnet });
      await vms.launch(own, "aaaaa");
      await vms.launch(member, "aaaaa");
      assert.equal(await vms.given(own, "aaaaa"), address);
      await vms.launch(own, "bbbbb", "migration");
      assert.equal(await vms.given(own, "bbbbb"), address);
      await untilParents(`virt-launcher-${member}-aaaaa.default`);
      assert.ok((await ips(member))[`${member}.default`] !== undefined);
      await vms.stop(own, "aaaaa", "bbbbb");
      await vms.stop(member, "aaaaa");
      await vms.launch(own, "ccccc");
      assert.equal(await vms.given(own, "ccccc"), address);
      await vms.stop(own, "ccccc");

      await runWith("false");
      const refused = await engine().preview(pair(members));
      assert.deepEqual(
        [...refused.failures.values()].flat().map(({ property, reason }) => [property, reason.split(" whose ")[0]]),
        [
          [
            "members",
            `kube-ovn-controller runs with --keep-vm-ip=false and names the ports of VirtualMachine default/${member} after its launcher pods,`,
          ],
        ],
      );
      assert.deepEqual([...(await stack.up(pair([]))).failures.values()], []);
      await vms.launch(member, "ddddd");
      await untilParents(`virt-launcher-${member}-ddddd.default`);
      assert.ok((await ips(member))[`virt-launcher-${member}-ddddd.default`] !== undefined);
      const preview = await stack.preview(pair([]));
      assert.deepEqual(preview.inputs.get(`AapBinding::${shared}`)?.virtualParents, [
        `virt-launcher-${member}-ddddd.default`,
      ]);
      await vms.launch(own, "ddddd");
      assert.equal(await vms.given(own, "ddddd"), address);
      await vms.launch(own, "eeeee", "migration");
      await until(EVENTS, ({ items }) =>
        items.some(
          (event: ApiObject) =>
            event.involvedObject.name === `virt-launcher-${own}-eeeee` &&
            String(event.message).includes(`vip '${own}' is in use by pod`),
        ),
      );
      await vms.stop(own, "ddddd", "eeeee");
      await vms.stop(member, "ddddd");
    });
  }

  it("is told to depend on the flag where the Deployment cannot be read", async () => {
    await cluster.admin("DELETE", `${DEPLOYMENTS}/${CONTROLLER}`);
    const hidden = engine();
    const workload = { kind: "VirtualMachine", name: "db" };
    const { failures } = await hidden.preview([
      { kind: "ReservedIP", name: "db", args: { subnet: "ovn-default", workload } },
    ]);
    assert.deepEqual([...failures.values()], []);
    assert.ok(hidden.notes.some((note) => note.includes("only with --keep-vm-ip")));
  });
});
