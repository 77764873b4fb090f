import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { type CommandOutcome, runInProcess } from "../../support/command-line";
import { ipObject, podObject, subnetObject, vipObject } from "../../support/objects";
import { spiderPoolObject } from "../../support/spider-objects";

const A = subnetObject("a", "10.0.0.0/24", { gateway: "10.0.0.1", excludeIps: ["10.0.0.1"] });
const SIX = subnetObject("six", "fd00::/64", { gateway: "fd00::1", excludeIps: ["fd00::1"] });

/** An IP that outlives its pod. */
function reserved(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { "ovn.kubernetes.io/ip_reserved": "true" } } };
}

describe("pulumi-kubeovn import", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "import-command-"));
    mkdirSync(join(folder, "manifests"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(objects: readonly KubeObject[], ...args: string[]): Promise<CommandOutcome> {
    const items = { apiVersion: "v1", kind: "List", items: objects };
    writeFileSync(join(folder, "manifests", "cluster.json"), JSON.stringify(items));
    return runInProcess(["import", "--manifests", "manifests", ...args], { cwd: folder });
  }

  it("declares every reservation as it is, by subnet", async () => {
    const { code, stdout, stderr } = await run([
      A,
      SIX,
      vipObject("web", "a", "10.0.0.5", { namespace: "prod", selector: ["app: web"] }),
      vipObject("slr", "a", "10.0.0.6", { type: "switch_lb_vip" }),
      vipObject("late", "six", "", { v6ip: "fd00::5" }),
      reserved(ipObject("db", "prod", "a", "10.0.0.7", { podType: "VirtualMachine", v4IpAddress: "10.0.0.7" })),
      reserved(ipObject("queue-2", "default", "a", "10.0.0.8", { podType: "StatefulSet", v4IpAddress: "10.0.0.8" })),
      reserved(ipObject("pod", "default", "a", "10.0.0.9", { podType: "", v4IpAddress: "10.0.0.9" })),
    ]);
    assert.deepEqual([code, stderr], [0, "6 resources\n"]);
    assert.equal(
      stdout,
      `import * as kubeovn from "pulumi-kubeovn";

// Subnet a
new kubeovn.ReservedIP("db.prod", { subnet: "a", workload: { kind: "VirtualMachine", name: "db", namespace: "prod" }, adopt: true }); // 10.0.0.7
new kubeovn.ReservedIP("pod.default", { subnet: "a", workload: { kind: "Pod", name: "pod", namespace: "default" }, adopt: true }); // 10.0.0.9
new kubeovn.ReservedIP("queue-2.default", { subnet: "a", workload: { kind: "StatefulSet", name: "queue", namespace: "default", ordinal: 2 }, adopt: true }); // 10.0.0.8
new kubeovn.Vip("slr", { subnet: "a", type: "switch_lb_vip", adopt: true }); // 10.0.0.6
new kubeovn.Vip("web", { subnet: "a", namespace: "prod", selector: ["app: web"], adopt: true }); // 10.0.0.5

// Subnet six
new kubeovn.Vip("late", { subnet: "six", adopt: true }); // fd00::5
`,
    );
  });

  for (const [cidr, host] of [
    ["10.6.0.0/16", "10.6.0."],
    ["fd06::/64", "fd06::"],
  ] as const)
    it(`declares a pool of one address as any other pool, and none that a FixedIP has made, ${cidr}`, async () => {
      const owner = "organization/shop/dev/pulumi-nodejs:dynamic/spiderpool:FixedIP/owned";
      const { stdout, stderr } = await run(
        [
          spiderPoolObject("one", cidr, [`${host}5`], { spec: { podAffinity: { matchLabels: { app: "db" } } } }),
          spiderPoolObject("owned", cidr, [`${host}6`], { owner }),
          spiderPoolObject("two", cidr, [`${host}7-${host}9`]),
        ],
        "--kinds",
        "spiderpool.IPPool",
      );
      assert.equal(stderr, "2 resources\n");
      const ipVersion = cidr.includes(":") ? 6 : 4;
      assert.equal(
        stdout,
        `import * as kubeovn from "pulumi-kubeovn";

// Objects of kind spiderpool.IPPool
new kubeovn.spiderpool.IPPool("one", { subnet: "${cidr}", ips: ["${host}5"], ipVersion: ${ipVersion}, podAffinity: { matchLabels: { app: "db" } }, adopt: true });
new kubeovn.spiderpool.IPPool("two", { subnet: "${cidr}", ips: ["${host}7-${host}9"], ipVersion: ${ipVersion}, adopt: true });
`,
      );
    });

  it("omits what a running pod or a program has", async () => {
    const owned = vipObject(
      "owned",
      "a",
      "10.0.0.5",
      {},
      { "pulumi-kubeovn/owner": "organization/shop/dev/Vip/owned" },
    );
    const pods = [podObject("p", "prod", "a", "10.0.0.6"), ipObject("p", "prod", "a", "10.0.0.6")];
    const { stdout, stderr } = await run([A, owned, ...pods]);
    assert.deepEqual([stdout, stderr], ['import * as kubeovn from "pulumi-kubeovn";\n', "0 resources\n"]);
  });

  it("turns what cannot be taken over into a comment with the reason", async () => {
    const wrong = {
      ...reserved(ipObject("db", "prod", "a", "10.0.0.7", { podType: "VirtualMachine" })),
      metadata: { name: "wrong\nname" },
    };
    const { stdout, stderr } = await run([A, wrong, vipObject("pending", "a", ""), vipObject("lost", "b", "10.9.0.1")]);
    assert.equal(stderr, "0 resources, 3 omitted for the reasons that stand in the comments\n");
    assert.match(stdout, /^\/\/ omitted: .*\n\/\/ new kubeovn\.Vip\("pending"/m);
    assert.match(
      stdout,
      /^\/\/ omitted: Subnet "b" does not exist; create it or recreate the object with the right name\n\/\/ new kubeovn\.Vip\("lost"/m,
    );
    const code = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("//"));
    assert.deepEqual(code, ['import * as kubeovn from "pulumi-kubeovn";']);
  });

  it("has nothing in its literals that steers a terminal, an editor or a pipeline", async () => {
    const name = "b\u202e\u009b31m\n::error::x \u2066##[error]";
    const { code, stdout, stderr } = await run([
      { ...A, metadata: { name } },
      vipObject("web", name, "10.0.0.5", { namespace: "default", selector: ["app: web"] }),
      reserved(ipObject("pod", "default", name, "10.0.0.9", { podType: "", v4IpAddress: "10.0.0.9" })),
    ]);
    assert.deepEqual([code, stderr], [0, "2 resources\n"]);
    assert.doesNotMatch(stdout, /[^\P{C}\n]|[\p{Zl}\p{Zp}]|##\[|^\s*::/mu);
    const [, literal] = /new kubeovn\.Vip\("web", { subnet: (".*?[^\\]"),/.exec(stdout) ?? [];
    assert.equal(JSON.parse(literal ?? ""), name);
  });

  it("takes over external addresses, too", async () => {
    const out = (name: string, cidr: string, gateway: string): KubeObject =>
      subnetObject(name, cidr, { gateway, excludeIps: [gateway], provider: `${name}.kube-system` });
    const eip = (kind: string, name: string, spec: Readonly<Record<string, unknown>>): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind,
      metadata: { name },
      spec,
    });
    const { stdout, stderr } = await run([
      out("nad", "192.168.100.0/24", "192.168.100.1"),
      eip("OvnEip", "nat", { externalSubnet: "nad", v4Ip: "192.168.100.9", type: "nat" }),
      eip("IptablesEIP", "gate", { externalSubnet: "nad", v4ip: "192.168.100.10", natGwDp: "gw", qosPolicy: "slow" }),
      eip("IptablesEIP", "lost", { externalSubnet: "nad", v4ip: "192.168.100.11" }),
    ]);
    assert.equal(
      stdout,
      `import * as kubeovn from "pulumi-kubeovn";

// Subnet nad
new kubeovn.IptablesEIP("gate", { externalSubnet: "nad", natGwDp: "gw", qosPolicy: "slow", adopt: true }); // 192.168.100.10
// omitted: no object tells "natGwDp" of a IptablesEIP
// new kubeovn.IptablesEIP("lost", { externalSubnet: "nad", adopt: true }); // 192.168.100.11
new kubeovn.OvnEip("nat", { externalSubnet: "nad", adopt: true }); // 192.168.100.9
`,
    );
    assert.equal(stderr, "2 resources, 1 omitted for the reasons that stand in the comments\n");
  });

  it("takes over networks and pools where it is asked to, before what is in them", async () => {
    const pool = (name: string, subnet: string, ips: readonly string[]): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind: "IPPool",
      metadata: { name },
      spec: { subnet, ips },
    });
    const objects = [A, SIX, pool("p4", "a", ["10.0.0.100..10.0.0.110"]), pool("p6", "six", ["fd00::100..fd00::110"])];
    const all = await run([...objects, vipObject("web", "a", "10.0.0.5")], "--kinds", "all");
    assert.equal(all.stderr, "5 resources\n");
    assert.deepEqual(
      [...all.stdout.matchAll(/^new kubeovn\.(\S+)\("(\S+)"/gm)].map(([, kind, name]) => `${kind} ${name}`),
      ["Subnet a", "Subnet six", "IPPool p4", "IPPool p6", "Vip web"],
    );
    assert.match(
      all.stdout,
      /^\/\/ Objects of kind Subnet\nnew kubeovn\.Subnet\("a", { cidrBlock: "10\.0\.0\.0\/24", /m,
    );
    const pools = await run(objects, "--kinds", "IPPool");
    assert.match(
      pools.stdout,
      /^new kubeovn\.IPPool\("p6", { subnet: "six", ips: \["fd00::100\.\.fd00::110"\], adopt: true }\);$/m,
    );
  });

  it("refuses a kind that is none to import", async () => {
    const { code, stderr } = await run([A], "--kinds", "Vip,PlannedRange");
    assert.equal(code, 1);
    assert.match(stderr, /there is no kind "PlannedRange" to import; there are Subnet, IPPool, ReservedIP, Vip, /);
  });

  it("writes to a file", async () => {
    await run([A, vipObject("web", "a", "10.0.0.5")], "-o", "index.ts");
    assert.match(readFileSync(join(folder, "index.ts"), "utf8"), /new kubeovn\.Vip\("web"/);
  });
});
