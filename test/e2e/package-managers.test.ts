import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { loadToolchain } from "../support/toolchain";
import { ON_CLUSTER } from "./support/cluster";
import { type CommandResult, killTree, startCommand } from "./support/commands";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { operationsIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

interface NpmPackagesModule {
  installNpmPackage(folder: string, specifier: string): Promise<void>;
}

const INSTALL_LIMIT_MS = 75_000;

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

/** A workspace of two packages: a program, and the component library that alone depends on the packed tarball. */
async function createWorkspace(more: Readonly<Record<string, string>> = {}): Promise<Project> {
  const { tarball } = install();
  const pulumi = { "@pulumi/pulumi": "^3.270.0" };
  const json = (value: object): string => JSON.stringify(value, null, 2);
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
        dependencies: { ...pulumi, "pulumi-kubeovn": `file:${tarball}` },
      }),
      "packages/net/index.js": COMPONENT,
      "packages/app/package.json": json({
        name: "@acme/app",
        version: "1.0.0",
        main: "index.js",
        dependencies: { ...pulumi, "@acme/net": more["pnpm-workspace.yaml"] ? "workspace:*" : "1.0.0" },
      }),
      "packages/app/index.js": PROGRAM,
      ...more,
    },
  });
}

describe("the package in a component library", function () {
  this.timeout(3 * 180_000);

  let managers: string;
  before(async function () {
    await needPulumi.call(this);
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
      const { child, result } = startCommand(manager, args, project.folder, { ...process.env, PATH: path });
      const limit = setTimeout(() => killTree(child), INSTALL_LIMIT_MS);
      return result.finally(() => clearTimeout(limit));
    };
    const first = await attempt();
    succeeded(first.code === 0 ? first : await attempt());
  };

  it("plans in an npm workspace", async () => {
    const project = await createWorkspace();
    await installWith(project, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
    assert.deepEqual(Object.fromEntries(operationsIn(await project.previewJson())), CREATED);
  });

  it("plans in a yarn workspace", async () => {
    const project = await createWorkspace();
    await installWith(project, "yarn", "install", "--non-interactive", "--prefer-offline");
    assert.deepEqual(Object.fromEntries(operationsIn(await project.previewJson())), CREATED);
  });

  it("lives in a pnpm workspace, whose program does not see it, and stays as it is once the program does", async () => {
    const project = await createWorkspace({ "pnpm-workspace.yaml": "packages: [packages/*]\n" });
    await installWith(project, "pnpm", "install", "--prefer-offline");
    succeeded(await project.up());
    succeeded(await project.refresh("--expect-no-changes"));
    await installWith(project, "pnpm", "--filter", "@acme/app", "add", `file:${install().tarball}`);
    succeeded(await project.preview("--expect-no-changes"));
    succeeded(await project.destroy());
  });
});
