import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { loadToolchain, repositoryFolder } from "../support/toolchain";
import { CLUSTER, ON_CLUSTER } from "./support/cluster";
import { type CommandResult, killTree, startCommand } from "./support/commands";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { operationsIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

interface NpmPackagesModule {
  installNpmPackage(folder: string, specifier: string): Promise<void>;
}

interface CacheModule {
  cacheFolder(): string;
}

/** Half a minute on a quiet machine with an empty cache. */
const INSTALL_LIMIT_MS = 150_000;

const COMPONENT = `const pulumi = require("@pulumi/pulumi");
const { Vip } = require("pulumi-kubeovn");
exports.Entrance = class extends pulumi.ComponentResource {
  constructor(name) {
    super("acme:net:Entrance", name);
    this.address = new Vip(name, { subnet: "ovn-default" }, { parent: this }).v4ip;
  }
};
`;
const PROGRAM = `const { Entrance } = require("@acme/net");
exports.address = new Entrance("web").address;
`;
const CREATED = { "Vip::web": ["create"] };

const PULUMI = { "@pulumi/pulumi": "^3.270.0" };
const json = (value: object): string => JSON.stringify(value, null, 2);

/** A program and a unit test of it, which both depend on the packed tarball. */
async function createPlain(): Promise<Project> {
  return createProject({
    ...ON_CLUSTER,
    files: {
      ...ON_CLUSTER.files,
      "package.json": json({
        private: true,
        dependencies: { ...PULUMI, "pulumi-kubeovn": `file:${install().tarball}` },
      }),
      "index.js": `exports.address = new (require("pulumi-kubeovn").Vip)("web", { subnet: "ovn-default" }).v4ip;\n`,
      ...unitTest(),
    },
  });
}

/** The unit test that the documents show, with the cluster that it reads: ovn-default has a planned range. */
function unitTest(): Readonly<Record<string, string>> {
  const document = readFileSync(join(repositoryFolder, "docs", "how-to", "unit-tests.md"), "utf8");
  const [, program = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(document) ?? [];
  const range = "10.16.200.0..10.16.200.255";
  const ranges = JSON.stringify({ "acme/shop/prod/PlannedRange/planned": { range: [range], added: [range] } });
  const cluster = CLUSTER.replace(
    "name: ovn-default\n",
    `name: ovn-default\n  annotations: { pulumi-kubeovn/planned-ranges: '${ranges}' }\n`,
  ).replace("[10.16.0.1] # the gateway", `[10.16.0.1, ${range}]`);
  return { "web.test.ts": program, "cluster/cluster.yaml": cluster };
}

/** A workspace of two packages: a program, and the component library that alone depends on the packed tarball. */
async function createWorkspace(more: Readonly<Record<string, string>> = {}): Promise<Project> {
  const { tarball } = install();
  return createProject({
    ...ON_CLUSTER,
    files: {
      ...ON_CLUSTER.files,
      "Pulumi.yaml": "name: project\nruntime: nodejs\nmain: packages/app/\n",
      "package.json": json({ private: true, name: "acme", workspaces: ["packages/*"] }),
      "packages/net/package.json": json({
        name: "@acme/net",
        version: "1.0.0",
        main: "index.js",
        dependencies: { ...PULUMI, "pulumi-kubeovn": `file:${tarball}` },
      }),
      "packages/net/index.js": COMPONENT,
      "packages/app/package.json": json({
        name: "@acme/app",
        version: "1.0.0",
        main: "index.js",
        dependencies: { ...PULUMI, "@acme/net": more["pnpm-workspace.yaml"] ? "workspace:*" : "1.0.0" },
      }),
      "packages/app/index.js": PROGRAM,
      ...more,
    },
  });
}

describe("the package that a package manager installs", () => {
  let managers: string;
  /** Yarn's, which is damaged for good when yarn is killed: no one else's. */
  let yarnCache: string;
  before(async function () {
    await needPulumi.call(this);
    yarnCache = join((await loadToolchain<CacheModule>("cache.mjs")).cacheFolder(), "yarn");
    const { installNpmPackage } = await loadToolchain<NpmPackagesModule>("npm-packages.mjs");
    managers = join(install().folder, "managers");
    mkdirSync(managers);
    writeFileSync(join(managers, "package.json"), "{}");
    await installNpmPackage(managers, "pnpm@10.28.0");
    await installNpmPackage(managers, "yarn@1.22.22");
  });

  /** An install, killed and tried once more where the registry does not answer. */
  const installWith = async (project: Project, manager: string, ...args: readonly string[]): Promise<void> => {
    const path = [join(managers, "node_modules", ".bin"), process.env.PATH].join(delimiter);
    const attempt = async (): Promise<CommandResult> => {
      const env = { ...process.env, PATH: path, YARN_CACHE_FOLDER: yarnCache };
      const { child, result } = startCommand(manager, args, project.folder, env);
      const limit = setTimeout(() => {
        killTree(child);
        rmSync(yarnCache, { recursive: true, force: true });
      }, INSTALL_LIMIT_MS);
      return result.finally(() => clearTimeout(limit));
    };
    const first = await attempt();
    succeeded(first.code === 0 ? first : await attempt());
  };

  const yarn = (project: Project): Promise<void> =>
    installWith(
      project,
      "yarn",
      "install",
      "--non-interactive",
      "--prefer-offline",
      "--mutex",
      `file:${yarnCache}.lock`,
    );

  it("plans in a project of yarn, in the preview and in the unit test that the documents show", async () => {
    const project = await createPlain();
    await yarn(project);
    assert.deepEqual(Object.fromEntries(operationsIn(await project.previewJson())), CREATED);
    const mocha = join(repositoryFolder, "node_modules", "mocha", "bin", "mocha.js");
    const { stdout } = succeeded(await project.node(mocha, "web.test.ts"));
    assert.match(stdout, /1 passing/);
  });

  it("plans in a component library of an npm workspace", async () => {
    const project = await createWorkspace();
    await installWith(project, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
    assert.deepEqual(Object.fromEntries(operationsIn(await project.previewJson())), CREATED);
  });

  it("plans in a component library of a yarn workspace", async () => {
    const project = await createWorkspace();
    await yarn(project);
    assert.deepEqual(Object.fromEntries(operationsIn(await project.previewJson())), CREATED);
  });

  it("lives in a component library of a pnpm workspace, whose program does not see it, and stays as it is once the program does", async () => {
    const project = await createWorkspace({ "pnpm-workspace.yaml": "packages: [packages/*]\n" });
    await installWith(project, "pnpm", "install", "--prefer-offline");
    succeeded(await project.up());
    succeeded(await project.refresh("--expect-no-changes"));
    await installWith(project, "pnpm", "--filter", "@acme/app", "add", `file:${install().tarball}`);
    succeeded(await project.preview("--expect-no-changes"));
    succeeded(await project.destroy());
  });
});
