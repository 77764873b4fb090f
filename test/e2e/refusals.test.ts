import assert from "node:assert/strict";
import { join } from "node:path";
import { ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, refused } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const CASES = [
  {
    name: "a Subnet with two mistakes, both of them",
    program: `new kubeovn.Subnet("net", { cidrBlock: "10.80.0.7/24", gatewayType: "Distributed" })`,
    sentences: [
      /"10\.80\.0\.7\/24" has host bits set.*"10\.80\.0\.0\/24"/,
      /must be "distributed" or "centralized", got "Distributed"/,
    ],
  },
  {
    name: "a Vip with a letter in its address",
    program: `new kubeovn.Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.1O" })`,
    sentences: [/property v4ip value \{10\.16\.0\.1O\} has a problem: "10\.16\.0\.1O" is not an IP address/],
  },
  {
    name: "a ReservedIP at an address that a Vip holds",
    program: `new kubeovn.ReservedIP("vm", { subnet: "six", workload: { kind: "Pod", name: "vm" }, v6IpAddress: "fd00:16::9" })`,
    sentences: [/fd00:16::9 in Subnet "six" is held by Vip "taken-six"/],
  },
  {
    name: "an IPPool in a subnet that does not exist",
    program: `new kubeovn.IPPool("pool", { subnet: "ovn-defualt", ips: ["10.16.3.0/24"] })`,
    sentences: [/Subnet "ovn-defualt" does not exist.*"ovn-default"/],
  },
  {
    name: "an AapBinding of a Vip that nobody declares",
    program: `new kubeovn.AapBinding("pair", { vips: ["takn"], namespace: "default" })`,
    sentences: [/Vip "takn" does not exist.*"taken"/],
  },
] as const;

describe("a preview refuses", () => {
  let project: Project;
  let untouched: ReadonlyMap<string, string>;
  const manifests = (): Map<string, string> => filesIn(join(project.folder, "manifests"));

  before(async function () {
    await needPulumi.call(this);
    project = await createProject(ON_CLUSTER);
    untouched = manifests();
  });

  for (const { name, program, sentences } of CASES) {
    it(`${name}; up writes nothing`, async () => {
      project.write(
        "index.js",
        `const kubeovn = require("pulumi-kubeovn");\n${program};\nnew kubeovn.Vip("good", { subnet: "six" });`,
      );
      const said = refused(await project.pulumi("up", "--yes", "--suppress-progress"));
      for (const sentence of sentences) assert.match(said, sentence);
      assert.doesNotMatch(said, /\.[jt]s:\d+/, "no stack");
      assert.deepEqual(manifests(), untouched);
    });
  }

  it("every wrong resource of a program in one preview, each mistake once", async () => {
    project.write(
      "index.js",
      `const kubeovn = require("pulumi-kubeovn");
const workload = { kind: "Pod", name: "db" };
new kubeovn.Vip("good", { subnet: "six" });
new kubeovn.Vip("first", { subnet: "ovn-default", v4ip: "10.16.0.1O" });
new kubeovn.Subnet("second", { cidrBlock: "10.80.0.7/24", gatewayType: "Distributed" });
new kubeovn.ReservedIP("third", { subnet: "ovn-defualt", workload });
new kubeovn.ReservedIP("fourth", { subnet: "six", workload: { ...workload, kind: "Deployment" } });`,
    );
    const said = refused(await project.pulumi("preview", "--suppress-progress"));
    const [, diagnostics = ""] = said.split("Diagnostics:");
    for (const sentence of [
      /"10\.16\.0\.1O" is not an IP address/g,
      /"10\.80\.0\.7\/24" has host bits set/g,
      /must be "distributed" or "centralized", got "Distributed"/g,
      /Subnet "ovn-defualt" does not exist/g,
      /"Deployment"/g,
    ]) {
      assert.equal([...diagnostics.matchAll(sentence)].length, 1, `${sentence} in:\n${diagnostics}`);
    }
    assert.doesNotMatch(diagnostics, /"good"/);
  });
});
