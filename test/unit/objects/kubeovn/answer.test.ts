import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { answerTo, standingOf, type Taking } from "../../../../provider/objects/kubeovn/taking";
import { poolObject, subnetObject } from "../../../support/objects";

type Condition = readonly [type: string, status: string, reason: string, message: string, second: number];

/** As kube-ovn-controller 1.13 was seen to write them, one after the other. */
const READY: Condition = ["Ready", "True", "ResetLogicalSwitchAclSuccess", "", 24];
const DONE: Condition = ["Validated", "True", "ResetLogicalSwitchAclSuccess", "", 24];
const AT_WORK: Condition = ["Validated", "True", "ValidateLogicalSwitchSuccess", "", 26];
const DONE_AGAIN: Condition = ["Validated", "True", "ResetLogicalSwitchAclSuccess", "", 26];
const refused = (message: string, second = 30): readonly Condition[] => [
  ["Validated", "False", "ValidateLogicalSwitchFailed", message, second],
  ["Ready", "False", "ValidateLogicalSwitchFailed", message, second],
  ["Error", "True", "ValidateLogicalSwitchFailed", message, second],
];
const OLD_ERROR: Condition = ["Error", "True", "ValidateLogicalSwitchFailed", "old", 10];

function state(object: KubeObject, generation: number, conditions: readonly Condition[]): KubeObject {
  const written = conditions.map(([type, status, reason, message, second]) => ({
    type,
    status,
    reason,
    message,
    lastUpdateTime: `2026-11-21T21:45:${second}Z`,
  }));
  return { ...object, metadata: { ...object.metadata, generation }, status: { conditions: written } };
}

const subnet = (generation: number, ...conditions: readonly Condition[]): KubeObject =>
  state(subnetObject("s4", "10.16.0.0/24"), generation, conditions);
const pool = (generation: number, ...conditions: readonly Condition[]): KubeObject =>
  state(poolObject("pool", "s4", ["10.16.0.100..10.16.0.109"]), generation, conditions);

describe("answerTo", () => {
  const cases: readonly { name: string; states: readonly KubeObject[]; expected: readonly (Taking | undefined)[] }[] = [
    {
      name: "is heard once the controller has ended its work, with an old error beside",
      states: [
        subnet(3, READY, DONE, OLD_ERROR),
        subnet(3, READY, AT_WORK, OLD_ERROR),
        subnet(3, READY, DONE_AGAIN, OLD_ERROR),
      ],
      expected: [undefined, "pending", "taken"],
    },
    {
      name: "is not heard in states that came before the change",
      states: [subnet(2, READY, AT_WORK, OLD_ERROR), subnet(2, READY, DONE_AGAIN, OLD_ERROR)],
      expected: [undefined, undefined],
    },
    {
      name: "is the objection of a Subnet that is not valid",
      states: [subnet(4, ...refused("gateway is not in cidr"))],
      expected: [{ objection: "gateway is not in cidr" }],
    },
    {
      name: "stays a conflict after which the controller goes on",
      states: [
        subnet(3, READY, AT_WORK, OLD_ERROR),
        subnet(3, ...refused("is conflict")),
        subnet(3, ["Ready", "True", "ResetLogicalSwitchAclSuccess", "", 30], DONE_AGAIN, OLD_ERROR),
      ],
      expected: ["pending", { objection: "is conflict" }, { objection: "is conflict" }],
    },
    {
      name: "is that to the last form, when the controller was at an earlier one",
      states: [
        subnet(3, ...refused("of the earlier form")),
        subnet(3, ...refused("of the earlier form").slice(1), AT_WORK),
        subnet(3, ["Ready", "True", "ResetLogicalSwitchAclSuccess", "", 31], DONE_AGAIN),
      ],
      expected: [{ objection: "of the earlier form" }, "pending", "taken"],
    },
  ];
  for (const { name, states, expected } of cases) {
    it(name, () => {
      const answer = answerTo(subnet(3, READY, DONE, OLD_ERROR));
      assert.deepEqual(states.map(answer), expected);
    });
  }

  it("of an IPPool is Ready alone", () => {
    const failed: Condition = ["Ready", "False", "UpdateIPAMFailed", "has conflict IPs", 58];
    const waiting: Condition = ["Validated", "Unknown", "Init", "Not Observed", 55];
    const answer = answerTo(pool(2, ["Ready", "True", "UpdateIPAMSucceeded", "", 57], waiting));
    assert.deepEqual(answer(pool(2, failed, waiting)), { objection: "has conflict IPs" });
    const again = answerTo(pool(3, failed, waiting));
    assert.equal(again(pool(3, ["Ready", "True", "UpdateIPAMSucceeded", "", 59], waiting, OLD_ERROR)), "taken");
  });
});

describe("standingOf", () => {
  it("is what is Ready, whatever error was never taken back", () => {
    assert.equal(standingOf(subnet(3, READY, DONE, OLD_ERROR)), "taken");
    assert.deepEqual(standingOf(subnet(3, ...refused("no"))), { objection: "no" });
  });
});
