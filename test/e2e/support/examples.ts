import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../../support/toolchain";

export const EXAMPLES: string = join(repositoryFolder, "examples");

/** What an example starts from: a cluster of its own, or that of the quick start. */
export function clusterOf(name: string): string {
  const own = join(EXAMPLES, name, "cluster");
  return existsSync(own) ? own : join(EXAMPLES, "quickstart", "cluster");
}

/** Whether it has workloads, its own or those of a component, which Pulumi's Kubernetes plugin renders. */
export function rendersWorkloads(name: string): boolean {
  const file = join(EXAMPLES, name, "Pulumi.yaml");
  return existsSync(file) && readFileSync(file, "utf8").includes("kubernetes:renderYamlToDirectory");
}
