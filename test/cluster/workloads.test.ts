import assert from "node:assert/strict";
import { install } from "../e2e/support/installation";
import { needPulumi } from "../e2e/support/need-pulumi";
import { succeeded } from "../e2e/support/outcome";
import { createProject, type Project, type ResourceState } from "../e2e/support/project";
import { installKubernetesPlugin, needKubernetesPlugin } from "../support/kubernetes-plugin";
import { instanceOf, launcherOf } from "../support/kubevirt";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, KUBE_OVN_API, until } from "./objects";
import { defineKubeVirt } from "./vms";
import { PROGRAM } from "./workloads-program";

const PODS = "/api/v1/namespaces/lab/pods";
const SETS = "/apis/apps/v1/namespaces/lab/statefulsets";
const KUBEVIRT = "/apis/kubevirt.io/v1/namespaces/lab";

/** Address and MAC of an interface, as a pod has them in its annotations. */
interface Given {
  readonly address: string;
  readonly mac: string;
}

interface Member {
  readonly podName: string;
  readonly v4IpAddress?: string;
  readonly v6IpAddress?: string;
  readonly macAddress?: string;
}

/** Of the planned ranges of the program's subnets. */
function checked(planned: Given): Given {
  assert.match(planned.address, /^(10\.3[12]\.0\.1\d\d|fd00:31::1[0-9a-f]{2})$/);
  assert.match(planned.mac, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
  return planned;
}

describe("workloads on a cluster", () => {
  let project: Project;
  /** Inputs by `type name`, of the first preview. */
  let shown: ReadonlyMap<string, ResourceState["inputs"]>;

  const request = async (method: string, path: string, body?: unknown, type?: string): Promise<ApiObject> => {
    const { admin } = await sharedCluster();
    const answer = await admin(method, path, body, type);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const inputs = (type: string, name: string): ApiObject =>
    [...shown].find(([at]) => at.endsWith(`:${type} ${name}`))?.[1] ?? assert.fail(`${type} ${name} was not shown`);
  const planned = (name: string): Given => {
    const { v4IpAddress, v6IpAddress, macAddress } = inputs("ReservedIP", name);
    return checked({ address: v4IpAddress ?? v6IpAddress, mac: macAddress });
  };
  const member = (members: readonly Member[], podName: string): Given => {
    const found = members.find((one) => one.podName === podName);
    return checked({ address: String(found?.v4IpAddress ?? found?.v6IpAddress), mac: String(found?.macAddress) });
  };
  /**
   * What a pod got from Kube-OVN, not what it asks for; of a later pod than the one of that name that `not` names by its UID.
   */
  const given = async (name: string, provider = "ovn", not?: string): Promise<Given> => {
    const pod = await until(
      `${PODS}/${name}`,
      ({ metadata, status }) =>
        metadata.uid !== not &&
        metadata.annotations?.[`${provider}.kubernetes.io/allocated`] === "true" &&
        status.phase === "Running",
    );
    const { annotations } = pod.metadata;
    return {
      address: annotations[`${provider}.kubernetes.io/ip_address`],
      mac: annotations[`${provider}.kubernetes.io/mac_address`],
    };
  };
  const gone = async (path: string): Promise<void> => {
    const { admin } = await sharedCluster();
    while ((await admin("GET", path)).status !== 404) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const remove = async (path: string): Promise<string> => {
    const { metadata } = await request("GET", path);
    await request("DELETE", path);
    return metadata.uid;
  };
  const update = async (replicas: number): Promise<void> => {
    succeeded(await project.pulumi("config", "set", "replicas", String(replicas)));
    succeeded(await project.up());
  };
  const scale = async (name: string, replicas: number): Promise<void> => {
    await request("PATCH", `${SETS}/${name}`, { spec: { replicas } }, "application/merge-patch+json");
    await until(`${SETS}/${name}`, ({ status }) => (status.replicas ?? 0) === replicas);
  };

  before(async function () {
    await needPulumi.call(this);
    await needKubernetesPlugin.call(this);
    await needCluster.call(this);
    const { kubeconfig } = await sharedCluster();
    await defineKubeVirt(await sharedCluster());
    const lans = "/apis/k8s.cni.cncf.io/v1/namespaces/default/network-attachment-definitions";
    await until(lans, () => true);
    const config = JSON.stringify({ cniVersion: "0.3.1", type: "kube-ovn", provider: "lan.default.ovn" });
    await request("POST", lans, {
      apiVersion: "k8s.cni.cncf.io/v1",
      kind: "NetworkAttachmentDefinition",
      metadata: { name: "lan" },
      spec: { config },
    });
    await installKubernetesPlugin(install().home);
    project = await createProject({
      files: { "index.ts": PROGRAM },
      config: { replicas: "3" },
      env: { KUBECONFIG: kubeconfig },
    });
    const steps = (await project.previewJson()).steps;
    shown = new Map(
      steps.map(({ newState }) => [`${newState?.type} ${newState?.urn.split("::").at(-1)}`, newState?.inputs]),
    );
    succeeded(await project.up());
  });
  after(async () => {
    if (project === undefined) return;
    succeeded(await project.destroy());
  });

  it("are made as they were shown", async () => {
    const { deployment } = await project.exportState();
    const made = new Map(
      deployment.resources?.map(({ type, urn, inputs: of }) => [`${type} ${urn.split("::").at(-1)}`, of]),
    );
    for (const [at, wanted] of shown) if (at.startsWith("kubernetes:")) assert.deepEqual(made.get(at), wanted, at);
  });

  for (const vm of ["vm4", "vm6"]) {
    it(`${vm}: a VM's launcher pods have the address and MAC of the preview, through restart and live migration`, async () => {
      const machine = await request("GET", `${KUBEVIRT}/virtualmachines/${vm}`);
      const start = async (): Promise<ApiObject> =>
        request("POST", `${KUBEVIRT}/virtualmachineinstances`, instanceOf(machine));
      const first = await start();
      await request("POST", PODS, launcherOf(first, "aaaaa"));
      assert.deepEqual(await given(`virt-launcher-${vm}-aaaaa`), planned(vm));

      await remove(`${PODS}/virt-launcher-${vm}-aaaaa`);
      await remove(`${KUBEVIRT}/virtualmachineinstances/${vm}`);
      await gone(`${PODS}/virt-launcher-${vm}-aaaaa`);
      const second = await start();
      await request("POST", PODS, launcherOf(second, "bbbbb"));
      assert.deepEqual(await given(`virt-launcher-${vm}-bbbbb`), planned(vm));

      await request("POST", PODS, launcherOf(second, "ccccc", "evacuation"));
      assert.deepEqual(await given(`virt-launcher-${vm}-ccccc`), planned(vm));
      await remove(`${PODS}/virt-launcher-${vm}-bbbbb`);
      await gone(`${PODS}/virt-launcher-${vm}-bbbbb`);
      assert.deepEqual(await given(`virt-launcher-${vm}-ccccc`), planned(vm));
      const { spec } = await request("GET", `${KUBE_OVN_API}/ips/${vm}.lab`);
      assert.equal(spec.macAddress, planned(vm).mac);
    });
  }

  it("VMs that share a set have what it reserves for each of them, also after a restart", async () => {
    for (const group of ["g4", "g6"]) {
      const { reservations } = inputs("ReservedIPSet", group);
      for (const vm of [`${group}-a`, `${group}-b`]) {
        const wanted = member(reservations, vm);
        const machine = await request("GET", `${KUBEVIRT}/virtualmachines/${vm}`);
        for (const suffix of ["aaaaa", "bbbbb"]) {
          const instance = await request("POST", `${KUBEVIRT}/virtualmachineinstances`, instanceOf(machine));
          await request("POST", PODS, launcherOf(instance, suffix));
          assert.deepEqual(await given(`virt-launcher-${vm}-${suffix}`), wanted);
          await remove(`${PODS}/virt-launcher-${vm}-${suffix}`);
          await remove(`${KUBEVIRT}/virtualmachineinstances/${vm}`);
          await gone(`${PODS}/virt-launcher-${vm}-${suffix}`);
        }
      }
    }
  });

  it("a StatefulSet's pods have the addresses and MACs of the preview on every interface, and again after they are deleted", async () => {
    for (const [set, provider] of [
      ["kept", "ovn"],
      ["kept-lan", "lan.default.ovn"],
      ["released", "ovn"],
    ] as const) {
      const { reservations } = inputs("ReservedIPSet", set);
      const name = set === "released" ? "released" : "kept";
      for (const ordinal of [0, 1, 2]) {
        assert.deepEqual(await given(`${name}-${ordinal}`, provider), member(reservations, `${name}-${ordinal}`));
      }
      const uid = await remove(`${PODS}/${name}-1`);
      assert.deepEqual(await given(`${name}-1`, provider, uid), member(reservations, `${name}-1`));
    }
  });

  it("a StatefulSet scaled 3, 5, 3, 0, 3 keeps what it keeps, and the template is left alone", async () => {
    const { reservations } = inputs("ReservedIPSet", "kept");
    const { reservations: first } = inputs("ReservedIPSet", "released");
    await update(5);
    for (const ordinal of [3, 4]) {
      assert.deepEqual(await given(`kept-${ordinal}`), member(reservations, `kept-${ordinal}`));
      assert.match((await given(`released-${ordinal}`)).address, /^fd00:31::1[0-9a-f]{2}$/);
    }
    await update(3);
    for (const ordinal of [3, 4]) {
      await gone(`${PODS}/kept-${ordinal}`);
      await gone(`${PODS}/released-${ordinal}`);
      await request("GET", `${KUBE_OVN_API}/ips/kept-${ordinal}.lab`);
      await gone(`${KUBE_OVN_API}/ips/released-${ordinal}.lab`);
    }
    for (const name of ["kept", "released"]) await scale(name, 0);
    for (const name of ["kept", "released"]) {
      await scale(name, 3);
      for (const ordinal of [0, 1, 2]) {
        const wanted = member(name === "kept" ? reservations : first, `${name}-${ordinal}`);
        assert.deepEqual(await given(`${name}-${ordinal}`), wanted);
      }
      const { status } = await request("GET", `${SETS}/${name}`);
      assert.equal(status.currentRevision, status.updateRevision);
    }
    await scale("kept", 5);
    assert.deepEqual(await given("kept-4"), member(reservations, "kept-4"));
  });

  it("a pair of pods has its own addresses, and the virtual one as allowed-address pair", async () => {
    for (const name of ["lb-a", "lb-b"]) assert.deepEqual(await given(name), planned(`lb-${name}`));
    const { v4ip } = inputs("Vip", "lb");
    const vip = await request("GET", `${KUBE_OVN_API}/vips/lb`);
    assert.equal(vip.status.v4ip, v4ip);
    assert.equal(vip.spec.namespace, "lab");
    const { annotations } = (await request("GET", `${PODS}/lb-a`)).metadata;
    assert.equal(annotations["ovn.kubernetes.io/aaps"], "lb");
  });

  it("a Deployment's pods have addresses of their pool, and so do their successors", async () => {
    const pods = async (): Promise<readonly ApiObject[]> => {
      const { items } = await request("GET", `${PODS}?labelSelector=app=web`);
      return items.filter(({ metadata }: ApiObject) => metadata.name.startsWith("front-"));
    };
    const running = async (not: ReadonlySet<string>): Promise<readonly string[]> => {
      for (;;) {
        const now = (await pods()).filter(
          ({ metadata, status }) => status.phase === "Running" && !not.has(metadata.name),
        );
        if (now.length === 3) return now.map(({ metadata }) => metadata.annotations["ovn.kubernetes.io/ip_address"]);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const isOfPool = (address: string): boolean => /^10\.31\.0\.1[0-3]$/.test(address);
    assert.deepEqual((await running(new Set())).map(isOfPool), [true, true, true]);
    const before = new Set((await pods()).map(({ metadata }) => metadata.name));
    const spec = { template: { metadata: { annotations: { restarted: "now" } } } };
    await request("PATCH", "/apis/apps/v1/namespaces/lab/deployments/front", { spec }, "application/merge-patch+json");
    assert.deepEqual((await running(before)).map(isOfPool), [true, true, true]);
  });

  it("a pod that takes a Vip as its own has the Vip's address", async () => {
    const { status } = await request("GET", `${KUBE_OVN_API}/vips/work-own`);
    assert.equal(status.v4ip, inputs("Vip", "own").v4ip);
    assert.equal((await given("own")).address, status.v4ip);
  });

  it("a StatefulSet and a VM that take a Vip as their own have its address again when their pods are recreated", async () => {
    const uid = await remove(`${PODS}/set-own-0`);
    const vipOf = (name: string): unknown => inputs("Vip", name).v4ip;
    assert.equal((await given("set-own-0", "ovn", uid)).address, vipOf("set-own"));
    const machine = await request("GET", `${KUBEVIRT}/virtualmachines/vm-own`);
    for (const suffix of ["aaaaa", "bbbbb"]) {
      const instance = await request("POST", `${KUBEVIRT}/virtualmachineinstances`, instanceOf(machine));
      await request("POST", PODS, launcherOf(instance, suffix));
      assert.equal((await given(`virt-launcher-vm-own-${suffix}`)).address, vipOf("vm-own"));
      await remove(`${PODS}/virt-launcher-vm-own-${suffix}`);
      await remove(`${KUBEVIRT}/virtualmachineinstances/vm-own`);
      await gone(`${PODS}/virt-launcher-vm-own-${suffix}`);
    }
    // 1.13 looks after the IP of a VM only while the VM has a pod.
    await request("DELETE", `${KUBE_OVN_API}/ips/vm-own.lab`);
    await gone(`${KUBE_OVN_API}/ips/vm-own.lab`);
  });

  it("a VM's own address, adopted after the fact, stays through stop, restart, migration and re-creation", async () => {
    const machines = `${KUBEVIRT}/virtualmachines`;
    const wild = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      metadata: { name: "wild", namespace: "lab" },
      spec: {
        runStrategy: "Always",
        template: { metadata: { annotations: { "ovn.kubernetes.io/logical_switch": "work-four" } }, spec: {} },
      },
    };
    const start = async (suffix: string): Promise<Given> => {
      const machine = await request("GET", `${machines}/wild`);
      const instance = await request("POST", `${KUBEVIRT}/virtualmachineinstances`, instanceOf(machine));
      await request("POST", PODS, launcherOf(instance, suffix));
      return given(`virt-launcher-wild-${suffix}`);
    };
    const stop = async (...suffixes: readonly string[]): Promise<void> => {
      for (const suffix of suffixes) await remove(`${PODS}/virt-launcher-wild-${suffix}`);
      await remove(`${KUBEVIRT}/virtualmachineinstances/wild`);
      for (const suffix of suffixes) await gone(`${PODS}/virt-launcher-wild-${suffix}`);
    };
    await request("POST", machines, wild);
    const own = await start("aaaaa");

    const { kubeconfig } = await sharedCluster();
    const adopting = await createProject({
      files: {
        "index.ts": `
import * as pulumi from "@pulumi/pulumi";
import * as kubeovn from "pulumi-kubeovn";
const workload = { kind: "VirtualMachine", name: "wild", namespace: "lab" };
const ip = new kubeovn.ReservedIP("wild", { subnet: "work-four", workload, adopt: true });
export const given = pulumi.all([ip.v4IpAddress, ip.macAddress]);
`,
      },
      env: { KUBECONFIG: kubeconfig },
    });
    const steps = (await adopting.previewJson()).steps;
    const adopted = steps.find(({ urn }) => urn.endsWith("::wild"))?.newState?.inputs;
    assert.deepEqual({ address: adopted?.v4IpAddress, mac: adopted?.macAddress }, own);
    succeeded(await adopting.up());

    await stop("aaaaa");
    const { spec } = await request("GET", `${KUBE_OVN_API}/ips/wild.lab`);
    assert.equal(spec.v4IpAddress, own.address);
    assert.deepEqual(await start("bbbbb"), own);
    const instance = await request("GET", `${KUBEVIRT}/virtualmachineinstances/wild`);
    await request("POST", PODS, launcherOf(instance, "ccccc", "evacuation"));
    assert.deepEqual(await given("virt-launcher-wild-ccccc"), own);
    await stop("bbbbb", "ccccc");
    await remove(`${machines}/wild`);
    await gone(`${machines}/wild`);
    await request("POST", machines, wild);
    assert.deepEqual(await start("ddddd"), own);
    succeeded(await adopting.preview("--expect-no-changes"));
    succeeded(await adopting.destroy());
    await stop("ddddd");
    await remove(`${machines}/wild`);
    // Given back, it is Kube-OVN's again, which looks after the address of a VM only while it has a pod.
    await (await sharedCluster()).admin("DELETE", `${KUBE_OVN_API}/ips/wild.lab`);
    await gone(`${KUBE_OVN_API}/ips/wild.lab`);
  });

  // Last: the reservations that are gone are the pods' own now, and the program is refused from then on.
  it("a StatefulSet with its addresses written out gets them, also without the reservations", async () => {
    for (const set of ["listed4", "listed6"]) {
      const { reservations } = inputs("ReservedIPSet", set);
      const wanted = [0, 1].map((ordinal) => member(reservations, `${set}-${ordinal}`));
      const { annotations } = (await request("GET", `${SETS}/${set}`)).spec.template.metadata;
      assert.equal(annotations["ovn.kubernetes.io/ip_pool"], wanted.map(({ address }) => address).join());
      for (const ordinal of [0, 1]) assert.deepEqual(await given(`${set}-${ordinal}`), wanted[ordinal]);
      await scale(set, 0);
      for (const ordinal of [0, 1]) {
        await gone(`${PODS}/${set}-${ordinal}`);
        await request("DELETE", `${KUBE_OVN_API}/ips/${set}-${ordinal}.lab`);
        await gone(`${KUBE_OVN_API}/ips/${set}-${ordinal}.lab`);
      }
      await scale(set, 2);
      for (const ordinal of [0, 1]) assert.equal((await given(`${set}-${ordinal}`)).address, wanted[ordinal]?.address);
    }
  });
});
