import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installKubernetesPlugin, needKubernetesPlugin } from "../support/kubernetes-plugin";
import { repositoryFolder } from "../support/toolchain";
import { install } from "./support/installation";
import { createLanguageProject, type Language, MAIN_FILES, needLanguage } from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

/** A pair in the class for TypeScript, and what programs of other languages get of it. */
const PAIR = `const { KeepalivedPair } = require("pulumi-kubeovn/components");
const members = [{ kind: "Pod", name: "lb-a" }, { kind: "VirtualMachine", name: "lb-b" }];
const pair = new KeepalivedPair("lb", { subnet: "ovn-default", members, labels: { app: "lb" } });
exports.address = pair.v4ip;
exports.first = pair.annotations.apply(([first]) => first);
exports.second = pair.annotations.apply(([, second]) => second);
`;

const SAME: Readonly<Record<Language, string>> = {
  python: `import pulumi
from pulumi_kubeovn import KeepalivedPair
members = [{"kind": "Pod", "name": "lb-a"}, {"kind": "VirtualMachine", "name": "lb-b"}]
pair = KeepalivedPair("lb", subnet="ovn-default", members=members, labels={"app": "lb"})
pulumi.export("address", pair.v4ip)
pulumi.export("first", pair.annotations[0])
pulumi.export("second", pair.annotations[1])
`,
  go: `package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-kubeovn/sdks/go/kubeovn"
)

func main() {
	pulumi.Run(kubeovn.Planned(func(ctx *pulumi.Context) error {
		pair, err := kubeovn.NewKeepalivedPair(ctx, "lb", &kubeovn.KeepalivedPairArgs{
			Subnet: pulumi.String("ovn-default"),
			Members: []kubeovn.KeepalivedMemberInput{
				kubeovn.KeepalivedMemberArgs{Kind: kubeovn.KeepalivedMemberKindPod, Name: pulumi.String("lb-a")},
				kubeovn.KeepalivedMemberArgs{Kind: kubeovn.KeepalivedMemberKindVirtualMachine, Name: pulumi.String("lb-b")},
			},
			Labels: map[string]pulumi.StringInput{"app": pulumi.String("lb")},
		})
		if err != nil {
			return err
		}
		ctx.Export("address", pair.V4ip)
		ctx.Export("first", pair.Annotations.Index(pulumi.Int(0)))
		ctx.Export("second", pair.Annotations.Index(pulumi.Int(1)))
		return nil
	}))
}
`,
  yaml: `resources:
  lb:
    type: kubeovn:KeepalivedPair
    properties:
      subnet: ovn-default
      members: [{ kind: Pod, name: lb-a }, { kind: VirtualMachine, name: lb-b }]
      labels: { app: lb }
outputs:
  address: \${lb.v4ip}
  first: \${lb.annotations[0]}
  second: \${lb.annotations[1]}
`,
};

