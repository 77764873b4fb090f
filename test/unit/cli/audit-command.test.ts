import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import type { KubeObject } from "../../../provider/objects/kube-object";
import type { AuditReport } from "../../../provider/report";
import { type CommandOutcome, runInProcess } from "../../support/command-line";
import { ipObject, podObject, subnetObject, vipObject } from "../../support/objects";
import { endpointObject, multusConfigObject, reservedObject, spiderPoolObject } from "../../support/spider-objects";

const A = subnetObject("a", "10.0.0.0/24", {
  gateway: "10.0.0.1",
  excludeIps: ["10.0.0.1", "10.0.0.200..10.0.0.250"],
  vpc: "ovn-cluster",
});
const DUAL = subnetObject("dual", "10.1.0.0/24,fd00:1::/64", { gateway: "10.1.0.1,fd00:1::1" });
const SIX = subnetObject("six", "fd00:6::/64", {
  gateway: "fd00:6::1",
  excludeIps: ["fd00:6::1", "fd00:6::200..fd00:6::2ff"],
});

const MAC = "02:00:00:00:00:01";

/** An object as Kube-OVN leaves it when it has taken it. */
function taken(object: KubeObject, status: Readonly<Record<string, unknown>> = {}): KubeObject {
  const metadata = { ...object.metadata, finalizers: ["kubeovn.io/kube-ovn-controller"], labels: { x: "" } };
  const spec = { ...(object.spec as object), macAddress: MAC };
  return { ...object, metadata, spec, ...(object.kind === "Vip" ? { status: { mac: MAC, ...status } } : {}) };
}

/** A reserved IP, taken. */
function reserved(podName: string, subnet: string, address: string): KubeObject {
  const field = address.includes(":") ? "v6IpAddress" : "v4IpAddress";
  return taken(ipObject(podName, "prod", subnet, address, { [field]: address }));
}

