import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { parse } from "yaml";
import { printExport } from "../../../cli/print/export";
import type { KubeObject } from "../../../provider/objects/kube-object";
import type { AuditReport } from "../../../provider/report";
import { exported } from "../../../provider/stores/kubernetes/export";
import { startApiServer } from "../../support/api-server";
import { runInProcess } from "../../support/command-line";
import { Engine } from "../../support/engine/engine";
import { podObject, subnetObject } from "../../support/objects";
import type { Resource } from "../../support/program";

const S4 = subnetObject("s4", "10.16.0.0/28", { gateway: "10.16.0.1", protocol: "IPv4", provider: "ovn" });
const DB: Resource = {
  kind: "ReservedIP",
  name: "db",
  args: { subnet: "s4", v4IpAddress: "10.16.0.10", workload: { kind: "Pod", name: "db" } },
};
const WEB: Resource = { kind: "Vip", name: "web", args: { subnet: "s4", v4ip: "10.16.0.11" } };
const BY = "organization/test/dev/ReservedIP/db";

describe("an object that was given up", () => {
  let directory: string;

  before(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "given-up-"));
    write("s4.yaml", JSON.stringify(S4));
    const engine = new Engine(directory);
    await engine.up([DB, WEB]);
    await engine.up([WEB]);
  });
  after(() => rmSync(directory, { recursive: true }));

  const write = (file: string, text: string): void => writeFileSync(path.join(directory, file), text);
  const read = (address: string): KubeObject =>
    parse(readFileSync(path.join(directory, `addresses/s4/${address}.yaml`), "utf8"));
  const exportOf = (...objects: readonly KubeObject[]): void => {
    const kept = [S4, ...objects].flatMap((one) => exported(one) ?? []);
    write("export.yaml", printExport({ objects: kept, version: [1, 14], identity: "c1" }, new Date(1_800_000_000_000)));
  };
  const run = async (...args: readonly string[]): Promise<string> =>
    (await runInProcess([...args, "--manifests", directory])).stdout;

  it("is listed by audit with who gave it up and what becomes of it, once, and no other is", async () => {
    const report: AuditReport = JSON.parse(await run("audit", "--format", "json"));
    assert.deepEqual(
      report.givenUp.map(({ text, ...rest }) => rest),
      [{ kind: "IP", name: "db.default", subnet: "s4", addresses: ["10.16.0.10"], by: BY, fate: "unread" }],
    );
    const schema = JSON.parse(readFileSync("schemas/audit-report.json", "utf8"));
    const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    assert.ok(fits(report), JSON.stringify(fits.errors));
    assert.ok(report.rows.some(({ name }) => name === "db.default"));
    for (const { name, givenUpBy } of report.rows) assert.equal(givenUpBy, name === "db.default" ? BY : null, name);
    const table = await run("audit");
    assert.match(table, /^given up: 1$/m);
    assert.match(
      table,
      /^IP "db\.default" at 10\.16\.0\.10 in Subnet "s4" given up by \S+\/ReservedIP\/db\n {2}no export/m,
    );
    const comment = await run("audit", "--format", "markdown");
    assert.match(
      comment,
      /Given up \(1\)[\s\S]*\| IP `db\.default` \| `10\.16\.0\.10` \| `s4` \| `\S+ReservedIP\/db` \|/,
    );
  });

  it("is explained as such, with the reason for which it stands", async () => {
    const explained = (): Promise<string> => run("explain", "IP/db.default");
    assert.match(await explained(), /^ {2}given up by \S+\/ReservedIP\/db: no export shows what the cluster has/m);
    exportOf(read("10.16.0.10"), podObject("db", "default", "s4", "10.16.0.10"));
    assert.match(await explained(), /^ {2}given up by \S+\/ReservedIP\/db: in use by Pod default\/db$/m);
    exportOf(read("10.16.0.10"));
    assert.match(await explained(), /: nothing uses it; "pulumi up" or "pulumi-kubeovn prune" removes its file$/m);
    const { objects } = JSON.parse(await run("explain", "IP/db.default", "--format", "json"));
    assert.deepEqual([objects[0].givenUp.by, objects[0].givenUp.fate], [BY, "removable"]);
    assert.match(await run("explain", "Vip/web"), /^ {2}made by organization\/test\/dev\/Vip\/web$/m);
  });

  it("has a look of its own on a map, unless a pod has the address", async () => {
    exportOf(read("10.16.0.10"));
    assert.match(await run("map", "s4", "--format", "svg"), /1 given up/);
    exportOf(read("10.16.0.10"), podObject("db", "default", "s4", "10.16.0.10"));
    assert.doesNotMatch(await run("map", "s4", "--format", "svg"), /1 given up/);
  });

  it("is named in the audit of a cluster, which alone does not say what becomes of it", async () => {
    const server = await startApiServer({ objects: [S4, read("10.16.0.10")] });
    try {
      await server.controller.idle();
      const { stdout } = await runInProcess(["audit", "--format", "json", "--kubeconfig", server.kubeconfig]);
      const [{ by, fate, text }] = JSON.parse(stdout).givenUp;
      assert.deepEqual([by, fate, text], [BY, null, ""]);
    } finally {
      await server.close();
    }
  });
});
