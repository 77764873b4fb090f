import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import type { AuditReport } from "../../../provider/report";
import type { KubeObject } from "../../../provider/stores/kube-object";
import { type CommandOutcome, runInProcess } from "../../support/command-line";
import { ipObject, podObject, subnetObject, vipObject } from "../../support/objects";

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
      /^1 object, by the rules of Kube-OVN \d\.\d+: 1 wrong, 0 at risk\n\nVip "v" in subnet "a"\n {2}wrong v4ip "10\.0\.0\.1O" is not an IP address, .*; make it anew with an address\n$/,
    );
  });

  it("says once what is to be said of several objects, below their names", async () => {
    const vips = ["v", "w"].map((name) => vipObject(name, "a", "10.0.0.1O"));
    const { stdout } = await run([A, ...vips], "audit");
    const [, paragraph = "", ...rest] = stdout.split("\n\n");
    assert.deepEqual(rest, []);
    assert.match(paragraph, /^Vip "v" in subnet "a"\nVip "w" in subnet "a"\n {2}wrong v4ip [^\n]+\n$/);
  });

  it("says all that there is of an object below its name", async () => {
    const { stdout } = await run([A, reserved("p", "a", "10.0.0.1"), reserved("q", "a", "10.0.0.1")], "audit");
    assert.equal(stdout.match(/^IP "p.prod"/gm)?.length, 1);
    assert.match(stdout, /^IP "q.prod" at 10.0.0.1 in subnet "a"\n {2}wrong .*\n {2}wrong /m);
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
      /^<!-- pulumi-kubeovn audit -->\n### Reservations of Kube-OVN: 1 wrong, 0 at risk\n\n1 object, [^\n]*\n\n- ❗ Vip `v` in `a`: v4ip "10\.0\.0\.1O" /,
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
        /^Vip "v" in subnet "a": no address yet\n {2}made by hand, or by another tool\n {2}Kube-OVN has not taken it yet/,
      );
      assert.match(stdout, /\n {2}wrong v4ip "10\.0\.0\.1O" is not an IP address/);
    });

    it("finds an object by its address, and names who else has it", async () => {
      const { code, stdout } = await run(objects, "explain", "10.0.0.9");
      assert.equal(code, 3);
      assert.match(stdout, /^IP "q\.prod" in subnet "a": 10\.0\.0\.9\n/);
      assert.match(stdout, /\n {2}the address is also held by Pod prod\/x\n/);
    });

    it("names the holder of an address that is nobody's reservation", async () => {
      const { code, stderr } = await run(objects, "explain", "10.0.0.7");
      assert.deepEqual(
        [code, stderr],
        [1, 'pulumi-kubeovn: no IP and no Vip has 10.0.0.7; it is held by Pod prod/y in subnet "a"\n'],
      );
    });

    it("tells a name that is not there, and what looks like it", async () => {
      const { code, stderr } = await run(objects, "explain", "q");
      assert.deepEqual([code, stderr], [1, 'pulumi-kubeovn: there is no IP and no Vip "q"; there are IP/q.prod\n']);
    });
  });
});
