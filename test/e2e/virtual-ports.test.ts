import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  freePort,
  makeCertificates,
  missingServers,
  run,
  type Server,
  startServer,
  stopServers,
} from "../support/ovn-servers";
import { needPulumi } from "./support/need-pulumi";
import { inputsIn, operationsIn, outputsIn, refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const PROGRAM = `const kubeovn = require("pulumi-kubeovn");
const web = new kubeovn.Vip("web", { subnet: "dual", v4ip: "10.17.0.60", v6ip: "fd00:17::60" });
const pair = new kubeovn.AapBinding("pair", {
  vips: [web],
  namespace: "shop",
  selector: ["app: web"],
  members: [0, 1].map((ordinal) => ({ kind: "StatefulSet", name: "web", namespace: "shop", ordinal })),
});
exports.ports = pair.virtualPorts.apply((ports) => ports.map((port) => port.virtualIp));
`;
const CLUSTER = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: dual}
spec: {cidrBlock: "10.17.0.0/24,fd00:17::/112", gateway: "10.17.0.1,fd00:17::1", excludeIps: [10.17.0.1, "fd00:17::1"]}
`;

describe("a stack with access to OVN", () => {
  let server: Server;
  let project: Project;
  let key: string;
  let endpoint: string;

  before(async function () {
    await needPulumi.call(this);
    const missing = missingServers();
    if (missing !== undefined) {
      if (process.env.REQUIRE_ALL === "1") throw new Error(missing);
      this.skip();
    }
    const { ca, server: own, client } = makeCertificates();
    key = readFileSync(client.key, "utf8");
    endpoint = `ssl:127.0.0.1:${await freePort()}`;
    server = await startServer({
      remotes: [`p${endpoint.replace(/^ssl:([^:]+):(\d+)$/, "ssl:$2:$1")}`],
      args: [`--private-key=${own.key}`, `--certificate=${own.cert}`, `--ca-cert=${ca}`],
    });
    nbctl("init", "--", "ls-add", "dual");
    project = await createProject({
      files: { "index.js": PROGRAM, "manifests/cluster.yaml": CLUSTER },
      config: {
        "kubeovn:manifests": "manifests",
        "kubeovn:ovnNorthbound": endpoint,
        "kubeovn:ovnCaCert": ca,
        "kubeovn:ovnCert": client.cert,
        "kubeovn:ovnKey": client.key,
        "kubeovn:ovnServerName": "db.test",
      },
    });
  });
  after(stopServers);

  const nbctl = (...args: readonly string[]): string => run("ovn-nbctl", `--db=unix:${server.socket}`, ...args);
  const ports = (): readonly string[] =>
    nbctl("--bare", "--columns=name", "find", "Logical_Switch_Port", "type=virtual")
      .split(/\s+/)
      .filter(Boolean)
      .sort();

  it("shows the ports in the preview, makes them in the update, and has nothing to do afterward", async () => {
    const preview = await project.previewJson();
    const virtualParents = ["web-0.shop", "web-1.shop"];
    assert.deepEqual(inputsIn(preview).get("AapBinding::pair")?.virtualPorts, [
      { vip: "web", logicalSwitch: "dual", virtualIp: "10.17.0.60", virtualParents },
      { vip: "web", logicalSwitch: "dual", virtualIp: "fd00:17::60", virtualParents },
    ]);
    assert.deepEqual(ports(), []);
    succeeded(await project.up());
    assert.deepEqual(ports(), ["vip:web:ipv4", "vip:web:ipv6"]);
    assert.deepEqual(await project.outputs(), { ports: ["10.17.0.60", "fd00:17::60"] });
    assert.deepEqual([...operationsIn(await project.previewJson())], []);
  });

  it("shows a port that someone removed in refresh, and the update recreates it", async () => {
    nbctl("lsp-del", "vip:web:ipv6");
    succeeded(await project.refresh());
    const found = outputsIn(await project.exportState()).get("AapBinding::pair")?.virtualPorts;
    assert.equal((found as readonly unknown[]).length, 1);
    assert.deepEqual(operationsIn(await project.previewJson()).get("AapBinding::pair"), ["update"]);
    succeeded(await project.up());
    assert.deepEqual(ports(), ["vip:web:ipv4", "vip:web:ipv6"]);
  });

  it("has no key of ours in its state", async () => {
    const state = JSON.stringify(await project.exportState());
    const [line = "no line"] = key.split("\n").filter((text) => !text.startsWith("-----"));
    assert.equal(state.includes(line), false);
    assert.equal(state.includes("PRIVATE KEY"), false);
  });

  it("is refused in the preview with one sentence when the database cannot be used", async () => {
    await project.pulumi("config", "set", "kubeovn:ovnServerName", "other.test");
    assert.match(
      refused(await project.preview()),
      /the certificate of ssl:\S+ is for another name; set kubeovn:ovnServerName to that name/,
    );
    await project.pulumi("config", "set", "kubeovn:ovnServerName", "db.test");
  });

  it("leaves nothing in OVN when it is destroyed", async () => {
    succeeded(await project.destroy());
    assert.deepEqual(ports(), []);
  });
});
