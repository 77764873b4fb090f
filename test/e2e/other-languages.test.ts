import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeIn } from "../support/documents";
import { repositoryFolder } from "../support/toolchain";
import { startCommand } from "./support/commands";
import { commandFolder, PLUGIN } from "./support/installation";
import { FAILING, LATE, PARENTS, REFUSED, SECRET, TEN } from "./support/language-programs";
import {
  createLanguageProject,
  languageEnvironment,
  MAIN_FILES,
  needLanguage,
  schemaBinder,
} from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, pluginInputsIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

type Values = Readonly<Record<string, unknown>>;

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

  const writtenBy = async (project: Project): Promise<ReadonlyMap<string, string>> => {
    succeeded(await onCluster(project).up());
    return manifests(project);
  };
  let inNode: Promise<ReadonlyMap<string, string>> | undefined;
  const ownersInNode = async (): Promise<ReadonlyMap<string, string>> => {
    inNode ??= projectOf("node", PARENTS.node).then(writtenBy);
    return inNode;
  };

  for (const language of ["python", "go"] as const) {
    it(`gives in ${language} each resource the owner that it has with the classes for TypeScript`, async function () {
      await needLanguage(this, language);
      const project = await projectOf(language, PARENTS[language]);
      assert.deepEqual(await writtenBy(project), await ownersInNode());
    });

    it(`gives ten Vips in ${language} the same addresses in every order, which are those of the classes for TypeScript`, async function () {
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

  const ADDRESS_PLAN = codeIn("docs/how-to/other-languages.md", "Plan addresses together", "type: kubeovn:AddressPlan");

  it("runs in YAML, with an AddressPlan that shows its addresses in the preview, and takes it away again", async function () {
    await needLanguage(this, "yaml");
    const project = onCluster(await createLanguageProject("yaml", {}, { body: ADDRESS_PLAN }));
    const before = manifests(project);
    const planned = pluginInputsIn(await project.previewJson());
    succeeded(await project.up());
    assert.deepEqual(pluginInputsIn(await project.exportState()), planned);
    const { web } = await project.outputs();
    assert.match(String(web), /^10\.16\.\d+\.\d+$/);
    assert.equal(planned["urn:pulumi:dev::project::kubeovn:index:Vip::web"]?.v4ip, web);
    succeeded(await project.preview("--expect-no-changes"));
    succeeded(await project.destroy());
    assert.deepEqual(manifests(project), before);
  });

  it("is refused in YAML what its plan does not have, also when --target takes it alone", async function () {
    await needLanguage(this, "yaml");
    const more = `  api:\n    type: kubeovn:Vip\n    properties: { subnet: ovn-default, plan: "\${addresses.name}" }\n`;
    const project = onCluster(await createLanguageProject("yaml", {}, { body: ADDRESS_PLAN }));
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

/** A row of the table of orders: which Vip got which last octet. */
function row(language: string, order: string, addresses: Values): string {
  const octets = Object.keys(addresses)
    .sort()
    .map((name) => `${name}=${String(addresses[name]).split(".").at(-1)}`);
  return `| ${language} | ${order} | ${octets.join(" ")} |`;
}
