import assert from "node:assert/strict";
import fc from "fast-check";
import { asksForItself, claimantKey, type Demand, ownersOf } from "../../provider/plan/live/demand";
import { propertyOptions } from "../support/property";

const word = fc.constantFrom("web", "0", "x7x7x");
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("-"));
const kind = fc.constantFrom(
  "Pod",
  "StatefulSet",
  "AdvancedStatefulSet",
  "VirtualMachine",
  "VirtualMachineInstance",
  "VirtualMachinePool",
  "VirtualMachineInstanceReplicaSet",
);

describe("ownersOf", () => {
  it("names every claimant that asks for a pod or a VM itself", () => {
    let found = 0;
    fc.assert(
      fc.property(
        kind,
        name,
        fc.constantFrom(undefined, "default", "shop"),
        name,
        fc.constantFrom("default", "shop"),
        fc.constantFrom("Pod", "StatefulSet", "VirtualMachine"),
        (claimantKind, claimantName, of, podName, namespace, workload) => {
          const claimant = { kind: claimantKind, name: claimantName, namespace: of };
          const demand: Demand = { key: "k", claimant, reach: { in: "any" }, addresses: [] };
          const consumer = { podName, namespace, workload };
          if (!asksForItself(demand, consumer)) return;
          found += 1;
          assert.ok(ownersOf(consumer).map(claimantKey).includes(claimantKey(claimant)));
        },
      ),
      propertyOptions({ runs: 5000 }),
    );
    assert.ok(found > 50, `${found} claimants`);
  });
});
