import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { statusOf } from "../../../provider/served/status";

describe("statusOf", () => {
  it("is the sentence of what was to be expected, and the stack of a bug", () => {
    const expected = Object.assign(new Error("the cluster is gone"), { code: "unreachable" });
    assert.deepEqual(statusOf(expected), {
      code: status.UNKNOWN,
      message: "the cluster is gone",
      details: "the cluster is gone",
    });
    assert.match(statusOf(new TypeError("x is not a function")).details ?? "", /x is not a function\n\s+at /);
  });

  it("has the engine keep a resource that is there though something failed", () => {
    const error = Object.assign(new Error("not taken"), {
      code: "timeout",
      id: "web",
      properties: { v4ip: "10.16.0.9" },
      reasons: ["Kube-OVN has not taken it in 5m"],
    });
    const [bytes] = statusOf(error).metadata?.get("grpc-status-details-bin") ?? [];
    const [detail] = Status.deserializeBinary(bytes as Buffer).getDetailsList();
    assert.equal(detail?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
    const failed = ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
    assert.equal(failed.getId(), "web");
    assert.deepEqual(failed.getReasonsList(), ["Kube-OVN has not taken it in 5m"]);
    assert.deepEqual(failed.getProperties()?.toJavaScript(), { v4ip: "10.16.0.9" });
  });
});