describe("components in other languages", () => {
  before(needPulumi);

  const onCluster = (project: Project): Project => {
    cpSync(CLUSTER, join(project.folder, "manifests"), { recursive: true });
    return project;
  };
  const inNode = async (program: string): Promise<Project> =>
    onCluster(
      await createProject({
        files: { "index.js": program },
        config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
      }),
    );
  const inYaml = async (body: string): Promise<Project> => onCluster(await createLanguageProject("yaml", {}, { body }));
  const manifests = ({ folder }: Project): ReadonlyMap<string, string> => filesIn(join(folder, "manifests"));

  for (const language of ["yaml", "python", "go"] as const)
    it(`makes of a KeepalivedPair in ${language} what the class for TypeScript makes of it, under the same owners`, async function () {
      await needLanguage(this, language);
      const own = await inNode(PAIR);
      succeeded(await own.up());
      const text = SAME[language];
      const project = onCluster(
        language === "yaml"
          ? await createLanguageProject("yaml", {}, { body: text })
          : await createLanguageProject(language, { [MAIN_FILES[language]]: text }),
      );
      const before = manifests(project);
      succeeded(await project.preview());
      assert.deepEqual(manifests(project), before);
      succeeded(await project.up());
      assert.deepEqual(manifests(project), manifests(own));
      const { first, second, address } = await own.outputs();
      assert.deepEqual(await project.outputs(), { first, second, address });
      succeeded(await project.preview("--expect-no-changes"));
      succeeded(await project.destroy());
      assert.deepEqual(manifests(project), before);
    });

  it("has the parent, the provider and the aliases that the program gives it", async function () {
    await needLanguage(this, "yaml");
    const program = (name: string, options: string): string => `resources:
  edge:
    type: pulumi:providers:kubeovn
    properties: { manifests: edge, prune: true }
  anchor:
    type: kubeovn:Vip
    properties: { subnet: ovn-default }
    options: { provider: "\${edge}" }
  ${name}:
    type: kubeovn:KeepalivedPair
    properties:
      subnet: ovn-default
      members: [{ kind: Pod, name: lb-a }, { kind: Pod, name: lb-b }]
      labels: { app: lb }
    options: { provider: "\${edge}", parent: "\${anchor}"${options} }
outputs:
  address: \${${name}.v4ip}
`;
    const project = await inYaml(program("lb", ""));
    cpSync(CLUSTER, join(project.folder, "edge"), { recursive: true });
    const before = manifests(project);
    succeeded(await project.up());
    assert.deepEqual(manifests(project), before);
    const { address } = await project.outputs();
    const children = (await project.exportState()).deployment.resources?.filter(({ parent }) =>
      parent?.endsWith("::lb"),
    );
    assert.equal(children?.length, 4);
    const type = "pulumi-nodejs:dynamic/kubeovn:Vip$kubeovn:index:KeepalivedPair";
    for (const { inputs, provider } of children ?? []) {
      assert.ok(String(inputs?.owner).startsWith(`organization/project/dev/${type}$`), String(inputs?.owner));
      assert.match(String(provider), /::edge::/);
    }
    succeeded(await project.preview("--expect-no-changes"));
    const written = filesIn(join(project.folder, "edge"));
    project.write(
      "Pulumi.yaml",
      readFileSync(join(project.folder, "Pulumi.yaml"), "utf8").replace(
        /resources:[\s\S]*/,
        program("balancer", ", aliases: [urn:pulumi:dev::project::kubeovn:index:Vip$kubeovn:index:KeepalivedPair::lb]"),
      ),
    );
    succeeded(await project.up());
    assert.equal((await project.outputs()).address, address);
    const addressesIn = (files: ReadonlyMap<string, string>): readonly string[] =>
      [...files.keys()].filter((path) => path.startsWith("addresses/")).sort();
    assert.deepEqual(addressesIn(filesIn(join(project.folder, "edge"))), addressesIn(written));
  });

  it("is refused with what it cannot be made of", async function () {
    await needLanguage(this, "yaml");
    const hidden = await inYaml(`resources:
  lb:
    type: kubeovn:KeepalivedPair
    properties:
      subnet: ovn-default
      members: [{ kind: Pod, name: lb-a }, { kind: Pod, name: { fn::secret: lb-b } }]
      labels: { app: lb }
`);
    assert.match(refused(await hidden.preview()), /members of KeepalivedPair "lb" is secret, and would stand in names/);
  });

  it("is refused beside one that needs what it needs, in every order, and never gets another address for it", async function () {
    await needLanguage(this, "yaml");
    const resources = Array.from(
      { length: 3 },
      (_, i) => `  p${i}:
    type: kubeovn:KeepalivedPair
    properties:
      subnet: small
      members: [{ kind: Pod, name: p${i}-a }, { kind: Pod, name: p${i}-b }]
      labels: { app: p${i} }
`,
    );
    const outcomes = new Set<string>();
    for (const order of [resources, [...resources].reverse()])
      for (const parallel of ["1", "64"]) {
        const project = await inYaml(`resources:\n${order.join("")}`);
        project.write("manifests/small.yaml", SMALL);
        const { code, stdout } = await project.preview("--parallel", parallel);
        outcomes.add(code === 0 ? "planned" : "refused");
        if (code !== 0) assert.match(stdout, /its first choice is 10\.99\.0\.\d+.*set the address of one of them/);
      }
    assert.deepEqual([...outcomes], ["refused"]);
  });

  it("makes what needs Kubernetes, with the package for it", async function () {
    await needLanguage(this, "yaml");
    await needKubernetesPlugin.call(this);
    await installKubernetesPlugin(install().home);
    const rendered = { "kubernetes:renderYamlToDirectory": "rendered" };
    const own = onCluster(
      await createProject({
        files: {
          "index.js": `const { FixedIPStatefulSet, FixedIPVirtualMachine } = require("pulumi-kubeovn/components");
const template = { metadata: { labels: { app: "db" } }, spec: { containers: [{ name: "main", image: "nginx" }] } };
const spec = { serviceName: "db", replicas: 2, selector: { matchLabels: { app: "db" } }, template };
const set = new FixedIPStatefulSet("db", { subnet: "ovn-default", spec, layout: "contiguous" });
const vm = new FixedIPVirtualMachine("vm", { subnet: "ovn-default", spec: { runStrategy: "Always" } });
exports.addresses = set.reservations.apply((pods) => pods.map((pod) => pod.v4IpAddress));
exports.machine = vm.v4IpAddress;
`,
        },
        config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true", ...rendered },
      }),
    );
    const project = onCluster(
      await createLanguageProject(
        "yaml",
        {},
        {
          head: "config:\n  kubernetes:renderYamlToDirectory: { value: rendered }\n",
          body: `resources:
  db:
    type: kubeovn:FixedIPStatefulSet
    properties:
      subnet: ovn-default
      layout: contiguous
      spec:
        serviceName: db
        replicas: 2
        selector: { matchLabels: { app: db } }
        template:
          metadata: { labels: { app: db } }
          spec: { containers: [{ name: main, image: nginx }] }
  vm:
    type: kubeovn:FixedIPVirtualMachine
    properties:
      subnet: ovn-default
      spec: { runStrategy: Always }
outputs:
  addresses: ["\${db.reservations[0].v4IpAddress}", "\${db.reservations[1].v4IpAddress}"]
  machine: \${vm.v4IpAddress}
`,
        },
      ),
    );
    for (const one of [own, project]) succeeded(await one.up());
    assert.deepEqual(await project.outputs(), await own.outputs());
    assert.deepEqual(manifests(project), manifests(own));
    assert.deepEqual(filesIn(join(project.folder, "rendered")), filesIn(join(own.folder, "rendered")));
    succeeded(await project.preview("--expect-no-changes"));
  });
});

const SMALL = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: { name: small }
spec: { cidrBlock: 10.99.0.0/28, gateway: 10.99.0.1, excludeIps: [10.99.0.1], protocol: IPv4 }
`;
