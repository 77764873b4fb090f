import assert from "node:assert/strict";
import { ROOMS } from "../../../../provider/kinds";
import { checkUnread, Planner, UNREAD } from "../../../../provider/plan";
import { isUnknown } from "../../../../provider/plan/terms/unknown";
import { pathOf, type Resource } from "../../../support/program";

const OWNED = { owner: "acme/shop/prod/Vip/web", claim: "0123456789abcdef", store: "cluster:1" };

function check(resource: Resource, olds: Readonly<Record<string, unknown>> = {}): ReturnType<typeof checkUnread> {
  const path = pathOf(resource);
  const declaration = { ...resource, path, owner: `acme/shop/prod/${resource.kind}/${resource.name}`, provider: "" };
  const planner = new Planner(UNREAD, "acme/shop/prod/", "", ROOMS);
  planner.addBatch([declaration]);
  return checkUnread(planner, { olds, news: resource.args, declaration });
}

const vip = (args: Record<string, unknown> = {}): Resource => ({
  kind: "Vip",
  name: "web",
  args: { subnet: "s4", ...args },
});

describe("checkUnread", () => {
  it("leaves the addresses of a new resource open", () => {
    const { inputs, refusals } = check(vip());
    assert.deepEqual(refusals, []);
    for (const field of ["v4ip", "v6ip", "macAddress", "store"]) assert.ok(isUnknown(inputs[field]), field);
  });

  for (const [field, address] of [
    ["v4ip", "10.16.0.5"],
    ["v6ip", "fd00::5"],
  ] as const) {
    it(`keeps ${field}, which the state has`, () => {
      const olds = { ...OWNED, name: "web", type: "", subnet: "s4", v4ip: null, v6ip: null, [field]: address };
      assert.deepEqual(check(vip(), olds).inputs, olds);
    });
  }

  it("leaves the address open that belongs to another subnet", () => {
    const olds = { ...OWNED, name: "web", type: "", subnet: "s5", v4ip: "10.17.0.5", v6ip: null };
    assert.ok(isUnknown(check(vip(), olds).inputs.v4ip));
  });

  it("takes an address that the program sets", () => {
    assert.equal(check(vip({ v4ip: "10.16.0.9" })).inputs.v4ip, "10.16.0.9");
  });

  it("refuses what is wrong whatever the cluster has", () => {
    const codes = (resource: Resource) => check(resource).refusals.map(({ code }) => code);
    assert.deepEqual(codes(vip({ v4ip: "10.16.0.1O" })), ["malformed-address"]);
    assert.deepEqual(codes(vip({ color: "red" })), ["unknown-field"]);
  });

  it("knows a range of a subnet that it cannot see, in canonical form", () => {
    const planned: Resource = {
      kind: "PlannedRange",
      name: "b",
      args: { subnet: "s4", range: "10.16.0.9..10.16.0.9" },
    };
    assert.deepEqual(check(planned).inputs.range, ["10.16.0.9"]);
    assert.equal(check(planned).inputs.size, "1");
  });

  it("does not say of a Vip of a binding that it does not exist", () => {
    const pair: Resource = { kind: "AapBinding", name: "p", args: { vips: ["live"], namespace: "shop" } };
    assert.deepEqual(check(pair).refusals, []);
    assert.ok(isUnknown(check(pair).inputs.virtualIps));
  });
});
