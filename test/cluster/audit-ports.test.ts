import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuditReport, AuditRow } from "../../provider/report";
import { type CommandOutcome, runInProcess } from "../support/command-line";
import { run } from "../support/ovn-servers";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createSubnet, createVip, families, lookUntil, until } from "./objects";

const PODS = "/api/v1/namespaces/default/pods";

async function nbctl(...args: readonly string[]): Promise<string> {
  const { northbound } = await sharedCluster();
  return run("ovn-nbctl", `--db=${northbound}`, ...args);
}

async function command(...args: string[]): Promise<CommandOutcome> {
  const { kubeconfig, northbound } = await sharedCluster();
  return runInProcess([...args, "--kubeconfig", kubeconfig, "--ovn-northbound", northbound], { env: process.env });
}

for (const family of families(185)) {
  const { protocol, vipField, address } = family;

  describe(`pulumi-kubeovn audit of the ports of Kube-OVN 1.13, ${protocol}`, () => {
    const subnet = `ports-${protocol.toLowerCase()}`;
    const [vip, pod] = [`${subnet}-vip`, `${subnet}-pod`];
    const spec = { subnet, namespace: "default", [vipField]: address(200) };

    /** What is wrong with the Vip, or with a port named like it. */
    const rows = async (): Promise<readonly Pick<AuditRow, "kind" | "code" | "level">[]> => {
      const { stdout } = await command("audit", "--format", "json");
      const report: AuditReport = JSON.parse(stdout);
      return report.rows.filter(({ name }) => name === vip).map(({ level, kind, code }) => ({ level, kind, code }));
    };
    const setLabel = async (value: string): Promise<void> => {
      const { admin } = await sharedCluster();
      const change = { metadata: { labels: { changed: value } } };
      await admin("PATCH", `${PODS}/${pod}`, change, "application/merge-patch+json");
    };
    const untilRows = (wanted: number): Promise<Awaited<ReturnType<typeof rows>>> =>
      lookUntil(rows, ({ length }) => length === wanted);

    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
      await createVip(vip, spec);
      const { admin } = await sharedCluster();
      const annotations = { "ovn.kubernetes.io/aaps": vip, "ovn.kubernetes.io/logical_switch": subnet };
      const metadata = { name: pod, annotations };
      const podSpec = { containers: [{ name: "main", image: "none" }], terminationGracePeriodSeconds: 0 };
      await admin("POST", PODS, { apiVersion: "v1", kind: "Pod", metadata, spec: podSpec });
      await until(`${PODS}/${pod}`, (one: ApiObject) => one.status.phase === "Running");
    });

    it("has nothing against the port that the controller has made", async () => {
      assert.deepEqual(await untilRows(0), []);
      assert.match(await nbctl("--bare", "--columns=options", "list", "Logical_Switch_Port", vip), /virtual-ip/);
    });

    it("finds that a restart of the controller has taken the port away, while the Vip is ready", async () => {
      const { restartController } = await sharedCluster();
      await restartController();
      assert.deepEqual(await untilRows(1), [{ level: "wrong", kind: "Vip", code: "missing-virtual-port" }]);
      const { code, stdout } = await command("explain", vip);
      assert.equal(code, 3);
      assert.ok(
        stdout.includes(
          `  Kube-OVN has taken it\n  wrong OVN has no virtual port for ${address(200)}, so ${pod}.default cannot`,
        ),
        stdout,
      );
    });

    it("finds nothing once the pod has changed, which is what it says to do", async () => {
      await setLabel("once");
      assert.deepEqual(await untilRows(0), []);
    });

    it("finds an address that someone wrote into the port, which the controller leaves there", async () => {
      const option = (text: string): string => `options:virtual-ip="${text}"`;
      await nbctl("set", "Logical_Switch_Port", vip, option(address(77)));
      await setLabel("twice");
      await sleep(1_000);
      assert.deepEqual(await rows(), [{ level: "wrong", kind: "Vip", code: "virtual-ip-wrong" }]);
      await nbctl("lsp-del", vip);
      await setLabel("thrice");
      assert.deepEqual(await untilRows(0), []);
    });

    it("finds a port that no Vip has", async () => {
      await nbctl("lsp-add", subnet, `${vip}-gone`, "--", "lsp-set-type", `${vip}-gone`, "virtual");
      await nbctl("set", "Logical_Switch_Port", `${vip}-gone`, `options:virtual-ip="${address(88)}"`);
      const { code, stdout } = await command("explain", `${vip}-gone`);
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^virtual port ".*-gone" in logical switch ".*": \S+\n {2}risk {2}no Vip with a namespace needs it/,
      );
      await nbctl("lsp-del", `${vip}-gone`);
    });
  });
}
