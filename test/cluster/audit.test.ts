import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuditReport } from "../../provider/report";
import { runInProcess } from "../support/command-line";
import { savedPlan, vipInputs } from "../support/pulumi-output";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { accountWith } from "./accounts";
import { createKubeOvn, createSubnet, createVip, families, KUBE_OVN_API, reserve, until } from "./objects";

/** The controller takes a good object within some 100 ms. */
const LONG_ENOUGH_MS = 3000;
const LABELS = { "ovn.kubernetes.io/subnet": "x" };

for (const family of families(27)) {
  const { protocol, ipField, vipField, address } = family;
  const subnet = `audit-${protocol.toLowerCase()}`;

  describe(`pulumi-kubeovn audit of objects made by hand, ${protocol}`, () => {
    let report: AuditReport;

    const kubeconfig = async (): Promise<string> => (await sharedCluster()).kubeconfig;
    const run = async (...args: string[]): ReturnType<typeof runInProcess> =>
      runInProcess([...args, "--kubeconfig", await kubeconfig()], { env: process.env });

    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
      for (const name of ["one", "two"]) {
        await reserve(`${subnet}-${name}`, { subnet, ipAddress: address(50), [ipField]: address(50) });
      }
      await createKubeOvn(
        "IP",
        `${subnet}-wrongname`,
        { subnet, podName: "somebody", namespace: "default", ipAddress: address(51), [ipField]: address(51) },
        LABELS,
      );
      await createVip(`${subnet}-good`, { subnet, [vipField]: address(200) });
      await createKubeOvn("Vip", `${subnet}-taken`, { subnet, [vipField]: address(50) });
      await createKubeOvn("Vip", `${subnet}-typo`, { subnet, [vipField]: `${address(6)}o` });
      await until(`${KUBE_OVN_API}/vips/${subnet}-typo`, ({ status }) => status?.ready);
      await sleep(LONG_ENOUGH_MS);
      const { code, stdout, stderr } = await run("audit", "--format", "json");
      assert.deepEqual([code, stderr], [3, ""]);
      report = JSON.parse(stdout);
    });

    /** What is wrong with an object of this suite. */
    const wrong = (name: string): readonly string[] =>
      report.rows.filter((row) => row.level === "wrong" && row.name === name).map(({ code }) => code);

    it("finds the two reserved IPs that Kube-OVN gave one address", () => {
      assert.deepEqual(wrong(`${subnet}-one.default`), ["address-shared"]);
      assert.deepEqual(wrong(`${subnet}-two.default`), ["address-shared"]);
    });

    it("finds the name that it ignores, and the Vip that waits for an address that is held", () => {
      assert.deepEqual(wrong(`${subnet}-wrongname`), ["ip-name"]);
      assert.deepEqual(wrong(`${subnet}-taken`), ["address-shared"]);
    });

    it("has nothing against a Vip in excludeIps, and cannot see a typo that the controller has overwritten", () => {
      assert.deepEqual(wrong(`${subnet}-good`), []);
      assert.deepEqual(wrong(`${subnet}-typo`), []);
    });

    it("needs no more than the role for previews, and writes the same as Markdown", async () => {
      const options = ["--kubeconfig", await accountWith("cluster-role-preview")];
      const { code, stdout } = await runInProcess(["audit", "--format", "markdown", ...options], { env: process.env });
      assert.equal(code, 3);
      assert.match(stdout, /^<!-- pulumi-kubeovn audit -->\n/);
      assert.ok(stdout.includes(`- ❗ IP \`${subnet}-one.default\` at \`${address(50)}\` in \`${subnet}\`: `), stdout);
    });

    it("explains one of them, and who has its address", async () => {
      const { code, stdout } = await run("explain", `${subnet}-one.default`);
      assert.equal(code, 3);
      assert.ok(stdout.startsWith(`IP "${subnet}-one.default" in Subnet "${subnet}": ${address(50)}\n`), stdout);
      assert.ok(stdout.includes(`is held by IP "${subnet}-two.default" too; remove one of the two`), stdout);
      const ignored = await run("explain", `${subnet}-wrongname`);
      assert.match(ignored.stdout, /Kube-OVN ignores it: it has looked once and will not look again/);
    });

    it("verifies a plan against the cluster that it is for, and against no other", async () => {
      const cluster = await sharedCluster();
      const { body } = await cluster.admin("GET", "/api/v1/namespaces/kube-system");
      const env = { ...process.env, KUBECONFIG: cluster.kubeconfig };
      const verify = (store: string, end: number): ReturnType<typeof runInProcess> => {
        const now = { ...vipInputs("new", subnet, null), [vipField]: address(end), store };
        const stdin = savedPlan([{ op: "create", kind: "Vip", name: "new", now }]);
        return runInProcess(["verify", "-"], { env, stdin });
      };
      const own = `cluster:${body.metadata.uid}`;
      assert.deepEqual(await verify(own, 60), {
        code: 0,
        stdout: "1 planned address, all still available\n",
        stderr: "",
      });
      const taken = await verify(own, 50);
      assert.equal(taken.code, 3);
      assert.match(taken.stdout, /^Vip "new": .* has been taken by IP /);
      const other = await verify("cluster:0-0-0", 60);
      assert.equal(other.code, 1);
      assert.ok(other.stderr.includes(`cluster:0-0-0 cannot be read: the cluster is ${own}`), other.stderr);
    });

    it("draws the subnet", async () => {
      const { code, stdout } = await run("map", subnet, "--format", "svg");
      assert.equal(code, 0);
      assert.ok(stdout.includes(address(50)) || protocol === "IPv6", stdout.slice(0, 400));
    });
  });
}
