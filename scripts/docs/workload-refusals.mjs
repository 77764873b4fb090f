import { compileFunction } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { table } from "./blocks.mjs";
import { createAnchors, printCode, printRefusal } from "./refusal-tables.mjs";

/**
 * @typedef {import("./refusal-tables.mjs").Compiled} Compiled
 * @typedef {import("./refusal-tables.mjs").Declaration} Declaration
 * @typedef {Record<string, (facts: unknown) => string>} Sentences
 */

const OWNER_PREFIX = "acme/shop/prod/";
const STORE = "manifests:manifests";

/** Workloads that cannot have what they are to be given, against the cluster of examples/quickstart/cluster. */
const CASES = [
  `const ip = new ReservedIP("web", { subnet: "ovn-default", workload: { kind: "Pod", name: "web" } }); withPodAddresses({ metadata: { name: "api" } }, { reservations: ip })`,
  `const ip = new ReservedIP("web", { subnet: "ovn-default", workload: { kind: "Pod", name: "web", namespace: "prod" } }); withPodAddresses({ metadata: { namespace: "shop" } }, { reservations: ip })`,
  `const ip = new ReservedIP("vm", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "vm" } }); withPodAddresses({}, { reservations: ip })`,
  `const ip = new ReservedIP("web", { subnet: "ovn-default", workload: { kind: "Pod", name: "web" } }); withDeploymentAddresses({ metadata: { name: "web" } }, { reservations: ip })`,
  `const set = new ReservedIPSet("vms", { subnet: "ovn-default", workloads: [{ kind: "VirtualMachine", name: "a" }, { kind: "VirtualMachine", name: "b" }] }); withVirtualMachineAddresses({}, { reservations: set })`,
  `const ip = new ReservedIP("web", { subnet: "team-a", workload: { kind: "Pod", name: "web" } }); const pool = new IPPool("web", { subnet: "team-a", ips: ["10.66.0.200..10.66.0.209"] }); withPodAddresses({}, { reservations: ip, pool })`,
  `const pool = new IPPool("web", { subnet: "team-a", ips: ["10.66.0.200..10.66.0.209"] }); withPodAddresses({}, { pool, subnet: "ovn-default" })`,
  `const set = new ReservedIPSet("db", { subnet: "team-a", statefulSet: { name: "db", replicas: 2 } }); withStatefulSetAddresses({ spec: { replicas: 3 } }, { reservations: set })`,
  `const set = new ReservedIPSet("db", { subnet: "ovn-default", statefulSet: { name: "db", replicas: 2 } }); withStatefulSetAddresses({ spec: { replicas: 2, ordinals: { start: 1 } } }, { reservations: set })`,
  `const set = new ReservedIPSet("db", { subnet: "ovn-default", statefulSet: { name: "db", replicas: 1, start: 1 } }); withStatefulSetAddresses({ spec: { replicas: 1, ordinals: { start: 1 } } }, { reservations: set, asList: true })`,
  `withStatefulSetAddresses({ metadata: { name: "db" }, spec: { replicas: 2, template: { metadata: { annotations: { "ovn.kubernetes.io/ip_pool": "10.66.0.9,fd00:10:66::9,10.66.0.10,fd00:10:66::a" } } } } }, {})`,
  `const pool = new IPPool("web", { subnet: "team-a", ips: ["10.66.0.200..10.66.0.202"] }); withDeploymentAddresses({ metadata: { name: "web" }, spec: { replicas: 3 } }, { pool })`,
  `const vip = new Vip("web", { subnet: "ovn-default" }); withDeploymentAddresses({ metadata: { name: "web" } }, { vip })`,
  `const vip = new Vip("db", { subnet: "ovn-default" }); withStatefulSetAddresses({ metadata: { name: "db" }, spec: { replicas: 2 } }, { vip })`,
  `const vip = new Vip("web", { subnet: "ovn-default" }); withPodAddresses({ metadata: { name: "web", annotations: { "k8s.v1.cni.cncf.io/networks": "default/lan" } } }, { vip })`,
  `const vip = new Vip("web", { subnet: "ovn-default", type: "switch_lb_vip" }); withPodAddresses({ metadata: { name: "web" } }, { vip })`,
  `const vip = new Vip("web", { subnet: "ovn-default" }); withPodAddresses({ metadata: { name: "web" } }, { aaps: vip })`,
  `const vip = new Vip("web", { subnet: "ovn-default", namespace: "prod" }); withPodAddresses({ metadata: { name: "web", namespace: "shop" } }, { aaps: vip })`,
  `const binding = new AapBinding("aap", { vips: ["vip-aap"], namespace: "default", selector: ["app: aap1"] }); withPodAddresses({ metadata: { name: "web", labels: { app: "api" } } }, { aaps: binding })`,
  `const vip = new Vip("web", { subnet: "ovn-default", namespace: "default" }); withPodAddresses({ metadata: { name: "web" } }, { aaps: vip, subnet: "team-a" })`,
  `withPodAddresses({ metadata: { name: "web", annotations: { "ovn.kubernetes.io/aaps": "vip-aap, static-vip01" } } }, {})`,
  `const ip = new ReservedIP("web", { subnet: "team-a", workload: { kind: "Pod", name: "web" }, v4IpAddress: "10.66.0.50", v6IpAddress: "fd00:10:66::50" }); withPodAddresses({ metadata: { annotations: { "ovn.kubernetes.io/ip_address": "10.66.0.50" } } }, { reservations: ip })`,
  `new Subnet("lan", { cidrBlock: "172.20.0.0/24", provider: "lan.default.ovn" }); const ip = new ReservedIP("web", { subnet: "lan", workload: { kind: "Pod", name: "web" } }); withPodAddresses({ metadata: { annotations: { "k8s.v1.cni.cncf.io/networks": "default/wan" } } }, { reservations: ip })`,
  `new Subnet("lan", { cidrBlock: "172.20.0.0/24", provider: "lan.default.ovn" }); const ip = new ReservedIP("vm", { subnet: "lan", workload: { kind: "VirtualMachine", name: "vm" } }); withVirtualMachineAddresses({}, { reservations: ip })`,
  `new Subnet("lan", { cidrBlock: "172.20.0.0/24", provider: "lan.default.ovn" }); const ip = new ReservedIP("web", { subnet: "lan", workload: { kind: "Pod", name: "web" } }); withPodAddresses({ metadata: { annotations: { "k8s.v1.cni.cncf.io/networks": "default/lan@a,default/lan@b" } } }, { reservations: ip })`,
  `withPodAddresses({ metadata: { name: "web", annotations: { "k8s.v1.cni.cncf.io/networks": "default/lan;default/wan" } } }, {})`,
  `withPodAddresses({ metadata: { name: "web", annotations: { "acme.example/team/a": "x" } } }, {})`,
  `const ip = new ReservedIP("vm", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "vm" }, macAddress: "02:00:00:00:00:09" }); withVirtualMachineAddresses({ spec: { template: { spec: { networks: [{ name: "default", pod: {} }], domain: { devices: { interfaces: [{ name: "default", bridge: {}, macAddress: "02-00-00-00-00-08" }] } } } } } }, { reservations: ip })`,
];

