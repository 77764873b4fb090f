import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { installKubernetesPlugin, needKubernetesPlugin } from "../support/kubernetes-plugin";
import { installPolicyHost } from "../support/policy-host";
import { repositoryFolder } from "../support/toolchain";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const PACK = ["--policy-pack", "pack/launcher", "--policy-pack-config", "pack/config.json"];
async function projectWithPack(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  await installKubernetesPlugin(install().home);
  const project = await createProject({ example: "policies", files });
  installPolicyHost(join(project.folder, "pack"));
  cpSync(join(repositoryFolder, "examples", "quickstart", "cluster"), join(project.folder, "manifests"), {
    recursive: true,
  });
  return project;
}

describe("the example's policies", () => {
  before(async function () {
    await needPulumi.call(this);
    await needKubernetesPlugin.call(this);
  });

  it("refuse a stray address, one address too many and a Vip as a pod's address, in the preview", async () => {
    const said = refused(await (await projectWithPack()).preview(...PACK));
    assert.match(said, /10\.16\.5\.9 in Subnet "ovn-default" is not of this team, which has 10\.16\.4\.0\/24 there/);
    assert.match(said, /2 addresses of Subnet "ovn-default" are reserved here, and 1 may be/);
    assert.match(said, /takes Vip "shared" as its address; reserve one with a ReservedIP/);
  });

  it("let a program go on that keeps to them, in both families", async () => {
    const project = await projectWithPack({
      "index.ts": `
import * as kubeovn from "pulumi-kubeovn";
const workload = { kind: "VirtualMachine", name: "db" };
new kubeovn.ReservedIP("db", { subnet: "team-a", workload, v4IpAddress: "10.66.0.50", v6IpAddress: "fd00:10:66::50" });
`,
      "pack/config.json": JSON.stringify({
        "address-ranges": { ranges: { "team-a": ["10.66.0.48..10.66.0.63", "fd00:10:66::/120"] } },
        "utilization-limit": { limits: { "team-a": 2 } },
      }),
    });
    succeeded(await project.preview(...PACK));
    const strict = { "address-ranges": { ranges: { "team-a": ["10.66.0.48..10.66.0.63", "fd00:10:66::100/120"] } } };
    project.write("pack/config.json", JSON.stringify(strict));
    assert.match(refused(await project.preview(...PACK)), /fd00:10:66::50 in Subnet "team-a" is not of this team/);
  });
});
