import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { Project, ResourceState } from "../test/e2e/support/project";
import { createBenchProject, IMPORTS, reservedIps, usePulumi, vips } from "./support/pulumi-project";
import { printFigure, printProgress } from "./support/report";
import { runBench } from "./support/run";

const COUNT = 200;
const SHIM_BYTES = 250;

const HELP = `usage: npm run bench:state

Bytes that one reservation adds to "pulumi stack export": stacks with and without ${COUNT} of them, on the manifest store.
One JSON line per figure on standard output: {name, value, unit, peer?, peerValue?, ratio?}.

Peers, in the same run:
  empty dynamic resource  without arguments and outputs; its provider is ${SHIM_BYTES} bytes of text
  @pulumi/kubernetes      a CustomResource for such a Vip, computed, because its plugin needs a cluster: inputs are what its SDK
                          registers, outputs the object as a cluster returned it (examples/quickstart/cluster/vips.yaml, whose
                          export left managedFields out: a lower bound), all the rest is our entry's.
                          With a cluster, 3,900 bytes were measured once.
`;

/** Program text for dynamic resources that do and keep nothing. */
const EMPTY_RESOURCES = `
const text = 'exports.handler=()=>({create:async()=>({id:"1",outs:{}})});//'.padEnd(${SHIM_BYTES}, "-");
class Empty extends pulumi.CustomResource {
  constructor(name) { super("pulumi-nodejs:dynamic/bench:Empty", name, { __provider: text }); }
}
for (let n = 0; n < ${COUNT}; n++) new Empty("empty-" + n);
`;

interface Export {
  readonly bytes: number;
  readonly resources: readonly ResourceState[];
}

/** Brings the stack to a program and exports it. */
async function exportOf(project: Project, program: string): Promise<Export> {
  project.write("index.js", IMPORTS + program);
  const up = await project.up();
  if (up.code !== 0) throw new Error(`pulumi up failed:\n${up.stdout}${up.stderr}`);
  const { stdout } = await project.pulumi("stack", "export");
  return { bytes: Buffer.byteLength(stdout.trim()), resources: JSON.parse(stdout).deployment.resources };
}

interface LiveVip {
  readonly metadata: { readonly name: string; readonly annotations?: unknown };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The Vip "static-vip01" as the controller of a cluster left it, as if nobody had used kubectl. */
function liveVip(): LiveVip {
  const { items } = parse(readFileSync("examples/quickstart/cluster/vips.yaml", "utf8")) as { items: LiveVip[] };
  const vip = items.find(({ metadata }) => metadata.name === "static-vip01");
  if (vip === undefined) throw new Error("the example cluster has no Vip static-vip01 any more");
  const { annotations: _, ...metadata } = vip.metadata;
  return { ...vip, metadata };
}

/** What @pulumi/kubernetes registers for a program that asks for that Vip. */
async function kubernetesInputs({ metadata, spec }: LiveVip): Promise<Readonly<Record<string, unknown>>> {
  const { apiextensions } = await import("@pulumi/kubernetes");
  const registered = new Promise<Readonly<Record<string, unknown>>>((resolve) => {
    void pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ inputs }) => {
        resolve(inputs);
        return { id: "1", state: inputs };
      },
    });
  });
  new apiextensions.CustomResource("vip", {
    apiVersion: "kubeovn.io/v1",
    kind: "Vip",
    metadata: { name: metadata.name },
    spec: { subnet: spec.subnet, v4ip: spec.v4ip },
  });
  return registered;
}

/** Bytes of a resource in an export, which is indented by four spaces. */
function entryBytes(entry: ResourceState): number {
  const bytes = (resources: readonly unknown[]): number =>
    Buffer.byteLength(JSON.stringify({ deployment: { resources } }, null, 4));
  return bytes([{}, entry]) - bytes([{}]);
}

async function main(): Promise<void> {
  await usePulumi();
  const project = await createBenchProject({ files: { "index.js": IMPORTS } });
  // The provider's own entry stands in every export that has a resource.
  printProgress("one Vip …");
  const one = await exportOf(project, vips(1));
  const bytesEach = async (what: string, program: string, count: number): Promise<[number, Export]> => {
    printProgress(`${what} …`);
    const all = await exportOf(project, vips(1) + program);
    return [Math.round((all.bytes - one.bytes) / count), all];
  };
  const more = `for (let n = 1; n <= ${COUNT}; n++) new kubeovn.Vip("vip-" + n, { subnet: "ovn-default" });\n`;
  const [vipBytes, withVips] = await bytesEach(`${COUNT} Vips`, more, COUNT);
  const [ipBytes] = await bytesEach(`${COUNT} ReservedIPs`, reservedIps(COUNT), COUNT);
  const [emptyBytes] = await bytesEach(`${COUNT} empty dynamic resources`, EMPTY_RESOURCES, COUNT);

  const vip = withVips.resources.find(({ urn }) => urn.endsWith(`::vip-${COUNT}`));
  if (vip === undefined) throw new Error("the last Vip is not in the state");
  const live = liveVip();
  const inputs = await kubernetesInputs(live);
  const type = "kubernetes:kubeovn.io/v1:Vip";
  const entry = { ...vip, type, urn: vip.urn.replace(vip.type, type), inputs, outputs: { ...live } };
  const kubernetesBytes = vipBytes + entryBytes(entry) - entryBytes(vip);

  const peer = "empty dynamic resource";
  printFigure({ name: "state: Vip", value: vipBytes, unit: "bytes", peer, peerValue: emptyBytes });
  printFigure({ name: "state: ReservedIP", value: ipBytes, unit: "bytes", peer, peerValue: emptyBytes });
  printFigure({
    name: "state: Vip",
    value: vipBytes,
    unit: "bytes",
    peer: "@pulumi/kubernetes, computed lower bound",
    peerValue: kubernetesBytes,
  });
}

runBench(HELP, main);
