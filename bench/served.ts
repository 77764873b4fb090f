import { join } from "node:path";
import { PLUGIN as COMMAND, commandFolder, install, withPlugin } from "../test/e2e/support/installation";
import { pluginForms, startPlugin } from "../test/e2e/support/plugin-forms";
import type { Project, ProjectOptions } from "../test/e2e/support/project";
import { installKubernetesPlugin, missingKubernetesPlugin } from "../test/support/kubernetes-plugin";
import { createBenchProject, IMPORTS, usePulumi, vips } from "./support/pulumi-project";
import { printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const COUNTS = (process.env.COUNT ?? "200,1000")
  .split(",")
  .map(Number)
  .filter((count) => count > 0);
const ROUNDS = Number(process.env.ROUNDS ?? 3);

const STARTS = 10;

const HELP = `usage: [COUNT=200] [ROUNDS=1] npm run bench:served

CPU of "pulumi preview" and "pulumi up" of Vips, of another preview after that, and bytes that each Vip has in the state (indentation aside), for each of
  the dynamic provider   the classes as they are
  the plugin             the same program with kubeovn:plugin
  resources alone        CustomResources of the plugin, as generated classes register them, with addresses that the program says
  @pulumi/kubernetes     CustomResources for the same Vips, rendered to a directory; omitted where its plugin is not built
First, the time from the start of the plugin to the port that it prints, the least of ${STARTS} starts: as npm installs it, and in the forms that
npm run plugin makes, beside the plugin of @pulumi/kubernetes; COUNT=0 prints nothing else.
CPU is user and system time of the CLI and of all processes that it starts: the least of ${ROUNDS} rounds, in turn, each with a new stack.
One JSON line per figure on standard output: {name, value, unit, peer?, peerValue?, ratio?}.
`;

const STEPS = ["preview", "up", "preview without changes", "state"] as const;
type Step = (typeof STEPS)[number];
type Life = Readonly<Record<Step, number>>;

interface Side {
  readonly name: string;
  /** Program text. */
  readonly program: (count: number) => string;
  readonly config?: Readonly<Record<string, string>>;
}

const PLUGIN: Side = {
  name: "the plugin",
  program: (count) => IMPORTS + vips(count),
  config: { "kubeovn:plugin": "true" },
};
const DYNAMIC: Side = { name: "the dynamic provider", program: PLUGIN.program };
const ADDRESS = `const v4ip = "10.16." + (60 + Math.floor(n / 250)) + "." + ((n % 250) + 1);`;
const ALONE: Side = {
  name: "resources alone",
  program: (count) => `const pulumi = require("@pulumi/pulumi");
const outputs = { name: undefined, type: undefined, v6ip: undefined, macAddress: undefined, namespace: undefined, selector: undefined };
for (let n = 0; n < ${count}; n++) {
  ${ADDRESS}
  new pulumi.CustomResource("kubeovn:index:Vip", "vip-" + n, { ...outputs, subnet: "ovn-default", v4ip });
}
`,
};
const PEER: Side = {
  name: "@pulumi/kubernetes",
  program: (count) => `const k8s = require("@pulumi/kubernetes");
const provider = new k8s.Provider("directory", { renderYamlToDirectory: "rendered" });
for (let n = 0; n < ${count}; n++) {
  ${ADDRESS}
  const spec = { subnet: "ovn-default", v4ip };
  const vip = { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name: "vip-" + n }, spec };
  new k8s.apiextensions.CustomResource("vip-" + n, vip, { provider });
}
`,
};

function projectOf({ program, config = {} }: Side, count: number): Promise<Project> {
  const options: ProjectOptions = {
    files: { "Pulumi.yaml": withPlugin(), "index.js": program(count) },
    config: { "kubeovn:manifests": "manifests", ...config },
  };
  return createBenchProject(options);
}

/** Seconds of user and system time that a command of the CLI takes, with all processes that it waits for. */
async function cpuOf(project: Project, command: string): Promise<number> {
  const said = await project.shell(`pulumi ${command} --non-interactive --suppress-progress >&2; times`);
  if (said.code !== 0) throw new Error(`pulumi ${command} failed:\n${said.stdout}${said.stderr}`);
  const [, ofChildren = ""] = said.stdout.trim().split("\n");
  const times = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

/** Bytes that a Vip has in `pulumi stack export`, indentation aside. */
async function stateBytes(project: Project, count: number): Promise<number> {
  const exported = await project.exportState();
  const { resources = [] } = exported.deployment;
  const others = resources.filter(({ urn }) => !/::vip-\d+$/.test(urn));
  const bytes = (kept: typeof resources): number =>
    Buffer.byteLength(JSON.stringify({ ...exported, deployment: { ...exported.deployment, resources: kept } }));
  return Math.round((bytes(resources) - bytes(others)) / count);
}

async function lifeOf(side: Side, count: number): Promise<Life> {
  const project = await projectOf(side, count);
  const life = {
    preview: await cpuOf(project, "preview"),
    up: await cpuOf(project, "up --yes --skip-preview"),
    "preview without changes": await cpuOf(project, "preview --expect-no-changes"),
    state: await stateBytes(project, count),
  };
  printProgress(`${count} Vips, ${side.name}: ${JSON.stringify(life)}`);
  return life;
}

async function measure(sides: readonly Side[], count: number): Promise<void> {
  const lives = new Map<Side, Life[]>(sides.map((side) => [side, []]));
  for (let round = 1; round <= ROUNDS; round++)
    for (const side of sides) lives.get(side)?.push(await lifeOf(side, count));
  const best = (side: Side, step: Step): number =>
    rounded(Math.min(...(lives.get(side) ?? []).map((life) => life[step])), 2);
  for (const step of STEPS)
    for (const side of sides)
      for (const peer of [DYNAMIC, PEER].filter((one) => one !== side && lives.has(one)))
        printFigure({
          name: `${step} of ${count} Vips: ${side.name}`,
          value: best(side, step),
          unit: step === "state" ? "bytes per Vip" : "s of CPU",
          peer: peer.name,
          peerValue: best(peer, step),
        });
}

/** Milliseconds until a plugin prints its port. */
async function startOf(command: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    const start = performance.now();
    const { stop } = await startPlugin(command);
    times.push(performance.now() - start);
    stop();
  }
  return Math.round(Math.min(...times));
}

async function measureStarts(peer: string | undefined): Promise<void> {
  const forms = pluginForms();
  if (forms === undefined) printProgress("no starts of the one file and of the executable: npm run plugin makes them");
  const made = forms && { "one file for Node": join(forms.node, COMMAND), executable: join(forms.executable, COMMAND) };
  const beside = peer === undefined ? {} : { peer: PEER.name, peerValue: await startOf(peer) };
  for (const [name, command] of Object.entries({ "npm package": join(commandFolder(), COMMAND), ...made }))
    printFigure({ name: `start to port: ${name}`, value: await startOf(command), unit: "ms", ...beside });
}

async function main(): Promise<void> {
  await usePulumi();
  const missing = await missingKubernetesPlugin();
  if (missing !== undefined) printProgress(`no comparison with ${PEER.name}: ${missing}`);
  const peer = missing === undefined ? await installKubernetesPlugin(install().home) : undefined;
  await measureStarts(peer);
  const sides = [DYNAMIC, PLUGIN, ALONE, ...(peer === undefined ? [] : [PEER])];
  for (const count of COUNTS) await measure(sides, count);
}

runBench(HELP, main);
