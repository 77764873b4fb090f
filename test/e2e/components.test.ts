import assert from "node:assert/strict";
import { join } from "node:path";
import { installKubernetesPlugin, needKubernetesPlugin } from "../support/kubernetes-plugin";
import { CLUSTER } from "./support/cluster";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, operationsIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project, type ResourceState } from "./support/project";

/** The three components, each with these options, below `Site`; names of what they make stay whatever the components are called. */
const program = (names: { vm: string; set: string; pair: string }, options: string, site = "{}"): string => `
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as kubeovn from "pulumi-kubeovn";
import { FixedIPStatefulSet, FixedIPVirtualMachine, KeepalivedPair } from "pulumi-kubeovn/components";

class Site extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) { super("acme:index:Site", name, {}, opts); }
}
const edge = new kubeovn.Provider("edge", { manifests: "clusters/edge" });
const yaml = new k8s.Provider("yaml", { renderYamlToDirectory: "rendered" });
const site = new Site("site", ${site});
const containers = [{ name: "main", image: "nginx" }];
const template = { metadata: { labels: { app: "db" } }, spec: { containers } };
const spec = { serviceName: "db", replicas: 2, selector: { matchLabels: { app: "db" } }, template };
const members = [{ kind: "Pod", name: "lb-a" }, { kind: "Pod", name: "lb-b" }] as const;
const options = (old: string): pulumi.ComponentResourceOptions => (${options});
const vm = new FixedIPVirtualMachine("${names.vm}", { name: "machine", subnet: "six", spec: {} }, options("vm"));
const set = new FixedIPStatefulSet("${names.set}", { name: "db", subnet: "ovn-default", spec }, options("set"));
const pair = new KeepalivedPair("${names.pair}", { name: "shared", subnet: "ovn-default", members, labels: { app: "lb" } }, options("pair"));
export const addresses = [vm.v6IpAddress, set.reservations.apply((pods) => pods.map((pod) => pod.v4IpAddress)), pair.v4ip];
`;

const NAMES = { vm: "vm", set: "set", pair: "pair" };
const PROVIDERS = "providers: [edge, yaml]";
const COMPONENT = /^kubeovn:index:/;

async function projectOf(text: string): Promise<Project> {
  await installKubernetesPlugin(install().home);
  return createProject({
    env: { KUBEOVN_PRUNE: "true" },
    files: { "clusters/edge/cluster.yaml": CLUSTER, "index.ts": text },
  });
}

const nameOf = ({ urn }: ResourceState): string => urn.split("::").at(-1) ?? "";
const stateOf = async (project: Project): Promise<readonly ResourceState[]> =>
  (await project.exportState()).deployment.resources ?? [];

/** What the components make: by `type name` without the types of their parents. */
function madeIn(resources: readonly ResourceState[]): ReadonlyMap<string, ResourceState> {
  const children = resources.filter(({ parent = "" }) =>
    COMPONENT.test(parent.split("::")[2]?.split("$").at(-1) ?? ""),
  );
  return new Map(children.map((one) => [`${one.type.split(/[:/]/).at(-1)} ${nameOf(one)}`, one]));
}

/** Addresses by the names of the objects, wherever they stand in the inputs. */
function addressesIn(resources: readonly ResourceState[]): ReadonlyMap<string, string> {
  const found = [...madeIn(resources).values()].flatMap(({ inputs = {} }) => {
    const own = inputs.reservations ?? [inputs];
    return (own as readonly Record<string, string>[]).map(
      ({ name, v4IpAddress, v6IpAddress, v4ip }) => [String(name), v4IpAddress ?? v6IpAddress ?? v4ip ?? ""] as const,
    );
  });
  return new Map(found.filter(([, address]) => address !== ""));
}

const MADE = [
  "AapBinding pair",
  "ReservedIP pair-lb-a",
  "ReservedIP pair-lb-b",
  "ReservedIP vm",
  "ReservedIPSet set",
  "StatefulSet set",
  "Vip pair",
  "VirtualMachine vm",
];

