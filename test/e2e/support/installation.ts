import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repositoryFolder } from "../../support/toolchain";

/** What programs of users have beside our package: a compiler and the types of Node for TypeScript, other providers. */
const BESIDE = ["typescript", "@types/node", "@pulumi/kubernetes", "@pulumi/policy"];

/** A folder whose sub-folders find this package as a user's project would. */
export interface Installation {
  readonly folder: string;
  /** The packed package. */
  readonly tarball: string;
  /** PULUMI_HOME, shared by all projects of this process. */
  readonly home: string;
}

let installation: Installation | undefined;

/**
 * The installation of this process: made of the packed tarball when first asked for, removed at exit unless KEEP_PROJECTS is set.
 *
 * Only what package.json names as dependency is linked beside it: a module that the package uses without saying so is missing here, too.
 */
export function install(): Installation {
  if (installation) return installation;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-kubeovn-e2e-")));
  if (!process.env.KEEP_PROJECTS) process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, "node_modules");
  const packageFolder = join(modules, "pulumi-kubeovn");
  mkdirSync(packageFolder, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const tarball = join(folder, execFileSync("npm", pack, { cwd: repositoryFolder, encoding: "utf8" }).trim());
  execFileSync("tar", ["-xzf", tarball, "-C", packageFolder, "--strip-components=1"]);
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(packageFolder, "package.json"), "utf8"),
  );
  for (const name of [...Object.keys(manifest.dependencies ?? {}), ...BESIDE]) {
    const source = join(repositoryFolder, "node_modules", name);
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    if (existsSync(source)) symlinkSync(source, link);
  }
  installation = { folder, tarball, home: join(folder, "home") };
  return installation;
}

/** Name of the plugin's command. */
export const PLUGIN = "pulumi-resource-kubeovn";

/** The folder of commands that npm makes beside the installed package, with the plugin in it. */
export function commandFolder(): string {
  const modules = join(install().folder, "node_modules");
  const folder = join(modules, ".bin");
  if (existsSync(join(folder, PLUGIN))) return folder;
  const target = join(modules, "pulumi-kubeovn", "dist", "provider", "served", "main.js");
  mkdirSync(folder, { recursive: true });
  chmodSync(target, 0o755);
  symlinkSync(target, join(folder, PLUGIN));
  return folder;
}

/** A project file whose program is index.js, and finds the plugin. */
export const withPlugin = (): string => `name: project
runtime: { name: nodejs, options: { typescript: false } }
main: index.js
plugins:
  providers:
    - name: kubeovn
      path: ${commandFolder()}
`;