describe("pulumi-kubeovn audit", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "audit-command-"));
    mkdirSync(join(folder, "manifests"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(objects: readonly KubeObject[], ...args: string[]): Promise<CommandOutcome> {
    writeFileSync(
      join(folder, "manifests", "cluster.json"),
      JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
    );
    return runInProcess([...args, "--manifests", "manifests"], { cwd: folder });
  }

  async function audit(...objects: KubeObject[]): Promise<AuditReport> {
    return JSON.parse((await run(objects, "audit", "--format", "json")).stdout);
  }

  const codes = ({ rows }: AuditReport): string[] =>
    rows.map(({ level, kind, name, code }) => `${level} ${kind}/${name} ${code}`);

  for (const { what, objects, expected } of [
    {
      what: "two reserved IPs with one address, on both of them",
      objects: [A, reserved("p", "a", "10.0.0.210"), reserved("q", "a", "10.0.0.210")],
      expected: ["wrong IP/p.prod address-shared", "wrong IP/q.prod address-shared"],
    },
    {
      what: "two reserved IPs with one IPv6 address, on both of them",
      objects: [SIX, reserved("p", "six", "fd00:6::210"), reserved("q", "six", "fd00:6::210")],
      expected: ["wrong IP/p.prod address-shared", "wrong IP/q.prod address-shared"],
    },
    {
      what: "a letter O in the address of a Vip",
      objects: [A, vipObject("v", "a", "10.0.0.1O")],
      expected: ["wrong Vip/v not-an-address"],
    },
    {
      what: "a name that Kube-OVN ignores",
      objects: [A, { ...ipObject("p", "prod", "a", "10.0.0.210"), metadata: { name: "wrongname", labels: { x: "" } } }],
      expected: ["wrong IP/wrongname ip-name"],
    },
    {
      what: "a Vip of both families that pods are to use as an allowed-address pair",
      objects: [
        DUAL,
        taken(vipObject("v", "dual", "10.1.0.9", { v6ip: "fd00:1::9", namespace: "prod" }), {
          v4ip: "10.1.0.9",
          v6ip: "fd00:1::9",
        }),
      ],
      expected: ["wrong Vip/v dead-dual-stack-port"],
    },
    {
      what: "a Vip outside of every planned range",
      objects: [A, taken(vipObject("v", "a", "10.0.0.9"), { v4ip: "10.0.0.9" })],
      expected: ["risk Vip/v outside-planned-range"],
    },
    {
      what: "nothing about a Vip in one, and about a pod with its IP",
      objects: [
        A,
        taken(vipObject("v", "a", "10.0.0.209"), { v4ip: "10.0.0.209" }),
        reserved("p", "a", "10.0.0.9"),
        podObject("p", "prod", "a", "10.0.0.9"),
      ],
      expected: [],
    },
  ]) {
    it(`tells ${what}`, async () => {
      const found = codes(await audit(...objects)).filter(
        (one) => !/forgotten|deleted-at|outside/.test(one) || expected.includes(one),
      );
      assert.deepEqual(found, expected);
    });
  }

  for (const [family, cidr, one] of [
    [
      "IPv4",
      (net: number, length: number) => `10.${net}.0.0/${length}`,
      (net: number, n: string) => `10.${net}.0.${n}`,
    ],
    [
      "IPv6",
      (net: number, length: number) => `fd00:${net}::/${length + 96}`,
      (net: number, n: string) => `fd00:${net}::${n}`,
    ],
  ] as const) {
    const pool = (name: string, subnet: string, ...ips: string[]): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind: "IPPool",
      metadata: { name },
      spec: { subnet, ips },
    });
    const eip = (name: string, address: string): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind: "OvnEip",
      metadata: { name },
      spec: { externalSubnet: "a", [family === "IPv4" ? "v4Ip" : "v6Ip"]: address },
      status: { [family === "IPv4" ? "v4Ip" : "v6Ip"]: address, ready: true },
    });
    const net = subnetObject("a", cidr(0, 24));

    it(`judges every kind that it reads, ${family}`, async () => {
      const report = await audit(
        net,
        subnetObject("twin", cidr(0, 25)),
        subnetObject("apart", cidr(1, 24)),
        subnetObject("broken", family === "IPv4" ? "10.90.0.0/33" : "fd00:90::/129"),
        subnetObject("turned", cidr(3, 24), { excludeIps: [`${one(3, "20")}..${one(3, "10")}`] }),
        pool("first", "a", `${one(0, "20")}..${one(0, "29")}`),
        pool("second", "a", one(0, "25")),
        pool("outside", "a", one(9, "20")),
        pool("nowhere", "b", one(0, "90")),
        eip("x", one(0, "40")),
        eip("y", one(0, "40")),
        eip("gate", one(0, "1")),
      );
      assert.deepEqual(codes(report).sort(), [
        "wrong IPPool/first pool-overlap",
        "wrong IPPool/nowhere unknown-subnet",
        "wrong IPPool/outside outside-subnet",
        "wrong IPPool/second pool-overlap",
        "wrong OvnEip/gate gateway-address",
        "wrong OvnEip/x address-shared",
        "wrong OvnEip/y address-shared",
        "wrong Subnet/a cidr-overlap",
        "wrong Subnet/broken malformed-cidr",
        "wrong Subnet/turned reversed-range",
        "wrong Subnet/twin cidr-overlap",
      ]);
      assert.deepEqual([report.objects, report.judged], [12, { IPPool: 4, OvnEip: 3, Subnet: 5 }]);
    });
  }

  for (const { family, cidr, one, version } of [
    { family: "IPv4", cidr: "10.7.0.0/16", one: (n: number) => `10.7.0.${n}`, version: 4 },
    { family: "IPv6", cidr: "fd00:7::/64", one: (n: number) => `fd00:7::${n}`, version: 6 },
  ] as const) {
    it(`judges Spiderpool's objects, ${family}`, async () => {
      const endpoint = endpointObject("team/live", "Deployment", "live") as KubeObject & {
        readonly status: { readonly current: object };
      };
      const ips = [{ interface: "eth0", [`ipv${version}`]: `${one(99)}/24`, [`ipv${version}Pool`]: "ledger" }];
      const report = await audit(
        spiderPoolObject("ledger", cidr, [`${one(10)}-${one(19)}`], {
          allocated: { [one(10)]: "team/dead-0", [one(11)]: "team/dead-1" },
        }),
        spiderPoolObject("over", cidr, [one(15)]),
        spiderPoolObject("reversed", cidr, [`${one(40)}-${one(30)}`]),
        spiderPoolObject("text", cidr, ["xxx"]),
        reservedObject("bare", [one(50)], 0),
        reservedObject("broken", ["xxx"], version),
        { ...endpoint, status: { ...endpoint.status, current: { ...endpoint.status.current, ips } } } as KubeObject,
      );
      assert.deepEqual(codes(report).sort(), [
        "wrong SpiderEndpoint/team/live spider-foreign-address",
        "wrong SpiderIPPool/ledger spider-ips-overlap",
        "wrong SpiderIPPool/ledger spider-leaked",
        "wrong SpiderIPPool/ledger spider-leaked",
        "wrong SpiderIPPool/over spider-ips-overlap",
        "wrong SpiderIPPool/reversed spider-item",
        "wrong SpiderIPPool/text spider-item",
        "wrong SpiderReservedIP/bare spider-no-version",
        "wrong SpiderReservedIP/broken spider-stops-allocation",
      ]);
    });
  }

  // spiderpool pkg/gcmanager/scanAll_IPPool.go, pkg/ipam/allocate.go selectByPod, pkg/ipam/pool_selections.go getPoolFromNetConf
  for (const { family, cidr, one, version } of [
    { family: "IPv4", cidr: "10.7.0.0/16", one: (n: number) => `10.7.0.${n}`, version: 4 },
    { family: "IPv6", cidr: "fd00:7::/64", one: (n: number) => `fd00:7::${n}`, version: 6 },
  ] as const) {
    const endpoint = (pod: string, address: string, pool: string): KubeObject => {
      const object = endpointObject(pod, "Deployment", "web") as KubeObject & {
        readonly status: { readonly current: object };
      };
      const ips = [{ interface: "eth0", [`ipv${version}`]: `${address}/64`, [`ipv${version}Pool`]: pool }];
      return { ...object, status: { ...object.status, current: { ...object.status.current, ips } } } as KubeObject;
    };
    const named = (kind: string, name: string, labels: Readonly<Record<string, string>> = {}): KubeObject => ({
      apiVersion: "v1",
      kind,
      metadata: { name, labels },
    });
    const network = (name: string, ippools: object): KubeObject => ({
      ...multusConfigObject(name, "net"),
      spec: { cniType: "macvlan", macvlan: { master: ["eth1"], ippools } },
    });

    it(`tells ledgers that disagree with endpoints, ${family}`, async () => {
      const ledger = (allocated: Readonly<Record<string, string>>): KubeObject =>
        spiderPoolObject("web", cidr, [`${one(10)}-${one(19)}`], { allocated });
      assert.deepEqual(codes(await audit(ledger({ [one(10)]: "a/x" }), endpoint("a/x", one(10), "web"))), []);
      assert.deepEqual(codes(await audit(ledger({ [one(10)]: "a/x" }), endpoint("a/x", one(11), "web"))), [
        "wrong SpiderEndpoint/a/x spider-foreign-address",
        "wrong SpiderIPPool/web spider-not-had",
      ]);
      assert.deepEqual(
        codes(
          await audit(ledger({ [one(10)]: "a/x" }), endpoint("a/x", one(10), "web"), endpoint("a/y", one(10), "web")),
        ),
        ["wrong SpiderEndpoint/a/y spider-foreign-address", "wrong SpiderIPPool/web spider-given-twice"],
      );
    });

    it(`tells pools that nobody can use, ${family}`, async () => {
      const pool = (name: string, at: number, spec: object): KubeObject =>
        spiderPoolObject(name, cidr, [one(at)], { spec: { ...spec } });
      const found = await audit(
        named("Namespace", "shop"),
        named("Node", "n1", { zone: "a" }),
        network("lan", {}),
        reservedObject("kept", [one(20)], version),
        pool("used", 10, { namespaceName: ["shop"], nodeName: ["n1"], multusName: ["net/lan"] }),
        pool("excluded", 11, { excludeIPs: [one(11)] }),
        pool("reserved", 20, {}),
        pool("namespace", 12, { namespaceName: ["gone"] }),
        pool("node", 13, { nodeName: ["n2"] }),
        pool("zone", 14, { nodeAffinity: { matchLabels: { zone: "b" } } }),
        pool("network", 15, { multusName: ["net/wan"] }),
        pool("closed", 16, { namespaceName: ["gone"], disable: true }),
      );
      assert.deepEqual(
        codes(found).sort(),
        ["excluded", "namespace", "network", "node", "reserved", "zone"].map(
          (name) => `risk SpiderIPPool/${name} spider-unusable`,
        ),
      );
    });

    it(`tells networks without pools, ${family}`, async () => {
      const web = spiderPoolObject("web", cidr, [one(10)], { spec: { multusName: ["net/lan"] } });
      const found = await audit(
        web,
        network("lan", { [`ipv${version}`]: ["web", "w*"] }),
        network("typo", { [`ipv${version}`]: ["wep", "x*"] }),
        { ...network("quiet", {}), spec: { ...(network("quiet", {}).spec as object), disableIPAM: true } },
      );
      assert.deepEqual(codes(found), [
        "wrong SpiderMultusConfig/net/typo spider-pool-missing",
        "wrong SpiderMultusConfig/net/typo spider-pool-missing",
        "wrong SpiderMultusConfig/net/typo spider-unserved",
      ]);
    });

    it(`says in which CIDR a pool is, ${family}`, async () => {
      const { stdout } = await run([spiderPoolObject("text", cidr, ["xxx"])], "audit");
      assert.ok(stdout.includes(`SpiderIPPool "text" in ${cidr}\n`), stdout);
    });

    it(`explains an address with the workloads whose templates name its pool, ${family}`, async () => {
      const annotations = { "ipam.spidernet.io/ippool": JSON.stringify({ [`ipv${version}`]: ["we*"] }) };
      const web = {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", namespace: "shop" },
        spec: { template: { metadata: { annotations } } },
      } as KubeObject;
      const pool = spiderPoolObject("web", cidr, [`${one(10)}-${one(11)}`], { allocated: { [one(10)]: "shop/web-1" } });
      const free = await run([pool, web], "explain", one(11));
      assert.match(
        free.stdout,
        /SpiderIPPool "web" .*: for the pods that the pool serves\n {2}asked for by Deployment shop\/web\n/,
      );
      const held = await run([pool, web], "explain", one(10));
      assert.match(held.stdout, /held by Pod shop\/web-1/);
      assert.doesNotMatch(held.stdout, /asked for/);
    });
  }

  it("takes a Subnet without a CIDR for what it is where ports get a MAC alone", async () => {
    const bare = { ...subnetObject("l2", ""), spec: { vlan: "vlan10", protocol: "Mac" } };
    const { spec, ...ip } = ipObject("p", "prod", "l2", "");
    const found = codes(await audit(A, bare, { ...ip, spec: { ...(spec as object), macAddress: MAC } }));
    assert.deepEqual(
      found.filter((one) => one.startsWith("wrong")),
      [],
    );
  });

  it("says what it did not judge, and fails where there is nothing to judge", async () => {
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "prod" } };
    assert.deepEqual((await audit(A, deployment)).notJudged, { Deployment: 1 });
    for (const objects of [[], [deployment]]) {
      const { code, stderr } = await run(objects, "audit");
      assert.equal(code, 1);
      assert.match(stderr, /there is nothing to judge/);
    }
  });

  it("ends with 3 for what is wrong, and with --strict for risks too", async () => {
    const risky = [A, taken(vipObject("v", "a", "10.0.0.9"), { v4ip: "10.0.0.9" })];
    assert.equal((await run(risky, "audit")).code, 0);
    assert.equal((await run(risky, "audit", "--strict")).code, 3);
    assert.equal((await run([A, vipObject("v", "a", "10.0.0.1O")], "audit")).code, 3);
    assert.equal((await run([A], "audit", "--strict")).code, 0);
  });

  it("shows for each object what is wrong and what to do", async () => {
    const { stdout } = await run([A, vipObject("v", "a", "10.0.0.1O")], "audit");
    assert.match(
      stdout,
      /^2 objects, by the rules of Kube-OVN \d\.\d+: 1 wrong, 0 at risk\njudged: 1 Subnet and 1 Vip\n\nVip "v" in Subnet "a"\n {2}wrong v4ip "10\.0\.0\.1O" is not an IP address, .*; recreate it with an address\n$/,
    );
  });

  it("names no subnet of an object that is in none", async () => {
    const bare = [reservedObject("bare", ["10.0.0.1"], 0)];
    assert.match((await run(bare, "audit")).stdout, /\n\nSpiderReservedIP "bare"\n {2}wrong /);
    const { stdout } = await run(bare, "audit", "--format", "markdown");
    assert.match(stdout, /\n- ❗ SpiderReservedIP `bare`: it has no ipVersion/);
  });

  it("says once what is to be said of several objects, below their names", async () => {
    const vips = ["v", "w"].map((name) => vipObject(name, "a", "10.0.0.1O"));
    const { stdout } = await run([A, ...vips], "audit");
    const [, paragraph = "", ...rest] = stdout.split("\n\n");
    assert.deepEqual(rest, []);
    assert.match(paragraph, /^Vip "v" in Subnet "a"\nVip "w" in Subnet "a"\n {2}wrong v4ip [^\n]+\n$/);
  });

  it("says all that there is of an object below its name", async () => {
    const { stdout } = await run([A, reserved("p", "a", "10.0.0.1"), reserved("q", "a", "10.0.0.1")], "audit");
    assert.equal(stdout.match(/^IP "p.prod"/gm)?.length, 1);
    assert.match(stdout, /^IP "q.prod" at 10.0.0.1 in Subnet "a"\n {2}wrong .*\n {2}wrong /m);
  });

  it("gives no advice about what may be lost of an object that is wrong", async () => {
    const { rows } = await audit(A, reserved("p", "a", "10.0.0.9"), reserved("q", "a", "10.0.0.9"));
    assert.deepEqual(new Set(rows.map(({ level }) => level)), new Set(["wrong"]));
  });

  it("writes Markdown, for a comment or the summary of a job", async () => {
    const { code, stdout } = await run([A, vipObject("v", "a", "10.0.0.1O")], "audit", "--format", "markdown");
    assert.equal(code, 3);
    assert.match(
      stdout,
      /^<!-- pulumi-kubeovn audit -->\n### Reservations of Kube-OVN: 1 wrong, 0 at risk\n\n2 objects, [^\n]*\n\n- ❗ Vip `v` in `a`: v4ip "10\.0\.0\.1O" /,
    );
  });

  it("writes JSON that fits the published schema", async () => {
    const schema = JSON.parse(readFileSync("schemas/audit-report.json", "utf8"));
    const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    const report = await audit(A, vipObject("v", "a", "10.0.0.1O"), reserved("q", "a", "10.0.0.9"));
    assert.ok(report.rows.length > 1);
    assert.ok(fits(report), JSON.stringify(fits.errors));
    assert.ok(!fits({ ...report, more: 1 }));
  });

  describe("explain", () => {
    const objects = [
      A,
      vipObject("v", "a", "10.0.0.1O"),
      reserved("q", "a", "10.0.0.9"),
      podObject("x", "prod", "a", "10.0.0.9"),
      podObject("y", "prod", "a", "10.0.0.7"),
    ];

    it("says the same as JSON", async () => {
      const { code, stdout } = await run(objects, "explain", "10.0.0.9", "--json");
      const { objects: explained, ports } = JSON.parse(stdout);
      assert.equal(code, 3);
      assert.deepEqual(ports, []);
      assert.equal(explained.length, 1);
      const { kind, name, addresses, owner, findings, alsoHeldBy } = explained[0];
      assert.deepEqual([kind, name, addresses, owner], ["IP", "q.prod", ["10.0.0.9"], null]);
      assert.ok(findings.length > 0);
      assert.deepEqual(alsoHeldBy, ["Pod prod/x"]);
    });

    it("says of an object how far Kube-OVN is with it, and what is wrong", async () => {
      const { code, stdout } = await run(objects, "explain", "v");
      assert.equal(code, 3);
      assert.match(
        stdout,
        /^Vip "v" in Subnet "a": no address yet\n {2}made by hand, or by another tool\n {2}Kube-OVN has not taken it yet/,
      );
      assert.match(stdout, /\n {2}wrong v4ip "10\.0\.0\.1O" is not an IP address/);
    });

    it("finds an object by its address, and names who else has it", async () => {
      const { code, stdout } = await run(objects, "explain", "10.0.0.9");
      assert.equal(code, 3);
      assert.match(
        stdout,
        /^10\.0\.0\.9 in Subnet "a": an ordinary address\n {2}held by IP "q\.prod"\n {2}held by Pod prod\/x\n/,
      );
      assert.match(stdout, /\n\nIP "q\.prod" in Subnet "a": 10\.0\.0\.9\n/);
      assert.equal(stdout.match(/Pod prod\/x too/g)?.length, 1);
    });

    const pool = (name: string, ...ips: string[]): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind: "IPPool",
      metadata: { name },
      spec: { subnet: "a", ips },
    });
    const onNode = (pod: KubeObject): KubeObject => ({ ...pod, spec: { nodeName: "node-1" } });
    const spider = spiderPoolObject("macvlan", "10.7.0.0/16", ["10.7.0.10-10.7.0.19"], {
      allocated: { "10.7.0.12": "team/db-0" },
      spec: { gateway: "10.7.0.1", excludeIPs: ["10.7.0.15"] },
    });
    const net = [
      A,
      SIX,
      pool("p", "10.0.0.20..10.0.0.29"),
      onNode(podObject("y", "prod", "a", "10.0.0.7")),
      spider,
      endpointObject("team/db-0", "StatefulSet", "db", "node-2"),
      reservedObject("kept", ["10.7.0.16"]),
    ];
    for (const [address, ...lines] of [
      ["10.0.0.1", '10.0.0.1 in Subnet "a": the gateway', "  nobody has it or asks for it"],
      ["fd00:6::1", 'fd00:6::1 in Subnet "six": the gateway', "  nobody has it or asks for it"],
      [
        "10.0.0.205",
        '10.0.0.205 in Subnet "a": excluded by excludeIps (10.0.0.200..10.0.0.250)',
        "  nobody has it or asks for it",
      ],
      ["10.0.0.25", '10.0.0.25 in Subnet "a": of IPPool "p"', "  nobody has it or asks for it"],
      ["10.0.0.0", '10.0.0.0 in Subnet "a": the network address, not assignable', "  nobody has it or asks for it"],
      ["10.0.0.90", '10.0.0.90 in Subnet "a": an ordinary address', "  nobody has it or asks for it"],
      ["fd00:6:0:0::90", 'fd00:6::90 in Subnet "six": an ordinary address', "  nobody has it or asks for it"],
      ["10.0.0.7", '10.0.0.7 in Subnet "a": an ordinary address', '  held by Pod prod/y on node "node-1"'],
      [
        "10.7.0.12",
        '10.7.0.12 in SpiderIPPool "macvlan" (10.7.0.0/16): for the pods that the pool serves',
        '  held by Pod team/db-0 on node "node-2"',
      ],
      [
        "10.7.0.15",
        '10.7.0.15 in SpiderIPPool "macvlan" (10.7.0.0/16): excluded by excludeIPs',
        "  nobody has it or asks for it",
      ],
      [
        "10.7.0.16",
        '10.7.0.16 in SpiderIPPool "macvlan" (10.7.0.0/16): kept back by SpiderReservedIP "kept"',
        "  nobody has it or asks for it",
      ],
    ] as const) {
      it(`answers for any address, also ${address}`, async () => {
        const { code, stdout } = await run(net, "explain", address);
        assert.deepEqual([code, stdout], [0, `${lines.join("\n")}\n`]);
      });
    }

    it("names who asks for an address and does not have it yet", async () => {
      const template = {
        metadata: {
          annotations: { "ovn.kubernetes.io/ip_address": "10.0.0.90", "ovn.kubernetes.io/logical_switch": "a" },
        },
      };
      const deployment: KubeObject = {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", namespace: "prod" },
        spec: { replicas: 0, template },
      };
      const { stdout } = await run([A, deployment], "explain", "10.0.0.90");
      assert.equal(stdout, '10.0.0.90 in Subnet "a": an ordinary address\n  asked for by Deployment prod/web\n');
    });

    for (const [family, subnet, address] of [
      ["IPv4", subnetObject("broken", "10.9.0.0/28", { gateway: "10.8.0.1" }), "10.9.0.4"],
      ["IPv6", subnetObject("broken", "fd00:9::/124", { gateway: "fd00:8::1" }), "fd00:9::4"],
    ] as const) {
      it(`says of an ${family} Vip that waits what is wrong with its Subnet`, async () => {
        const { stdout } = await run([A, subnet, vipObject("v", "broken", address)], "explain", "v");
        assert.match(
          stdout,
          /^ {2}Kube-OVN has not taken it yet: Kube-OVN refuses Subnet "broken": gateway ".*" is outside /m,
        );
      });
    }

    it("fails for an address that is in no network", async () => {
      const { code, stderr } = await run(net, "explain", "192.0.2.1");
      assert.deepEqual(
        [code, stderr],
        [1, "pulumi-kubeovn: 192.0.2.1 is in no Subnet and in no SpiderIPPool or SpiderSubnet\n"],
      );
    });

    it("tells a name that is not there, and what looks like it", async () => {
      const { code, stderr } = await run(objects, "explain", "q");
      assert.deepEqual([code, stderr], [1, 'pulumi-kubeovn: there is no object "q"; there are IP/q.prod\n']);
    });
  });
});