describe("the components", () => {
  before(async function () {
    await needPulumi.call(this);
    await needKubernetesPlugin.call(this);
  });

  it("have a parent, and hand the providers they are given to what they make", async () => {
    const project = await projectOf(program(NAMES, `{ parent: site, ${PROVIDERS} }`));
    succeeded(await project.up());
    const state = await stateOf(project);
    const components = state.filter(({ type }) => COMPONENT.test(type));
    assert.deepEqual(
      components.map(({ parent = "" }) => parent.split("::").slice(2).join(" ")),
      Array(3).fill("acme:index:Site site"),
    );
    const made = madeIn(state);
    assert.deepEqual([...made.keys()].sort(), MADE);
    for (const [at, { type, provider = "" }] of made)
      assert.match(provider, type.startsWith("kubernetes:") ? /::yaml::/ : /::edge::/, at);
    const files = filesIn(join(project.folder, "clusters", "edge"));
    assert.equal([...files.keys()].filter((path) => path.startsWith("addresses/")).length, 6);
    const written = [...files.values()].join("\n");
    for (const address of addressesIn(state).values()) assert.ok(written.includes(address), address);
    const workloads = [...filesIn(join(project.folder, "rendered")).values()].join("\n");
    assert.match(workloads, /kind: VirtualMachine/);
    assert.match(workloads, /kind: StatefulSet/);
    const owners = [...made.values()].map(({ inputs }) => inputs?.owner).filter((owner) => owner !== undefined);
    for (const owner of owners)
      assert.match(String(owner), /\/dev\/acme:index:Site\$kubeovn:index:(Fixed|Keepalived)\w+\$\w+\/\w/);
    succeeded(await project.preview("--expect-no-changes"));
  });

  it("protect what they make when they are protected", async () => {
    const project = await projectOf(program(NAMES, `{ protect: true, ${PROVIDERS} }`));
    succeeded(await project.up());
    const made = madeIn(await stateOf(project));
    assert.deepEqual([...made.keys()].sort(), MADE);
    for (const [at, { protect }] of made) assert.equal(protect, true, at);
    assert.match(refused(await project.destroy()), /protected/);
    assert.equal(madeIn(await stateOf(project)).size, MADE.length);
    project.write("index.ts", program(NAMES, `{ ${PROVIDERS} }`));
    succeeded(await project.up());
    succeeded(await project.destroy());
    assert.deepEqual([...filesIn(join(project.folder, "clusters", "edge")).keys()], ["cluster.yaml"]);
  });

  it("keep every address when they are renamed, or get another parent, with aliases", async () => {
    const project = await projectOf(program(NAMES, `{ ${PROVIDERS} }`));
    succeeded(await project.up());
    const before = addressesIn(await stateOf(project));
    assert.equal(before.size, 6);

    const others = { vm: "machines", set: "sets", pair: "pairs" };
    const aliases = "aliases: [{ name: old, parent: pulumi.rootStackResource }]";
    project.write("index.ts", program(others, `{ parent: site, ${aliases}, ${PROVIDERS} }`));
    const preview = await project.previewJson();
    const operations = new Set([...operationsIn(preview).values()].flat());
    assert.deepEqual(
      [...operations].filter((op) => !["same", "update"].includes(op)),
      [],
    );
    succeeded(await project.up());
    const state = await stateOf(project);
    assert.deepEqual([...madeIn(state).keys()].sort(), [
      "AapBinding pairs",
      "ReservedIP machines",
      "ReservedIP pairs-lb-a",
      "ReservedIP pairs-lb-b",
      "ReservedIPSet sets",
      "StatefulSet sets",
      "Vip pairs",
      "VirtualMachine machines",
    ]);
    const after = addressesIn(state);
    assert.deepEqual([...after.values()].sort(), [...before.values()].sort());
    succeeded(await project.preview("--expect-no-changes"));
  });

  it("let transforms change what they make, in the preview already", async () => {
    const transform = `({ type, name, props, opts }) => {
      if (type.endsWith(":Vip")) return { props: { ...props, v4ip: "10.16.0.77" }, opts };
      if (type.endsWith(":ReservedIP") && name === "vm") return { props: { ...props, v6IpAddress: "fd00:16::77" }, opts };
      if (type.endsWith(":ReservedIPSet")) return { props: { ...props, layout: "contiguous" }, opts };
      if (!type.startsWith("kubernetes:")) return undefined;
      return { props: { ...props, metadata: pulumi.output(props.metadata).apply((own: object) => ({ ...own, labels: { team: "a" } })) }, opts };
    }`;
    const project = await projectOf(program(NAMES, `{ ${PROVIDERS}, transforms: [${transform}] }`));
    const shown = inputsIn(await project.previewJson());
    assert.equal(shown.get("Vip::pair")?.v4ip, "10.16.0.77");
    assert.equal(shown.get("ReservedIP::vm")?.v6IpAddress, "fd00:16::77");
    assert.equal(shown.get("ReservedIPSet::set")?.layout, "contiguous");
    succeeded(await project.up());
    const state = await project.exportState();
    assert.deepEqual(inputsIn(state), shown);
    const rendered = [...filesIn(join(project.folder, "rendered")).values()];
    assert.equal(rendered.length, 2);
    for (const text of rendered) assert.match(text, /labels:\n +team: a\n/);
    assert.match(rendered.join("\n"), /ovn.kubernetes.io\/ip_address: "?fd00:16::77"?\n/);
    succeeded(await project.preview("--expect-no-changes"));
  });
});
