import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ON_CLUSTER } from "./support/cluster";
import { identityCases } from "./support/identity-cases";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, operationsIn, succeeded } from "./support/outcome";
import { createProject, type Preview, type Project } from "./support/project";

const IMPORTS = `const kubeovn = require("pulumi-kubeovn");\n`;
describe("who an object belongs to", () => {
  before(needPulumi);

  const project = async (program: string): Promise<Project> => {
    const { config: _, ...cluster } = ON_CLUSTER;
    return createProject({
      ...cluster,
      env: { KUBEOVN_MANIFESTS: "manifests", KUBEOVN_PRUNE: "true" },
      files: { ...cluster.files, "index.js": program },
    });
  };
  const files = ({ folder }: Project): Map<string, string> => filesIn(join(folder, "manifests"));
  identityCases({
    project,
    objects: async (one) => files(one),
    subnets: { v4: "ovn-default", other: "low", v6: "six" },
    pools: { v4: "10.16.0.5", other: "10.17.0.5" },
  });

  it("is two objects with two owner keys when a name is used again after a rename", async () => {
    const program = (name: string, options: string, added = ""): string => `${IMPORTS}
new kubeovn.Vip("${name}", { name: "one", subnet: "ovn-default" }, ${options});
new kubeovn.ReservedIP("${name}", { subnet: "six", workload: { kind: "Pod", name: "one" } }, ${options});
new kubeovn.PlannedRange("${name}", { subnet: "ovn-default", range: "10.16.0.100..10.16.0.110" }, ${options});
${added}`;
    const one = await project(program("db", "{}"));
    const original = new Map([...files(one)]);
    succeeded(await one.up());
    const first = inputsIn(await one.exportState());
    one.write("index.js", program("db-old", `{ aliases: [{ name: "db" }] }`));
    succeeded(await one.up());
    one.write(
      "index.js",
      program(
        "db-old",
        "{}",
        `new kubeovn.Vip("db", { name: "two", subnet: "ovn-default" });
new kubeovn.ReservedIP("db", { subnet: "six", workload: { kind: "Pod", name: "two" } });
new kubeovn.PlannedRange("db", { subnet: "ovn-default", range: "10.16.0.120..10.16.0.130" });`,
      ),
    );
    const planned = inputsIn(await one.previewJson("--show-sames"));
    succeeded(await one.up());
    assert.deepEqual(inputsIn(await one.exportState()), planned);
    assert.equal(planned.get("Vip::db-old")?.v4ip, first.get("Vip::db")?.v4ip);
    assert.notEqual(planned.get("Vip::db")?.v4ip, first.get("Vip::db")?.v4ip);
    const owners = [...planned.values()].map(({ owner }) => owner);
    assert.equal(new Set(owners).size, 6);
    const exclusions = (): string =>
      /name: ovn-default[\s\S]*?---/
        .exec([...files(one).values()].join("\n"))?.[0]
        .replace(/annotations[\s\S]*?spec/, "") ?? "";
    assert.match(exclusions(), /100\.\.10\.16\.0\.110[\s\S]*120\.\.10\.16\.0\.130/);
    succeeded(await one.preview("--expect-no-changes"));
    one.write("index.js", program("db-old", "{}"));
    succeeded(await one.up());
    assert.match(exclusions(), /10\.16\.0\.100\.\.10\.16\.0\.110/);
    assert.doesNotMatch(exclusions(), /10\.16\.0\.120/);
    succeeded(await one.destroy());
    assert.deepEqual(files(one), original);
  });

  it("is two objects with two owner keys when the state renames the first one and the program reuses its name at once", async () => {
    const program = (name: string, added = ""): string => `${IMPORTS}
new kubeovn.Vip("${name}", { name: "one", subnet: "ovn-default" });
new kubeovn.PlannedRange("${name}", { subnet: "ovn-default", range: "10.16.0.100..10.16.0.110" });
${added}`;
    const one = await project(program("db"));
    const original = new Map([...files(one)]);
    succeeded(await one.up());
    const first = inputsIn(await one.exportState());
    for (const kind of ["Vip", "PlannedRange"])
      succeeded(await one.pulumi("state", "rename", "--yes", urn(kind, "db"), "db-old"));
    one.write(
      "index.js",
      program(
        "db-old",
        `new kubeovn.Vip("db", { name: "two", subnet: "ovn-default" });
new kubeovn.PlannedRange("db", { subnet: "ovn-default", range: "10.16.0.120..10.16.0.130" });`,
      ),
    );
    const planned = inputsIn(await one.previewJson());
    assert.equal(planned.get("Vip::db-old")?.v4ip, first.get("Vip::db")?.v4ip);
    assert.notEqual(planned.get("Vip::db")?.v4ip, first.get("Vip::db")?.v4ip);
    succeeded(await one.up());
    assert.deepEqual(inputsIn(await one.exportState()), planned);
    succeeded(await one.preview("--expect-no-changes"));
    assert.equal((await one.refresh("--expect-no-changes")).code, 0);
    succeeded(await one.destroy());
    assert.deepEqual(files(one), original);
  });

  it("is found again after a rename and the loss of the state", async () => {
    const program = (name: string, options = "{}"): string => `${IMPORTS}
class Site extends require("@pulumi/pulumi").ComponentResource {
  constructor(name, opts) {
    super("my:index:Site", name, {}, opts);
    new kubeovn.Vip(\`\${name}-web\`, { name: "site-web", subnet: "low" }, { parent: this });
  }
}
new Site("${name}-site", ${options.replace('"}', '-site"}')});
new kubeovn.ReservedIP("${name}", { subnet: "six", workload: { kind: "Pod", name: "db" } }, ${options});
new kubeovn.ReservedIPSet("${name}-set", { subnet: "low", statefulSet: { name: "set", replicas: 2 } }, ${options.replace('"}', '-set"}')});
`;
    const one = await project(program("old"));
    succeeded(await one.up());
    const first = inputsIn(await one.exportState());
    const renamed = program("new", `{ aliases: [{ name: "old"}] }`);
    // Lost before the first update with the new name, too: the aliases tell.
    one.write("index.js", renamed);
    await one.removeState();
    const early = inputsIn(await one.previewJson());
    assert.equal(early.get("ReservedIP::new")?.v6IpAddress, first.get("ReservedIP::old")?.v6IpAddress);
    assert.equal(early.get("Vip::new-site-web")?.v4ip, first.get("Vip::old-site-web")?.v4ip);
    assert.equal(typeof early.get("Vip::new-site-web")?.v4ip, "string");
    succeeded(await one.up());
    await one.removeState();
    one.write("index.js", program("new"));
    succeeded(await one.up());
    const last = inputsIn(await one.exportState());
    assert.equal(last.get("ReservedIP::new")?.v6IpAddress, first.get("ReservedIP::old")?.v6IpAddress);
    assert.deepEqual(
      last.get("ReservedIPSet::new-set")?.reservations,
      first.get("ReservedIPSet::old-set")?.reservations,
    );
  });

  it("is byte for byte what it was before it was adopted", async () => {
    const one = await project(`${IMPORTS}
new kubeovn.Vip("vip", { name: "theirs", subnet: "ovn-default", adopt: true, selector: ["app: web"], namespace: "shop" });
new kubeovn.ReservedIP("ip", { subnet: "six", workload: { kind: "Pod", name: "theirs" }, adopt: true });
new kubeovn.ReservedIPSet("set", { subnet: "six", workloads: [{ kind: "Pod", name: "more" }], adopt: true });
`);
    one.write(
      "manifests/theirs.yaml",
      `apiVersion: kubeovn.io/v1
kind: Vip
metadata:
  name: theirs
  labels: { team: a, empty: "" }   # ours
  annotations:
    note: "kept"
  finalizers: [example.com/hold]
spec: { subnet: ovn-default, v4ip: 10.16.0.99, namespace: shop }
---
apiVersion: kubeovn.io/v1
kind: IP
metadata:
  name: theirs.default
  labels:
    ovn.kubernetes.io/ip_reserved: ""
    six: ""
spec:
  subnet: six
  podName: theirs
  namespace: default
  v6IpAddress: fd00:16::99
  ipAddress: fd00:16::99
---
apiVersion: kubeovn.io/v1
kind: IP
metadata:
  name: more.default
spec:
  subnet: six
  podName: more
  namespace: default
  v6IpAddress: fd00:16::98
`,
    );
    const before = files(one);
    const preview: Preview = await one.previewJson();
    assert.equal(operationsIn(preview).size, 3);
    succeeded(await one.up());
    assert.notDeepEqual(files(one), before);
    succeeded(await one.destroy());
    assert.deepEqual(files(one), before);
  });

  const urn = (kind: string, name: string): string =>
    `urn:pulumi:dev::project::pulumi-nodejs:dynamic/kubeovn:${kind}::${name}`;

  it("is written the same by two renderings", async () => {
    const texts = await Promise.all(
      [0, 1].map(async () => {
        const one = await project(`${IMPORTS}
new kubeovn.Vip("web", { subnet: "ovn-default", key: "web" });
new kubeovn.ReservedIP("db", { subnet: "six", key: "db", workload: { kind: "VirtualMachine", name: "db" } });
`);
        succeeded(await one.up());
        const all = [...files(one)];
        await one.removeState();
        succeeded(await one.up());
        assert.deepEqual([...files(one)], all);
        return all.map(([file]) => [file, readFileSync(join(one.folder, "manifests", file), "utf8")]);
      }),
    );
    assert.deepEqual(texts[0], texts[1]);
  });
});
