import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { startCommand } from "./support/commands";
import { commandFolder, PLUGIN } from "./support/installation";
import { FAILING, LATE, PARENTS, REFUSED, SECRET, TEN } from "./support/language-programs";
import {
  createLanguageProject,
  type Language,
  languageEnvironment,
  MAIN_FILES,
  needLanguage,
  schemaBinder,
} from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project, type ResourceState } from "./support/project";

/** The programs that the document on other languages shows. */
const exampleIn = (language: Language, file: string): string =>
  readFileSync(join(repositoryFolder, "sdks", language, "example", file), "utf8");
const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

type Values = Readonly<Record<string, unknown>>;

/** What the examples in Python and Go declare, with the classes for TypeScript. */
const SAME_IN_NODE = `const pulumi = require("@pulumi/pulumi");
const kubeovn = require("pulumi-kubeovn");
const teamB = new kubeovn.Subnet("team-b", {
  cidrBlock: "10.80.0.0/24",
  namespaces: ["team-b"],
  allocation: { range: "10.80.0.200..10.80.0.250" },
});
const queue = new kubeovn.ReservedIPSet("queue", {
  subnet: teamB,
  statefulSet: { name: "queue", namespace: "team-b", replicas: 3 },
  layout: "contiguous",
});
const proxy = new kubeovn.Vip("proxy", { subnet: teamB });
new kubeovn.AapBinding("proxy", { vips: [proxy], namespace: "team-b", selector: ["app: proxy"] });
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
const machine = (name) => ({ kind: "VirtualMachine", name, namespace: "default" });
const db = new kubeovn.ReservedIP("db", { subnet: "ovn-default", workload: machine("db") });
const testvm = new kubeovn.ReservedIP("testvm", {
  subnet: "ovn-default",
  v4IpAddress: "10.16.0.116",
  workload: machine("testvm"),
});
exports.database = db.v4IpAddress;
exports.machine = testvm.v4IpAddress;
exports.proxyAddress = proxy.v4ip;
exports.queueAddresses = queue.reservations.apply((pods) => pods.map((pod) => pod.podName + " " + pod.v4IpAddress));
`;

