import { createProject, type Project, type ProjectOptions } from "../../test/e2e/support/project";
import { loadToolchain } from "../../test/support/toolchain";
import { printProgress } from "./report";

interface PulumiModule {
  findPulumi(options: { log: (line: string) => void }): Promise<{ version: string; bin: string; path: string }>;
}

const CLUSTER = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata:
  name: ovn-default
spec:
  cidrBlock: 10.16.0.0/16
  gateway: 10.16.0.1
  excludeIps:
  - 10.16.0.1
`;

/** Puts a Pulumi CLI on the PATH of this process; gets one where there is none. */
export async function usePulumi(): Promise<void> {
  const { findPulumi } = await loadToolchain<PulumiModule>("pulumi.mjs");
  const { version, bin, path } = await findPulumi({ log: printProgress });
  printProgress(`Pulumi CLI ${version}, ${bin}`);
  process.env.PATH = path;
}

/** A project with our package installed and one /16 subnet in its manifest directory. */
export function createBenchProject(options: ProjectOptions): Promise<Project> {
  const files = { "manifests/cluster.yaml": CLUSTER, ...options.files };
  return createProject({ config: { "kubeovn:manifests": "manifests" }, ...options, files });
}

/** Milliseconds of CPU of a command and of all that it started. */
export async function cpuOfCommand(project: Project, command: string): Promise<number> {
  const { code, stdout, stderr } = await project.shell(
    `TIMEFORMAT='cpu %U %S'; time ${command} >output.txt 2>&1 || { cat output.txt; false; }`,
  );
  const [, user, system] = /^cpu ([\d.]+) ([\d.]+)$/m.exec(stderr) ?? [];
  if (code !== 0 || user === undefined) throw new Error(`${command} failed:\n${stdout}${stderr}`);
  return (Number(user) + Number(system)) * 1000;
}

/** Program text for `count` Vips. */
export function vips(count: number): string {
  return `for (let n = 0; n < ${count}; n++) new kubeovn.Vip("vip-" + n, { subnet: "ovn-default" });\n`;
}

/** Program text for `count` ReservedIPs of virtual machines. */
export function reservedIps(count: number): string {
  return `for (let n = 0; n < ${count}; n++) {
  new kubeovn.ReservedIP("vm-" + n, { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "vm-" + n } });
}
`;
}

export const IMPORTS = `const pulumi = require("@pulumi/pulumi");\nconst kubeovn = require("pulumi-kubeovn");\n`;
