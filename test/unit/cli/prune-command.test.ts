import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { printExport } from "../../../cli/print/export";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { exported } from "../../../provider/stores/kubernetes/export";
import { startApiServer } from "../../support/api-server";
import { runInProcess } from "../../support/command-line";
import { Engine } from "../../support/engine/engine";
import { podObject, subnetObject } from "../../support/objects";
import type { Resource } from "../../support/program";

const S4 = subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1", protocol: "IPv4", provider: "ovn" });
const FILE = "addresses/s4/10.16.0.10.yaml";
const DB: Resource = {
  kind: "ReservedIP",
  name: "db",
  args: { subnet: "s4", v4IpAddress: "10.16.0.10", workload: { kind: "Pod", name: "db" } },
};

describe("pulumi-kubeovn prune", () => {
  let directory: string;

  beforeEach(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "prune-"));
    write("s4.yaml", JSON.stringify(S4));
    const engine = new Engine(directory);
    await engine.up([DB]);
    await engine.destroy();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (file: string, text: string): void => writeFileSync(path.join(directory, file), text);
  const given = (): KubeObject => parse(readFileSync(path.join(directory, FILE), "utf8"));
  const isThere = (): boolean => readdirSync(directory).includes("addresses");
  const exportOf = (...objects: readonly KubeObject[]): void => {
    const kept = [S4, ...objects].flatMap((one) => exported(one) ?? []);
    write("export.yaml", printExport({ objects: kept, version: [1, 14], identity: "c1" }, new Date(1_800_000_000_000)));
  };
  const prune = (...args: readonly string[]) => runInProcess(["prune", "--manifests", directory, ...args]);
  const NAME = 'IP "db.default", given up by organization/test/dev/ReservedIP/db';

  it("removes what an export shows given up and unused, and then says what still stands in the cluster", async () => {
    exportOf(given());
    assert.deepEqual(await prune(), { code: 0, stdout: `${NAME}: file removed\n`, stderr: "" });
    assert.equal(isThere(), false);
    const { code, stdout } = await prune();
    assert.equal(code, 3);
    assert.equal(
      stdout,
      `${NAME}: its file is gone and export.yaml lists it; export again if it was pruned since, else run "kubectl delete ip db.default"\n`,
    );
    exportOf();
    assert.deepEqual(await prune(), { code: 0, stdout: "Nothing is given up.\n", stderr: "" });
  });

  it("says why the rest stays", async () => {
    const says = async (): Promise<string> => {
      const { code, stdout } = await prune();
      assert.equal(code, 3);
      assert.ok(isThere());
      return stdout;
    };
    assert.match(await says(), /: stays: no export shows what the cluster has; run "pulumi-kubeovn export", or name/);
    exportOf();
    assert.match(await says(), /: stays: the cluster does not list it, and a commit that creates it may be on its way/);
    const { annotations = {}, ...metadata } = given().metadata;
    exportOf({ ...given(), metadata: { ...metadata, annotations: { ...annotations, "pulumi-kubeovn/left-at": "x" } } });
    assert.match(await says(), /: stays: the cluster has it as it was before; apply the manifests, and export again/);
    exportOf(given(), podObject("db", "default", "s4", "10.16.0.10"));
    assert.match(await says(), /: stays: in use by Pod default\/db\n$/);
  });

  it("removes what the cluster does not list only when it is told to", async () => {
    exportOf();
    assert.equal((await prune("--unlisted")).code, 0);
    assert.equal(isThere(), false);
  });

  it("looks at the cluster that is named, and not at exports", async () => {
    exportOf(given(), podObject("db", "default", "s4", "10.16.0.10"));
    const server = await startApiServer({ objects: [S4, given()] });
    try {
      await server.controller.idle();
      const { stdout } = await prune("--kubeconfig", server.kubeconfig);
      assert.equal(stdout, `${NAME}: file removed\n`);
      assert.deepEqual(
        server.requests.filter((request) => !request.startsWith("GET ")),
        [],
      );
    } finally {
      await server.close();
    }
  });

  it("needs a directory", async () => {
    const { code, stderr } = await runInProcess(["prune"]);
    assert.deepEqual([code, stderr], [1, "pulumi-kubeovn: a directory has to be named: --manifests\n"]);
  });
});

describe("kubeovn:snapshot cluster", () => {
  it("plans on the live cluster, only reads it, and writes to the directory", async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "live-"));
    const server = await startApiServer({ objects: [S4, podObject("web", "default", "s4", "10.16.0.10")] });
    try {
      await server.controller.idle();
      const config = { "kubeovn:snapshot": "cluster", "kubeovn:kubeconfig": server.kubeconfig };
      const engine = new Engine(directory, { config });
      const taken = await engine.preview([DB]);
      assert.match(
        taken.failures.get("ReservedIP::db")?.[0]?.reason ?? "",
        /^10\.16\.0\.10 in Subnet "s4" is held by Pod default\/web/,
      );
      const done = await engine.up([{ ...DB, args: { ...DB.args, v4IpAddress: "10.16.0.11" } }]);
      assert.deepEqual([...done.failures], []);
      assert.deepEqual(readdirSync(path.join(directory, "addresses/s4")), ["10.16.0.11.yaml"]);
      assert.deepEqual(
        server.requests.filter((request) => !request.startsWith("GET ")),
        [],
      );
    } finally {
      await server.close();
      rmSync(directory, { recursive: true });
    }
  });
});