const SMALL = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: small }
spec: { cidrBlock: 10.99.0.0/28, gateway: 10.99.0.1, excludeIps: [10.99.0.1], protocol: IPv4 }
`;

const ORDERS = ["0123456789", "9876543210", "5193072864", "2840617395", "7305918246"];

describe("a program in another language", () => {
  before(needPulumi);

  const projectOf = (
    language: keyof typeof MAIN_FILES,
    program: string,
    env: NodeJS.ProcessEnv = {},
  ): Promise<Project> => {
    const files = { [MAIN_FILES[language]]: program };
    return language === "node"
      ? createProject({ files, config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" }, env })
      : createLanguageProject(language, files, { env });
  };
  const onCluster = (project: Project): Project => {
    cpSync(CLUSTER, join(project.folder, "manifests"), { recursive: true });
    return project;
  };
  const inSmall = (project: Project): Project => {
    mkdirSync(join(project.folder, "manifests"));
    writeFileSync(join(project.folder, "manifests", "subnets.yaml"), SMALL);
    return project;
  };
  /** With a second directory, of which an explicit provider is. */
  const withEdge = (project: Project): Project => {
    cpSync(join(project.folder, "manifests"), join(project.folder, "edge"), { recursive: true });
    return project;
  };
  const manifests = ({ folder }: Project): ReadonlyMap<string, string> => filesIn(join(folder, "manifests"));

  /** What the same program in Node outputs and writes; made when first asked for. */
  const inNode = new Map<string, Promise<{ readonly outputs: Values; readonly files: ReadonlyMap<string, string> }>>();
  const madeInNode = (program: string) => {
    const make = async () => {
      const project = onCluster(await projectOf("node", program));
      succeeded(await project.up());
      return { outputs: await project.outputs(), files: manifests(project) };
    };
    const made = inNode.get(program) ?? make();
    inNode.set(program, made);
    return made;
  };

  for (const language of ["python", "go"] as const) {
    it(`makes in ${language} what its preview shows, all that the classes for TypeScript make of it, and takes it away again`, async function () {
      await needLanguage(this, language);
      const example = exampleIn(language, MAIN_FILES[language]);
      const project = onCluster(await projectOf(language, example));
      const before = manifests(project);
      const planned = inputsOf((await project.previewJson()).steps.map(({ newState }) => newState));
      assert.deepEqual(manifests(project), before);
      succeeded(await project.up());
      assert.deepEqual(inputsOf((await project.exportState()).deployment.resources ?? []), planned);
      const { outputs, files } = await madeInNode(SAME_IN_NODE);
      assert.deepEqual(await project.outputs(), outputs);
      assert.deepEqual(manifests(project), files);
      succeeded(await project.preview("--expect-no-changes"));
      succeeded(await project.destroy());
      assert.deepEqual(manifests(project), before);
    });

    it(`gives in ${language} each resource the owner that it has with the classes for TypeScript`, async function () {
      await needLanguage(this, language);
      const project = onCluster(await projectOf(language, PARENTS[language]));
      succeeded(await project.up());
      assert.deepEqual(manifests(project), (await madeInNode(PARENTS.node)).files);
    });

    it(`gives ten Vips in ${language} the same addresses in every order, which are those of the classes for TypeScript`, async function () {
      this.timeout(400_000);
      await needLanguage(this, language);
      const own = inSmall(await projectOf("node", TEN.node, { ORDER: ORDERS[0] }));
      succeeded(await own.up());
      const expected = await own.outputs();
      assert.equal(new Set(Object.values(expected)).size, 10);
      const rows: string[] = [row("TypeScript", ORDERS[0] ?? "", expected)];
      for (const [i, order] of ORDERS.entries()) {
        const project = inSmall(await projectOf(language, TEN[language], { ORDER: order }));
        succeeded(await project.up("--parallel", i % 2 === 0 ? "1" : "64"));
        const addresses = await project.outputs();
        rows.push(row(language, order, addresses));
        assert.deepEqual(addresses, expected);
      }
      if (process.env.ORDER_TABLE) process.stderr.write(`${rows.join("\n")}\n`);
    });

    it(`plans in ${language} what a function of apply declares later around what stands, with an explicit provider as well`, async function () {
      await needLanguage(this, language);
      const project = withEdge(inSmall(await projectOf(language, LATE[language])));
      succeeded(await project.up());
      const { first, late } = (await project.outputs()) as { first: string[]; late: string[] };
      assert.equal(new Set([...first, ...late]).size, 12);
      const own = inSmall(await projectOf("node", LATE.node));
      succeeded(await own.up());
      assert.deepEqual(first, (await own.outputs()).first);
    });

    it(`keeps in ${language} what is secret, and plans with an explicit provider against its own directory`, async function () {
      await needLanguage(this, language);
      const project = withEdge(inSmall(await projectOf(language, SECRET[language])));
      succeeded(await project.up());
      const state = JSON.stringify(
        (await project.exportState()).deployment.resources?.filter(({ urn }) => /hidden$/.test(urn)),
      );
      assert.doesNotMatch(state, /10\.99\.0\.7/);
      assert.match(JSON.stringify([...filesIn(join(project.folder, "edge"))]), /10\.99\.0\.7.*10\.99\.0\.8/s);
      succeeded(await project.preview("--expect-no-changes"));
    });

    it(`is told in ${language} what else is refused without the secrets in it`, async function () {
      await needLanguage(this, language);
      const { code, stdout, stderr } = await inSmall(await projectOf(language, REFUSED[language])).preview();
      assert.notEqual(code, 0);
      assert.match(stdout, /Vip "hidden" is refused as well: .*\(secret\)/);
      assert.match(stdout, /ReservedIPSet "queue" is refused as well: .*\(secret\)/);
      assert.doesNotMatch(stdout + stderr, /hush/i);
    });
  }

  it("hands its declarations over in python as the tests beside the overlay say", async function () {
    await needLanguage(this, "python");
    const env = { ...process.env, ...(await languageEnvironment("python")), PYTHONDONTWRITEBYTECODE: "1" };
    const tests = join(repositoryFolder, "sdks", "python");
    succeeded(await startCommand("python3", ["-m", "unittest", "test_planned"], tests, env).result);
  });

  it("hands its declarations over in go as the tests beside the overlay say", async function () {
    await needLanguage(this, "go");
    const env = { ...process.env, ...(await languageEnvironment("go")) };
    const folder = join(repositoryFolder, "dist", "sdks", "go");
    succeeded(await startCommand("go", ["test", "./kubeovn/internal/"], folder, env).result);
  });

  for (const [what, program] of Object.entries(FAILING))
    it(`makes nothing in go of ${what} when it fails`, async function () {
      await needLanguage(this, "go");
      const project = inSmall(await projectOf("go", program));
      const before = manifests(project);
      const { code, stdout } = await project.up();
      assert.notEqual(code, 0);
      assert.match(stdout, /half a program/);
      assert.deepEqual(manifests(project), before);
    });

  const yamlExample = (): string => {
    const example = exampleIn("yaml", "Pulumi.yaml");
    return example.slice(example.indexOf("resources:"));
  };

  it("runs in YAML, with an AddressPlan that shows its addresses in the preview, and is told of each resource", async function () {
    await needLanguage(this, "yaml");
    const project = onCluster(await createLanguageProject("yaml", {}, { body: yamlExample() }));
    const before = manifests(project);
    const planned = inputsOf((await project.previewJson()).steps.map(({ newState }) => newState));
    succeeded(await project.up());
    assert.deepEqual(inputsOf((await project.exportState()).deployment.resources ?? []), planned);
    const { machine, database, proxyAddress, planned: addresses } = await project.outputs();
    assert.equal(machine, "10.16.0.116");
    assert.match(`${database} ${proxyAddress}`, /^10\.16\.\d+\.\d+ 10\.16\.\d+\.\d+$/);
    assert.deepEqual(addresses, { db: database, proxy: proxyAddress });
    succeeded(await project.preview("--expect-no-changes"));
    succeeded(await project.destroy());
    assert.deepEqual(manifests(project), before);
  });

  it("is refused in YAML what its plan does not have, also when --target takes it alone", async function () {
    await needLanguage(this, "yaml");
    const more = `  api:\n    type: kubeovn:Vip\n    properties: { subnet: ovn-default, plan: "\${addresses.name}" }\n`;
    const body = yamlExample();
    const project = onCluster(await createLanguageProject("yaml", {}, { body }));
    succeeded(await project.up());
    const stack = readFileSync(join(project.folder, "Pulumi.yaml"), "utf8");
    project.write("Pulumi.yaml", stack.replace("resources:\n", `resources:\n${more}`));
    const sentence = /AddressPlan "addresses" wants nothing for Vip "api"; add "api"/;
    assert.match(refused(await project.preview()), sentence);
    const api = "urn:pulumi:dev::project::kubeovn:index:Vip::api";
    assert.match(
      refused(await project.preview("--target", api)),
      /AddressPlan "addresses" .*(unknown-plan|not-wanted)\)/,
    );
  });

  it("has a schema that Pulumi's own binder accepts silently", async function () {
    const binder = await schemaBinder();
    if (binder === undefined) this.skip();
    const project = await createProject({ files: { "index.js": "" } });
    const plugin = join(commandFolder(), PLUGIN);
    project.write("schema.json", succeeded(await project.pulumi("package", "get-schema", plugin)).stdout);
    const { stdout, stderr } = succeeded(await startCommand(binder, ["schema.json"], project.folder, {}).result);
    assert.equal(`${stdout}${stderr}`, "");
  });
});

/** Checked inputs of our resources by their names. */
function inputsOf(resources: readonly (ResourceState | undefined)[]): Values {
  const ours = resources.flatMap((one) => (one?.type.startsWith("kubeovn:") ? [one] : []));
  return Object.fromEntries(ours.map(({ urn, inputs }) => [urn, inputs]));
}

/** A row of the table of orders: which Vip got which last octet. */
function row(language: string, order: string, addresses: Values): string {
  const octets = Object.keys(addresses)
    .sort()
    .map((name) => `${name}=${String(addresses[name]).split(".").at(-1)}`);
  return `| ${language} | ${order} | ${octets.join(" ")} |`;
}