/**
 * Runs every case with the package's own functions under Pulumi's mocks; what its resources answer comes from the
 * provider's own check.
 *
 * @param {Compiled} compiled
 * @param {Readonly<Record<string, unknown>>} sdk  the compiled package
 * @param {Sentences} sentences  of the refusals of workloads
 * @param {readonly unknown[]} cluster  objects
 * @returns {Promise<string>} a table in Markdown
 * @throws {Error} when nothing is refused in a case, a resource is, or no case has some refusal
 */
export async function workloadRefusals(compiled, sdk, sentences, cluster) {
  const unheard = listen(sentences);
  const rows = [];
  process.on("unhandledRejection", rethrow);
  const anchored = createAnchors();
  for (const program of CASES) {
    const message = await refusalOf(compiled, sdk, cluster, program);
    rows.push([printCode(program), message.replace(/ \(([a-z0-9-]+)\)$/gm, (_, code) => anchored("", code))]);
  }
  // Rejections are reported in a turn of their own.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", rethrow);
  if (unheard.size > 0) throw new Error(`no case of workload-refusals.mjs is refused with ${[...unheard].join(", ")}`);
  return table(["a program says", "the preview says"], rows);
}

/** Outputs that are made of one that fails, fail too, whether someone waits for them or not. @param {unknown} error */
function rethrow(error) {
  if (!pulumi.RunError.isInstance(error)) throw error;
}

/** Has every sentence strike itself off a list when it is said. @param {Sentences} sentences @returns {ReadonlySet<string>} */
function listen(sentences) {
  const unheard = new Set(Object.keys(sentences));
  for (const [code, say] of Object.entries(sentences)) {
    sentences[code] = (facts) => {
      unheard.delete(code);
      return say(facts);
    };
  }
  return unheard;
}

/**
 * What the preview says of a program whose last expression is a completed workload.
 *
 * @param {Compiled} compiled
 * @param {Readonly<Record<string, unknown>>} sdk
 * @param {readonly unknown[]} cluster
 * @param {string} program
 */
async function refusalOf({ plan, facts, kinds, batches: files }, sdk, cluster, program) {
  const planner = new plan.Planner(facts.snapshotOf(cluster, {}), OWNER_PREFIX, "", kinds.ROOMS);
  /** @type {Map<string, readonly Declaration[]>} */
  const batches = new Map();
  const batchIn = (/** @type {string} */ file, /** @type {string} */ key) => {
    const batch = batches.get(file) ?? files.readBatchFile(file, key).declarations;
    if (!batches.has(file)) planner.addBatch(batch);
    batches.set(file, batch);
    return batch;
  };
  /** @param {pulumi.runtime.MockResourceArgs} args */
  const newResource = ({ name, inputs }) => {
    const place = plan.readDeclarationRef(inputs[plan.DECLARATION_INPUT]);
    // The stack is registered too.
    if (place === undefined) return { id: "", state: inputs };
    const declaration = batchIn(place.file, place.key)[place.entry];
    const request = { olds: {}, news: declaration?.args, declaration, store: STORE };
    const { inputs: state, refusals } = plan.check(planner, request);
    if (refusals.length > 0) throw new Error(`${name} is refused in ${program}: ${refusals.map(printRefusal).join()}`);
    return { id: "", state };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "shop", "prod", true, "acme");
  /** @type {Promise<unknown>} */
  let completed = Promise.resolve();
  await pulumi.runtime.runInPulumiStack(async () => {
    const statements = program.split("; ");
    const body = [...statements.slice(0, -1), `return ${statements.at(-1)}`].join(";\n");
    const run = compileFunction(body, Object.keys(sdk));
    const output = /** @type {{ promise(): Promise<unknown> }} */ (
      /** @type {unknown} */ (pulumi.output(run(...Object.values(sdk))))
    );
    completed = output.promise();
    completed.catch(() => undefined);
  });
  return completed.then(
    () => {
      throw new Error(`nothing is refused of ${program}`);
    },
    (error) => {
      if (pulumi.RunError.isInstance(error)) return error.message;
      throw error;
    },
  );
}
