import assert from "node:assert/strict";
import { join } from "node:path";
import { installKubernetesPlugin, needKubernetesPlugin } from "../support/kubernetes-plugin";
import { ON_CLUSTER } from "./support/cluster";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project, type ResourceState } from "./support/project";

const HEAD = `import * as k8s from "@pulumi/kubernetes";
import * as kubeovn from "pulumi-kubeovn";
const containers = [{ name: "main", image: "nginx" }];
const template = { metadata: { labels: { app: "web" } }, spec: { containers } };
`;

/** A project whose Kubernetes objects become YAML in the folder `workloads`. */
async function projectOf(program: string): Promise<Project> {
  await installKubernetesPlugin(install().home);
  const config = { ...ON_CLUSTER.config, "kubernetes:renderYamlToDirectory": "workloads" };
  return createProject({ config, files: { ...ON_CLUSTER.files, "index.ts": HEAD + program } });
}

/** Workloads by resource name, as a preview or a state has them. */
function workloadsIn(resources: readonly (ResourceState | undefined)[]): Record<string, unknown> {
  const ofKubernetes = resources.filter((one) => one?.type.startsWith("kubernetes:"));
  return Object.fromEntries(ofKubernetes.map((one) => [one?.urn.split("::").at(-1), one?.inputs]));
}

const PROGRAM = `
const four = new kubeovn.ReservedIP("four", { subnet: "ovn-default", workload: { kind: "Pod", name: "web" } });
const six = new kubeovn.ReservedIP("six", { subnet: "six", workload: { kind: "VirtualMachine", name: "vm" } });
const set = new kubeovn.ReservedIPSet("set", { subnet: "ovn-default", statefulSet: { name: "db", replicas: 3 } });
new k8s.core.v1.Pod("web", kubeovn.withPodAddresses({ spec: { containers } }, { reservations: four }));
const vm = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", spec: { runStrategy: "Always", template } };
new k8s.apiextensions.CustomResource("vm", kubeovn.withVirtualMachineAddresses(vm, { reservations: six }));
const spec = { serviceName: "db", replicas: 3, selector: { matchLabels: { app: "web" } }, template };
new k8s.apps.v1.StatefulSet("db", kubeovn.withStatefulSetAddresses({ spec }, { reservations: set, asList: true }));
export const addresses = [four.v4IpAddress, six.v6IpAddress];
`;

describe("workloads of @pulumi/kubernetes", () => {
  before(async function () {
    await needPulumi.call(this);
    await needKubernetesPlugin.call(this);
  });

  it("are shown in the preview with the annotations that they are made with", async () => {
    const project = await projectOf(PROGRAM);
    const shown = workloadsIn((await project.previewJson()).steps.map(({ newState }) => newState));
    assert.deepEqual(Object.keys(shown).sort(), ["db", "vm", "web"]);
    succeeded(await project.up());
    const made = workloadsIn((await project.exportState()).deployment.resources ?? []);
    assert.deepEqual(made, shown);

    const { addresses } = (await project.outputs()) as { addresses: readonly string[] };
    const texts = [...filesIn(join(project.folder, "workloads")).values()].join("\n");
    for (const address of addresses) assert.match(texts, new RegExp(`ovn.kubernetes.io/ip_address: "?${address}"?\n`));
    assert.match(texts, /ovn.kubernetes.io\/ip_pool: (10\.16\.\d+\.\d+,?){3}\n/);
    assert.match(texts, /name: web\n +namespace: default\n/);
    succeeded(await project.preview("--expect-no-changes"));
  });

  it("are refused in the preview, with the sentence and without a stack", async () => {
    const project = await projectOf(`
const ip = new kubeovn.ReservedIP("ip", { subnet: "ovn-default", workload: { kind: "Pod", name: "web" } });
const metadata = { name: "api" };
new k8s.core.v1.Pod("web", kubeovn.withPodAddresses({ metadata, spec: { containers } }, { reservations: ip }));
`);
    const said = refused(await project.preview());
    assert.match(
      said,
      /error: error serializing property "metadata": IP "web\.default" is reserved for Pod default\/web and this is Pod default\/api/,
    );
    assert.doesNotMatch(said, /at .*\.js/);
  });

  it("may take a Vip as their own address, and the preview says what speaks against it", async () => {
    const project = await projectOf(`
const vip = new kubeovn.Vip("vip", { subnet: "ovn-default" });
new k8s.core.v1.Pod("web", kubeovn.withPodAddresses({ metadata: { name: "web" }, spec: { containers } }, { vip }));
`);
    const { stdout } = succeeded(await project.preview());
    assert.match(stdout, /warning: Pod "web" takes Vip "vip" as its own address, which Kube-OVN advises against/);
  });
});
