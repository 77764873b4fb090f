import assert from "node:assert/strict";
import { needPulumi } from "../e2e/support/need-pulumi";
import { inputsIn, outputsIn, type Properties, succeeded } from "../e2e/support/outcome";
import { createProject, type Preview, type Project } from "../e2e/support/project";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { engineFor } from "./engines";
import { type ApiObject, createKubeOvn, KUBE_OVN_API, runPod, until } from "./objects";

const PROGRAM = `
import * as kubeovn from "pulumi-kubeovn";

const subnet = "walk";
new kubeovn.ReservedIP("vm-dynamic-01", { subnet, workload: { kind: "VirtualMachine", name: "vm-dynamic-01" } });
new kubeovn.ReservedIP("pod-static-01", { subnet, workload: { kind: "Pod", name: "pod-static-01" }, v4IpAddress: "10.29.0.3" });
new kubeovn.ReservedIP("web-1", { subnet, workload: { kind: "StatefulSet", name: "web", ordinal: 1 } });
new kubeovn.Vip("vip-dynamic-01", { subnet });
new kubeovn.Vip("static-vip01", { subnet, v4ip: "10.29.0.121" });
new kubeovn.Vip("lb-01", { subnet, type: "switch_lb_vip" });
`;

describe("reservations on a cluster, from the preview to their end", () => {
  let project: Project;
  let shown: Map<string, Properties>;
  const live = async (path: string): Promise<ApiObject> => (await (await sharedCluster()).admin("GET", path)).body;

  before(async function () {
    await needPulumi.call(this);
    await needCluster.call(this);
    const { kubeconfig } = await sharedCluster();
    await createKubeOvn("Subnet", "walk", { cidrBlock: "10.29.0.0/24" });
    await until(`${KUBE_OVN_API}/subnets/walk`, ({ status }) => status?.v4availableIPs > 0);
    project = await createProject({ files: { "index.ts": PROGRAM }, env: { KUBECONFIG: kubeconfig } });
  });

  it("are shown with address and MAC, and the controller reports the same", async () => {
    const preview: Preview = await project.previewJson();
    shown = inputsIn(preview);
    assert.equal(shown.get("ReservedIP::pod-static-01")?.v4IpAddress, "10.29.0.3");
    assert.equal(shown.get("Vip::static-vip01")?.v4ip, "10.29.0.121");
    succeeded(await project.up());
    for (const [at, name] of [
      ["ReservedIP::vm-dynamic-01", "vm-dynamic-01.default"],
      ["ReservedIP::pod-static-01", "pod-static-01.default"],
      ["ReservedIP::web-1", "web-1.default"],
    ] as const) {
      const { spec, metadata } = await live(`${KUBE_OVN_API}/ips/${name}`);
      const { v4IpAddress, macAddress } = shown.get(at) ?? {};
      assert.deepEqual([spec.v4IpAddress, spec.macAddress], [v4IpAddress, macAddress], at);
      assert.equal(metadata.labels["ovn.kubernetes.io/ip_reserved"], "true");
    }
    const state = outputsIn(await project.exportState());
    for (const name of ["vip-dynamic-01", "static-vip01", "lb-01"]) {
      const { status } = await live(`${KUBE_OVN_API}/vips/${name}`);
      assert.equal(status.v4ip, shown.get(`Vip::${name}`)?.v4ip, name);
      if (name !== "lb-01") assert.equal(status.mac, state.get(`Vip::${name}`)?.macAddress, "known after the update");
    }
  });

  it("are what a pod gets, and outlive it", async () => {
    const { admin } = await sharedCluster();
    const pod = await runPod("pod-static-01", { "ovn.kubernetes.io/logical_switch": "walk" });
    const { v4IpAddress, macAddress } = shown.get("ReservedIP::pod-static-01") ?? {};
    assert.equal(pod.status.podIP, v4IpAddress);
    assert.equal(pod.metadata.annotations["ovn.kubernetes.io/mac_address"], macAddress);
    await admin("DELETE", "/api/v1/namespaces/default/pods/pod-static-01?gracePeriodSeconds=0");
    await until("/api/v1/namespaces/default/pods", ({ items }) =>
      items.every(({ metadata }: ApiObject) => metadata.name !== "pod-static-01"),
    );
    assert.equal((await live(`${KUBE_OVN_API}/ips/pod-static-01.default`)).spec.v4IpAddress, v4IpAddress);
  });

  it("are refused in the preview where the controller would say nothing", async () => {
    const pod = await runPod("walk-busy", { "ovn.kubernetes.io/logical_switch": "walk" });
    const ip = (name: string, rest: Properties): Resource => ({
      kind: "ReservedIP",
      name,
      args: { subnet: "walk", workload: { kind: "VirtualMachine", name }, ...rest },
    });
    const vip = (name: string, args: Properties): Resource => ({
      kind: "Vip",
      name,
      args: { subnet: "walk", ...args },
    });
    const bad: readonly [Resource, RegExp][] = [
      [
        ip("one", { v4IpAddress: "10.29.0.50" }),
        /10\.29\.0\.50 in Subnet "walk" is also asked for by ReservedIP "two"/,
      ],
      [
        ip("two", { v4IpAddress: "10.29.0.50" }),
        /10\.29\.0\.50 in Subnet "walk" is also asked for by ReservedIP "one"/,
      ],
      [vip("typo", { v4ip: "10.29.0.1O" }), /"10\.29\.0\.1O" is not an IP address/],
      [ip("named", { name: "wrongname" }), /Kube-OVN finds this IP only as "named\.default"/],
      [ip("late", { v4IpAddress: pod.status.podIP }), /is held by Pod default\/walk-busy/],
      [ip("far", { v4IpAddress: "10.30.0.5" }), /is outside 10\.29\.0\.0\/24/],
      [vip("nowhere", { subnet: "wlak" }), /Subnet "wlak" does not exist \(did you mean "walk"\?\)/],
      [vip("mac", { macAddress: "02:00:00:00:00:01" }), /overwrites a Vip's macAddress/],
      [vip("walk", {}), /which Kube-OVN uses itself for a health-check Vip/],
    ];
    const { failures } = await (await engineFor("walk-bad")).preview(bad.map(([resource]) => resource));
    // The engine stops at a resource that is refused; the refusals of the others stand beside that one's.
    const reasons = [...failures.values()].flat().map(({ reason }) => reason);
    for (const [resource, sentence] of bad) {
      assert.ok(
        reasons.some((reason) => sentence.test(reason)),
        `${resource.name}: ${reasons.join("; ")}`,
      );
    }
    const { items } = await live(`${KUBE_OVN_API}/vips`);
    assert.ok(items.every(({ metadata }: ApiObject) => !["typo", "nowhere", "mac", "walk"].includes(metadata.name)));
  });

  it("are gone when they are destroyed, and their addresses free", async () => {
    succeeded(await project.destroy());
    const { admin } = await sharedCluster();
    for (const plural of ["ips", "vips"]) {
      const { items } = await live(`${KUBE_OVN_API}/${plural}`);
      const left = items.filter(
        ({ spec, metadata }: ApiObject) => spec.subnet === "walk" && metadata.name !== "walk-busy.default",
      );
      assert.deepEqual(
        left.map(({ metadata }: ApiObject) => metadata.name),
        [],
      );
    }
    await createKubeOvn("Vip", "walk-after", { subnet: "walk", v4ip: "10.29.0.3" });
    await until(`${KUBE_OVN_API}/vips/walk-after`, ({ status }) => status?.v4ip === "10.29.0.3");
    await admin("DELETE", `${KUBE_OVN_API}/vips/walk-after`);
  });
});
