import assert from "node:assert/strict";
import { type CheckedKind, type CheckResult, check, type Planner } from "../../../../provider/plan";
import { poolObject, subnetObject } from "../../../support/objects";
import { declarationOf, plannerFor, STORE } from "../../../support/plan";
import type { Resource } from "../../../support/program";

const OWNER = "organization/test/dev/Vip/";
const CASES = [
  {
    subnet: "s4",
    field: "v4ip",
    object: subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1" }),
    kept: "10.16.0.9",
  },
  { subnet: "s6", field: "v6ip", object: subnetObject("s6", "fd00::/120", { gateway: "fd00::1" }), kept: "fd00::9" },
] as const;

function checkOne(planner: Planner<CheckedKind>, resource: Resource, olds: Record<string, unknown> = {}): CheckResult {
  return check(planner, { olds, news: resource.args, declaration: declarationOf(resource), store: STORE });
}

for (const { subnet, field, object, kept } of CASES) {
  const vip = (name: string, args: Record<string, unknown> = {}): Resource => ({
    kind: "Vip",
    name,
    args: { subnet, ...args },
  });
  const planned = kept.replace(/9$/, "64");

  describe(`a later batch, ${subnet}`, () => {
    it("may have an address that an earlier one was searched and did not keep", () => {
      const planner = plannerFor([object], [vip("a")]);
      const searched = planner.placedFor(`${OWNER}a`)?.picks.length;
      const first = checkOne(plannerFor([object], [vip("a")]), vip("a")).inputs[field];
      const a = checkOne(planner, vip("a"), { owner: `${OWNER}a`, subnet, [field]: kept });
      const late = vip("late", { [field]: first });
      planner.addBatch([declarationOf(late)]);
      assert.equal(searched, 1);
      assert.equal(a.inputs[field], kept);
      assert.deepEqual(checkOne(planner, late).refusals, []);
    });

    it("cannot have what an earlier one was answered", () => {
      const planner = plannerFor([object], [vip("a")]);
      checkOne(planner, vip("a"), { owner: `${OWNER}a`, subnet, [field]: kept });
      const late = vip("late", { [field]: kept });
      planner.addBatch([declarationOf(late)]);
      assert.deepEqual(
        checkOne(planner, late).refusals.map(({ code }) => code),
        ["address-planned"],
      );
    });

    it("is placed in the planned range that it declares itself", () => {
      const planner = plannerFor([object], [vip("a")]);
      checkOne(planner, vip("a"));
      const range: Resource = { kind: "PlannedRange", name: "planned", args: { subnet, range: planned } };
      planner.addBatch([range, vip("late")].map(declarationOf));
      assert.equal(checkOne(planner, vip("late")).inputs[field], planned);
    });

    it("passes over the pool that it declares itself", () => {
      const planner = plannerFor([object], [vip("a")]);
      checkOne(planner, vip("a"));
      const pool: Resource = { kind: "IPPool", name: "pool", args: { subnet, ips: [planned] } };
      const late = vip("late", { [field]: planned });
      planner.addBatch([pool, late].map(declarationOf));
      const live = poolObject("pool", subnet, [planned]);
      const expected = checkOne(plannerFor([object, live], [late]), late).refusals.map(({ code }) => code);
      assert.deepEqual(
        checkOne(planner, late).refusals.map(({ code }) => code),
        expected,
      );
      assert.equal(expected.length, 1);
    });

    it("with a reserved IP is told which earlier one has its object", () => {
      const workload = { kind: "Pod", name: "web", namespace: "shop" };
      const reserved = (name: string): Resource => ({ kind: "ReservedIP", name, args: { subnet, workload } });
      const planner = plannerFor([object], [reserved("one")]);
      checkOne(planner, reserved("one"));
      planner.addBatch([declarationOf(reserved("two"))]);
      assert.match(checkOne(planner, reserved("two")).refusals[0]?.reason ?? "", /ReservedIP "one"/);
    });
  });
}
