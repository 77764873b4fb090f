import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import {
  exclude,
  plannedRangeOf,
  readPlannedRanges,
  withPlannedRange,
} from "../../../../provider/objects/kubeovn/planned-ranges";
import { claimOf } from "../../../../provider/plan";
import { subnetObject } from "../../../support/objects";

const A = { owner: "a" };
const B = { owner: "b" };
const S4 = subnetObject("s4", "10.16.0.0/24", { excludeIps: ["10.16.0.1", "10.16.0.240..10.16.0.250"] });

function excludeIps(subnet: KubeObject): unknown {
  return (subnet.spec as { excludeIps?: unknown }).excludeIps;
}

describe("withPlannedRange", () => {
  it("adds what is not excluded yet", () => {
    const with200 = withPlannedRange(S4, A, ["10.16.0.200..10.16.0.210"]);
    assert.deepEqual(excludeIps(with200), ["10.16.0.1", "10.16.0.240..10.16.0.250", "10.16.0.200..10.16.0.210"]);
    assert.deepEqual(plannedRangeOf(with200, A), {
      owner: "a",
      claim: claimOf("a"),
      range: ["10.16.0.200..10.16.0.210"],
      added: ["10.16.0.200..10.16.0.210"],
    });
  });

  it("takes away only what it added", () => {
    const overlapping = withPlannedRange(S4, A, ["10.16.0.230..10.16.0.245"]);
    assert.deepEqual(plannedRangeOf(overlapping, A)?.added, ["10.16.0.230..10.16.0.239"]);
    assert.deepEqual(withPlannedRange(overlapping, A, undefined).spec, S4.spec);
  });

  it("leaves the planned ranges of others alone", () => {
    const both = withPlannedRange(withPlannedRange(S4, A, ["10.16.0.200"]), B, ["10.16.0.201"]);
    assert.deepEqual(excludeIps(withPlannedRange(both, A, undefined)), [
      "10.16.0.1",
      "10.16.0.240..10.16.0.250",
      "10.16.0.201",
    ]);
  });

  it("leaves a Subnet as it found it", () => {
    const bare = subnetObject("s4", "10.16.0.0/24");
    assert.deepEqual(withPlannedRange(withPlannedRange(bare, A, ["10.16.0.200"]), A, undefined), bare);
  });

  it("moves a planned range", () => {
    const moved = withPlannedRange(withPlannedRange(S4, A, ["10.16.0.200"]), A, ["10.16.0.202"]);
    assert.deepEqual(excludeIps(moved), ["10.16.0.1", "10.16.0.240..10.16.0.250", "10.16.0.202"]);
  });
});

describe("exclude", () => {
  it("splits an item and keeps the text of the others", () => {
    assert.deepEqual(exclude(["10.0.0.1", "10.0.0.10..10.0.0.20", "fd00::1"], ["10.0.0.15"]), [
      "10.0.0.1",
      "10.0.0.10..10.0.0.14",
      "10.0.0.16..10.0.0.20",
      "fd00::1",
    ]);
  });
});

describe("readPlannedRanges", () => {
  it("takes an unreadable annotation for none", () => {
    for (const text of ["{", "[]", "5", `{"a": 5}`]) {
      const subnet = subnetObject("s4", "10.16.0.0/24", {}, { "pulumi-kubeovn/planned-ranges": text });
      assert.deepEqual(
        readPlannedRanges(subnet).flatMap((planned) => planned.range),
        [],
      );
    }
  });
});
