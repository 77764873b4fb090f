import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020";
import type { AuditReport } from "../../../provider/report";
import { type CommandOutcome, runInProcess } from "../../support/command-line";
import { podObject, subnetObject, vipObject } from "../../support/objects";
import { describeWithServers, type Server, startServer, stopServers, until } from "../../support/ovn-servers";
import { nbctl } from "./northbound-test";

const PAIR = { namespace: "shop", selector: ["app: web"] };
const FINALIZERS = ["kubeovn.io/kube-ovn-controller"];

/** What differs between the twins of a test. */
const TWINS = [
  { s: "s4", cidr: "10.16.0.0/24", field: "v4ip", at: (end: number) => `10.16.0.${end}` },
  { s: "s6", cidr: "fd00:16::/64", field: "v6ip", at: (end: number) => `fd00:16::${end}` },
] as const;

function pod(name: string, subnet: string, address: string) {
  const made = podObject(name, "shop", subnet, address, { "ovn.kubernetes.io/aaps": "good,missing,parents,moved" });
  return { ...made, metadata: { ...made.metadata, labels: { app: "web" } } };
}

for (const { s, cidr, field, at } of TWINS) {
  describeWithServers(`pulumi-kubeovn audit of ports in OVN, ${s}`, () => {
    let server: Server;
    let folder: string;

    const vip = (name: string, end: number, spec: Record<string, unknown> = PAIR) => {
      const made = vipObject(name, s, "", { ...spec, [field]: at(end), macAddress: "02:00:00:00:00:01" });
      const status = { [field]: at(end), mac: "02:00:00:00:00:01" };
      return { ...made, metadata: { ...made.metadata, finalizers: FINALIZERS }, status };
    };
    const addVirtual = (name: string, end: number, parents: string): void => {
      nbctl(server, "lsp-add", s, name, "--", "lsp-set-type", name, "virtual");
      const option = at(end).includes(":") ? `options:virtual-ip="${at(end)}"` : `options:virtual-ip=${at(end)}`;
      nbctl(server, "set", "Logical_Switch_Port", name, option, `options:virtual-parents=${parents}`);
    };
    const run = (...args: string[]): Promise<CommandOutcome> =>
      runInProcess([...args, "--manifests", folder], {
        env: { KUBEOVN_OVN_NORTHBOUND: `unix:${server.socket}`, KUBEOVN_OVN_PORTS: "repair" },
      });

    before(async () => {
      server = await startServer();
      nbctl(server, "init");
      nbctl(server, "ls-add", s);
      addVirtual("good", 10, "web-0.shop,web-1.shop");
      addVirtual("parents", 12, "web-0.shop,stranger.shop");
      addVirtual("moved", 99, "web-0.shop,web-1.shop");
      addVirtual("gone", 40, "web-0.shop");
      folder = mkdtempSync(path.join(tmpdir(), "audit-ports-"));
      const items = [
        subnetObject(s, cidr, { excludeIps: [`${at(2)}..${at(60)}`] }),
        pod("web-0", s, at(70)),
        pod("web-1", s, at(71)),
        podObject("stranger", "shop", s, at(72)),
        vip("good", 10),
        vip("missing", 11),
        vip("parents", 12),
        vip("moved", 13),
        vip("plain", 14, {}),
      ];
      writeFileSync(path.join(folder, "cluster.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    });
    after(async () => {
      await stopServers();
      rmSync(folder, { recursive: true, force: true });
    });

    it("finds a port that is missing, one with others' address or parents, and one without its Vip", async () => {
      const { code, stdout, stderr } = await run("audit", "--format", "json");
      assert.equal(stderr, "");
      const report: AuditReport = JSON.parse(stdout);
      assert.deepEqual(
        [
          code,
          report.virtualPorts,
          report.rows.map(({ level, kind, name, code }) => [level, kind, name, code].join(" ")),
        ],
        [
          3,
          4,
          [
            "wrong Vip missing missing-virtual-port",
            "wrong Vip moved virtual-ip-wrong",
            "wrong Vip parents parents-missing",
            "wrong Vip parents parents-unasked",
            "risk Logical_Switch_Port gone leftover-virtual-port",
          ],
        ],
      );
    });

    it("writes that as JSON that fits the published schema", async () => {
      const schema = JSON.parse(readFileSync("schemas/audit-report.json", "utf8"));
      const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
      assert.ok(fits(JSON.parse((await run("audit", "--format", "json")).stdout)), JSON.stringify(fits.errors));
    });

    it("names port, pods and the way out", async () => {
      const { stdout } = await run("audit");
      assert.ok(stdout.startsWith("6 objects and 4 virtual ports in OVN, by the rules of Kube-OVN "), stdout);
      for (const line of [
        `  wrong OVN has no virtual port for ${at(11)}, so web-0.shop and web-1.shop cannot share it: `,
        `  wrong its virtual port "moved" shares "${at(99)}" instead of ${at(13)}, `,
        `  wrong virtual port "parents" keeps web-1.shop from claiming ${at(12)}, although its pod asks for the Vip; `,
        `  wrong virtual port "parents" lets stranger.shop claim ${at(12)}, although `,
        `\nvirtual port "gone" at ${at(40)} in Subnet "${s}"\n  risk  no Vip with a namespace needs it any more; web-0.shop may claim the address all the same; remove it (ovn-nbctl lsp-del gone)\n`,
      ]) {
        assert.ok(stdout.includes(line), `${line}\nis not in\n${stdout}`);
      }
    });

    it("explains one of them, and the port that is left over", async () => {
      const missing = await run("explain", "missing");
      assert.equal(missing.code, 3);
      assert.ok(missing.stdout.includes(`  wrong OVN has no virtual port for ${at(11)}`), missing.stdout);
      const left = await run("explain", at(40));
      assert.deepEqual([left.code, left.stderr], [0, ""]);
      assert.ok(left.stdout.includes(`virtual port "gone" in logical switch "${s}": ${at(40)}\n  risk  `), left.stdout);
    });

    it("needs no right to write", async () => {
      const readOnly = await startServer({ args: [`--sync-from=unix:${server.socket}`] });
      await until(() => nbctl(readOnly, "ls-list").includes(`(${s})`));
      const { code, stdout } = await run("audit", "--ovn-northbound", `unix:${readOnly.socket}`);
      assert.deepEqual([code, stdout], [3, (await run("audit")).stdout]);
    });
  });
}

describe("pulumi-kubeovn audit without an answer from OVN", () => {
  it("says so in a sentence", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "audit-ports-"));
    const args = ["audit", "--manifests", folder, "--ovn-northbound", `unix:${folder}/nobody`];
    const { code, stderr } = await runInProcess(args, {});
    rmSync(folder, { recursive: true });
    assert.equal(code, 1);
    assert.match(stderr, /^pulumi-kubeovn: OVN's northbound database at unix:\S+ cannot be used: /);
  });
});
