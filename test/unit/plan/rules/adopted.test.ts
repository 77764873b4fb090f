import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import type { CheckResult } from "../../../../provider/plan";
import { subnetObject, vipObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";

const S4 = subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1" });
const S6 = subnetObject("s6", "fd00:16::/112", { gateway: "fd00:16::1" });

/** A Vip that is there, and what the program that adopts it is told; with an owner, it is that program's own. */
function checked(live: KubeObject, subnet: string): CheckResult {
  const program = [{ kind: "Vip", name: "v", args: { subnet, adopt: true } } as const];
  return checkProgram([S4, S6, live], program, { version: [1, 13] }).get("Vip::v") as CheckResult;
}

describe("a Vip that is there", () => {
  for (const { what, live, subnet, code } of [
    { what: "the gateway", live: vipObject("v", "s4", "10.16.0.1"), subnet: "s4", code: "gateway-address" },
    {
      what: "the IPv6 gateway",
      live: vipObject("v", "s6", "", { v6ip: "fd00:16::1" }),
      subnet: "s6",
      code: "gateway-address",
    },
    { what: "the last address", live: vipObject("v", "s4", "10.16.0.255"), subnet: "s4", code: "last-address" },
    { what: "an address outside", live: vipObject("v", "s4", "10.99.0.9"), subnet: "s4", code: "outside-prefix" },
    {
      what: "capital letters",
      live: vipObject("v", "s6", "", { v6ip: "FD00:16::60" }),
      subnet: "s6",
      code: "upper-case",
    },
  ] as const) {
    it(`is not adopted with ${what}, whatever the release gives away`, () => {
      const { refusals } = checked(live, subnet);
      assert.deepEqual(
        refusals.map((refusal) => refusal.code),
        [code],
      );
    });
  }

  it("is kept by the program that made it, which says what is wrong with it", () => {
    const mine = { "pulumi-kubeovn/owner": "organization/test/dev/Vip/v" };
    const { refusals, notes } = checked(vipObject("v", "s4", "10.16.0.1", {}, mine), "s4");
    assert.deepEqual(refusals, []);
    assert.deepEqual(
      notes.filter((note) => note.includes("gateway")),
      ['Vip "v" is kept as it is: 10.16.0.1 in Subnet "s4" is the gateway; recreate the object with another address'],
    );
  });
});
