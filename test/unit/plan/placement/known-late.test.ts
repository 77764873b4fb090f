import assert from "node:assert/strict";
import { type CheckResult, check, UNKNOWN } from "../../../../provider/plan";
import { families } from "../../../support/families";
import { declarationOf, plannerFor, STORE } from "../../../support/plan";
import { pathOf, type Resource } from "../../../support/program";

/** Arguments that the program does not know when it declares its resources, and has by the time these are checked. */
type Late = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Checks resources one after the other, in this order or the opposite one of those that wait for nothing. */
function checkedWith(program: readonly Resource[], late: Late, order = program): ReadonlyMap<string, CheckResult> {
  const planner = plannerFor([], program);
  return new Map(
    order.map((resource) => {
      const path = pathOf(resource);
      const news = { ...resource.args, ...late[path] };
      return [path, check(planner, { olds: {}, news, declaration: declarationOf(resource), store: STORE })];
    }),
  );
}

for (const { protocol, cidrBlock, gateway, vipField, address } of families(93)) {
  describe(`what a Subnet is like, known late, ${protocol}`, () => {
    const known = { cidrBlock, gateway };
    const vips = ["a", "b", "c"].map((name): Resource => ({ kind: "Vip", name, args: { subnet: "s" } }));
    const subnet = (args: Resource["args"]): Resource => ({ kind: "Subnet", name: "s", args });
    const addressesOf = (results: ReadonlyMap<string, CheckResult>): unknown => {
      for (const [path, { refusals }] of results) assert.deepEqual(refusals, [], path);
      return vips.map((vip) => results.get(pathOf(vip))?.inputs[vipField]);
    };
    const expected = (args: Resource["args"], ...more: readonly Resource[]): unknown =>
      addressesOf(checkedWith([subnet(args), ...more, ...vips], {}));

    for (const [what, program, late, wanted] of [
      ["its CIDR", [subnet({ ...known, cidrBlock: UNKNOWN })], { "Subnet::s": known }, expected(known)],
      [
        "its gateway and exclusions",
        [subnet({ cidrBlock, gateway: UNKNOWN, excludeIps: UNKNOWN })],
        { "Subnet::s": { gateway, excludeIps: [`${address(2)}..${address(9)}`] } },
        expected({ ...known, excludeIps: [`${address(2)}..${address(9)}`] }),
      ],
      [
        "its allocation",
        [subnet({ ...known, allocation: UNKNOWN })],
        { "Subnet::s": { allocation: { range: `${address(5)}..${address(7)}` } } },
        expected({ ...known, allocation: { range: `${address(5)}..${address(7)}` } }),
      ],
      [
        "a range of it for plans",
        [subnet(known), { kind: "PlannedRange", name: "p", args: { subnet: "s", range: UNKNOWN } }],
        { "PlannedRange::p": { range: `${address(5)}..${address(7)}` } },
        expected(known, {
          kind: "PlannedRange",
          name: "p",
          args: { subnet: "s", range: `${address(5)}..${address(7)}` },
        }),
      ],
      [
        "a pool of it",
        [subnet(known), { kind: "IPPool", name: "p", args: { subnet: "s", ips: UNKNOWN } }],
        { "IPPool::p": { ips: [`${address(2)}..${address(200)}`] } },
        expected(known, { kind: "IPPool", name: "p", args: { subnet: "s", ips: [`${address(2)}..${address(200)}`] } }),
      ],
    ] as readonly (readonly [string, readonly Resource[], Late, unknown])[]) {
      it(`decides what waits for ${what} as if it had been known, whatever the order`, () => {
        const all = [...program, ...vips];
        assert.deepEqual(addressesOf(checkedWith(all, late)), wanted);
        assert.deepEqual(addressesOf(checkedWith(all, late, [...program, ...vips.toReversed()])), wanted);
      });

      it(`leaves open what waits for ${what} while it is unknown`, () => {
        assert.deepEqual(addressesOf(checkedWith([...program, ...vips], {})), [UNKNOWN, UNKNOWN, UNKNOWN]);
      });
    }

    it("is wanted by an AddressPlan that is told late what it wants, and its own", () => {
      const plan: Resource = { kind: "AddressPlan", name: "ap", args: { wants: UNKNOWN } };
      const own: Resource = { kind: "Vip", name: "a", args: { subnet: "s", plan: "ap" } };
      const wants = { a: { subnet: "s" }, b: { subnet: "s", [vipField]: address(77) } };
      const told = checkedWith([subnet(known), plan, own], { "AddressPlan::ap": { wants } });
      for (const [path, { refusals }] of told) assert.deepEqual(refusals, [], path);
      const at = told.get("AddressPlan::ap")?.inputs[`${vipField}s`] as Readonly<Record<string, string>>;
      assert.equal(at.a, told.get("Vip::a")?.inputs[vipField]);
      assert.equal(at.b, address(77));
      const atOnce = checkedWith([subnet(known), { ...plan, args: { wants } }, own], {});
      assert.deepEqual(atOnce.get("AddressPlan::ap")?.inputs[`${vipField}s`], at);
    });

    it("is the same Subnet when its name is", () => {
      const program = [
        subnet({ ...known, name: UNKNOWN }),
        { kind: "Vip", name: "v", args: { subnet: UNKNOWN } },
      ] as const;
      const results = checkedWith(program, { "Subnet::s": { name: "real" }, "Vip::v": { subnet: "real" } });
      for (const [path, { refusals }] of results) assert.deepEqual(refusals, [], path);
      assert.equal(results.get("Subnet::s")?.inputs.name, "real");
      assert.equal(typeof results.get("Vip::v")?.inputs[vipField], "string");
      assert.notEqual(results.get("Vip::v")?.inputs[vipField], UNKNOWN);
    });
  });
}
