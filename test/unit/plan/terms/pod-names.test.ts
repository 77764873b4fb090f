import assert from "node:assert/strict";
import { isPodOf } from "../../../../provider/plan";

const isPod = (kind: string, name: string, podName: string): boolean =>
  isPodOf({ kind, name, namespace: "shop" }, { podName, namespace: "shop" });
const LONG = "n".repeat(50);

describe("isPodOf", () => {
  for (const { kind, pods, others } of [
    { kind: "Pod", pods: ["g"], others: ["g-0", "g-2-0", "g-x7k2p"] },
    { kind: "StatefulSet", pods: ["g-0", "g-12"], others: ["g", "g-2-0", "g-x7k2p", "gg-0"] },
    { kind: "VirtualMachine", pods: ["g", "virt-launcher-g-x7k2p"], others: ["g-0", "virt-launcher-g-2-x7k2p"] },
    { kind: "VirtualMachineInstance", pods: ["g", "virt-launcher-g-x7k2p"], others: ["g-0"] },
    { kind: "VirtualMachinePool", pods: ["g-0", "g-12"], others: ["g", "g-2-0"] },
    { kind: "Deployment", pods: ["g-6d4b75cb6d-x7k2p"], others: ["g-x7k2p", "g-2-6d4b75cb6d-x7k2p", "g-0"] },
    { kind: "Rollout", pods: ["g-6d4b75cb6d-x7k2p"], others: ["g-2-6d4b75cb6d-x7k2p"] },
    { kind: "ReplicaSet", pods: ["g-x7k2p"], others: ["g-2-x7k2p", "g-6d4b75cb6d-x7k2p"] },
    { kind: "DaemonSet", pods: ["g-x7k2p"], others: ["g-2-x7k2p", "g"] },
    { kind: "CloneSet", pods: ["g-x7k2p"], others: ["g-2-x7k2p"] },
    { kind: "Job", pods: ["g-x7k2p", "g-3-x7k2p"], others: ["g-web-x7k2p"] },
    { kind: "CronJob", pods: ["g-28391234-x7k2p"], others: ["g-x7k2p", "g-web-28391234-x7k2p"] },
    { kind: "GameServerSet", pods: ["g", "g-0", "g-2-0", "g-x7k2p"], others: ["gg-0", "other"] },
  ]) {
    it(`knows the pods of a ${kind}`, () => {
      assert.deepEqual(
        [...pods, ...others].filter((podName) => isPod(kind, "g", podName)),
        pods,
      );
    });
  }

  it("knows a name that was cut to make room for the random characters", () => {
    assert.ok(isPod("Deployment", LONG, `${LONG}-6d4b75cx7k2p`));
    assert.ok(isPod("DaemonSet", "n".repeat(63), `${"n".repeat(58)}x7k2p`));
    assert.ok(!isPod("Deployment", "n", `n-${"m".repeat(56)}x7k2p`));
  });

  it("looks at one namespace, unless that is not known", () => {
    const pod = { podName: "g-0", namespace: "other" };
    assert.ok(!isPodOf({ kind: "StatefulSet", name: "g", namespace: "shop" }, pod));
    assert.ok(isPodOf({ kind: "StatefulSet", name: "g" }, pod));
  });
});
