import assert from "node:assert/strict";
import { Engine } from "../support/engine";
import { DEFINITIONS, instanceOf, launcherOf } from "../support/kubevirt";
import type { Resource } from "../support/program";
import { startTestCluster, type TestCluster } from "../support/start-cluster";
import { needCluster } from "../support/test-cluster";
import { type ApiObject, families, KUBE_OVN_API } from "./objects";

const PODS = "/api/v1/namespaces/default/pods";
const EVENTS = "/api/v1/namespaces/default/events";
const KUBEVIRT = "/apis/kubevirt.io/v1/namespaces/default";
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
describe("what is reserved for VMs, with --keep-vm-ip on and off", () => {
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
  const gone = async (path: string): Promise<void> => {
    await cluster.admin("DELETE", path);
    while ((await cluster.admin("GET", path)).status !== 404) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const ips = async (vm: string): Promise<Readonly<Record<string, string>>> => {
    const { items } = await request("GET", `${KUBE_OVN_API}/ips`);
    const own = items.filter(
      ({ spec }: ApiObject) => spec.podName === vm || spec.podName.startsWith(`virt-launcher-${vm}-`),
    );
    return Object.fromEntries(own.map(({ metadata, spec }: ApiObject) => [metadata.name, spec.ipAddress]));
  };
  const makeVm = (name: string, annotations: Readonly<Record<string, string>>): Promise<ApiObject> =>
    request("POST", `${KUBEVIRT}/virtualmachines`, {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      metadata: { name, namespace: "default" },
      spec: { runStrategy: "Always", template: { metadata: { annotations }, spec: {} } },
    });
  const launch = async (vm: string, suffix: string): Promise<void> => {
    const machine = await request("GET", `${KUBEVIRT}/virtualmachines/${vm}`);
    const instance = await request("POST", `${KUBEVIRT}/virtualmachineinstances`, instanceOf(machine));
    await request("POST", PODS, launcherOf(instance, suffix));
  };
  const stop = async (vm: string, suffix: string): Promise<void> => {
    await gone(`${PODS}/virt-launcher-${vm}-${suffix}`);
    await gone(`${KUBEVIRT}/virtualmachineinstances/${vm}`);
  };
  /** What the controller itself gave; an annotation alone may be what was asked for. */
  const given = async (vm: string, suffix: string): Promise<string> => {
    const { metadata } = await until(
      `${PODS}/virt-launcher-${vm}-${suffix}`,
      (pod) => pod.metadata.annotations?.["ovn.kubernetes.io/allocated"] === "true",
    );
    return metadata.annotations["ovn.kubernetes.io/ip_address"];
  };
  const runWith = async (keepVmIp: string): Promise<void> => {
    await cluster.admin("DELETE", `${DEPLOYMENTS}/${CONTROLLER}`);
    await request("POST", DEPLOYMENTS, deployment(keepVmIp));
    await cluster.restartController({ "keep-vm-ip": keepVmIp });
  };
  const engine = (): Engine => {
    const config = { "kubeovn:manifests": "", "kubeovn:kubeconfig": cluster.kubeconfig };
    return new Engine("", { ownerPrefix: "organization/test/vms/", config });
  };

  before(async function () {
    await needCluster.call(this);
    this.timeout(300_000);
    cluster = await startTestCluster(`keep-vm-ip-${process.pid}`);
    for (const definition of DEFINITIONS)
      await request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
    for (const plural of ["virtualmachines", "virtualmachineinstances"])
      await until(`${KUBEVIRT}/${plural}`, () => true);
  });
  after(async function () {
    this.timeout(60_000);
    await cluster?.stop();
  });

  for (const { protocol, cidrBlock, gateway, excluded, ipField } of families(152)) {
    it(`is theirs through stop and restart while it is on, and is refused while it is off, ${protocol}`, async function () {
      this.timeout(300_000);
      const subnet = `keep-${protocol.toLowerCase()}`;
      const [named, asking, wild] = [`${subnet}-named`, `${subnet}-asking`, `${subnet}-wild`];
      const spec = { cidrBlock, gateway, protocol, excludeIps: [gateway, excluded] };
      await request("POST", `${KUBE_OVN_API}/subnets`, {
        apiVersion: "kubeovn.io/v1",
        kind: "Subnet",
        metadata: { name: subnet },
        spec,
      });
      await until(
        `${KUBE_OVN_API}/subnets/${subnet}`,
        ({ status }) => status?.v4availableIPs > 0 || status?.v6availableIPs > 0,
      );
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
      await makeVm(named, inSubnet);
      await makeVm(asking, { ...inSubnet, "ovn.kubernetes.io/ip_address": reserved(asking) });
      await makeVm(wild, inSubnet);
      for (const vm of [named, asking, wild]) await launch(vm, "aaaaa");
      const own = await given(wild, "aaaaa");
      assert.equal(await given(named, "aaaaa"), reserved(named));
      assert.equal(await given(asking, "aaaaa"), reserved(asking));
      for (const vm of [named, asking, wild]) await stop(vm, "aaaaa");
      assert.deepEqual(await ips(wild), { [`${wild}.default`]: own });
      for (const vm of [named, asking, wild]) await launch(vm, "bbbbb");
      assert.deepEqual(await Promise.all([named, asking, wild].map((vm) => given(vm, "bbbbb"))), [
        reserved(named),
        reserved(asking),
        own,
      ]);
      for (const vm of [named, asking, wild]) await stop(vm, "bbbbb");

      await runWith("false");
      const refused = await engine().preview(program);
      const reasons = [...refused.failures.values()]
        .flat()
        .map(({ property, reason }) => [property, reason.split(",")[0]]);
      const reason =
        "kube-ovn-controller runs with --keep-vm-ip=false and looks for launcher pods under their own names";
      assert.deepEqual(reasons, [
        ["workload", reason],
        ["workload", reason],
      ]);
      for (const vm of [named, asking, wild]) await launch(vm, "ccccc");
      assert.notEqual(await given(named, "ccccc"), reserved(named));
      const other = await given(wild, "ccccc");
      assert.notEqual(other, own);
      assert.equal((await ips(wild))[`virt-launcher-${wild}-ccccc.default`], other);
      await until(EVENTS, ({ items }) =>
        items.some(
          (event: ApiObject) =>
            event.reason === "AcquireAddressFailed" && event.involvedObject.name === `virt-launcher-${asking}-ccccc`,
        ),
      );
      for (const vm of [named, asking, wild]) await stop(vm, "ccccc");
      assert.equal((await ips(wild))[`virt-launcher-${wild}-ccccc.default`], undefined);

      await runWith("true");
      for (const vm of [named, asking, wild]) await launch(vm, "ddddd");
      assert.equal(await given(named, "ddddd"), reserved(named));
      assert.equal(await given(asking, "ddddd"), reserved(asking));
      for (const vm of [named, asking, wild]) await stop(vm, "ddddd");
      assert.deepEqual([...(await stack.up(program)).operations.values()], ["same", "same"]);
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
    assert.ok(hidden.notes.some((note) => note.includes("only where kube-ovn-controller runs with --keep-vm-ip")));
  });
});
